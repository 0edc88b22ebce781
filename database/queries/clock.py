"""The present: real time, or that of the story on a stack on which one is played."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import PlayedClock


async def ahead(db: AsyncSession) -> timedelta | None:
    """Return what a played stack is ahead of real time by; None where nothing is played."""
    return await db.scalar(select(PlayedClock.ahead))


async def present(db: AsyncSession) -> datetime:
    """Return the present instant."""
    return datetime.now(UTC) + (await ahead(db) or timedelta(0))
