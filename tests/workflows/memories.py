"""The memory of a small case, as it begins and as it goes on in a new run."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from activities.contracts import Start
from domain.messages import Envelope
from domain.roles import Role
from workflows.memory import Memory, remember

NOON = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
PLAYED = NOON - timedelta(days=400)


class Remembered(BaseModel):
    rounds: int = 0


def told(number: int) -> Envelope:
    return Envelope(
        id=f"m{number}", type="customer.replied", source="mail_room", occurred_at=PLAYED
    )


def start(**more: Any) -> Start:
    values = {"case": "ps-1", "type": "Small", "office": "ACT", "customer": "k-1"}
    return Start.model_validate(values | {"message": told(0), "begins_at": PLAYED} | more)


def begun(given: Start) -> Memory[Remembered]:
    return remember(given, "asking", Remembered, lambda: NOON)


def continued(memory: Memory[Remembered]) -> Memory[Remembered]:
    """Let the case continue as new: what it carries goes to Temporal and comes back."""
    return begun(start(carried=memory.snapshot().model_dump(mode="json")))


def nobody(role: Role) -> None:
    """Leave work to whoever holds the role."""
