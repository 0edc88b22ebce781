"""What workflows and activities say to each other: names, inputs, outputs. Light imports only.

What a settle is given to write is in ``effects``.
"""

from datetime import date, timedelta

from pydantic import AwareDatetime, Field, JsonValue

from activities.effects.base import Contract
from activities.effects.every import Effect
from domain.messages import Envelope, Status
from domain.step_ids import StepId

SETTLE = "settle"

NEW_ROW = "{row}"  # in an effect that follows on an act: the id that its first row gets
CARRIED_ROW = "{{row.{}}}"  # the same, of an act that a completion carries: which of them it is

MOST_ALIKE = 25  # pieces of background work of one kind that a case has open; more joins the last

SENDING = (None, "done", "send", "submit")  # outcomes of a letter's task that let it go on


class Outcome(Contract):
    """What became of one message. ``envelope`` goes along where no door may have a receipt."""

    source: str
    id: str
    status: Status
    reason: str | None = None
    envelope: Envelope | None = None
    digest: str | None = None  # of the envelope as it came: its facts may be left out
    type: str | None = None
    privacy: bool = False  # a signal carried content: report it


class Waiting(Contract):
    """What a case waits for; ``until`` is the id of a deadline."""

    step: StepId
    types: tuple[str, ...]
    about: tuple[str, ...] = ()
    until: str | None = None


class Check(Contract):
    """A message to be admitted, or refused, before anything follows from it.

    ``task`` is the one that it completes, where it does. ``presumed`` are the answers that the
    case went by where it presumed that the message is admitted: what follows is in the same
    settlement, and is written only where all of that holds. None where nothing follows yet.
    """

    envelope: Envelope
    task: str | None = None
    presumed: dict[str, JsonValue] | None = None


class Claimed(Contract):
    """A message that counts with a receipt only. Its facts stay where they are."""

    envelope: Envelope
    digest: str  # of the message as it came


class Opening(Contract):
    """What a case row needs at its first settle."""

    type: str
    customer: str | None
    office: str
    message: Envelope


class Added(Contract):
    """What was added to the way that a case has gone in its phase, after so many waits."""

    after: int = 0
    waits: tuple[dict[str, JsonValue], ...] = ()


class Ask(Contract):
    """What a case wants to know of the case database; each settle answers it anew.

    A case carries what it asks, so that a settle is told of it only where that has changed.
    """

    step: StepId
    question: str  # a ``Lookup``
    arguments: dict[str, JsonValue] = Field(default_factory=dict)


class Settlement(Contract):
    """Everything that one settle writes. ``sequence`` counts the settles of a case from 1."""

    case: str
    sequence: int
    phase: str
    clock: AwareDatetime
    clock_offset: timedelta
    waiting: Waiting | None
    effects: tuple[Effect, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    opening: Opening | None = None
    check: Check | None = None
    crowd: tuple[Claimed, ...] = ()  # each of them that lacks its receipt is turned away
    carried: dict[str, JsonValue] = Field(default_factory=dict)
    fault: str = ""  # the workflow cannot go on: nothing is written but that, and why
    chain: str = ""  # the first of the runs that continue each other: Temporal gives its name
    claim: str | None = None  # of the repair that started this workflow
    path: Added = Added()

    @property
    def key(self) -> str:
        """The idempotency key of this settle."""
        return f"{self.case}#{self.sequence}"


class Armed(Contract):
    """A deadline that is armed, as the settle worked it out.

    ``theirs`` is the time of somebody outside, which may be ``held``: it does not pass meanwhile.
    """

    id: str
    step: StepId
    due: AwareDatetime
    due_on: str
    label: str = ""
    theirs: bool = False
    held: bool = False


class OpenLetter(Contract):
    """Where a letter stands; ``problem`` says why it was stopped."""

    state: str
    problem: str | None = None


class Settled(Contract):
    """The whole truth after a settle; the workflow replaces what it had."""

    deadlines: tuple[Armed, ...] = ()
    refused: dict[str, str] = Field(default_factory=dict)  # digest of the message: the reason
    unproven: tuple[str, ...] = ()  # those of them that a door may let in yet
    # Who is known to act, by the digest of a message that was checked.
    by: dict[str, str | None] = Field(default_factory=dict)
    rebutted: bool = False  # what the case presumed does not hold: nothing followed
    needless: tuple[str, ...] = ()  # tasks that nobody needs, as it turned out
    # What the acts that a message carries added, by its digest.
    rows: dict[str, tuple[tuple[str, ...], ...]] = Field(default_factory=dict)
    letters: dict[str, OpenLetter] = Field(default_factory=dict)
    answers: dict[str, JsonValue] = Field(default_factory=dict)
    attributes: dict[str, str | int | bool | list[str] | None] = Field(default_factory=dict)
    details: str = ""


class Resumption(Contract):
    """How a case goes on that is brought back from the case database.

    It is led to the wait at which it stands; ``anew`` its phase begins a second time.
    """

    waiting: Waiting | None
    claim: str = ""  # the name under which this workflow, and no other, becomes the case's own
    anew: bool = False


class Start(Contract):
    """The input of every lifecycle: its first message, or what an earlier run carried on.

    ``day`` is the office's day of the first message: a workflow knows no zone. ``begins_at`` is
    given in simulated stacks only and fixes the clock of a played case.
    """

    case: str
    type: str
    office: str
    customer: str | None
    message: Envelope
    day: date | None = None
    begins_at: AwareDatetime | None = None
    carried: dict[str, JsonValue] | None = None
    resumption: Resumption | None = None
    continue_always: bool = False  # continue as new at every phase: for tests of the kit
    continue_everywhere: bool = False  # and at every wait, whenever something was settled
