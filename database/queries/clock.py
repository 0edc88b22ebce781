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


AHEAD = select(PlayedClock.ahead).scalar_subquery()  # for who reads it with something else


async def present_of(db: AsyncSession, offset: timedelta) -> datetime:
    """Return the present instant of a case, whose clock is ahead of real time by ``offset``."""
    return present_in(offset, await ahead(db))


def present_in(offset: timedelta, played: timedelta | None) -> datetime:
    """Return the present instant of a case: that of the story, where one is played.

    Without a story, a case that began at another time than the present goes on from there:
    ``offset`` is what its clock is ahead by, ``played`` what the story's is.
    """
    return datetime.now(UTC) + (offset if played is None else played)
