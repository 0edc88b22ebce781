"""What a lifecycle declares about itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from activities.contracts import Armed
from domain.case_type import CaseType
from domain.deadline_rules import DeadlineRule
from domain.every_case import EVERY_CASE
from domain.messages import Envelope, Message
from domain.roles import Role
from workflows.handed import Done, Received

S = TypeVar("S", bound=BaseModel)
F = TypeVar("F", bound=Message)  # the facts that open a case
M = TypeVar("M", bound=Message)
C = TypeVar("C")  # the case, as the phases of the lifecycle hold it


@dataclass(frozen=True)
class Order(Generic[C]):
    """A standing order: what a case does with a type of message that no wait asks for.

    An ``act`` collects, and changes nothing that the case remembers: so it is admitted by the
    settle that writes it, whatever else that settles. Every other order is checked for itself.
    ``follows`` is what follows on an act that a completion carried, which is written already; it
    is handed the act with the row that it added.
    """

    kind: type[Message]
    take: Callable[[C, Envelope], None]
    act: bool = False
    follows: Callable[[C, Envelope, str], None] | None = None


def order(kind: type[M], take: Callable[[C, Received[M]], None]) -> Order[C]:
    """Pair a type of message with the function that takes it, its facts read.

    What it cannot take now the function answers with ``NotNow``, before anything else.
    """
    return Order(kind, _read(kind, take))


def act(kind: type[M], take: Callable[[C, Received[M]], None]) -> Order[C]:
    """Pair a type of message with the function that takes it, and leaves the case where it is.

    What the function collects is written where the message is admitted. It moves no phase and
    changes no state, and who acted it does not know yet.
    """
    return Order(kind, _read(kind, take), act=True)


def _read(kind: type[M], take: Callable[[C, Received[M]], None]) -> Callable[[C, Envelope], None]:
    def read(case: C, envelope: Envelope) -> None:
        take(case, Received.read(kind, envelope))

    return read


def nobody(state: BaseModel, role: Role) -> None:
    """Leave work to whoever holds the role."""


@dataclass(frozen=True)
class Lifecycle(Generic[S, F, C]):
    """What one kind of case declares: its phases, and what may happen in any of them.

    ``of`` is what all others know of it by name. ``standing`` takes messages that no wait asks
    for. ``passed`` takes background deadlines by the name they were armed under, or by their
    step; ``done`` takes background tasks by the name of their kind. ``held`` are the types that
    a later wait declares. ``assignee`` names the officer who has the work of a role in this
    case, where one does. ``answers`` counts, by a rule for a role, how long whoever has it takes
    over each task that is opened for it; ``passed`` says, by the step of the rule, what follows
    on silence.
    """

    of: CaseType[F]
    first: str
    state: type[S]
    owner: Role
    phases: Mapping[str, Callable[[C], Awaitable[str | None]]]
    standing: tuple[Order[C], ...] = ()
    passed: Mapping[str, Callable[[C, Armed], None]] = field(default_factory=dict)
    done: Mapping[str, Callable[[C, Done], None]] = field(default_factory=dict)
    held: tuple[type[Message], ...] = ()
    assignee: Callable[[S, Role], str | None] = nobody
    answers: Mapping[Role, DeadlineRule] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, type[Message]]:
        """The message types that a case of this kind takes, by name."""
        return {kind.name: kind for kind in (*self.of.takes, *EVERY_CASE)}
