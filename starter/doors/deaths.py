"""What the door does when a customer is reported to have died, and when that was a mistake.

It stands with the customer from then on, so that no letter leaves whatever case it is in; each open
case of theirs is told, and each in which they are another party. Told twice, nothing is done twice.
"""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities import looks
from database.file import Party
from database.models import Case, Customer, Receipt
from database.writes.administration import act_as
from domain.messages import Message
from domain.standing.messages import DeathReported, DeathRetracted, Part
from starter.doors.telling_cases import told

ABOUT_DEATH: tuple[type[Message], ...] = (DeathReported, DeathRetracted)


async def settle(db: AsyncSession, row: Receipt) -> tuple[list[Receipt], set[str]]:
    """Write what was reported; return what cases are told, and whose letters are looked at."""
    await act_as(db, row.officer or row.source, f"door {row.door}")
    customer = await db.get_one(Customer, row.facts["customer"], with_for_update=True)
    before = customer.died
    customer.died = row.type == DeathReported.name
    customer.died_on = None
    if customer.died:
        customer.died_on = DeathReported.model_validate(row.facts).died_on
    if customer.died == before:
        return [], set()
    cause = f"{row.source}.{row.id}"
    looked = await looks.ask_for(db, [customer.id], cause, at=row.occurred_at)
    message = DeathReported if customer.died else DeathRetracted
    parts = await open_cases(db, customer.id)
    return [
        told(db, row, message, case, **row.facts | {"part": part}) for case, part in parts
    ], looked


async def open_cases(db: AsyncSession, customer: str) -> Sequence[tuple[str, Part]]:
    """Return the open cases that a customer has part in, and which, in order of opening."""
    party = select(Party.case).where(
        Party.customer == customer, Party.until.is_(None), ~Party.entered_in_error
    )
    wanted = (
        select(Case.ref, Case.customer)
        .where(or_(Case.customer == customer, Case.ref.in_(party)), Case.state == "open")
        .order_by(Case.opening)
    )
    rows = (await db.execute(wanted)).all()
    return [(row.ref, "customer" if row.customer == customer else "other_party") for row in rows]
