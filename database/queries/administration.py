"""What was set up: by whom, and what was there before."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Administered
from database.queries.nearest import CursorError
from database.queries.shapes import instant

Json = dict[str, Any]


async def changes(
    db: AsyncSession,
    about: str | None = None,
    *,
    zone: ZoneInfo,
    limit: int,
    cursor: str | None = None,
) -> Json:
    """Return ``{"changes": [...], "next": cursor or None}``, the newest change first.

    ``about`` is an officer, a customer, an office or a setting: also one of whom something was
    taken away, as an account that is another officer's now.

    Raises:
        CursorError: the cursor is no place in this list.
    """
    wanted = select(Administered).order_by(Administered.id.desc()).limit(limit + 1)
    if about:
        before = Administered.before["officer"].astext == about
        wanted = wanted.where(or_(Administered.about == about, before))
    if cursor:
        if not cursor.isdecimal():
            raise CursorError
        wanted = wanted.where(Administered.id < int(cursor))
    rows = list(await db.scalars(wanted))
    return {
        "changes": [_change(row, zone) for row in rows[:limit]],
        "next": str(rows[limit - 1].id) if len(rows) > limit else None,
    }


def _change(row: Administered, zone: ZoneInfo) -> Json:
    return {
        "at": instant(row.at, zone),
        "actor": row.actor,
        "known_by": row.known_by,
        "part": row.part,
        "about": row.about,
        "before": row.before,
        "after": row.after,
    }
