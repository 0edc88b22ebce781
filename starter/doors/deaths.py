"""What the door does when a customer is reported to have died, and when that was a mistake.

It stands with the customer from then on, so that no letter leaves whatever case it is in; each open
case of theirs is told. Told twice, nothing is done twice.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities import looks
from database.models import Case, Customer, Receipt
from database.writes.administration import act_as
from domain.messages import Message
from domain.standing.messages import DeathReported, DeathRetracted
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
    cases = await open_cases(db, customer.id)
    return [told(db, row, message, case, **row.facts) for case in cases], looked


async def open_cases(db: AsyncSession, customer: str) -> Sequence[str]:
    """Return the open cases of a customer, in order of opening."""
    wanted = select(Case.ref).where(Case.customer == customer, Case.state == "open")
    return (await db.scalars(wanted.order_by(Case.opening))).all()
