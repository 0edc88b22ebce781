"""Where the fields of each letter come from: the case, the customer, and what officers answered."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.gathering import Data, Gathering
from activities.lifecycles import GATHERERS
from activities.writing import Writing
from database.models import (
    Customer,
    CustomerAddress,
    Nominee,
    Officer,
    Restriction,
    Task,
)
from domain.catalogue import CASE_TYPES
from domain.contacts import AGENCIES
from domain.letter_channels import Channel
from domain.letters import LetterFields, LetterKind
from domain.roles import Role


async def fields_of(
    kind: LetterKind,
    writing: Writing,
    *,
    letter: str,
    signatory: tuple[str, str],
    dated: datetime,
    answers: Data,
    zone: ZoneInfo,
) -> Data:
    """Return the data of one letter. ``signatory`` is officer and role; ``dated`` an instant.

    What is missing is left out: the kind's own model names it. A kind without a gatherer takes
    each field from the answer of that name to its step, as in ``WC-S3m.about``.
    """
    customer = await _customer(writing)
    day = dated.astimezone(zone).date()
    officer = await writing.officer(signatory[0])
    data: Data = {
        "agency": AGENCIES.get(writing.case.programme or "child_support"),
        "reference": writing.case.ref,
        "dated": day,
        "contact": CASE_TYPES[writing.case.type].contact,
        "copies": await copies_on(writing.db, writing.case.customer, day)
        if "nominee" in kind.copies
        else (),
    }
    if officer:
        data["signatory"] = _signatory(officer, signatory[1])
    if customer:
        lines = await address_on(writing.db, customer.id, day)
        data["to"] = {"name": customer.name, "lines": lines}
    given = await _answered(writing, letter) | answers
    if gather := GATHERERS.get(kind.fields):
        return data | await gather(Gathering(writing, given, zone, day))
    its_own = kind.fields.model_fields.keys() - LetterFields.model_fields.keys()
    asked = {name: given.get(f"{kind.step}.{name}") for name in its_own}
    return data | {name: value for name, value in asked.items() if value is not None}


def _signatory(officer: Officer, role: str) -> Data:
    return {"name": officer.name, "role": Role(role), "team": officer.team or "the team"}


async def _customer(writing: Writing) -> Customer | None:
    customer = writing.case.customer
    return await writing.db.get(Customer, customer) if customer else None


async def address_on(db: AsyncSession, customer: str, day: date) -> tuple[str, ...]:
    """Return the address lines that are in force on ``day``; empty where there are none."""
    newest = (
        select(CustomerAddress.lines)
        .where(CustomerAddress.customer == customer, CustomerAddress.from_date <= day)
        .order_by(CustomerAddress.from_date.desc())
        .limit(1)
    )
    return tuple(await db.scalar(newest) or ())


async def copies_on(db: AsyncSession, customer: str | None, day: date) -> tuple[Data, ...]:
    """Return the nominees who get a copy on ``day``; last those who have no address for it."""
    current = select(Nominee).where(
        Nominee.customer == customer,
        Nominee.from_date <= day,
        Nominee.until_date.is_(None) | (Nominee.until_date >= day),
    )
    found = await db.scalars(current.order_by(Nominee.from_date))
    copies = [{"name": n.name, "lines": tuple(n.lines)} for n in found]
    return tuple(sorted(copies, key=lambda copy: not copy["lines"]))


async def barred_on(db: AsyncSession, customer: str | None, day: date) -> frozenset[Channel]:
    """Return the channels that are barred in full on ``day``."""
    in_force = select(Restriction.channel).where(
        Restriction.customer == customer,
        Restriction.state == "in_force",
        Restriction.extent == "full",
        Restriction.from_date <= day,
    )
    return frozenset(Channel(channel) for channel in await db.scalars(in_force))


async def _answered(writing: Writing, letter: str) -> Data:
    """Return what the officers of this case answered so far; the newest answer counts.

    What they wrote for another letter is left out: nobody would have said it in this one.
    """
    of_letter = Task.data["letter"].astext
    done = (
        select(Task.answers)
        .where(
            Task.case == writing.case.ref,
            Task.state == "completed",
            of_letter.is_(None) | (of_letter == letter),
        )
        .order_by(Task.ended_at)
    )
    given: Data = {}
    for answers in await writing.db.scalars(done):
        given |= answers
    return given
