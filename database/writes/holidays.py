"""Add holidays, and tell every case whose dates they may move."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Deadline, Holiday, Receipt
from database.writes.people import Imported
from domain.messages import CalendarChanged

CALENDAR_LOCK = 7_231_906_552  # any number that no other program locks
CHANGING = text("select pg_advisory_xact_lock(:lock)")


async def add_holidays(
    db: AsyncSession, days: Sequence[tuple[date, str | None, str]], now: datetime
) -> Imported:
    """Add holidays: day, office or None for all, name. Those known before stay.

    Every open case that counts on a date is told in the same transaction; the forwarder brings
    the messages, and the cases work their dates out again.
    """
    done, added = Imported(), []
    await _wait_for_counting(db)
    for day, office, name in days:
        values = {"date": day, "office": office, "name": name}
        wanted = insert(Holiday).values(**values).on_conflict_do_nothing().returning(Holiday.id)
        if (new := await db.scalar(wanted)) is not None:
            added.append((new, office))
        (done.known if new is None else done.added).append(f"{day} {office or 'every office'}")
    if added:
        await _tell_cases(db, added, now)
    return done


async def _tell_cases(
    db: AsyncSession, added: Sequence[tuple[int, str | None]], now: datetime
) -> None:
    change = max(number for number, _ in added)
    offices = {office for _, office in added}
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
