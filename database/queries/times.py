"""What dates are counted with: offices, the agency's own days off, settings.

They seldom change and cost much to read and check, so that each process keeps them, for each
database, under their version: a number that a trigger gives anew with every change, in the
transaction of the change. Whoever has just read the version gets what belongs to it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Holiday, ReferenceVersion, SettingOverride
from database.models import Office as OfficeRow
from domain.calendar import Calendar, Override
from domain.errors import UnknownNameError
from domain.offices import Office, State
from domain.settings import Settings
from domain.times import Times


@dataclass
class _Kept:
    """All that there is under one version; the times of an office are made when first asked."""

    version: int
    offices: dict[str, Office]
    overrides: tuple[Override, ...]
    settings: Settings
    times: dict[str, Times] = field(default_factory=dict)

    def times_of(self, office: str) -> Times:
        if office not in self.times:
            calendar = Calendar(self.offices[office], self.overrides)
            self.times[office] = Times(calendar, self.settings)
        return self.times[office]


_KEPT: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()

_VERSION = select(ReferenceVersion.version)
_EVERYTHING = select(
    ReferenceVersion.version,
    select(
        func.jsonb_agg(
            func.jsonb_build_array(OfficeRow.code, OfficeRow.state, OfficeRow.zone), type_=JSONB
        )
    )
    .scalar_subquery()
    .label("offices"),
    select(
        func.jsonb_agg(
            func.jsonb_build_array(Holiday.date, Holiday.office, Holiday.name), type_=JSONB
        )
    )
    .scalar_subquery()
    .label("holidays"),
    select(
        func.jsonb_agg(
            func.jsonb_build_array(
                SettingOverride.name, SettingOverride.from_date, SettingOverride.value
            ),
            type_=JSONB,
        )
    )
    .scalar_subquery()
    .label("settings"),
)


async def times_of(db: AsyncSession, office: str, version: int | None = None) -> Times:
    """Return what an office counts with; ``version`` where this transaction has just read it.

    Raises:
        UnknownNameError: no such office.
        SettingError: a setting does not fit what this release declares.
    """
    engine = db.sync_session.get_bind().engine
    if version is None:
        version = (await db.execute(_VERSION)).scalar_one()
    kept = _KEPT.get(engine)
    if kept is None or kept.version != version:
        kept = _KEPT[engine] = _read((await db.execute(_EVERYTHING)).one())
    if office not in kept.offices:
        raise UnknownNameError(f"there is no office {office}")
    return kept.times_of(office)


def _read(row: Any) -> _Kept:
    days = ((date.fromisoformat(day), office, name) for day, office, name in row.holidays or ())
    changed = (
        (name, date.fromisoformat(first), value[0]) for name, first, value in row.settings or ()
    )
    return _Kept(
        version=row.version,
        offices={
            code: Office(code=code, state=State(state), zone=zone)
            for code, state, zone in row.offices or ()
        },
        overrides=tuple(Override(date=day, office=office, name=name) for day, office, name in days),
        settings=Settings(overrides=tuple(changed)),
    )
