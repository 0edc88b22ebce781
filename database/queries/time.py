"""The calendar and the settings that a settle counts with, as they stand in the database."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Holiday, SettingOverride
from database.models import Office as OfficeRow
from domain.calendar import Calendar, Override
from domain.deadlines import RULES, Deadline, agreed_fault, work_out
from domain.offices import Office, State
from domain.settings import Settings

CALENDAR_LOCK = 7_231_906_552  # any number that no other program locks
COUNTING = text("select pg_advisory_xact_lock_shared(:lock)")


class Times:
    """Deadlines of one office. Calendar and settings are read once, when first needed."""

    def __init__(self, db: AsyncSession, office: str) -> None:
        self._db = db
        self._office = office
        self._loaded: tuple[Calendar, Settings] | None = None

    async def calendar(self) -> Calendar:
        """Return the office's calendar with the agency's own days."""
        return (await self._load())[0]

    async def settings(self) -> Settings:
        """Return the settings with their dated overrides."""
        return (await self._load())[1]

    async def zone(self) -> ZoneInfo:
        """Return the zone of the office."""
        return (await self.calendar()).office.clock

    async def work_out(self, rule: str, start: datetime, agreed: date | None) -> Deadline:
        """Work a deadline out from its rule.

        Raises:
            KeyError: no such rule.
        """
        calendar, settings = await self._load()
        return work_out(RULES[rule], start, calendar, settings, agreed=agreed)

    async def agreed_fault(self, rule: str, start: datetime, agreed: date) -> str | None:
        """Say, in an officer's words, why a date that was agreed does not fit its rule."""
        calendar, settings = await self._load()
        return agreed_fault(RULES[rule], start, agreed, calendar, settings)

    async def _load(self) -> tuple[Calendar, Settings]:
        if self._loaded is None:
            await self._db.execute(COUNTING, {"lock": CALENDAR_LOCK})
            row = await self._db.get_one(OfficeRow, self._office)
            office = Office(code=row.code, state=State(row.state), zone=row.zone)
            mine = select(Holiday).where(
                Holiday.office.is_(None) | (Holiday.office == self._office)
            )
            overrides = tuple(
                Override(date=holiday.date, office=holiday.office, name=holiday.name)
                for holiday in await self._db.scalars(mine)
            )
            changed = await self._db.scalars(select(SettingOverride))
            settings = Settings(
                overrides=tuple((row.name, row.from_date, row.value[0]) for row in changed)
            )
            self._loaded = Calendar(office, overrides), settings
        return self._loaded
