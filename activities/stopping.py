"""A settle that fails for good stops its case, for all to see: it is not tried again in silence.

Tried again is what may pass by itself: a database that is away or busy, and two who write the same
at the same time. What is refused once more is refused for good: by the database, for want of a row
that should be there, because a letter cannot go that way, or through a fault of the product.
"""

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.contracts import Settlement
from database.errors import DatabaseError, guarded
from database.models import Case, Receipt
from domain.errors import CaseboundError, place_of

NEVER_OPENED = "its case stands still"
TRIES = 3  # of what may be a race: three seconds

log = structlog.get_logger()


def may_pass() -> bool:
    """Tell whether a fault that no repeat should cure is worth another try."""
    return activity.in_activity() and activity.info().attempt < TRIES


def fault(error: Exception, settlement: Settlement) -> ApplicationError:
    """Return what Temporal may hold of a fault: its class and place, not a word of what it says.

    Our own errors name no people, and may speak.
    """
    if isinstance(error, ApplicationError):
        return error
    ours = isinstance(error, CaseboundError)
    said = str(error) if ours else f"a fault of the product{place_of(error)}; tell its maintainers"
    return ApplicationError(
        f"settle {settlement.key}: {said}",
        type=type(error).__name__,
        non_retryable=not may_pass(),
    )


async def note(
    sessions: async_sessionmaker[AsyncSession], settlement: Settlement, reason: str
) -> None:
    """Write down that a case stands still, and why; its next settle that is done takes it back.

    Of a case that was never opened the receipt of its first message says it.
    """
    case = settlement.case
    log.error("case.stopped", case=case, settle=settlement.sequence, why=reason)
    stopped = func.jsonb_build_object(
        "settle", settlement.sequence, "reason", reason, "at", func.clock_timestamp()
    )
    unwritten: DatabaseError | None = None
    try:
        async with guarded(case, settlement.key), sessions.begin() as db:
            row = await db.scalar(select(Case.ref).where(Case.ref == case).with_for_update())
            if row:
                await db.execute(update(Case).where(Case.ref == case).values(stopped=stopped))
            elif opening := settlement.opening:
                message = opening.message
                await db.execute(
                    update(Receipt)
                    .where(
                        Receipt.source == message.source,
                        Receipt.id == message.id,
                        Receipt.case == case,
                        Receipt.status.is_(None),
                    )
                    .values(reason=f"{NEVER_OPENED}: {reason}")
                )
    except DatabaseError as error:
        unwritten = error
    if unwritten:
        log.error("case.stopped_unwritten", case=case, why=str(unwritten))
