"""What a case carries from run to run; each settle stores it with the case.

Pure models, passed through the workflow sandbox: building them again for every case would cost
more than running the case.
"""

from datetime import timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from activities.contracts import Armed, Ask, Opening, OpenLetter, Outcome
from activities.effects.every import Effect
from domain.messages import Envelope
from domain.step_ids import StepId


class Inbox(BaseModel):
    """Messages that arrived, are held for a later wait, or were seen."""

    arrived: list[Envelope] = []
    held: list[Envelope] = []
    seen: dict[str, None] = {}  # the beginnings of the digests of messages
    set_aside: list[Outcome] = []  # quarantined or refused on arrival, to be settled
    unreadable: int = 0

    def news(self) -> bool:
        """Tell whether anything is left to judge or to settle."""
        return bool(self.arrived or self.set_aside)

    def take(self, message: Envelope) -> bool:
        """Take a message out, to be judged; True where it was held for a wait like this one."""
        if message in self.held:
            self.held.remove(message)
            return True
        self.arrived.remove(message)
        return False


class Window(BaseModel):
    """A wait whose deadline has passed, and where an answer in time would have led."""

    model_config = ConfigDict(frozen=True)

    step: StepId
    types: tuple[str, ...]
    about: tuple[str, ...]
    asked_at: AwareDatetime
    due: AwareDatetime
    phase: str
    deadline: str = ""  # its id

    def admits(self, message: Envelope) -> bool:
        """Tell whether ``message`` would have answered in time, had it been recorded."""
        if message.occurred_at >= self.due or not self._asked_for(message):
            return False
        return bool(message.about) or message.occurred_at >= self.asked_at

    def missed_by(self, message: Envelope) -> bool:
        """Tell whether ``message`` answers it too late."""
        return message.occurred_at >= self.due and self._asked_for(message)

    def _asked_for(self, message: Envelope) -> bool:
        return message.type in self.types and (not message.about or message.about in self.about)


class Lapsed(BaseModel):
    """A deadline that has passed; what it asked for may still turn out to have been done in time.

    ``opened`` is the work that its passing called for: it is taken back then.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    step: StepId
    due: AwareDatetime
    opened: tuple[str, ...] = ()


class OpenWork(BaseModel):
    """A task that this case has open; background work belongs to no wait.

    ``customer`` is whose it is, where a case is of two. ``answer_by`` is the deadline that counts
    how long whoever is asked takes over it, and ``counted_by`` the step of its rule.
    """

    model_config = ConfigDict(frozen=True)

    kind: str  # name in the catalogue of tasks
    step: StepId
    background: bool
    letter: str | None = None
    customer: str | None = None
    answer_by: str | None = None
    counted_by: StepId = "CB-TASK"


class Past(BaseModel):
    """A wait of the phase that is over; the first of a phase is its beginning.

    ``known`` is what the case knew when it was over, where that had changed since the one before.
    """

    wait: str = ""  # the step that it cited, or what else it is called
    answer: Envelope | None = None
    known: dict[str, JsonValue] = {}


class Carried(BaseModel):
    """Everything of a case that outlives a run."""

    phase: str
    state: dict[str, JsonValue]
    offset: timedelta
    cause: AwareDatetime
    latest: AwareDatetime | None = None  # the newest instant handled; none of an older release
    inbox: Inbox = Inbox()
    sequence: int = 0
    counters: dict[str, int] = {}
    effects: list[Effect] = []
    outcomes: list[Outcome] = []
    armed: list[Armed] = []
    letters: dict[str, OpenLetter] = {}
    questions: dict[str, Ask] = {}
    answers: dict[str, JsonValue] = {}
    work: dict[str, OpenWork] = {}
    approvals: list[str] = []
    windows: list[Window] = []
    lapsed: list[Lapsed] = []
    replaced: dict[str, str] = {}  # who left, and who has what is theirs
    answered: Envelope | None = None  # the late record that moved the case into its phase
    attributes: dict[str, str | int | bool | list[str] | None] = {}
    details: str = ""
    opening: Opening | None = None
    path: list[Past] = []  # of the phase: how a new run comes to where this one stands
    patched: dict[str, bool] = {}  # changes of this phase's code: whether it goes the new way


MOST_CARRIED = 1024 * 1024  # bytes that a new run is handed; Temporal takes twice as many

STORED = {
    *("phase", "state", "cause", "latest", "counters", "work", "approvals", "questions"),
    *("windows", "lapsed", "answered", "sequence", "patched", "replaced"),
}
"""What each settle stores of it with the case."""

REBUILT = {"offset", "inbox", "armed", "letters", "answers", "path"}
"""What a repair finds elsewhere: in columns, receipts and the answers of settles."""

OF_THE_RUN = {"effects", "outcomes", "attributes", "details", "opening"}
"""What is settled, or shown anew, before a run could be lost."""

KNOWN = (STORED - {"phase", "sequence", "patched"}) | {"armed", "letters", "answers"}
"""What a phase may read, and what its verbs change: as it was at each wait of the phase."""
