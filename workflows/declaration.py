"""What a lifecycle declares about itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from activities.contracts import Armed
from domain.messages import (
    CalendarChanged,
    CaseWithdrawn,
    LetterDelivered,
    Message,
    TaskCompleted,
)
from domain.roles import Role
from workflows.handed import Done, Received

S = TypeVar("S", bound=BaseModel)
C = TypeVar("C")  # the case, as the phases of the lifecycle hold it

KIT_MESSAGES: tuple[type[Message], ...] = (
    TaskCompleted,
    CaseWithdrawn,
    LetterDelivered,
    CalendarChanged,
)


StateOf = type[S]  # named here: a lifecycle has a field called type
MessageType = type[Message]


def nobody(state: BaseModel, role: Role) -> None:
    """Leave work to whoever holds the role."""


@dataclass(frozen=True)
class Lifecycle(Generic[S, C]):
    """What one kind of case declares: its phases, and what may happen in any of them.

    ``standing`` takes messages that no wait asks for; what it cannot take now it answers with
    ``NotNow``, before anything else. ``passed`` takes background deadlines by the name they were
    armed under, or by their step; ``done`` takes background tasks by the name of their kind.
    ``held`` are the types that a later wait declares. ``assignee`` names
    the officer who has the work of a role in this case, where one does.
    """

    type: str
    first: str
    state: StateOf[S]
    owner: Role
    phases: Mapping[str, Callable[[C], Awaitable[str | None]]]
    messages: tuple[MessageType, ...]
    standing: Mapping[MessageType, Callable[[C, Received[Message]], None]] = field(
        default_factory=dict
    )
    passed: Mapping[str, Callable[[C, Armed], None]] = field(default_factory=dict)
    done: Mapping[str, Callable[[C, Done], None]] = field(default_factory=dict)
    held: tuple[MessageType, ...] = ()
    assignee: Callable[[S, Role], str | None] = nobody

    @property
    def known(self) -> dict[str, MessageType]:
        """The message types that a case of this kind takes, by name."""
        return {kind.name: kind for kind in (*self.messages, *KIT_MESSAGES)}
