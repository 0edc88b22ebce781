"""Write receipts from a door, claim those that were left behind, note what Temporal has taken."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Document, Receipt

MOST_DOUBLINGS = 7  # of the wait between attempts: about ten minutes at five seconds


async def write(
    db: AsyncSession, values: Mapping[str, Any], documents: Sequence[Mapping[str, Any]] = ()
) -> Receipt | None:
    """Write a receipt and its documents; None where the source has used the id before.

    Of two senders of the same message at once, the second waits for the first's commit.
    """
    wanted = insert(Receipt).values(**values).on_conflict_do_nothing().returning(Receipt.id)
    if await db.scalar(wanted) is None:
        return None
    if documents:
        await db.execute(insert(Document).on_conflict_do_nothing(), [dict(d) for d in documents])
    return await db.get_one(Receipt, (values["source"], values["id"]))


async def undelivered(db: AsyncSession, older_than: timedelta, limit: int) -> list[Receipt]:
    """Return receipts to send again, locked; those that another forwarder holds are passed over.

    The wait doubles with each attempt. Those tried least come first, the oldest among them
    before the newer, so that a case is started before it is told anything.
    """
    doubled = func.power(2, func.least(Receipt.attempts, MOST_DOUBLINGS))
    waited = func.make_interval(0, 0, 0, 0, 0, 0, older_than.total_seconds() * doubled)
    wanted = (
        select(Receipt)
        .where(
            Receipt.status.is_(None),
            Receipt.delivered_at.is_(None),
            Receipt.case.is_not(None),
            Receipt.recorded_at < func.clock_timestamp() - waited,
        )
        .order_by(Receipt.attempts, Receipt.recorded_at, Receipt.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(await db.scalars(wanted))


async def delivered(db: AsyncSession, source: str, id_: str, at: datetime) -> None:
    """Note that Temporal has taken a message."""
    await db.execute(
        update(Receipt)
        .where(Receipt.source == source, Receipt.id == id_)
        .values(
            delivered_at=func.coalesce(Receipt.delivered_at, at),
            attempts=Receipt.attempts + 1,
        )
    )
