"""Let the agency's own books say something else from a day of the story on.

What ``casebound customers``, ``officers``, ``holidays`` and ``settings`` write in production.
"""

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Officer, OfficerAbsence, SettingOverride
from database.writes import holidays
from starter.player import seed
from starter.player.scenario import Event
from starter.player.scenario_parts import AbsencePart, HolidayPart, SettingPart


async def change(db: AsyncSession, event: Event, day: date, now: datetime) -> None:
    """Write what an event changes, on a day of the office, which is at the instant ``now``."""
    for ident, part in event.customers.items():
        await seed.customer(db, ident, part, day)
    if event.absent:
        await _be_away(db, event.absent)
    if event.holiday:
        await _take_off(db, event.holiday, now)
    if event.setting:
        await _set(db, event.setting, day)


async def _be_away(db: AsyncSession, absent: AbsencePart) -> None:
    db.add(OfficerAbsence(officer=absent.officer, from_date=absent.first, until_date=absent.until))
    if absent.delegate:
        (await db.get_one(Officer, absent.officer)).delegate = absent.delegate


async def _take_off(db: AsyncSession, day: HolidayPart, now: datetime) -> None:
    """Add a day off; cases whose dates it may move are told in the same transaction."""
    await holidays.add_holidays(db, [(day.date, day.office, day.name)], now)


async def _set(db: AsyncSession, setting: SettingPart, today: date) -> None:
    wanted = insert(SettingOverride).values(
        name=setting.name,
        from_date=setting.first or today,
        value=[setting.value],
        set_by="scenario",
    )
    changed = {"value": wanted.excluded.value, "set_by": wanted.excluded.set_by}
    await db.execute(
        wanted.on_conflict_do_update(index_elements=["name", "from_date"], set_=changed)
    )
