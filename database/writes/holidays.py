"""Add days off, take them back, and tell every case whose dates a new one may move."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import (
    Case,
    Deadline,
    Holiday,
    Receipt,
    ReferenceVersion,
    RegionalDecision,
)
from database.writes.people import Imported
from domain.errors import DayOffError
from domain.messages import CalendarChanged
from domain.regional_days import Decided

CALENDAR_LOCK = 7_231_906_552  # any number that no other program locks
CHANGING = text("select pg_advisory_xact_lock(:lock)")


async def add_holidays(
    db: AsyncSession, days: Sequence[tuple[date, str | None, str]], now: datetime
) -> Imported:
    """Add holidays: day, office or None for all, name. Those known before stay.

    One that was taken back is there again.

    Every open case that counts on a date is told in the same transaction; the forwarder brings
    the messages, and the cases work their dates out again.
    """
    done, added = Imported(), []
    await _wait_for_counting(db)
    for day, office, name in days:
        values = {"date": day, "office": office, "name": name}
        again = (
            insert(Holiday)
            .values(**values)
            .on_conflict_do_update(
                index_elements=["date", "office", "name"],
                set_={"removed_at": None},
                where=Holiday.removed_at.is_not(None),
            )
        )
        if (new := await db.scalar(again.returning(Holiday.id))) is not None:
            added.append(office)
        (done.known if new is None else done.added).append(f"{day} {office or 'every office'}")
    if added:
        await _tell_cases(db, added, now)
    return done


async def remove_holidays(
    db: AsyncSession, day: date, office: str | None, now: datetime
) -> list[str]:
    """Take a day off back, of an office or, with None, one of every office; return its names.

    Nobody is told: dates that were given out stay (decision 0051), and what is counted from here
    on is counted without it.

    Raises:
        DayOffError: there is no such day off.
    """
    await _wait_for_counting(db)
    its = (Holiday.date == day, Holiday.removed_at.is_(None))
    mine = Holiday.office.is_(None) if office is None else Holiday.office == office
    wanted = update(Holiday).where(*its, mine).values(removed_at=now).returning(Holiday.name)
    if names := sorted(await db.scalars(wanted)):
        return names
    whose = office or "every office"
    others = sorted(
        {
            str(each or "every office")
            for each in await db.scalars(select(Holiday.office).where(*its))
        }
    )
    known = f"; that day is off for {', '.join(others)}" if others else ""
    raise DayOffError(f"no day off of {whose} was added for {day}{known}")


async def decide_regional_day(db: AsyncSession, decided: Decided, now: datetime) -> None:
    """Write when an office keeps a regional day in a year, in place of what it decided before.

    A day that is off now is told to cases, like any other; the opposite makes nothing earlier.
    """
    await _wait_for_counting(db)
    key = {"office": decided.office, "day": decided.day, "year": decided.year}
    wanted = insert(RegionalDecision).values(**key, kept_on=decided.on)
    await db.execute(
        wanted.on_conflict_do_update(index_elements=list(key), set_={"kept_on": decided.on})
    )
    if decided.on:
        await _tell_cases(db, [decided.office], now)


async def _tell_cases(db: AsyncSession, added: Sequence[str | None], now: datetime) -> None:
    change = await db.scalar(select(ReferenceVersion.version))  # a new one with every change
    offices = set(added)
    counting = select(Deadline.case).where(Deadline.state == "armed")
    cases = select(Case.ref).where(Case.state == "open", Case.ref.in_(counting))
    if None not in offices:
        cases = cases.where(Case.office.in_(offices))
    told = [
        {
            "source": "casebound",
            "id": f"calendar-{change}-{ref}",
            "type": CalendarChanged.name,
            "door": "casebound",
            "case": ref,
            "occurred_at": now,
            "received_at": now,
            "facts": {},
            "content": {},
            "digest": "",
            "attempts": 0,
        }
        for ref in await db.scalars(cases)
    ]
    if told:
        await db.execute(insert(Receipt).on_conflict_do_nothing(), told)


async def _wait_for_counting(db: AsyncSession) -> None:
    """Wait for whoever counts dates now, and let nobody begin before this transaction ends.

    So a date is either counted with what changes here, or there to be told of it.
    """
    await db.execute(CHANGING, {"lock": CALENDAR_LOCK})
