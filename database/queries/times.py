"""The calendar and the settings that dates are counted with, as they stand in the database."""

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Holiday, SettingOverride
from database.models import Office as OfficeRow
from domain.calendar import Calendar, Override
from domain.offices import Office, State
from domain.settings import Settings
from domain.times import Times

CALENDAR_LOCK = 7_231_906_552  # any number that no other program locks
COUNTING = text("select pg_advisory_xact_lock_shared(:lock)")


async def times_of(db: AsyncSession, office: str) -> Times:
    """Return what an office counts with; until this transaction ends no holiday is added."""
    await db.execute(COUNTING, {"lock": CALENDAR_LOCK})
    row = await db.get_one(OfficeRow, office)
    mine = select(Holiday).where(Holiday.office.is_(None) | (Holiday.office == office))
    overrides = tuple(
        Override(date=holiday.date, office=holiday.office, name=holiday.name)
        for holiday in await db.scalars(mine)
    )
    changed = await db.scalars(select(SettingOverride))
    return Times(
        Calendar(Office(code=row.code, state=State(row.state), zone=row.zone), overrides),
        Settings(overrides=tuple((row.name, row.from_date, row.value[0]) for row in changed)),
    )
