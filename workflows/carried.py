"""What a case carries from run to run, and what a lifecycle declares about itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from activities.contracts import Armed, Ask, Effect, LetterState, Opening, Outcome
from domain.messages import CaseWithdrawn, Envelope, LetterDelivered, Message, TaskCompleted
from domain.roles import Role
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.inbox import Inbox

if TYPE_CHECKING:
    from workflows.lifecycle import Case

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Message)

KIT_MESSAGES: tuple[type[Message], ...] = (TaskCompleted, CaseWithdrawn, LetterDelivered)


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


@dataclass(frozen=True)
class Letter:
    """A letter that was sent; ``reply`` is the id of the deadline of its reply window."""

    id: str
    reply: str | None
    sent: Done  # the signatory's act


class Window(BaseModel):
    """A wait whose deadline has passed, and where an answer in time would have led."""

    model_config = ConfigDict(frozen=True)

    step: StepId
    types: tuple[str, ...]
    about: tuple[str, ...]
    asked_at: AwareDatetime
    due: AwareDatetime
    phase: str

    def admits(self, message: Envelope) -> bool:
        """Tell whether ``message`` would have answered in time, had it been recorded."""
        if message.type not in self.types or message.occurred_at >= self.due:
            return False
        if message.about:
            return message.about in self.about
        return message.occurred_at >= self.asked_at


class OpenWork(BaseModel):
    """A task that this case has open; background work belongs to no wait."""

    model_config = ConfigDict(frozen=True)

    kind: TaskKind
    background: bool
    letter: str | None = None


class Carried(BaseModel):
    """Everything of a case that outlives a run."""

    phase: str
    state: dict[str, JsonValue]
    offset: timedelta
    cause: AwareDatetime
    inbox: Inbox = Inbox()
    sequence: int = 0
    counters: dict[str, int] = {}
    effects: list[Effect] = []
    outcomes: list[Outcome] = []
    armed: list[Armed] = []
    letters: dict[str, LetterState] = {}
    questions: dict[str, Ask] = {}
    answers: dict[str, JsonValue] = {}
    work: dict[str, OpenWork] = {}
    approvals: list[str] = []
    windows: list[Window] = []
    attributes: dict[str, str | int | bool | list[str] | None] = {}
    details: str = ""
    opening: Opening | None = None


Phase = Callable[["Case[S]"], Awaitable[str | None]]
StateOf = type[S]  # named here: a lifecycle has a field called type
MessageType = type[Message]


def nobody(state: BaseModel, role: Role) -> None:
    """Leave work to whoever holds the role."""


@dataclass(frozen=True)
class Lifecycle(Generic[S]):
    """What one kind of case declares: its phases, and what may happen in any of them.

    ``standing`` takes messages that no wait asks for; ``passed`` takes background deadlines by
    the name they were armed under, or by their step; ``done`` takes background tasks by the
    name of their kind. ``held`` are the types that a later wait declares. ``assignee`` names
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
