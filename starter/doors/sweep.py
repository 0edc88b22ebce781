"""Write beside each case whether its workflow is lost, for whoever reads it or its work.

What settles again, or is repaired, takes the word back at once; the next sweep does for the rest.
"""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import guarded
from database.writes.repairs import Lost, note_lost
from starter.doors.agreement import Comparison

log = structlog.get_logger()


async def sweep(
    sessions: async_sessionmaker[AsyncSession], comparison: Comparison, at: datetime
) -> None:
    """Compare every case with its workflow, and note which of them are lost.

    Raises:
        RPCError: Temporal does not answer; nothing is noted then.
    """
    found = {
        standing.ref: Lost(
            str(standing.agreement), standing.words, standing.settles, standing.chain
        )
        for standing in await comparison.of_all()
        if standing.disagrees
    }
    async with guarded(None, "sweep"), sessions.begin() as db:
        lost = await note_lost(db, found, at)
    for ref in lost:
        log.error("case.lost", case=ref, workflow=found[ref].workflow)
