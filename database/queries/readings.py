"""Who read what is known of people, for managers."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Reading
from database.queries.nearest import CursorError
from database.queries.shapes import Json, instant


@dataclass(frozen=True)
class Filters:
    """Whose readings a list shows: an officer's, those about a customer, those in a case."""

    officer: str | None = None
    customer: str | None = None
    case: str | None = None


async def list_readings(
    db: AsyncSession, filters: Filters, *, zone: ZoneInfo, limit: int, cursor: str | None = None
) -> Json:
    """Return ``{"readings": [...], "zone", "next": cursor or None}``, the newest first.

    Raises:
        CursorError: the cursor is no place in this list.
    """
    wanted: Any = select(Reading).order_by(Reading.id.desc()).limit(limit + 1)
    for name in ("officer", "customer", "case"):
        if value := getattr(filters, name):
            wanted = wanted.where(getattr(Reading, name) == value)
    if cursor:
        if not cursor.isdecimal():
            raise CursorError
        wanted = wanted.where(Reading.id < int(cursor))
    rows = list(await db.scalars(wanted))
    return {
        "readings": [
            {
                "at": instant(row.at, zone),
                "officer": row.officer,
                "known_by": row.known_by,
                "what": row.what,
                "customer": row.customer,
                "case": row.case,
                "thing": row.thing,
            }
            for row in rows[:limit]
        ],
        "zone": zone.key,
        "next": str(rows[limit - 1].id) if len(rows) > limit else None,
    }
