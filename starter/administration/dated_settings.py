"""Settings as they stand in the case database: what is in force on a day, and new values."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import SettingOverride
from domain.catalogue import SETTINGS
from domain.errors import SettingError
from domain.settings import Settings, setting

Thing = dict[str, Any]


async def listed(db: AsyncSession, on: date) -> list[Thing]:
    """Return every setting: its value on a day, the default, and each dated value.

    One is ``to_confirm`` while it has a default that nobody should rely on, and the agency has not
    said what is right: it may say that the default is.
    """
    rows = list(await db.scalars(select(SettingOverride).order_by(SettingOverride.from_date)))
    in_force = Settings((row.name, row.from_date, row.value[0]) for row in rows).at(on)
    return [
        {
            "name": name,
            "value": in_force.get(name),
            "default": declared.default,
            "words": declared.words,
            "steps": list(declared.steps),
            "reading": declared.reading,
            "to_confirm": declared.to_confirm
            and not any(row.name == name and row.from_date <= on for row in rows),
            "changes": [
                {"from": row.from_date.isoformat(), "value": row.value[0], "set_by": row.set_by}
                for row in rows
                if row.name == name
            ],
        }
        for name, declared in SETTINGS.items()
    ]


async def put(
    db: AsyncSession, name: str, text: str, *, first: date, today: date, set_by: str
) -> Any:
    """Let a setting have a value from a day on, and return the value as it was read.

    Dates that were worked out before stay as they are.

    Raises:
        SettingError: no such setting, a value that does not fit, or a day that is past.
    """
    value = setting(name).parse(text)
    if first < today:
        raise SettingError(f"{name}: {first} is past; a setting changes from today on, or later")
    wanted = insert(SettingOverride).values(
        name=name, from_date=first, value=[value], set_by=set_by
    )
    changed = {"value": wanted.excluded.value, "set_by": wanted.excluded.set_by}
    await db.execute(
        wanted.on_conflict_do_update(index_elements=["name", "from_date"], set_=changed)
    )
    return value
