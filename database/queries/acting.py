"""Load what decides whether acts on the file may stand; the rules are in ``domain.file``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Receipt
from database.queries.file import read_file, sides_of, with_history
from database.queries.officers import all_known
from domain.file.acts import Act, mistaken, named_rows, officers_named
from domain.file.carried import Author, Carried, Sitting, read, sit
from domain.file.catalogue import ACTS
from domain.file.locks import holder
from domain.file.rows import File
from domain.officers import Person
from domain.offices import Office
from domain.times import Times


def author_of(receipt: Receipt, people: Mapping[str, Person], case: Case, office: Office) -> Author:
    """Return who sent a message, as the author of the acts in it."""
    officer = people.get(receipt.officer or "")
    return Author(
        by=officer.id if officer else receipt.source,
        officer=officer,
        owner=case.owner,
        people=people,
        at=receipt.occurred_at,
        told_at=receipt.received_at,
        office=office,
        not_for=case.not_for or (),
    )


async def people_of(
    db: AsyncSession, receipts: Sequence[Receipt], owner: str | None, file: File
) -> dict[str, Person]:
    """Return who sent some messages, who has the customers and the case, and whom acts name."""
    named = {holder(file), owner, *(receipt.officer for receipt in receipts)}
    acts = (act for receipt in receipts for act in carried_by(receipt))
    named |= {account for act in acts for account in officers_named(act.facts)}
    return await all_known(db, sorted(filter(None, named)))


def carried_by(receipt: Receipt) -> tuple[Carried, ...]:
    """Return the acts that a message carries: an act of its own is the only one."""
    if kind := ACTS.get(receipt.type):
        return (Carried(receipt.type, kind.of.model_validate(receipt.facts), receipt.content),)
    return read(receipt.facts, receipt.content)


async def sitting_at_the_door(
    db: AsyncSession, receipt: Receipt, case: Case, times: Times
) -> Sitting | None:
    """Return what a completion's acts would make of the file, without a trace.

    None while acts are on their way to it: only its settle knows the file that they leave.
    """
    if await _acts_are_on_their_way(db, (receipt.source, receipt.id), case.ref):
        return None
    acts, now = carried_by(receipt), receipt.received_at
    brought = sorted({customer for act in acts for customer in act.facts.brings_in()})
    sides = await sides_of(db, case.ref, case.customer, brought)
    file = await read_file(db, case.ref, sides, now, times.zone)
    file = await with_history(db, file, [act.facts for act in acts], times.zone)
    people = await people_of(db, [receipt], case.owner, file)
    author = author_of(receipt, people, case, times.calendar.office)
    return sit(acts, author, file)


async def mistaken_at_the_door(
    db: AsyncSession, act: Act, case: Case, now: datetime, zone: ZoneInfo
) -> str | None:
    """Say why an act that comes alone cannot be meant, as the file is; its settle decides.

    None while acts are on their way to the file: only a settle knows what they leave.
    """
    if not named_rows(act) or await _acts_are_on_their_way(db, ("", ""), case.ref):
        return None
    sides = await sides_of(db, case.ref, case.customer, act.brings_in())
    file = await read_file(db, case.ref, sides or [case.ref], now, zone)
    return mistaken(act, await with_history(db, file, [act], zone))


async def _acts_are_on_their_way(db: AsyncSession, sent: tuple[str, str], case: str) -> bool:
    source, id_ = sent
    found = select(Receipt.id).where(
        Receipt.case == case,
        or_(Receipt.source != source, Receipt.id != id_),
        Receipt.status.is_(None),
        or_(Receipt.type.in_(ACTS), Receipt.facts.has_key("acts")),
    )
    return bool(await db.scalar(select(found.exists())))
