"""The case that an opening message joins, where its customer has one of the kind already."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Receipt
from domain.case_type import CaseType
from domain.messages import Message


async def case_to_join(
    db: AsyncSession, opens: CaseType[Message], customer: str | None
) -> str | None:
    """Return the open case that a message about a customer joins; None where it opens one.

    A case that has yet to settle its first message counts. Whoever asks holds the customer for the
    kind until the transaction is over, so that two messages at once do not open two.
    """
    if customer is None or not opens.one_a_customer:
        return None
    await db.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{opens.name} {customer}"))))
    if there := await open_case(db, opens.name, customer):
        return there
    coming = select(Receipt.case).where(
        Receipt.type == opens.opened_by.name,
        Receipt.status.is_(None),
        Receipt.case.is_not(None),
        Receipt.facts["customer"].astext == customer,
    )
    return await db.scalar(coming.order_by(Receipt.received_at).limit(1))


async def open_case(db: AsyncSession, type_: str, customer: str) -> str | None:
    """Return the open case of a type that a customer has; the one that was opened first."""
    wanted = select(Case.ref).where(
        Case.type == type_, Case.customer == customer, Case.state == "open"
    )
    ref: str | None = await db.scalar(wanted.order_by(Case.opening).limit(1))
    return ref
