"""What the door does when a customer is reported to have died, and when that was a mistake.

It stands with the customer from then on, so that no letter leaves whatever case it is in; each open
case of theirs is told, and each in which they are another party or speak for one. A nominee, who
has no number, gets no copies from then on. Told twice, nothing is done twice.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities import looks
from database.file import Party
from database.models import Case, Customer, Nominee, Receipt
from database.writes.administration import act_as
from domain.days import written_day
from domain.errors import MalformedMessageError
from domain.messages import Message
from domain.standing.messages import DeathReported, DeathRetracted, Part
from starter.doors.telling_cases import told

ABOUT_DEATH: tuple[type[Message], ...] = (DeathReported, DeathRetracted)


class Has(NamedTuple):
    """Which part somebody has in an open case; ``row`` is by which they speak for a customer."""

    case: str
    part: Part
    row: str | None = None


async def settle(db: AsyncSession, row: Receipt) -> tuple[list[Receipt], set[str]]:
    """Write what was reported; return what cases are told, and whose letters are looked at.

    Raises:
        MalformedMessageError: the customer has no such nominee.
    """
    await act_as(db, row.officer or row.source, f"door {row.door}")
    customer = await db.get_one(Customer, row.facts["customer"], with_for_update=True)
    message = DeathReported if row.type == DeathReported.name else DeathRetracted
    facts = message.model_validate(row.facts)
    if facts.nominee:
        changed = await _nominee(db, row, customer.id, facts.nominee)
    else:
        changed = _customer(customer, row)
    if not changed:
        return [], set()
    cause = f"{row.source}.{row.id}"
    looked = await looks.ask_for(db, [customer.id], cause, at=row.occurred_at)
    parts = await open_cases(db, customer.id)
    if facts.nominee:  # of the customer's own cases they are a part, and of no other
        parts = [Has(each.case, "speaker") for each in parts if each.part == "customer"]
    return [
        told(db, row, message, each.case, **row.facts | {"part": each.part, "row": each.row})
        for each in parts
    ], looked


def _customer(customer: Customer, row: Receipt) -> bool:
    """Write whether a customer died; tell whether that is news."""
    before, customer.died = customer.died, row.type == DeathReported.name
    customer.died_on = None
    if customer.died:
        customer.died_on = DeathReported.model_validate(row.facts).died_on
    return customer.died != before


async def _nominee(db: AsyncSession, row: Receipt, customer: str, first: date) -> bool:
    """Write whether a nominee died; tell whether that is news."""
    nominee = await db.get(Nominee, (customer, first), with_for_update=True)
    if nominee is None:
        words = f"nominee: {customer} has none from {written_day(first)} on"
        raise MalformedMessageError(row.type, [words])
    before, nominee.died = nominee.died, row.type == DeathReported.name
    return nominee.died != before


async def open_cases(db: AsyncSession, customer: str) -> Sequence[Has]:
    """Return the open cases that a customer has part in, and which, in order of opening."""
    wanted = (
        select(Case.ref, Case.customer, Party.number, Party.speaks_for)
        .outerjoin(
            Party,
            (Party.case == Case.ref)
            & (Party.customer == customer)
            & Party.until.is_(None)
            & ~Party.entered_in_error,
        )
        .where(or_(Case.customer == customer, Party.id.is_not(None)), Case.state == "open")
        .order_by(Case.opening, Party.number)
    )
    found: dict[Has, None] = {}  # each once: whoever is in a case in two roles is told of once
    for row in (await db.execute(wanted)).all():
        if row.customer == customer:
            found[Has(row.ref, "customer")] = None
        elif row.speaks_for:
            found[Has(row.ref, "speaker", f"party-{row.number}")] = None
        else:
            found[Has(row.ref, "other_party")] = None
    return list(found)
