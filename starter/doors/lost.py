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
        for row in rows:
            if row.start is None:
                await _push_again(db, row)
    for row in rows:
        if row.start is not None:
            await bringer.start_again(row)
        log.warning("case.started_again", case=row.case, message=row.id)
    return len(rows) == BATCH


async def _push_again(db: AsyncSession, row: Receipt) -> None:
    """Let the case that wanted this one started push that once more."""
    if left := await repairs.started_by(db, row.id):
        left.done_at, left.given_up_at, left.problem = None, None, None
        left.next_attempt_at = row.recorded_at  # at once
