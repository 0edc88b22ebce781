"""To whom a letter is, looked up as they are known on its day.

The customer of a case costs no statement: they are at hand wherever a letter is made.
"""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.guarding import LetterStoppedError
from activities.letter_fields import Desk
from database.file import Party
from database.models import Case, Customer, Nominee
from domain.addressees import NOMINEE, Reader, To, names_a_nominee, of_the_directory
from domain.days import written_day
from domain.kit_settings import DIRECTORY


async def addressee_of(desk: Desk, to: str | None, day: date) -> To:
    """Return the addressee of a letter of a case.

    Raises:
        LetterStoppedError: they may not be written to in this case, or not any more.
    """
    case, customer = desk.case, desk.customer
    if to is None or to == case.customer:
        return _customer(customer) if customer else To(Reader.CUSTOMER, "", "")
    whose = case.customer or ""
    if names_a_nominee(to):
        return await _nominee(desk.db, to, whose, day)
    if other := await desk.db.get(Customer, to):
        return await _other(desk.db, other, case, customer, day)
    directory: Any = desk.times.settings.at(day).get(DIRECTORY)
    if found := of_the_directory(to, whose, directory):
        return found
    known = ", ".join(sorted(directory)) or "nobody"
    raise LetterStoppedError(f"nobody knows where {to} is: {DIRECTORY} names {known}")


def _customer(customer: Customer, reader: Reader = Reader.CUSTOMER) -> To:
    return To(
        reader,
        customer.name,
        customer.id,
        known_as=customer.id,
        email=customer.email,
        prefers=customer.channel,
    )


async def _nominee(db: AsyncSession, to: str, customer: str, day: date) -> To:
    """Return the nominee in force: the latest, or the one who was named from a day on."""
    named = to.partition(":")[2]
    rows = await db.scalars(
        select(Nominee)
        .where(Nominee.customer == customer, Nominee.from_date <= day)
        .order_by(Nominee.from_date.desc())
    )
    found = [row for row in rows if not named or row.from_date.isoformat() == named]
    if not found:
        raise LetterStoppedError(f"{customer} has no {NOMINEE}: write to {customer}")
    alive = [row for row in found if not row.died]
    if not alive:
        raise LetterStoppedError(
            f"the {NOMINEE} of {customer} was reported to have died: write to {customer}"
        )
    row = next((row for row in alive if not row.until_date or row.until_date >= day), None)
    if row is None:
        ended = max(row.until_date for row in alive if row.until_date)
        raise LetterStoppedError(
            f"the {NOMINEE} of {customer} is no longer in force, since {written_day(ended)}: "
            f"write to {customer}, or to whoever is now"
        )
    return To(Reader.NOMINEE, row.name, customer, lines=tuple(row.lines))


async def _other(
    db: AsyncSession, other: Customer, case: Case, customer: Customer | None, day: date
) -> To:
    """Return the other parent, or whoever speaks for one of both in this case."""
    if customer and other.id in customer.associates:
        return _customer(other, Reader.OTHER_PARENT)
    rows = await db.scalars(
        select(Party)
        .where(Party.case == case.ref, Party.customer == other.id, ~Party.entered_in_error)
        .order_by(Party.since.desc())
    )
    parts = list(rows)
    row = next((r for r in parts if r.since <= day and (not r.until or day < r.until)), None)
    if row is None:
        over = f"no longer in force as {parts[0].role}" if parts else "nobody of this case"
        raise LetterStoppedError(f"{other.id} is {over}: write to {case.customer}")
    if row.speaks_for is None:
        return _customer(other, Reader.OTHER_PARENT)
    return To(
        Reader.REPRESENTATIVE,
        other.name,
        row.speaks_for,
        known_as=other.id,
        covers=tuple(row.covers),
        email=other.email,
        prefers=other.channel,
    )
