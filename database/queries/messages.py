"""Receipts: write one, find it again, and give it its status from a door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Document
from database.models import Receipt as ReceiptRow
from domain.messages import Envelope

MOST_DOUBLINGS = 7  # of the wait between attempts: about ten minutes at five seconds


@dataclass(frozen=True)
class Receipt:
    """What a sender gets. ``status`` is None while the message is on its way."""

    source: str
    id: str
    type: str
    case: str | None
    status: str | None
    reason: str | None
    occurred_at: datetime
    received_at: datetime
    delivered_at: datetime | None
    repeated: bool = False

    @classmethod
    def of(cls, row: ReceiptRow, *, repeated: bool = False) -> "Receipt":
        """Return the receipt that a row is."""
        return cls(
            source=row.source,
            id=row.id,
            type=row.type,
            case=row.case,
            status=row.status,
            reason=row.reason,
            occurred_at=row.occurred_at,
            received_at=row.received_at,
            delivered_at=row.delivered_at,
            repeated=repeated,
        )

    @property
    def key(self) -> str:
        """The message's key, as its envelope has it."""
        return f"{self.source}|{self.id}"


def envelope(row: ReceiptRow) -> Envelope:
    """Return the message as it travels: the person in place of the account, and no content."""
    return Envelope(
        id=row.id,
        type=row.type,
        source=row.source,
        actor=row.officer or row.actor,
        case=row.case,
        occurred_at=row.occurred_at,
        about=row.about,
        facts=row.facts,
    )


async def find(db: AsyncSession, source: str, id_: str) -> ReceiptRow | None:
    """Return the receipt of a message, as it stands now."""
    return await db.get(ReceiptRow, (source, id_), populate_existing=True)


async def write(
    db: AsyncSession, values: Mapping[str, Any], documents: Sequence[Mapping[str, Any]] = ()
) -> ReceiptRow | None:
    """Write a receipt and its documents; None where the source has used the id before.

    Of two senders of the same message at once, the second waits for the first's commit.
    """
    wanted = insert(ReceiptRow).values(**values).on_conflict_do_nothing().returning(ReceiptRow.id)
    if await db.scalar(wanted) is None:
        return None
    if documents:
        await db.execute(insert(Document).on_conflict_do_nothing(), [dict(d) for d in documents])
    return await db.get_one(ReceiptRow, (values["source"], values["id"]))


async def undelivered(db: AsyncSession, older_than: timedelta, limit: int) -> list[ReceiptRow]:
    """Return receipts to send again, locked; those that another forwarder holds are passed over.

    The wait doubles with each attempt. Those tried least come first, the oldest among them
    before the newer, so that a case is started before it is told anything.
    """
    doubled = func.power(2, func.least(ReceiptRow.attempts, MOST_DOUBLINGS))
    waited = func.make_interval(0, 0, 0, 0, 0, 0, older_than.total_seconds() * doubled)
    wanted = (
        select(ReceiptRow)
        .where(
            ReceiptRow.status.is_(None),
            ReceiptRow.delivered_at.is_(None),
            ReceiptRow.case.is_not(None),
            ReceiptRow.recorded_at < func.clock_timestamp() - waited,
        )
        .order_by(ReceiptRow.attempts, ReceiptRow.recorded_at, ReceiptRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(await db.scalars(wanted))


async def delivered(db: AsyncSession, source: str, id_: str, at: datetime) -> None:
    """Note that Temporal has taken a message."""
    await db.execute(
        update(ReceiptRow)
        .where(ReceiptRow.source == source, ReceiptRow.id == id_)
        .values(
            delivered_at=func.coalesce(ReceiptRow.delivered_at, at),
            attempts=ReceiptRow.attempts + 1,
        )
    )


async def starts_under_way(db: AsyncSession, case: str, starting: Sequence[str]) -> bool:
    """Tell whether a message that opens the case is still on its way to it."""
    wanted = select(ReceiptRow.id).where(
        ReceiptRow.case == case, ReceiptRow.status.is_(None), ReceiptRow.type.in_(starting)
    )
    return await db.scalar(wanted.limit(1)) is not None
