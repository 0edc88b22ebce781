"""What a lifecycle declares about itself, and what its phases are handed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, JsonValue

from activities.contracts import Armed
from domain.messages import (
    CalendarChanged,
    CaseWithdrawn,
    Envelope,
    LetterDelivered,
    Message,
    TaskCompleted,
)
from domain.roles import Role

if TYPE_CHECKING:
    from workflows.lifecycle import Case

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Message)

KIT_MESSAGES: tuple[type[Message], ...] = (
    TaskCompleted,
    CaseWithdrawn,
    LetterDelivered,
    CalendarChanged,
)


class NotNow(Exception):  # noqa: N818 - it is an answer, no error
    """A standing order cannot take a message as things are; the words are the reason."""


class Moved(BaseException):
    """A standing order ends the phase: the case goes on in another one."""

    def __init__(self, phase: str) -> None:
        self.phase = phase


@dataclass(frozen=True)
class Received(Generic[M]):
    """A message that a wait or a standing order took."""

    envelope: Envelope
    facts: M


@dataclass(frozen=True)
class Done:
    """A completed task: its outcome, the answers that are facts, who did it and when."""

    task: str
    kind: str
    outcome: str | None
    answers: dict[str, JsonValue]
    by: str | None
    message: str
    at: datetime  # when it was done, whenever the case heard of it


@dataclass(frozen=True)
class Letter:
    """A letter that was sent, or left by its signatory: ``went`` is False then.

    ``reply`` is the id of the deadline of its reply window.
    """

    id: str
    reply: str | None
    sent: Done  # the signatory's act
    went: bool = True


Phase = Callable[["Case[S]"], Awaitable[str | None]]
StateOf = type[S]  # named here: a lifecycle has a field called type
MessageType = type[Message]


def nobody(state: BaseModel, role: Role) -> None:
    """Leave work to whoever holds the role."""


@dataclass(frozen=True)
class Lifecycle(Generic[S]):
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
    phases: Mapping[str, "Phase[S]"]
    messages: tuple[MessageType, ...]
    standing: Mapping[MessageType, Callable[["Case[S]", "Received[Message]"], None]] = field(
        default_factory=dict
    )
    passed: Mapping[str, Callable[["Case[S]", Armed], None]] = field(default_factory=dict)
    done: Mapping[str, Callable[["Case[S]", Done], None]] = field(default_factory=dict)
    held: tuple[MessageType, ...] = ()
    assignee: Callable[[S, Role], str | None] = nobody

    @property
    def known(self) -> dict[str, MessageType]:
        """The message types that a case of this kind takes, by name."""
        return {kind.name: kind for kind in (*self.messages, *KIT_MESSAGES)}
