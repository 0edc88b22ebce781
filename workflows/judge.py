"""Judge messages and deadlines at rest: who takes them, and what follows."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import (
    RawValue,
)

from activities import contracts as c
from activities.carried import Window
from domain.kit_tasks import READ_LATE_MESSAGE, READ_MESSAGE
from domain.messages import (
    CalendarChanged,
    Envelope,
    LetterDelivered,
    Message,
    Status,
    TaskCompleted,
)
from workflows import inbox
from workflows.handed import Done, Moved, NotNow, Received
from workflows.memory import outcome_of
from workflows.settler import Settling
from workflows.verbs import reply_name

if TYPE_CHECKING:
    from workflows.case import Case

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Message)


class Judging(Settling[S]):
    """What happens to a message that arrived, and to a deadline that passed."""

    @property
    def _case(self) -> "Case[S]":
        return cast("Case[S]", self)

    def completion(self, received: Received[TaskCompleted]) -> Done:
        """Read a completed task out of the message that reported it."""
        about = received.envelope.about or ""
        return Done(
            task=about,
            kind=self._finished[about],
            outcome=received.facts.outcome,
            answers=received.facts.answers,
            by=received.envelope.actor,
            message=received.envelope.key,
            at=received.envelope.occurred_at,
        )

    def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in one signal. Nothing is judged here."""
        latest = None if self.start.begins_at else workflow.now()
        inbox.receive(self._c.inbox, name, args, self._known, latest)

    def _next_event(self, asked: c.Waiting) -> Envelope | c.Armed | None:
        """Return what happened first: a message wins where it occurred before the due instant."""
        if self._recounted:
            return None  # dates are about to move: nothing passes by the old ones
        inbox = self._c.inbox
        held = (message for message in inbox.held if _asks_for(asked, message))
        message = min((*inbox.arrived, *held), key=lambda m: m.occurred_at, default=None)
        now = max(self.clock.now(), message.occurred_at) if message else self.clock.now()
        due = [armed for armed in self._c.armed if armed.due <= now]
        deadline = min(due, key=lambda armed: (armed.due, armed.id), default=None)
        if message and (deadline is None or message.occurred_at < deadline.due):
            self.clock.handle(message.occurred_at)
            return message
        return deadline

    async def _judge(self, message: Envelope, asked: c.Waiting, asked_at: datetime) -> bool:
        """Give a message its place; True where it answers the wait.

        What was held came before the question and answers it all the same: that is what the
        lifecycle holds it for.
        """
        held = self._c.inbox.take(message)
        answers = held or _answers(message, asked, asked_at)
        if message.type == TaskCompleted.name:
            return await self._judge_completion(message, asked, answers=answers)
        if answers:
            self._apply(message)
            return True
        self._elsewhere(message)
        return False

    async def _judge_completion(
        self, message: Envelope, asked: c.Waiting, *, answers: bool
    ) -> bool:
        task = message.about or ""
        work = self._c.work.get(task)
        if work is None or not (answers or work.background):
            reason = "nothing asks for it now" if work else "the task is not open in this case"
            self._outcome(message, Status.REFUSED, reason)
            return False
        refused = await self._settle(asked, c.Check(envelope=message, task=task))
        if message.key in refused:
            return False
        self._apply(message)
        self._complete(task, message)
        if not answers and (then := self.lifecycle.done.get(work.kind)):
            then(
                self._case,
                self.completion(cast("Received[TaskCompleted]", self._received(message))),
            )
        return answers

    def _complete(self, task: str, message: Envelope) -> None:
        work = self._c.work.pop(task)
        self._finished[task] = work.kind
        facts = TaskCompleted.model_validate(message.facts)
        self.collect(
            c.CompleteTask,
            work.step,
            id=task,
            outcome=facts.outcome,
            message=message.key,
            actor=message.actor,
        )

    def _elsewhere(self, message: Envelope) -> None:
        kind = self._known[message.type]
        if window := next((w for w in self._c.windows if w.admits(message)), None):
            self._in_time_after_all(message, window)
        elif standing := self.lifecycle.standing.get(kind):
            self._to_standing(message, standing)
        elif message.type == LetterDelivered.name:
            self._left_late(message)
        elif message.type == CalendarChanged.name:
            self._apply(message)
            self.collect(c.Recompute, "CB-CALENDAR")
            self._recounted = True
        elif kind in self.lifecycle.held:
            self._c.inbox.held.append(message)
            self._outcome(message, Status.WAITING)
        else:
            self._to_owner(message)

    def _to_standing(
        self, message: Envelope, standing: Callable[["Case[S]", Received[Message]], None]
    ) -> None:
        self._apply(message)
        try:
            standing(self._case, self._received(message))
        except NotNow as fault:
            self._c.outcomes[-1] = outcome_of(message, Status.REFUSED, str(fault))

    def _in_time_after_all(self, message: Envelope, window: Window) -> None:
        self._apply(message)
        self._c.answered = message
        self._c.windows.remove(window)
        self.decide(
            "CB-LATE",
            window.phase,
            f"the answer came in time for {window.step} and was recorded after it",
            message=message.key,
        )
        raise Moved(window.phase)

    def _left_late(self, message: Envelope) -> None:
        """Count the reply window of a letter that was stuck from the day that it left.

        Where the case took the silence for an answer already, its owner must know.
        """
        name = reply_name(message.about or "")
        if armed := self.armed(name):
            self._apply(message)
            self.arm(name, armed.step, message.occurred_at, step=armed.step, label=armed.label)
            self._recounted = True
        elif any(message.about in window.about for window in self._c.windows):
            self._to_owner(message)
        else:
            self._apply(message)

    def _to_owner(self, message: Envelope) -> None:
        late = any(window.missed_by(message) for window in self._c.windows)
        self._apply(message)
        self.open(
            READ_LATE_MESSAGE if late else READ_MESSAGE,
            role=self.lifecycle.owner,
            background=True,
            message=message.key,
            message_type=message.type,
        )

    def _apply(self, message: Envelope) -> None:
        self._outcome(message, Status.APPLIED)

    def _pass(self, deadline: c.Armed) -> None:
        self.clock.handle(deadline.due)
        self._end(deadline.id, deadline.step, "passed", "")

    def _background(self, deadline: c.Armed) -> None:
        if then := self._passes_to(deadline):
            then(self._case, deadline)

    def _passes_to(self, deadline: c.Armed) -> Callable[["Case[S]", c.Armed], None] | None:
        name = deadline.id.removeprefix(f"{self.ref}.")
        return self.lifecycle.passed.get(name) or self.lifecycle.passed.get(deadline.step)

    def _remember_window(
        self, asked: c.Waiting, asked_at: datetime, deadline: c.Armed, late: str | None
    ) -> None:
        if late:
            self._c.windows.append(
                Window(
                    step=asked.step,
                    types=asked.types,
                    about=asked.about,
                    asked_at=asked_at,
                    due=deadline.due,
                    phase=late,
                )
            )


def _asks_for(asked: c.Waiting, message: Envelope) -> bool:
    """Tell whether a wait asks for messages of this type, and for none about something else."""
    return message.type in asked.types and (not message.about or message.about in asked.about)


def _answers(message: Envelope, asked: c.Waiting, asked_at: datetime) -> bool:
    """Tell whether a message answers what a wait asks: by reference, else by type and time."""
    if not _asks_for(asked, message) or (message.type == TaskCompleted.name and not message.about):
        return False
    return bool(message.about) or message.occurred_at >= asked_at
