"""What a case holds: its carried state, its clock, the effects that it collects."""

from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, JsonValue

from activities import contracts as c
from activities.carried import Carried
from domain.messages import Envelope, Message, Status
from domain.step_ids import StepId
from domain.tasks import TaskKind
from workflows.clock import Alarm, Clock
from workflows.declaration import Lifecycle
from workflows.handed import Received
from workflows.inbox import see

MOST_BYTES = 512 * 1024  # of messages in one settle, and one message more; Temporal takes 2 MB
MOST_AT_ONCE = 200  # messages in one settle, which has ten seconds

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Message)


class Holding(Generic[S]):
    """The state of one case, and what its phases may read of it."""

    def __init__(self, lifecycle: Lifecycle[S, Any], start: c.Start) -> None:
        self.lifecycle = lifecycle
        self.start = start
        self._known = lifecycle.known
        if start.carried:
            self._c = Carried.model_validate(start.carried)
            self.clock = Clock(self._c.offset, self._c.cause)
        else:
            self.clock = Clock.begin(start.begins_at)
            self._c = self._opened()
        self.state: S = lifecycle.state.model_validate(self._c.state)
        self._alarm = Alarm(self.clock)
        self._finished: dict[str, str] = {}  # task: its kind, for whoever waits
        self._leads: StepId = "CB-MOVE"  # the step that leads to the next phase
        self._weight = 0  # bytes of the messages whose outcomes are not settled
        self._until: str | None = None  # the deadline of the wait that the case is in
        self._recounted = False  # the next settle works dates out anew that are armed

    def _opened(self) -> Carried:
        start = self.start
        self.clock.handle(start.message.occurred_at)
        carried = Carried(
            phase=self.lifecycle.first,
            state=self.lifecycle.state().model_dump(mode="json"),
            offset=self.clock.offset,
            cause=self.clock.cause,
            opening=c.Opening(
                type=start.type,
                customer=start.customer,
                office=start.office,
                message=start.message,
            ),
        )
        see(carried.inbox, start.message)
        carried.outcomes.append(outcome_of(start.message, Status.APPLIED))
        return carried

    @property
    def ref(self) -> str:
        """The case reference, which is the workflow id."""
        return self.start.case

    @property
    def phase(self) -> str:
        """The phase that the case is in."""
        return self._c.phase

    @property
    def opened_by(self) -> Envelope:
        """The message that started the case."""
        return self.start.message

    def answer(self, key: str) -> JsonValue:
        """Return what the last settle answered to ``ask(key, ...)``."""
        return self._c.answers.get(key)

    def armed(self, name: str) -> c.Armed | None:
        """Return the deadline of that name, or that id, while it is armed."""
        ids = (name, f"{self.ref}.{name}")
        return next((armed for armed in self._c.armed if armed.id in ids), None)

    def background_work(self, *kinds: TaskKind) -> list[str]:
        """Return the open tasks that no wait is about, or those of ``kinds`` among them."""
        names = {kind.name for kind in kinds}
        work = ((task, work) for task, work in self._c.work.items() if work.background)
        return [task for task, work in work if not names or work.kind in names]

    def take_answer(self) -> Received[Message] | None:
        """Return, once, the message that moved the case into this phase."""
        answered, self._c.answered = self._c.answered, None
        return self._received(answered) if answered else None

    def _received(self, message: Envelope) -> Received[Message]:
        return Received(message, self._known[message.type].model_validate(message.facts))

    def _outcome(self, message: Envelope, status: Status, reason: str | None = None) -> None:
        """Say what became of a message; the next settle writes it."""
        self._weight += len(message.model_dump_json())
        self._c.outcomes.append(outcome_of(message, status, reason))

    def _full(self) -> bool:
        """Tell whether one settle can carry no more: what is left waits for the next."""
        return self._weight > MOST_BYTES or len(self._c.outcomes) >= MOST_AT_ONCE

    def collect(self, effect: type[c._Effect], step: StepId, **fields: Any) -> None:
        """Add an effect, stamped with the instant and the actor of its cause."""
        made = effect(step=step, at=self.clock.cause, **fields)
        self._c.effects.append(cast("c.Effect", made))

    def new_id(self, letter: str) -> str:
        """Return the next id of a kind: ``t`` tasks, ``l`` letters, ``a`` approvals, and so on."""
        self._c.counters[letter] = self._c.counters.get(letter, 0) + 1
        return f"{self.ref}.{letter}{self._c.counters[letter]}"


def outcome_of(message: Envelope, status: Status, reason: str | None = None) -> c.Outcome:
    """Return what became of a message, to go into the next settle."""
    return c.Outcome(
        source=message.source,
        id=message.id,
        type=message.type,
        status=status,
        reason=reason,
        envelope=message,
    )
