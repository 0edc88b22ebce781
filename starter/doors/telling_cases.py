"""What a door tells a case because of a message that it took in: a message of the product's own.

It has a receipt like any other, so nothing of it is lost, and reaches its case after the one that
it follows.
"""

import hashlib
from datetime import UTC

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Receipt
from domain.messages import Message


def told(
    db: AsyncSession,
    follows: Receipt,
    message: type[Message],
    case: str,
    /,
    **facts: JsonValue,
) -> Receipt:
    """Write the receipt of what a case is told, as of the instant of the message it follows."""
    cause = f"{follows.source}|{follows.id}|{sorted(facts.items(), key=str)}"
    number = hashlib.sha256(cause.encode()).hexdigest()[:16]
    row = Receipt(
        source="casebound",
        id=f"{case}.{message.name}.{number}",
        type=message.name,
        actor=follows.officer,
        door=follows.door,
        case=case,
        occurred_at=follows.occurred_at.astimezone(UTC),
        received_at=follows.received_at,
        facts=facts,
        content={},
        digest="",
        attempts=0,
    )
    db.add(row)
    return row
