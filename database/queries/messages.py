"""Receipts: what a sender gets of one, the message as it travels, and finding it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Receipt
from domain.messages import Envelope


@dataclass(frozen=True)
class Slip:
    """What a sender gets of a receipt. ``status`` is None while the message is on its way.

    ``unsearched`` names the documents of what was just sent in which no words of danger could be
    looked for: a person opens them.
    """

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
    unsearched: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Receipt, *, repeated: bool = False) -> "Slip":
        """Return the slip of a receipt."""
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


def envelope(row: Receipt) -> Envelope:
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


async def find(db: AsyncSession, source: str, id_: str) -> Receipt | None:
    """Return the receipt of a message, as it stands now."""
    return await db.get(Receipt, (source, id_), populate_existing=True)


async def starts_under_way(db: AsyncSession, case: str, starting: Sequence[str]) -> bool:
    """Tell whether a message that opens the case is still on its way to it."""
    wanted = select(Receipt.id).where(
        Receipt.case == case, Receipt.status.is_(None), Receipt.type.in_(starting)
    )
    return await db.scalar(wanted.limit(1)) is not None
