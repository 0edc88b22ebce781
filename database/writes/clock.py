"""Set the clock of a stack on which a story is played."""

from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import PlayedClock


async def play(db: AsyncSession, instant: datetime) -> None:
    """Let it be ``instant`` now; from here on time runs as it does."""
    ahead = instant - datetime.now(UTC)
    wanted = insert(PlayedClock).values(one=True, ahead=ahead)
    await db.execute(wanted.on_conflict_do_update(index_elements=["one"], set_={"ahead": ahead}))
