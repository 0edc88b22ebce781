"""What a case carries from wait to wait and from run to run, and the ids that it gives."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, JsonValue

from activities.carried import KNOWN, Carried, Lapsed
from activities.contracts import Armed, Opening, Outcome, Settled, Start
from activities.effects.every import Effect
from activities.effects.tasks import OpenTask
from domain.messages import Envelope, Status
from domain.tasks import TaskKind
from workflows.clock import Clock

MOST_BYTES = 512 * 1024  # of messages in one settle, and one message more; Temporal takes 2 MB
MOST_AT_ONCE = 200  # messages in one settle, which has ten seconds

S = TypeVar("S", bound=BaseModel)
S_co = TypeVar("S_co", bound=BaseModel, covariant=True)


class Memory(Generic[S_co]):
    """The memory of one case: ``carried`` and the state outlive a run, the rest is the run's."""

    def __init__(self, ref: str, clock: Clock, state: S_co, carried: Carried) -> None:
        self.ref = ref  # the case reference, which is the workflow id
        self.clock = clock
        self.carried = carried
        self.recounting = False  # the next settle works dates out anew that are armed
        self.stands_with: str | None = None  # the message with which what is collected stands
        self.claim: str | None = None  # of the repair that started this workflow
        self.went_by: dict[str, JsonValue] | None = None  # answers, since a message was presumed
        self.careful: str | None = None  # digest of a message of which nothing is presumed
        self.checked: tuple[Envelope, Settled] | None = (
            None  # admitted, and followed before all else
        )
        self._state = state
        self._undo: dict[str, list[Callable[[], None]]] = {}  # by what it stands with
        self._weight = 0  # bytes of the messages whose outcomes are not settled

    @property
    def state(self) -> S_co:
        """What the lifecycle remembers; its phases change it in place."""
        return self._state

    def answer(self, key: str) -> JsonValue:
        """Return what the last settle answered to ``ask(key, ...)``."""
        answer = self.carried.answers.get(key)
        if self.went_by is not None:
            self.went_by[key] = answer
        return answer

    def armed(self, name: str) -> Armed | None:
        """Return the deadline of that name, or that id, while it is armed."""
        ids = (name, f"{self.ref}.{name}")
        return next((armed for armed in self.carried.armed if armed.id in ids), None)

    def background_work(self, *kinds: TaskKind, of: str | None = None) -> list[str]:
        """Return the open tasks that no wait is about, or those of ``kinds`` among them.

        Where it is asked ``of`` a customer, not what is only of another.
        """
        names = {kind.name for kind in kinds}
        return [
            task
            for task, work in self.carried.work.items()
            if work.background
            and (not names or work.kind in names)
            and (not of or work.customer in (of, None))
        ]

    def lapsed(self, deadline: str) -> Lapsed | None:
        """Return what is remembered of a deadline that has passed, by its id."""
        return next((each for each in self.carried.lapsed if each.id == deadline), None)

    def new_id(self, letter: str) -> str:
        """Return the next id of a kind: ``t`` tasks, ``l`` letters, ``a`` approvals, and so on."""
        number = self.carried.counters[letter] = self.carried.counters.get(letter, 0) + 1
        return f"{self.ref}.{letter}{number}"

    def conclude(self, message: Envelope, status: Status, reason: str | None = None) -> None:
        """Say what became of a message; the next settle writes it."""
        self._weight += len(message.model_dump_json())
        self.carried.outcomes.append(
            Outcome(
                source=message.source,
                id=message.id,
                type=message.type,
                status=status,
                reason=reason,
                envelope=message,
                digest=message.digest,
            )
        )

    @contextmanager
    def standing_with(self, message: Envelope) -> Iterator[None]:
        """Let what is collected meanwhile be written only where the message is admitted."""
        self.stands_with = message.digest
        try:
            yield
        finally:
            self.stands_with = None

    def undo(self, undo: Callable[[], None]) -> None:
        """Say how to remember what is forgotten now, should what that stands with be refused."""
        if self.stands_with:
            self._undo.setdefault(self.stands_with, []).append(undo)

    def forget(self, refused: Collection[str], effects: Sequence[Effect]) -> None:
        """Forget what a settle did not write, because the messages behind it were refused.

        ``refused`` are their digests, ``effects`` what was to be written.
        """
        for effect in effects:
            undone = self._undo.pop(effect.stands_with or "", [])
            if effect.stands_with not in refused:
                continue
            if isinstance(effect, OpenTask):
                self.carried.work.pop(effect.id, None)
            for undo in reversed(undone):
                undo()
        held = self.carried.inbox.held
        self.carried.inbox.held = [message for message in held if message.digest not in refused]

    def full(self) -> bool:
        """Tell whether one settle can carry no more: what is left waits for the next."""
        return self._weight > MOST_BYTES or len(self.carried.outcomes) >= MOST_AT_ONCE

    def unsettled(self) -> bool:
        """Tell whether anything is left that only a settle can write."""
        carried = self.carried
        collected = carried.effects or carried.outcomes or carried.inbox.set_aside
        return self.went_by is not None or bool(collected)

    def take_outcomes(self) -> list[Outcome]:
        """Take out what became of messages, to be settled."""
        outcomes, self.carried.outcomes, self._weight = self.carried.outcomes, [], 0
        return outcomes

    def take_set_aside(self) -> list[Outcome]:
        """Take out, to be settled, what was set aside on arrival, as much as one settle carries."""
        inbox = self.carried.inbox
        taken, inbox.set_aside = inbox.set_aside[:MOST_AT_ONCE], inbox.set_aside[MOST_AT_ONCE:]
        return taken

    def known(self) -> dict[str, JsonValue]:
        """Return what a phase may read, as it is now."""
        return self.snapshot().model_dump(mode="json", include=KNOWN)

    def know(self, known: Mapping[str, JsonValue]) -> None:
        """Let a phase read what it could read before; its state changes in place."""
        carried = Carried.model_validate(
            {"phase": self.carried.phase, "offset": self.carried.offset, **known}
        )
        for name in KNOWN:
            setattr(self.carried, name, getattr(carried, name))
        state = self._state.model_validate(carried.state)
        for name in type(state).model_fields:
            setattr(self._state, name, getattr(state, name))
        self.clock.cause, self.clock.latest = carried.cause, carried.latest or carried.cause

    def snapshot(self) -> Carried:
        """Return everything that outlives the run, as it is now."""
        self.carried.state = self.state.model_dump(mode="json")
        clock = self.clock
        self.carried.offset, self.carried.cause = clock.offset, clock.cause
        self.carried.latest = clock.latest
        return self.carried


def remember(start: Start, first: str, state: type[S], tick: Callable[[], datetime]) -> Memory[S]:
    """Return the memory that a run begins with: that of the last run, else one that is new.

    A new case is in the phase ``first``. ``tick`` tells the time, without the offset of a case
    that is played.
    """
    began = start.message.occurred_at
    if start.carried:
        carried = Carried.model_validate(start.carried)
        cause, latest = carried.cause, carried.latest or carried.cause
        offset = carried.offset
        if start.resumption and offset:  # of a case that is played the new workflow's time is real
            offset = latest - tick()
        clock = Clock(tick, offset, began=began, cause=cause, latest=latest)
        memory = Memory(start.case, clock, state.model_validate(carried.state), carried)
        memory.claim = start.resumption.claim if start.resumption else None
        return memory
    clock = Clock.begin(tick, start.begins_at, began)
    clock.act(began)
    opening = Opening(
        type=start.type, customer=start.customer, office=start.office, message=start.message
    )
    new = state()
    carried = Carried(
        phase=first,
        state=new.model_dump(mode="json"),
        offset=clock.offset,
        cause=clock.cause,
        opening=opening,
    )
    return Memory(start.case, clock, new, carried)


def reply_name(letter: str) -> str:
    """Name the deadline of a letter's reply window."""
    return f"reply-{letter.rsplit('.', 1)[-1]}"
