"""Start a case again whose first message was taken, and whose workflow was lost before it settled.

Temporal has lost it, or somebody has ended it. Nothing was done for it yet, so that nobody need
be asked. A workflow that runs is left alone.
"""

from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import guarded
from database.models import Receipt
from database.queries import repairs
from database.writes import receipts
from database.writes.repairs import bring_again
from starter.doors.bringing import STARTING, Bringer

log = structlog.get_logger()

BATCH = 20


async def start_lost(
    sessions: async_sessionmaker[AsyncSession], bringer: Bringer, older_than: timedelta
) -> bool:
    """Start what was lost longer than ``older_than`` ago; the wait doubles with each attempt.

    Returns whether there may be more.
    """
    async with guarded(None, "lost"), sessions.begin() as db:
        rows = await receipts.begun_in_vain(db, STARTING, older_than, BATCH)
        again = [row for row in rows if await let_begin_again(db, row)]
    for row in again:
        if row.start is not None:
            await bringer.start_again(row)
        log.warning("case.started_again", case=row.case, message=row.id)
    return len(rows) == BATCH


async def let_begin_again(db: AsyncSession, row: Receipt) -> bool:
    """Let a lost case begin again with its first message; what else it was told is brought again.

    Where another case wanted it started, that one pushes it once more. What is under way, was
    given up, or was done by hand is not touched: it has a net of its own, or a person. Returns
    False then.
    """
    if row.start is None:
        left = await repairs.started_by(db, row.id)
        if left is None or left.done_at is None or left.given_up_at is not None:
            return False
        left.done_at, left.problem, left.next_attempt_at = None, None, row.recorded_at  # at once
    if row.case:
        await bring_again(db, row.case, but=row)
    return True
