"""Who may leave, and why: Child Support Table 6, Steps 2 and 3, and Table 7, Steps 1 and 4.

What the file knows nobody is asked: the gates (``domain.file.gates``), the four conditions of
options that were declined, the three of a transfer, and whether a reason fits at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from pydantic import JsonValue

from domain.file.commitments import unfinished
from domain.file.contacts import ContactFacts
from domain.file.correspondence import ENQUIRIES, ItemFacts
from domain.file.gates import Gate, Looked, all_gates
from domain.file.intrays import NotepadFacts
from domain.file.issues import IssueFacts, Outcome, open_issues
from domain.file.locks import held
from domain.file.options import OptionFacts, OptionState
from domain.file.options import state as option_state
from domain.file.orphans import left_by_closing
from domain.file.plan_versions import VersionFacts, in_force
from domain.file.plans import PlanFacts
from domain.file.rows import Facts, File, Row
from domain.findings import HOLDS, Finding
from domain.needs import Read
from domain.step_ids import StepId

# Headings of notepads: the PSSO's request, the SSM's yes, the SSM's comments on a no, the talk with
# the PSSO about them, what the PSSO does about them; and that the customer left.
DOCUMENT = "finalisation_document"
APPROVED = "finalisation_approved"
NOT_APPROVED = "finalisation_not_approved"
DISCUSSED = "rejection_discussed"
COMMENTS_ANSWERED = "comments_answered"
TRANSFERRED_OUT = "transferred_out"
TIME_FOR_OPTIONS = "ps.time_for_options_days"

Until = Callable[[datetime], date]  # the last day of the time that is counted from an instant


class Reason(StrEnum):
    """The four permitted reasons; a request names one. Source: CSP-T6-S3c."""

    ISSUES_ADDRESSED = "issues_addressed"
    OPTIONS_DECLINED = "options_declined"
    SPECIALIST_PROCESS = "specialist_process"
    SEGMENT_3 = "segment_3"


# Each reason as the table puts it.
REASON_WORDS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.ISSUES_ADDRESSED: "Issues addressed",
        Reason.OPTIONS_DECLINED: "Options declined",
        Reason.SPECIALIST_PROCESS: "Specialist process goes on, all else resolved",
        Reason.SEGMENT_3: "Recommended as segment 3",
    }
)
NO_REASON = "None"


# All four, where the customer declined the options (CSP-T7-S1a to S1d; A28).
DECLINED_CONDITIONS: Mapping[StepId, str] = MappingProxyType(
    {
        "CSP-T7-S1a": "All issues, other agencies' included, have been dealt with properly",
        "CSP-T7-S1b": "All available options were made clear, by phone or in writing",
        "CSP-T7-S1c": "The customer had a suitable time to take up the options",
        "CSP-T7-S1d": "Further management by Personalised Services will not settle the issues",
    }
)


class Decision(StrEnum):
    """What the SSM may answer to a request. Source: CSP-T7-S1e."""

    APPROVE = "approve"
    RETURN = "return"
    DECLINE = "decline"


class Course(StrEnum):
    """What follows from the SSM's answer."""

    EXIT = "exit"
    SEGMENT_3 = "segment_3"
    RETURNED = "returned"
    REJECTED = "rejected"


class Ruling(NamedTuple):
    """What follows from the SSM's answer, and the findings that lead there."""

    course: Course
    findings: tuple[Finding, ...]


def rule_on_request(decision: Decision, reason: Reason, *, applies: bool = True) -> Ruling:
    """Say what follows from the SSM's answer to a request.

    ``reason`` is the request's, said once; ``applies`` is whether the SSM found that it does. An
    approval that a gate or a condition blocks never comes here: it is refused where it is given.

    Source: CSP-T6-S3c, CSP-T6-S3d, CSP-T7-S1e; A28.
    """
    words = REASON_WORDS[reason] if applies else NO_REASON
    found = Finding("CSP-T6-S3c", words, f"the reason found: {words}")
    match decision:
        case Decision.RETURN:
            amended = "the request goes back to be amended"
            return Ruling(Course.RETURNED, (Finding("CSP-T7-S1e", "returned", amended),))
        case Decision.DECLINE:
            declined = Finding("CSP-T7-S1e", "No", "it is not approved")
            return Ruling(Course.REJECTED, (found, declined))
        case Decision.APPROVE:
            words = "all actions of Table 6, Step 1 are complete"
            held = Finding("CSP-T6-S3d", HOLDS, words, inputs={"complete": True})
            if reason is Reason.SEGMENT_3:
                return Ruling(Course.SEGMENT_3, (held, found))
            approved = Finding("CSP-T7-S1e", "Yes", "the request is approved")
            return Ruling(Course.EXIT, (held, found, approved))


# ---------------------------------------------------------------------- what a request links


class Linked(NamedTuple):
    """What a request is about, by id: the plan versions in force, each issue and option."""

    plans: tuple[str, ...]
    issues: Mapping[str, str]  # id: how it ended, or where it is
    options: Mapping[str, str]  # id: where it stands


def linked(file: File) -> Linked:
    """Return what a request is about. Source: CSP-T6-S2a."""
    return Linked(
        tuple(version.id for version in plans_in_force(file)),
        {row.id: status_of(row) for row in file.live(IssueFacts)},
        {row.id: str(option_state(row, file)) for row in file.live(OptionFacts)},
    )


def status_of(issue: Row[IssueFacts]) -> str:
    """Return the status that an issue carries in the issue box. Source: CSP-T7-S2a."""
    facts = issue.facts
    if facts.handed_to:
        return f"with {facts.handed_to}"
    return str(facts.closed) if facts.closed else "open"


class Known(TypedDict):
    """What phases know of the file: ids, codes and days."""

    attested: dict[str, JsonValue]  # gate: the row that it rests on
    plans: list[JsonValue]
    issues: dict[str, JsonValue]
    open_issues: list[JsonValue]
    options: dict[str, JsonValue]
    areas: list[JsonValue]
    promises: list[JsonValue]
    document: list[JsonValue]
    notepads: list[JsonValue]
    comments: list[JsonValue]
    discussions: list[JsonValue]
    answered: list[JsonValue]
    left: list[JsonValue]  # what a closed case would have
    locked: list[JsonValue]  # the customers whom the case has


def known(file: File) -> Known:
    """Return what the phases from closing contact to the exit know of the file."""
    plans, issues, options = linked(file)
    resting = ((gate.step, gate.attested) for gate in all_gates(Looked(file)))
    return {
        "attested": {step: row.id for step, row in resting if row},
        "plans": list(plans),
        "issues": dict(issues),
        "open_issues": [row.id for row in open_issues(file)],
        "options": dict(options),
        "areas": list(areas_of(file)),
        "promises": [
            {"id": row.id, **row.facts.model_dump(mode="json", include={"who", "what", "by_day"})}
            for row in unfinished(file)
        ],
        "document": [row.id for row in document_of(file)],
        "notepads": [row.id for row in headed(TRANSFERRED_OUT, file)],
        "comments": [row.id for row in headed(NOT_APPROVED, file)],
        "discussions": [row.id for row in headed(DISCUSSED, file)],
        "answered": [row.id for row in headed(COMMENTS_ANSWERED, file)],
        "left": list(dict.fromkeys(thing.row for thing in left_by_closing(file))),
        "locked": [row.facts.customer for row in held(file)],
    }


def document_of(file: File) -> tuple[Row[NotepadFacts], ...]:
    """Return the finalisation document as it was written last. Source: CSP-T6-S2a, CSP-T6-S3a."""
    return headed(DOCUMENT, file)[-1:]


def plans_in_force(file: File) -> tuple[Row[VersionFacts], ...]:
    """Return the version in force of each plan. Source: CSP-T6-S3b."""
    versions = (in_force(plan.id, file) for plan in file.live(PlanFacts))
    return tuple(version for version in versions if version)


def headed(heading: str, file: File) -> tuple[Row[NotepadFacts], ...]:
    """Return the notepads of a heading, the last one last.

    Source: CSP-T7-S3b, CSP-T7-S3d, CSP-T7-S5a.
    """
    rows = [row for row in file.live(NotepadFacts) if row.facts.heading == heading]
    return tuple(sorted(rows, key=lambda row: (row.told.at, row.facts.place)))


# ---------------------------------------------------------------------- may it be asked, approved


def blocks_request(looked: Looked, reason: Reason | None) -> tuple[str, ...]:
    """Say in words what blocks a request: a gate that does not hold, a reason that does not fit.

    Source: CSP-T6-S1a to CSP-T6-S1h, CSP-T6-S2a, CSP-T6-S3c.
    """
    return (*blocked(all_gates(looked)), *unfit(reason, looked.file))


def read_by_approval(looked: Looked, reason: Reason, until: Until) -> Read:
    """Return every row on which an approval rests, with the version that was read.

    Source: CSP-T6-S3d.
    """
    judged = (*all_gates(looked), *_conditions(looked, reason, until))
    return tuple(sorted({row for gate in judged for row in gate.read}))


def _conditions(looked: Looked, reason: Reason, until: Until) -> tuple[Gate, ...]:
    """Return the conditions of a reason, besides the gates; only one has any."""
    declined = reason is Reason.OPTIONS_DECLINED
    return declined_conditions(looked.file, until) if declined else ()


def blocked(gates: Iterable[Gate]) -> tuple[str, ...]:
    """Say of each gate that does not hold by what it is blocked."""
    return tuple(f"{gate.step}: {'; '.join(gate.blocked_by)}" for gate in gates if not gate.holds)


def unfit(reason: Reason | None, file: File) -> tuple[str, ...]:
    """Say why a reason is not one that the file bears out. Source: CSP-T6-S3c."""
    on = [row for row in file.live(IssueFacts) if row.facts.handed_to]
    if reason is Reason.SPECIALIST_PROCESS and not on:
        return ("no issue is handed on to a specialist area",)
    if reason is Reason.ISSUES_ADDRESSED and on:
        areas = ", ".join(f"{row.id} with {row.facts.handed_to}" for row in on)
        return (f"not all issues are addressed: {areas}",)
    return ()


# ---------------------------------------------------------------------- options declined

# An issue that ended so needed no option.
_NEEDS_NO_OPTION = frozenset(
    {
        Outcome.RESOLVED,
        Outcome.WITHDRAWN,
        Outcome.OUTSIDE_AGENCY,
        Outcome.DUPLICATE,
        Outcome.DIED,
    }
)


def declined_conditions(file: File, until: Until) -> tuple[Gate, ...]:
    """Return how each of the four conditions stands where the customer declined the options.

    Source: CSP-T7-S1a to CSP-T7-S1d; A28.
    """
    options = file.live(OptionFacts)
    return (
        _condition("CSP-T7-S1a", file.live(IssueFacts), _not_dealt_with(file)),
        _condition("CSP-T7-S1b", options, _not_explained(file)),
        _condition("CSP-T7-S1c", options, _still_has_time(file, until)),
        _condition("CSP-T7-S1d", options, _could_be_resolved(file)),
    )


def _condition(step: StepId, rows: tuple[Row[Facts], ...], words: Iterable[str]) -> Gate:
    return Gate(step, tuple(words), None, tuple((row.id, row.version) for row in rows))


def _not_dealt_with(file: File) -> Iterator[str]:
    """All issues, other agencies' included, have been dealt with. Source: CSP-T7-S1a."""
    for issue in open_issues(file):
        yield f"{issue.id} is not over"
    if not file.live(IssueFacts):
        yield "no issue is recorded: there is none for which an option was declined"


def _not_explained(file: File) -> Iterator[str]:
    """Every issue that was not settled had options, and they were explained.

    Source: CSP-T7-S1b.
    """
    explained = {row.facts.issue for row in file.live(OptionFacts)}
    for issue in file.live(IssueFacts):
        settled = issue.facts.closed in _NEEDS_NO_OPTION or issue.facts.handed_to
        if not settled and issue.id not in explained:
            yield f"no option was explained for {issue.id}"
    if not explained:
        yield "no option was explained, by phone or in writing"


def _still_has_time(file: File, until: Until) -> Iterator[str]:
    """The customer had time to take them up: it counts from the day on which each was explained.

    Who has answered needs no more of it.

    Source: CSP-T7-S1c.
    """
    for option in file.live(OptionFacts):
        if option_state(option, file) not in (OptionState.GIVEN, OptionState.LAPSED):
            continue
        last = until(explained_at(option, file))
        if file.today <= last:
            yield f"{option.id}: the customer has until {last.day} {last:%B %Y} to take it up"


def explained_at(option: Row[OptionFacts], file: File) -> datetime:
    """Return when an option was explained: in a contact of its own time, or by a letter."""
    contact = file.find(ContactFacts, option.facts.explained_in)
    return contact.told.at if contact else option.told.at


def _could_be_resolved(file: File) -> Iterator[str]:
    """Further management would settle nothing: options were declined, and none is being taken up.

    Source: CSP-T7-S1d.
    """
    still = {issue.id for issue in open_issues(file)}
    states = {row: option_state(row, file) for row in file.live(OptionFacts)}
    for option, stands in states.items():
        if stands is OptionState.TAKEN_UP and option.facts.issue in still:
            yield f"{option.id} was taken up, and {option.facts.issue} is not over"
    if OptionState.DECLINED not in states.values():
        yield "no option was declined: silence is none, and is followed up"


# ---------------------------------------------------------------------- a transfer


def blocks_transfer(looked: Looked, area: str | None = None) -> tuple[str, ...]:
    """Say in words what blocks a transfer to a specialist area; all three conditions must hold.

    All issues are addressed; a specialist process is the only thing left, which is shown by an
    issue that was handed on to its area; no decision was escalated. ``area`` is the one that is
    named to take the customer, where that is asked.

    Source: CSP-T7-S4a; A29.
    """
    file = looked.file
    return (
        *(f"{row.id} is neither over nor handed on" for row in open_issues(file)),
        *blocked(gate for gate in all_gates(looked) if gate.step in _LEFT),
        *_escalated(file),
        *_wrong_area(area, areas_of(file)),
    )


# What else may be left: activities, actions of the plan, intrays, people to be told.
_LEFT: tuple[str, ...] = ("CSP-T6-S1a", "CSP-T6-S1c", "CSP-T6-S1d", "CSP-T6-S1f")


def areas_of(file: File) -> tuple[str, ...]:
    """Return the areas that go on with an issue alone."""
    return tuple(sorted({r.facts.handed_to for r in file.live(IssueFacts) if r.facts.handed_to}))


def _wrong_area(area: str | None, areas: tuple[str, ...]) -> tuple[str, ...]:
    if not areas:
        return ("no issue is handed on to a specialist area",)
    if area is None and len(areas) > 1:
        return (f"say which area takes the customer: {', '.join(areas)}",)
    if area is not None and area not in areas:
        return (f"{area} goes on with nothing of this customer's: {', '.join(areas)} does",)
    return ()


def _escalated(file: File) -> Iterator[str]:
    """Name what shows that decisions were escalated: to an MP, or to the Ombudsman."""
    for issue in file.live(IssueFacts):
        if issue.facts.about == "escalation":
            yield f"{issue.id}: a decision was escalated"
    for item in file.live(ItemFacts):
        if item.facts.category in ENQUIRIES:
            yield f"{item.id}: the customer went to {item.facts.sender}"
