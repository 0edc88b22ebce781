"""What workflows and activities say to each other: names, inputs, outputs. Light imports only.

An effect is data. A phase collects effects; one settle writes them all. Every effect cites its
step and carries ``at``, the instant of its cause: the message, the deadline, or the opening.
"""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from domain.messages import Envelope, Status
from domain.restrictions.channels import Barred, Extent
from domain.restrictions.parts import Part
from domain.step_ids import StepId

SETTLE = "settle"

NEW_ROW = "{row}"  # in an effect that follows on an act: the id that its first row gets
CARRIED_ROW = "{{row.{}}}"  # the same, of an act that a completion carries: which of them it is

MOST_ALIKE = 25  # pieces of background work of one kind that a case has open; more joins the last

SENDING = (None, "done", "send", "submit")  # outcomes of a letter's task that let it go on


class Contract(BaseModel):
    """A frozen value that crosses between workflow and activity."""

    model_config = ConfigDict(frozen=True)


class _Effect(Contract):
    step: StepId
    at: AwareDatetime
    actor: str | None = None  # the person or system behind it; None is the case itself
    stands_with: str | None = None  # digest of a message: it is written where that is admitted


class OpenTask(_Effect):
    """Open work for a role, or for one person."""

    effect: Literal["open_task"] = "open_task"
    id: str
    kind: str  # name in the catalogue of tasks
    role: str | None = None  # in place of the kind's first role
    assignee: str | None = None
    due: str | None = None  # a deadline rule, in place of the kind's
    due_from: AwareDatetime | None = None
    agreed: str | None = None  # the date, where people agree on it
    data: dict[str, JsonValue] = {}  # references that the task shows; no personal data
    background: bool = False
    unless_by_owner: str | None = None  # key of a message: whoever has the case knows of it
    joins: str | None = None  # open work of the same kind, which takes this in where it can


class CompleteTask(_Effect):
    """An admitted completion takes effect; the answers stand in the message."""

    effect: Literal["complete_task"] = "complete_task"
    id: str
    outcome: str | None
    message: str  # key of the envelope


class ChangeFile(_Effect):
    """An act on the case file; its facts stand in the message, and its settle judges it."""

    effect: Literal["change_file"] = "change_file"
    message: str  # key of the envelope


class OwnAct(_Effect):
    """An act on the case file that the case itself does: what it knows it writes there."""

    effect: Literal["own_act"] = "own_act"
    type: str
    facts: dict[str, JsonValue] = {}
    message: str | None = None  # key of the message that it follows; its words are the act's


class HandOver(_Effect):
    """Give open work to one person: that of a role, whoever had it, or all that one person had."""

    effect: Literal["hand_over"] = "hand_over"
    role: str | None = None
    was: str | None = None  # who leaves: the case is theirs no more, either
    to: str


class WithdrawTask(_Effect):
    """Work that is needed no more."""

    effect: Literal["withdraw_task"] = "withdraw_task"
    id: str
    reason: str


class CallOff(_Effect):
    """Take back the open work of a kind about a row of the file: the settle finds it."""

    effect: Literal["call_off"] = "call_off"
    kind: str
    about: dict[str, str]  # what the work was opened with, such as ``{"issue": "issue-2"}``
    reason: str


class Redate(_Effect):
    """Give open work of a kind the day of another row of the file, or of none.

    It is the work that was opened with ``was`` in its ``field``, and from here on is about ``row``.
    """

    effect: Literal["redate"] = "redate"
    kind: str
    field: str
    was: str | None  # None: work that was about no row
    row: str | None = None  # None: it has no day any more
    rule: str
    start: AwareDatetime
    agreed: str | None = None
    reason: str


class ArmDeadline(_Effect):
    """Start a deadline; armed again under the same id it may only move later."""

    effect: Literal["arm_deadline"] = "arm_deadline"
    id: str
    rule: str
    start: AwareDatetime
    agreed: str | None = None  # a date, for limits that people agree
    label: str = ""  # what happens then, in words; shown on the timer


class EndDeadline(_Effect):
    """A deadline was met, has passed, or is withdrawn."""

    effect: Literal["end_deadline"] = "end_deadline"
    id: str
    state: Literal["met", "passed", "withdrawn"]
    reason: str = ""


class HoldWindows(_Effect):
    """Let the time of people outside stand still: nobody may answer, and no silence counts."""

    effect: Literal["hold_windows"] = "hold_windows"
    reason: str


class RestoreWindows(_Effect):
    """Let what stood still count again, each date moved on by the days on which it was held."""

    effect: Literal["restore_windows"] = "restore_windows"
    reason: str


class Recompute(_Effect):
    """Work every armed deadline out again with the calendar as it is now; none gets earlier."""

    effect: Literal["recompute"] = "recompute"


class DraftLetter(_Effect):
    """Begin the draft of a letter; its fields come from the case's data.

    ``to`` is its addressee: a customer, ``nominee``, a role of staff, a code of the agency's
    directory; the customer of the case where it names nobody.
    """

    effect: Literal["draft_letter"] = "draft_letter"
    id: str
    kind: str
    to: str | None = None


class MoveLetter(_Effect):
    """Take a letter one state on; a signed one leaves. ``actor`` is the officer who did it."""

    effect: Literal["move_letter"] = "move_letter"
    id: str
    act: Literal["edit", "submit", "approve", "return", "sign", "withdraw"]
    role: str | None = None  # in which the actor approves, returns or signs
    reason: str = ""
    reply: str | None = None  # id of the deadline whose date the letter states


class SendNotice(_Effect):
    """Draft, sign and send a letter that a decision gives rise to, with no work of its own.

    It goes to the case's customer where ``to`` names nobody else. ``actor`` decided, and signs it,
    or approves what ``signed_by`` proposed and signs. One that may not go is told to its case as
    refused.
    """

    effect: Literal["send_notice"] = "send_notice"
    id: str
    kind: str
    to: str | None = None
    signed_by: str | None = None


class AskApproval(_Effect):
    """A decision is asked of a role."""

    effect: Literal["ask_approval"] = "ask_approval"
    id: str
    asked_of: str
    requested_by: str | None
    about: str = ""


class DecideApproval(_Effect):
    """The decision that was asked for."""

    effect: Literal["decide_approval"] = "decide_approval"
    id: str
    state: Literal["given", "refused", "withdrawn"]
    message: str | None = None


class Record(_Effect):
    """Something the procedure tells a person to write in another system."""

    effect: Literal["record"] = "record"
    id: str
    system: str
    name: str
    data: dict[str, JsonValue] = {}
    taken: dict[str, str] = {}  # field: the key of an answer in one of ``messages``
    messages: tuple[str, ...] = ()  # keys of envelopes; what people wrote is taken from receipts


class Decide(_Effect):
    """A rule was applied: its inputs, the branch taken, and the reading if there is one."""

    effect: Literal["decide"] = "decide"
    branch: str
    words: str
    inputs: dict[str, JsonValue] = {}
    reading: str | None = None


class Note(_Effect):
    """A line in the timeline."""

    effect: Literal["note"] = "note"
    words: str
    data: dict[str, JsonValue] = {}


class SetCase(_Effect):
    """Change fields of the case row."""

    effect: Literal["set_case"] = "set_case"
    fields: dict[Literal["owner", "team", "segment", "state"], str | None]


class Bar(_Effect):
    """An officer never works on the case: it is about them."""

    effect: Literal["bar"] = "bar"
    officer: str


class Identify(_Effect):
    """The customer of the case is known at last; a customer unknown here changes nothing."""

    effect: Literal["identify"] = "identify"
    customer: str


class Move(_Effect):
    """The case enters its next phase."""

    effect: Literal["move"] = "move"
    phase: str
    words: str


class GiveLocks(_Effect):
    """Give the locks of the case's customers to another officer: all of them."""

    effect: Literal["give_locks"] = "give_locks"
    to: str


class ReleaseLocks(_Effect):
    """Release the locks that this case holds, together; those of others are left alone."""

    effect: Literal["release_locks"] = "release_locks"
    why: str


class Impose(_Effect):
    """Restrict channels of the case's customer, in full or in part, with the review armed.

    ``channels`` are all that the case restricts from now on. Without a review nothing is imposed.
    """

    effect: Literal["impose"] = "impose"
    channels: dict[Barred, Extent]
    parts: dict[Barred, Part] = {}  # what stays open of those in part
    review: str  # id of the armed deadline


class Lift(_Effect):
    """Open every channel again that the case restricts."""

    effect: Literal["lift"] = "lift"


class Vary(_Effect):
    """Open a channel for one day, as the task says in which that was decided."""

    effect: Literal["vary"] = "vary"
    task: str


class PutOnBoard(_Effect):
    """Show the case's customer on the whiteboard: calls are put through from now on.

    It rests on an approval, or on restrictions; on nothing it is not shown.
    """

    effect: Literal["put_on_board"] = "put_on_board"
    since: AwareDatetime
    approved_by: str | None
    restrictions: list[str]


class CountCall(_Effect):
    """A call of a customer on the whiteboard; ``calls`` are all so far."""

    effect: Literal["count_call"] = "count_call"
    calls: int


class TakeOffBoard(_Effect):
    """Take the case's customer off the whiteboard."""

    effect: Literal["take_off_board"] = "take_off_board"


class StartCase(_Effect):
    """Start another lifecycle by its first message; pushed after the commit.

    It is of this case's customer, or of the ``customer`` that is named.
    """

    effect: Literal["start_case"] = "start_case"
    type: str
    message: Envelope
    why: str
    customer: str | None = None


class TellCase(_Effect):
    """Tell another case something; pushed after the commit."""

    effect: Literal["tell_case"] = "tell_case"
    case: str
    message: Envelope
    why: str


class TellOpen(_Effect):
    """Tell the open case of a type that a customer has, where there is one: the settle finds it."""

    effect: Literal["tell_open"] = "tell_open"
    type: str
    customer: str
    message: Envelope
    why: str


class LinkCase(_Effect):
    """Two cases belong together."""

    effect: Literal["link_case"] = "link_case"
    case: str
    why: str


class CloseCase(_Effect):
    """The case ends; whatever is still open is withdrawn with it."""

    effect: Literal["close_case"] = "close_case"
    outcome: str
    words: str


Effect = Annotated[
    OpenTask
    | CompleteTask
    | ChangeFile
    | OwnAct
    | HandOver
    | WithdrawTask
    | CallOff
    | Redate
    | ArmDeadline
    | EndDeadline
    | HoldWindows
    | RestoreWindows
    | Recompute
    | DraftLetter
    | MoveLetter
    | SendNotice
    | AskApproval
    | DecideApproval
    | Record
    | Decide
    | Note
    | SetCase
    | Bar
    | Identify
    | Move
    | GiveLocks
    | ReleaseLocks
    | Impose
    | Lift
    | Vary
    | PutOnBoard
    | CountCall
    | TakeOffBoard
    | StartCase
    | TellCase
    | TellOpen
    | LinkCase
    | CloseCase,
    Field(discriminator="effect"),
]


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
    arguments: dict[str, JsonValue] = {}


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
    carried: dict[str, JsonValue] = {}
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
    refused: dict[str, str] = {}  # digest of the message: the reason
    unproven: tuple[str, ...] = ()  # those of them that a door may let in yet
    by: dict[str, str | None] = {}  # digest of a message that was checked: who is known to act
    rebutted: bool = False  # what the case presumed does not hold: nothing followed
    needless: tuple[str, ...] = ()  # tasks that nobody needs, as it turned out
    rows: dict[str, tuple[tuple[str, ...], ...]] = {}  # digest: what the acts it carries added
    letters: dict[str, OpenLetter] = {}
    answers: dict[str, JsonValue] = {}
    attributes: dict[str, str | int | bool | list[str] | None] = {}
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
