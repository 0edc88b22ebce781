"""Days off beside the public holidays: taking one back, and what offices decide for each year.

The doctor asks for regional days, of the offices that have officers or open cases: a date that is
counted without such a day is too early for whoever keeps it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Holiday, Officer, RegionalDecision
from database.models import Office as OfficeRow
from database.queries.times import times_of
from database.writes import holidays
from domain.errors import DayOffError
from domain.offices import Office, State
from domain.regional_days import (
    BY_CODE,
    REGIONAL_DAYS,
    Decided,
    RegionalDay,
    decision_faults,
    undecided,
)

Thing = dict[str, Any]


async def remove(db: AsyncSession, day: date, office: str | None, *, now: datetime) -> list[str]:
    """Take a day off back; return under which names it was added.

    Raises:
        DayOffError: no such office, no such day off, or a public holiday, which a release brings.
    """
    if office:
        await _office(db, office)
    try:
        return await holidays.remove_holidays(db, day, office, now)
    except DayOffError:
        public = (await times_of(db, office)).calendar.why_public(day) if office else None
        if public is None:
            raise
        raise DayOffError(
            f"{day} is a public holiday of {office} ({public}), and comes with the release; "
            "regional ones are decided: `casebound holidays regional`"
        ) from None


async def added(db: AsyncSession, office: str | None, year: int) -> list[Thing]:
    """Return the days off that were added for a year, in order, those taken back among them.

    Of an office they are its own and those of every office.

    Raises:
        DayOffError: no such office.
    """
    wanted = select(Holiday).where(Holiday.date.between(date(year, 1, 1), date(year, 12, 31)))
    if office:
        await _office(db, office)
        wanted = wanted.where(or_(Holiday.office == office, Holiday.office.is_(None)))
    rows = await db.scalars(wanted.order_by(Holiday.date, Holiday.office, Holiday.name))
    return [
        {
            "date": row.date.isoformat(),
            "office": row.office,
            "name": row.name,
            "removed_at": row.removed_at.isoformat() if row.removed_at else None,
        }
        for row in rows
    ]


async def decide(
    db: AsyncSession, day: str, year: int, office: str, on: date | None, *, now: datetime
) -> str:
    """Write when an office keeps a regional day in a year; return it in words.

    Raises:
        DayOffError: no such office, it has no such day, or the date does not fit.
    """
    decided = Decided(office=office, day=day, year=year, on=on)
    if faults := decision_faults(decided, await _office(db, office)):
        raise DayOffError("; ".join(faults))
    await holidays.decide_regional_day(db, decided, now)
    name = BY_CODE[day].name
    if on is None:
        return f"{office} works on {name} in {year}."
    return f"{office} keeps {name} of {year} on {on.day} {on:%B}."


async def listed(db: AsyncSession, office: str | None, year: int) -> list[Thing]:
    """Return every regional day of an office, or of all, with what is decided for a year.

    Raises:
        DayOffError: no such office.
    """
    offices = [await _office(db, office)] if office else await _offices(db)
    known = {(each.office, each.day): each for each in await _decided(db, [year])}
    return [
        _listed(whose, day, year, known.get((whose.code, day.code)))
        for whose in offices
        for day in REGIONAL_DAYS
        if day.state is whose.state and year >= day.since
    ]


def _listed(office: Office, day: RegionalDay, year: int, decided: Decided | None) -> Thing:
    return {
        "office": office.code,
        "day": day.code,
        "name": day.name,
        "year": year,
        "decided": decided is not None,
        "on": decided.on.isoformat() if decided and decided.on else None,
        "usually": day.usually,
    }


async def to_decide(db: AsyncSession, today: date) -> list[tuple[Office, RegionalDay, int]]:
    """Return what offices at work have yet to decide of this year and the next."""
    years = (today.year, today.year + 1)
    at_work = or_(
        exists().where(Officer.office == OfficeRow.code),
        exists().where(Case.office == OfficeRow.code, Case.state == "open"),
    )
    return list(undecided(await _offices(db, at_work), years, await _decided(db, years)))


async def _offices(db: AsyncSession, *which: Any) -> list[Office]:
    rows = await db.scalars(select(OfficeRow).where(*which).order_by(OfficeRow.code))
    return [Office(code=row.code, state=State(row.state), zone=row.zone) for row in rows]


async def _office(db: AsyncSession, code: str) -> Office:
    found = await _offices(db, OfficeRow.code == code)
    if found:
        return found[0]
    known = ", ".join(office.code for office in await _offices(db))
    raise DayOffError(f"there is no office {code}; there are: {known or 'none'}")


async def _decided(db: AsyncSession, years: Iterable[int]) -> list[Decided]:
    rows = await db.scalars(
        select(RegionalDecision).where(RegionalDecision.year.in_(sorted(years)))
    )
    return [Decided(office=r.office, day=r.day, year=r.year, on=r.kept_on) for r in rows]
