"""What dates are counted with: offices, the agency's own days off and regional days, settings.

They seldom change and cost much to read and check, so that each process keeps them, for each
database, under their version: a number that a trigger gives anew with every change, in the
transaction of the change. Whoever has just read the version gets what belongs to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import structlog
from pydantic import ValidationError
from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Holiday, ReferenceVersion, RegionalDecision, SettingOverride
from database.models import Office as OfficeRow
from domain.calendar import Calendar, Override
from domain.days import read_day
from domain.errors import CaseboundError, UnknownNameError
from domain.offices import Office, State
from domain.regional_days import BY_CODE, Decided
from domain.settings import Settings
from domain.times import Times

T = TypeVar("T")

log = structlog.get_logger()


@dataclass
class _Kept:
    """All that there is under one version; the times of an office are made when first asked."""

    version: int
    offices: dict[str, Office]
    overrides: tuple[Override, ...]
    decided: tuple[Decided, ...]
    settings: Settings
    left_out: tuple[str, ...]
    times: dict[str, Times] = field(default_factory=dict)

    def times_of(self, office: str) -> Times:
        if office not in self.times:
            calendar = Calendar(self.offices[office], self.overrides, self.decided)
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
    .where(Holiday.removed_at.is_(None))
    .scalar_subquery()
    .label("holidays"),
    select(
        func.jsonb_agg(
            func.jsonb_build_array(
                RegionalDecision.office,
                RegionalDecision.day,
                RegionalDecision.year,
                RegionalDecision.kept_on,
            ),
            type_=JSONB,
        )
    )
    .scalar_subquery()
    .label("decided"),
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
    """
    kept = await _kept(db, version)
    if office not in kept.offices:
        raise UnknownNameError(f"there is no office {office}")
    return kept.times_of(office)


async def left_out(db: AsyncSession) -> tuple[str, ...]:
    """Say which rows nobody can count with, each with the reason."""
    return (await _kept(db, None)).left_out


async def _kept(db: AsyncSession, version: int | None) -> _Kept:
    engine = db.sync_session.get_bind().engine
    if version is None:
        version = (await db.execute(_VERSION)).scalar_one()
    kept = _KEPT.get(engine)
    if kept is None or kept.version != version:
        kept = _KEPT[engine] = _read((await db.execute(_EVERYTHING)).one())
        for words in kept.left_out:
            log.error("reference_row_left_out", row=words)
    return kept


def _read(row: Any) -> _Kept:
    """Read every row that can be read: one that no door would take stops nobody's case."""
    faults: list[str] = []
    offices = _readable("office", _office, row.offices, faults)
    changed = _readable("setting", _changed, row.settings, faults)
    return _Kept(
        version=row.version,
        offices={office.code: office for office in offices},
        overrides=tuple(_readable("day off", _override, row.holidays, faults)),
        decided=tuple(_readable("regional day", _decided, row.decided, faults)),
        settings=Settings(overrides=changed),
        left_out=tuple(faults),
    )


def _readable(
    what: str, read: Callable[..., T], rows: Sequence[Sequence[Any]] | None, faults: list[str]
) -> list[T]:
    """Return what ``read`` makes of each row; those that it refuses are said to be left out."""
    found = []
    for row in rows or ():
        try:
            found.append(read(*row))
        except (ValueError, TypeError, CaseboundError) as error:
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            faults.append(f"{what} {' '.join(str(each)[:30] for each in row[:2])}: {reason}")
    return found


def _office(code: str, state: str, zone: str) -> Office:
    return Office(code=code, state=State(state), zone=zone)


def _override(day: str, office: str | None, name: str) -> Override:
    return Override(date=read_day(day), office=office, name=name)


def _decided(office: str, day: str, year: int, on: str | None) -> Decided:
    if day not in BY_CODE:
        raise ValueError("this release knows no such day")
    return Decided(office=office, day=day, year=year, on=read_day(on) if on else None)


def _changed(name: str, first: str, value: list[Any]) -> tuple[str, date, Any]:
    changed = (name, read_day(first), value[0])
    Settings([changed])
    return changed
