"""Changes as a later release might bring them, each with what it does to cases that are open.

The lines are those of the table in docs/developer.md, Change a running process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

import workflows.memory
import workflows.verbs
from activities import contracts
from activities.carried import Carried
from domain import catalogue
from domain.case_type import CaseType
from domain.complaints.case_type import COMPLAINT
from domain.complaints.deadlines import TIME_TO_ACKNOWLEDGE
from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.complaints.messages import SupplementaryReceived
from domain.complaints.phases import Phase
from domain.complaints.state import ComplaintState
from domain.complaints.tasks import ACKNOWLEDGE, HANDLE_LEVEL_1
from domain.messages import CustomerReplied, Message
from domain.personalised_services.case_type import PERSONALISED_SERVICES
from domain.personalised_services.letters import FINALISATION_CONTACT_LETTER
from domain.roles import Role
from domain.sittings import text
from workflows.case import Case
from workflows.complaints import acknowledging, assessing, received
from workflows.complaints.follow_up import COMPLETED
from workflows.complaints.levels import level_2
from workflows.complaints.state import ComplaintCase
from workflows.complaints.workflow import LIFECYCLE as COMPLAINTS
from workflows.declaration import order
from workflows.personalised_services.workflow import LIFECYCLE as PS_CASES
from workflows.verbs import Verbs

Plant = Callable[[pytest.MonkeyPatch], None]

LEVEL_2 = "level_2_through_an_mp"
CONTINUED = "level_2_through_an_mp_continued"
ANSWERED = "answered_on_the_last_day"


class Verdict(StrEnum):
    """What the table says of open cases: the first words of its second column."""

    FREE = "go on"
    WIDEN = "go on while it only widens"
    KEEP = "need the old one beside the new"
    PATCH = "need a patch"


class Comes(StrEnum):
    """What comes of a change for a case that is open."""

    GOES_ON = "it settles as before"
    WRITES_OTHERWISE = "it goes on, and settles something else from its next settle on"
    LOSES = "it goes on, and what should follow does not"
    NUMBERS_TWICE = "it goes on, and gives a number that was given"
    QUARANTINES = "it takes no more what it once took"
    STOPS = "its history does not replay"


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    words: str
    verdict: Verdict


@dataclass(frozen=True)
class Change:
    """One change, planted in the running code: what comes of it on these roads.

    Where a case stops, ``place`` is what is said of the place, or its beginning.
    """

    line: Line
    name: str
    plant: Plant
    comes: Comes
    road: str = LEVEL_2
    place: str = ""


# ---------------------------------------------------------------- how a change is planted


def having(thing: object, **fields: Any) -> Plant:
    """Let something that is declared say something else, wherever it is used."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for name, value in fields.items():
            patch.setitem(vars(thing), name, value)

    return plant


def in_place_of(target: Any, name: str, other: Any) -> Plant:
    """Let a module or a class have something else under a name."""
    return lambda patch: patch.setattr(target, name, other)


def told(of: CaseType[Message], other: type[Message]) -> Plant:
    """Let a kind of case take another model of a type of message."""
    takes = {other if issubclass(other, kind) else kind: steps for kind, steps in of.takes.items()}
    return having(of, takes=takes)


def without(declared: dict[str, Any], name: str) -> Plant:
    """Let nothing be declared under a name."""
    return lambda patch: patch.delitem(declared, name)


def level_2_as(phase: Callable[[ComplaintCase], Any]) -> Plant:
    """Write the phase of Level 2 in another way."""
    return having(COMPLAINTS, phases={**COMPLAINTS.phases, Phase.LEVEL_2: phase})


# ---------------------------------------------------------------- what they change


async def writing_more(case: ComplaintCase) -> str | None:
    """Write one more line."""
    case.note("WC-S3i", "a line that earlier releases did not write")
    return await level_2(case)


async def arming_more(case: ComplaintCase) -> str | None:
    """Arm a date beside the wait."""
    case.arm("review", TIME_TO_ACKNOWLEDGE, case.clock.cause)
    return await level_2(case)


async def opening_more(case: ComplaintCase) -> str | None:
    """Have somebody do something beside the wait."""
    case.open(HANDLE_LEVEL_1, background=True)
    return await level_2(case)


async def waiting_once_more(case: ComplaintCase) -> str | None:
    """Have somebody do something first."""
    await case.work(HANDLE_LEVEL_1)
    return await level_2(case)


async def waiting_no_more(case: ComplaintCase) -> str | None:
    """Leave to others to write."""
    return case.to(Phase.ACKNOWLEDGED, "WC-S3m")


async def settling_once_more(case: ComplaintCase) -> str | None:
    """Ask the case database something first."""
    case.ask("more", OPEN_COMPLAINTS, "WC-S3e")
    await case.find_answers()
    return await level_2(case)


async def waiting_once_more_where_patched(case: ComplaintCase) -> str | None:
    """Have somebody do something first, in cases that come here from now on."""
    if case.patched("level-2-is-prepared"):
        await case.work(HANDLE_LEVEL_1)
    return await level_2(case)


def nothing(*_: object, **__: object) -> None:
    """Do nothing."""


collect, wait = Verbs.collect, Case.wait


def in_front(verbs: Verbs, *given: Any, **fields: Any) -> None:
    """Put each effect before those that are there."""
    collect(verbs, *given, **fields)
    effects = verbs.memory.carried.effects
    effects.insert(0, effects.pop())


async def wait_for_a_supplement_too(case: Any, *types: type[Message], **fields: Any) -> Any:
    """Wait for a message of one more type."""
    return await wait(case, *types, SupplementaryReceived, **fields)


class WiderReply(CustomerReplied):
    """It may say more."""

    more: str | None = None


class NarrowerReply(CustomerReplied):
    """It must say more."""

    more: str


class RenamedReply(CustomerReplied):
    """It is called something else."""

    name = "customer.answered"


class NarrowerSupplement(SupplementaryReceived):
    """It must say more."""

    more: str


class WiderState(ComplaintState):
    """It may remember more."""

    more: str | None = None


class NarrowerState(ComplaintState):
    """It holds what it had, and cannot do without more."""

    more: str

    def __init__(self, **fields: Any) -> None:
        """Begin a new case well."""
        super().__init__(**(fields or {"more": "new"}))


class WiderCarried(Carried):
    """More may be carried."""

    more: str | None = None


class NarrowerCarried(Carried):
    """More must be carried."""

    more: str


class WiderSettled(contracts.Settled):
    """A settle may answer more."""

    more: str | None = None


class NarrowerSettled(contracts.Settled):
    """A settle must answer more."""

    more: str


# ---------------------------------------------------------------- the table

WORDS = Line(
    "titles, questions and other words; who does a task, and what it asks",
    Verdict.FREE,
)
EFFECTS = Line("effects added or reordered; decisions and notes dropped", Verdict.FREE)
DATES = Line(
    "the length of a date; a date armed or dropped that no wait is about",
    Verdict.FREE,
)
MESSAGES = Line("the model of a message", Verdict.WIDEN)
CARRIED = Line("the state of a lifecycle, `Carried`, what a settle answers", Verdict.WIDEN)
NAMES = Line(
    "the name of a message type, an outcome, a task kind, an activity, a phase, a deadline",
    Verdict.KEEP,
)
WAITS = Line("a wait added or dropped, a settle in the middle of a phase", Verdict.PATCH)
RULES = Line("a rule that decides a branch", Verdict.PATCH)
APPROVERS = Line("the approvers of a letter", Verdict.PATCH)
WINDOWS = Line("whether a letter has a reply window", Verdict.PATCH)
STEPS = Line("the leading step of a task, or another step that a wait cites", Verdict.PATCH)
TAKERS = Line(
    "what takes a type of message: a wait, a standing order, nothing",
    Verdict.PATCH,
)
WORK = Line("background work opened, or opened no more", Verdict.PATCH)
NUMBERED = Line("a record dropped, or what another case is told", Verdict.PATCH)

LINES = (
    WORDS,
    EFFECTS,
    DATES,
    MESSAGES,
    CARRIED,
    NAMES,
    WAITS,
    RULES,
    APPROVERS,
    WINDOWS,
    STEPS,
    TAKERS,
    WORK,
    NUMBERED,
)

GOES_ON, WRITES_OTHERWISE, LOSES = Comes.GOES_ON, Comes.WRITES_OTHERWISE, Comes.LOSES
QUARANTINES, STOPS, TWICE = Comes.QUARANTINES, Comes.STOPS, Comes.NUMBERS_TWICE

AT_LEVEL_2 = "it came to the wait WC-S3m in the phase level_2 (settle 8); this code comes to the "
UNREPLIED = "it came to the wait CSP-T6-S2a in the phase finalisation (settle 14); this code comes "
CLOSING = "WC-S5a in the phase handed_over (settle"
LEAVING = "it came to the wait WC-S3m in the phase level_2 (settle"
NOT_LEVEL_2 = {name: phase for name, phase in COMPLAINTS.phases.items() if name != Phase.LEVEL_2}

CHANGES = (
    Change(WORDS, "a title", having(ACKNOWLEDGE, title="Write to the customer"), GOES_ON),
    Change(WORDS, "another role", having(ACKNOWLEDGE, roles=(Role.TEAM_LEADER,)), GOES_ON),
    Change(WORDS, "a question", having(ACKNOWLEDGE, asks={"WC-S3m.more": text("What?")}), GOES_ON),
    Change(EFFECTS, "effects added", level_2_as(writing_more), WRITES_OTHERWISE),
    Change(EFFECTS, "effects dropped", in_place_of(Verbs, "decide", nothing), WRITES_OTHERWISE),
    Change(EFFECTS, "another order", in_place_of(Verbs, "collect", in_front), WRITES_OTHERWISE),
    Change(DATES, "a longer date", having(catalogue.RULES["WC-S3n"], length=5), GOES_ON),
    Change(DATES, "a date armed", level_2_as(arming_more), WRITES_OTHERWISE),
    Change(
        DATES, "a date dropped", in_place_of(received, "start_clock", nothing), WRITES_OTHERWISE
    ),
    Change(MESSAGES, "a wider one", told(PERSONALISED_SERVICES, WiderReply), GOES_ON, ANSWERED),
    Change(
        MESSAGES,
        "a narrower one, of what a wait took",
        told(PERSONALISED_SERVICES, NarrowerReply),
        QUARANTINES,
        ANSWERED,
    ),
    Change(
        MESSAGES,
        "a narrower one, of what a standing order took",
        told(COMPLAINT, NarrowerSupplement),
        QUARANTINES,
        "supplementary_complaint",
    ),
    Change(
        MESSAGES,
        "a narrower one, of what opened the case",
        having(COMPLAINT, opened_by=NarrowerSupplement),
        STOPS,
        place="this code raises ValidationError",
    ),
    Change(
        CARRIED, "a wider state", having(COMPLAINTS, state=WiderState), WRITES_OTHERWISE, CONTINUED
    ),
    Change(
        CARRIED,
        "a narrower state",
        having(COMPLAINTS, state=NarrowerState),
        STOPS,
        CONTINUED,
        "this code raises ValidationError",
    ),
    Change(
        CARRIED,
        "more that is carried",
        in_place_of(workflows.memory, "Carried", WiderCarried),
        GOES_ON,
        CONTINUED,
    ),
    Change(
        CARRIED,
        "more that must be carried",
        in_place_of(workflows.memory, "Carried", NarrowerCarried),
        STOPS,
        CONTINUED,
        "this code raises ValidationError",
    ),
    Change(CARRIED, "a wider answer", in_place_of(contracts, "Settled", WiderSettled), GOES_ON),
    Change(
        CARRIED,
        "a narrower answer",
        in_place_of(contracts, "Settled", NarrowerSettled),
        STOPS,
        place="this code raises RuntimeError: Failed decoding arguments",
    ),
    Change(
        NAMES, "a message type", told(PERSONALISED_SERVICES, RenamedReply), QUARANTINES, ANSWERED
    ),
    Change(
        NAMES,
        "an outcome",
        in_place_of(contracts, "SENDING", (None, "done", "post", "submit")),
        STOPS,
        ANSWERED,
        "it came to the wait CSP-T6-S1j in the phase closing_contact (settle 12); this code comes "
        "to the wait CSP-T6-S1i in the phase closing_contact (settle 12).",
    ),
    Change(
        NAMES, "a task kind", without(COMPLETED, "handle_level_1"), LOSES, "behaviour_at_level_1"
    ),
    Change(
        NAMES,
        "an activity",
        in_place_of(contracts, "SETTLE", "write"),
        STOPS,
        place="it asked for the activity settle; this code asks for write.",
    ),
    Change(
        NAMES,
        "a phase",
        having(COMPLAINTS, phases=NOT_LEVEL_2),
        STOPS,
        place=f"{AT_LEVEL_2}wait WC-S3i in the phase assessing (settle 8).",
    ),
    Change(
        NAMES,
        "a deadline",
        in_place_of(workflows.verbs, "reply_name", lambda letter: f"answer-{letter[-1]}"),
        STOPS,
        ANSWERED,
        "this code raises NotArmedError",
    ),
    Change(
        WAITS,
        "a wait added",
        level_2_as(waiting_once_more),
        STOPS,
        place=f"{AT_LEVEL_2}wait WC-S3l in the phase level_2 (settle 8).",
    ),
    Change(
        WAITS,
        "a wait dropped",
        level_2_as(waiting_no_more),
        STOPS,
        place=f"{AT_LEVEL_2}wait WC-S5a in the phase acknowledged (settle 8).",
    ),
    Change(
        WAITS,
        "a settle added",
        level_2_as(settling_once_more),
        STOPS,
        place=f"{AT_LEVEL_2}wait answers in the phase level_2 (settle 8).",
    ),
    Change(
        RULES,
        "which complaints are exempt",
        in_place_of(acknowledging, "exempt", lambda *_: True),
        STOPS,
        place=f"{AT_LEVEL_2}wait {CLOSING} 8).",
    ),
    Change(
        APPROVERS,
        "one more",
        having(COMPLAINT_ACKNOWLEDGEMENT, approvers=(Role.TEAM_LEADER,)),
        STOPS,
        place=f"{LEAVING} 10); this code comes to the wait WC-S3p",
    ),
    Change(
        WINDOWS,
        "no more",
        having(FINALISATION_CONTACT_LETTER, response_window=None),
        STOPS,
        "late_reply",
        f"{UNREPLIED}to the wait CSP-T6-S1k in the phase closing_contact (settle 14).",
    ),
    Change(
        STEPS,
        "of a task",
        having(ACKNOWLEDGE, step="WC-S3p"),
        STOPS,
        place=f"{AT_LEVEL_2}wait WC-S3p in the phase level_2 (settle 8).",
    ),
    Change(
        TAKERS,
        "a wait takes it",
        in_place_of(Case, "wait", wait_for_a_supplement_too),
        STOPS,
        "supplementary_complaint",
        "this code raises KeyError",
    ),
    Change(
        TAKERS,
        "a standing order takes it",
        having(PS_CASES, standing=(*PS_CASES.standing, order(CustomerReplied, nothing))),
        STOPS,
        "late_reply",
        "after the wait CSP-T7-S5b in the phase exit (settle 19) the history goes on in "
        "another way.",
    ),
    Change(
        TAKERS,
        "nothing takes it any more",
        having(COMPLAINTS, standing=()),
        STOPS,
        "exempt_or_withdrawn",
        "it came to the wait closing in the phase withdrawn (settle 3); this code comes to the "
        "wait WC-S3a in the phase assessing (settle 3).",
    ),
    Change(
        WORK,
        "opened",
        level_2_as(opening_more),
        STOPS,
        place="it came to the wait WC-S5a in the phase handed_over (settle 11); this code comes to "
        "the wait WC-S3m in the phase level_2 (settle 11).",
    ),
    Change(
        WORK,
        "opened no more",
        having(COMPLAINTS, passed={}),
        STOPS,
        place=f"{AT_LEVEL_2}wait WC-S3i in the phase assessing (settle 8).",
    ),
    Change(NUMBERED, "a record", in_place_of(assessing, "register", nothing), TWICE),
)
