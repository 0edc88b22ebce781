"""Write receipts from a door, claim those that were left behind, note what Temporal has taken."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from database.models import Case, Document, Receipt
from database.writes import leases
from domain.messages import TaskCompleted

_row = aliased(Receipt)

MOST_AT_ONCE = 100  # messages of one case that are with Temporal, and have no status


async def write(
    db: AsyncSession, values: Mapping[str, Any], documents: Sequence[Mapping[str, Any]] = ()
) -> Receipt | None:
    """Write a receipt and its documents; None where the source has used the id before.

    Of two senders of the same message at once, the second waits for the first's commit.
    """
    wanted = insert(Receipt).values(**values).on_conflict_do_nothing().returning(Receipt)
    written = await db.scalar(wanted)
    if written and documents:
        await db.execute(insert(Document).on_conflict_do_nothing(), [dict(d) for d in documents])
    return written


async def lease(
    db: AsyncSession, older_than: timedelta, limit: int, length: timedelta
) -> list[Receipt]:
    """Lease receipts to send again, and count the attempt; another forwarder takes the next.

    What a door left behind is taken once it is ``older_than``; what was tried, after its pause.
    Those tried least come first, the oldest among them before the newer, so that a case is started
    before it is told anything. What is for a case that has much to do already is left here until
    that has its status; what officers did never is.
    """
    first = (
        select(_row.source, _row.id)
        .where(
            _row.status.is_(None),
            _row.delivered_at.is_(None),
            _row.case.is_not(None),
            or_(_row.type == TaskCompleted.name, _row.case.not_in(_full())),
            func.coalesce(_row.next_attempt_at, _row.recorded_at + leases.length(older_than))
            <= func.clock_timestamp(),
        )
        .order_by(_row.attempts, _row.recorded_at, _row.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("first_ones")  # looked for once, whatever the plan: it is a limit
    )
    leased = (
        update(Receipt)
        .where(Receipt.source == first.c.source, Receipt.id == first.c.id)
        .values(attempts=Receipt.attempts + 1, next_attempt_at=leases.over(length))
        .returning(Receipt)
        .execution_options(synchronize_session=False)
    )
    rows = list(await db.scalars(leased))
    return sorted(rows, key=lambda row: (row.attempts, row.recorded_at, row.id))


async def begun_in_vain(
    db: AsyncSession, starting: Sequence[str], older_than: timedelta, limit: int
) -> list[Receipt]:
    """Claim first messages that Temporal took, and that no settle has come of: an attempt more.

    ``starting`` are the types that open cases. Each is tried again after a pause.
    """
    there = select(Case.ref).where(Case.ref == Receipt.case).exists()
    wanted = (
        select(Receipt)
        .where(
            Receipt.status.is_(None),
            Receipt.delivered_at.is_not(None),
            Receipt.type.in_(starting),
            Receipt.recorded_at + leases.length(older_than) <= func.clock_timestamp(),
            func.coalesce(Receipt.next_attempt_at, Receipt.recorded_at) <= func.clock_timestamp(),
            ~there,
        )
        .order_by(Receipt.attempts, Receipt.recorded_at, Receipt.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(await db.scalars(wanted))
    for row in rows:
        row.attempts += 1
        await db.flush()
        await _of(db, row, next_attempt_at=leases.again(Receipt.__table__.c.attempts))
    return rows


def _full() -> Select[str | None]:
    """Return the cases that have as many messages to answer as may be with Temporal at once."""
    under_way = (_row.status.is_(None), _row.delivered_at.is_not(None), _row.case.is_not(None))
    return (
        select(_row.case).where(*under_way).group_by(_row.case).having(func.count() >= MOST_AT_ONCE)
    )


async def may_go(db: AsyncSession, message: Receipt) -> bool:
    """Tell whether a door brings a message to its case at once, or leaves it to the forwarder.

    So what a case has not answered waits here, where it costs nothing, and in its order.
    """
    if message.type == TaskCompleted.name:
        return True
    unanswered = select(_row.id).where(_row.case == message.case, _row.status.is_(None))
    some = unanswered.limit(MOST_AT_ONCE + 1).subquery()  # itself among them
    return bool(await db.scalar(select(func.count() <= MOST_AT_ONCE).select_from(some)))


async def not_taken(db: AsyncSession, row: Receipt) -> None:
    """Note that nobody took a leased message; it is tried again after a pause."""
    await _of(db, row, next_attempt_at=leases.again(Receipt.__table__.c.attempts))


async def let_go(db: AsyncSession, rows: Sequence[Receipt]) -> None:
    """Give back messages that were leased, and not tried."""
    for row in rows:
        await _of(db, row, attempts=Receipt.attempts - 1, next_attempt_at=None)


async def _of(db: AsyncSession, row: Receipt, **values: Any) -> None:
    """Change a message, where no other attempt at it has begun."""
    mine = (Receipt.source == row.source, Receipt.id == row.id, Receipt.attempts == row.attempts)
    changed = update(Receipt).where(*mine).values(values)
    await db.execute(changed.execution_options(synchronize_session=False))


async def delivered(
    db: AsyncSession, source: str, id_: str, at: datetime, *, counted: bool = False
) -> None:
    """Note that Temporal has taken a message; a lease has ``counted`` the attempt already."""
    await db.execute(
        update(Receipt)
        .where(Receipt.source == source, Receipt.id == id_)
        .values(
            delivered_at=func.coalesce(Receipt.delivered_at, at),
            attempts=Receipt.attempts + (0 if counted else 1),
        )
    )
