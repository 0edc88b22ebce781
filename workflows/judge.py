"""Judge what reached a case, and what is due. Nothing is done here: a verdict says what to do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.carried import Inbox, OpenWork, Window
from activities.contracts import Armed, Waiting
from domain.messages import (
    CalendarChanged,
    CustomerReplied,
    Envelope,
    LetterDelivered,
    TaskCompleted,
)


@dataclass(frozen=True)
class Wait:
    """What a wait asks for, and the instant from which it does."""

    asked: Waiting
    at: datetime
    holds: str | None = None  # a letter whose answer only a later wait asks for

    def asks_for(self, message: Envelope) -> bool:
        """Tell whether it asks for messages of this type, and for none about something else."""
        asked = self.asked
        return message.type in asked.types and (not message.about or message.about in asked.about)

    def answered_by(self, message: Envelope) -> bool:
        """Tell whether a message answers it: by reference, else by type and time."""
        if not self.asks_for(message):
            return False
        return bool(message.about) or message.occurred_at >= self.at

    def missed(self, deadline: Armed, late: str) -> Window:
        """Return what is left of it once its deadline has passed; ``late`` is a phase."""
        return Window(
            step=self.asked.step,
            types=self.asked.types,
            about=self.asked.about,
            asked_at=self.at,
            due=deadline.due,
            phase=late,
            deadline=deadline.id,
        )


@dataclass(frozen=True)
class Situation:
    """All that a judgement looks at. ``orders`` and ``held`` are types of messages.

    ``orders`` are what a standing order takes, ``held`` what a later wait of the lifecycle asks
    for.
    """

    wait: Wait
    work: Mapping[str, OpenWork]
    windows: Sequence[Window]
    orders: Collection[str]
    held: Collection[str]


# ---------------------------------------------------------------- verdicts


@dataclass(frozen=True)
class Answers:
    """The message is what the wait asks for."""


@dataclass(frozen=True)
class ToCheck:
    """Work was done that is open: the case database says whether it may count.

    ``answers`` tells whether the wait asks for it; else it is background work.
    """

    task: str
    answers: bool


@dataclass(frozen=True)
class Refused:
    """Nothing asks for what was done."""

    reason: str


@dataclass(frozen=True)
class InTimeAfterAll:
    """It answers, in time, a wait whose deadline passed before it was recorded."""

    window: Window


@dataclass(frozen=True)
class Standing:
    """A standing order takes it."""


@dataclass(frozen=True)
class Recount:
    """The calendar changed: every date that is armed is worked out anew."""


@dataclass(frozen=True)
class Held:
    """A later wait asks for it."""


@dataclass(frozen=True)
class Noted:
    """It is so, and nothing follows."""


@dataclass(frozen=True)
class ToOwner:
    """Nothing takes it, so the owner reads it; ``late`` where it came too late for a wait."""

    late: bool


Applied = Answers | InTimeAfterAll | Recount | Noted | ToOwner
Immediate = Applied | Refused | Held  # done at once, with what the case remembers alone
Verdict = Immediate | ToCheck | Standing


# ---------------------------------------------------------------- judging


def first_event(
    wait: Wait, inbox: Inbox, armed: Sequence[Armed], now: datetime
) -> Envelope | Armed | None:
    """Return what happened first: a message wins where it occurred before the due instant.

    What is held stays so until a wait asks for it. A message that says it occurred after
    ``now`` takes the time along.
    """
    held = (message for message in inbox.held if wait.asks_for(message))
    message = min((*inbox.arrived, *held), key=lambda m: m.occurred_at, default=None)
    now = max(now, message.occurred_at) if message else now
    due = [deadline for deadline in armed if deadline.due <= now and not deadline.held]
    deadline = min(due, key=lambda deadline: (deadline.due, deadline.id), default=None)
    if message and (deadline is None or message.occurred_at < deadline.due):
        return message
    return deadline


def verdict(message: Envelope, situation: Situation, *, held: bool = False) -> Verdict:
    """Return the place of a message.

    What was ``held`` came before the question and answers it all the same: that is what the
    lifecycle holds it for.
    """
    answers = held or situation.wait.answered_by(message)
    if message.type == TaskCompleted.name:
        return _judge_completion(message, situation, answers=answers)
    return Answers() if answers else _elsewhere(message, situation)


def _elsewhere(message: Envelope, situation: Situation) -> Verdict:
    """Judge what the wait does not ask for."""
    if window := next((w for w in situation.windows if w.admits(message)), None):
        return InTimeAfterAll(window)
    if message.type in situation.orders:
        return Standing()
    if message.type == LetterDelivered.name:
        return Noted()
    if message.type == CalendarChanged.name:
        return Recount()
    early = message.type == CustomerReplied.name and message.about == situation.wait.holds
    if (early and message.about) or message.type in situation.held:
        return Held()
    return _to_owner(message, situation)


def _judge_completion(message: Envelope, situation: Situation, *, answers: bool) -> Verdict:
    task = message.about or ""
    work = situation.work.get(task)
    if work is None:
        return Refused("the task is not open in this case")
    if answers or work.background:
        return ToCheck(task, answers)
    return Refused("nothing asks for it now")


def _to_owner(message: Envelope, situation: Situation) -> ToOwner:
    return ToOwner(late=any(window.missed_by(message) for window in situation.windows))
