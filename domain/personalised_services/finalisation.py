"""Who may leave, and why: Child Support Table 6, and Table 7 Steps 1, 4 and 5."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pydantic import JsonValue

from domain.findings import BLOCKS, HOLDS, Finding
from domain.step_ids import StepId

# The eight gates, in the order of the table, as the PSSO attests them (CSP-T6-S1a to S1h).
GATES: Mapping[StepId, str] = MappingProxyType(
    {
        "CSP-T6-S1a": "Are all activities under the Customer Management Approach complete?",
        "CSP-T6-S1b": "Is every issue that Personalised Services manages finalised?",
        "CSP-T6-S1c": "Are all actions of the Customer Management Plan complete?",
        "CSP-T6-S1d": "Are no intrays open, other specialised work aside?",
        "CSP-T6-S1e": (
            "Has any written Ministerial or Ombudsman response arrived, and is it understood?"
        ),
        "CSP-T6-S1f": "Has the customer been told of every decision?",
        "CSP-T6-S1g": "Has the feedback that arises from the case been given?",
        "CSP-T6-S1h": "Has any active MSP been discussed with the Program Support Manager?",
    }
)

# What a gate's entry in the matrix calls its record, where it is more than a reading.
GATE_RECORDS: Mapping[StepId, str] = MappingProxyType(
    {
        "CSP-T6-S1b": "issue_list",
        "CSP-T6-S1c": "cmp",
        "CSP-T6-S1g": "feedback",
        "CSP-T6-S1h": "psm_discussion",
    }
)

# All four, where the customer declined the options (CSP-T7-S1a to S1d; A28).
DECLINED_CONDITIONS: Mapping[StepId, str] = MappingProxyType(
    {
        "CSP-T7-S1a": "All issues, other agencies' included, have been dealt with properly",
        "CSP-T7-S1b": "All available options were made clear, by phone or in writing",
        "CSP-T7-S1c": "The customer had a suitable time to take up the options",
        "CSP-T7-S1d": "Further management by Personalised Services will not settle the issues",
    }
)

# All three, before a specialist area takes the customer (CSP-T7-S4a).
TRANSFER_CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        "CSP-T7-S4a.issues": "All issues, other agencies' included, are addressed",
        "CSP-T7-S4a.only_process": "The specialist process is the only thing left",
        "CSP-T7-S4a.no_history": "The customer has no history of escalating decisions",
    }
)


class Reason(StrEnum):
    """The four permitted reasons, and the lack of one. Source: CSP-T6-S3c."""

    ISSUES_ADDRESSED = "issues_addressed"
    OPTIONS_DECLINED = "options_declined"
    SPECIALIST_PROCESS = "specialist_process"
    SEGMENT_3 = "segment_3"
    NONE = "none"


# Each reason as the table puts it.
REASON_WORDS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.ISSUES_ADDRESSED: "Issues addressed",
        Reason.OPTIONS_DECLINED: "Options declined",
        Reason.SPECIALIST_PROCESS: "Specialist process goes on, all else resolved",
        Reason.SEGMENT_3: "Recommended as segment 3",
        Reason.NONE: "None",
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
    BLOCKED = "blocked"


class Ruling(NamedTuple):
    """What follows from the SSM's answer, and the findings that lead there."""

    course: Course
    findings: tuple[Finding, ...]


def not_met(asked: Mapping[str, str], answers: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """Return which of the questions are not answered with yes; unanswered is not met."""
    return tuple(key for key in asked if answers.get(key) is not True)


def judge_gates(answers: Mapping[str, JsonValue], *, open_work: int = 0) -> tuple[Finding, ...]:
    """Return for each gate whether it passed or blocks: unanswered and no both block.

    ``open_work`` counts what this case itself has open besides; it belies "no open intrays",
    whatever was attested.

    Source: CSP-T6-S1a to CSP-T6-S1h.
    """
    belied = {"CSP-T6-S1d"} if open_work else set()
    return tuple(
        Finding(gate, BLOCKS, "the gate is open: nothing is finalised")
        if gate in belied or answers.get(gate) is not True
        else Finding(gate, HOLDS, "the gate holds")
        for gate in GATES
    )


def gates_hold(findings: Iterable[Finding]) -> bool:
    """Tell whether every gate passed: one that is open blocks the finalisation."""
    return all(finding.branch == HOLDS for finding in findings)


def may_transfer(answers: Mapping[str, JsonValue]) -> bool:
    """Tell whether all three conditions of a transfer to a specialist area hold.

    Source: CSP-T7-S4a; A29.
    """
    return not not_met(TRANSFER_CONDITIONS, answers)


def rule_on_request(
    decision: Decision, answers: Mapping[str, JsonValue], *, gates_complete: bool
) -> Ruling:
    """Say what follows from the SSM's answer to a finalisation request.

    ``answers`` are those of the decision: ``CSP-T6-S3c`` the reason, ``CSP-T7-S1a`` to
    ``CSP-T7-S1d`` the conditions. An approval that the procedure does not permit is blocked
    and leaves the request with the SSM.

    Source: CSP-T6-S3c, CSP-T6-S3d, CSP-T7-S1e; A28.
    """
    match decision:
        case Decision.RETURN:
            words = "the request goes back to be amended"
            return Ruling(Course.RETURNED, (Finding("CSP-T7-S1e", "returned", words),))
        case Decision.DECLINE:
            said = (_reason_found(answers), Finding("CSP-T7-S1e", "No", "it is not approved"))
            return Ruling(Course.REJECTED, said)
        case Decision.APPROVE:
            return _approval(answers, gates_complete=gates_complete)


def _approval(answers: Mapping[str, JsonValue], *, gates_complete: bool) -> Ruling:
    if not gates_complete:
        words = "an action of Table 6, Step 1 is open: nothing is finalised"
        return Ruling(Course.BLOCKED, (Finding("CSP-T6-S3d", BLOCKS, words),))
    said = (
        Finding("CSP-T6-S3d", HOLDS, "all actions of Table 6, Step 1 are complete"),
        _reason_found(answers),
    )
    match _reason(answers):
        case Reason.NONE:
            words = "a request without a permitted reason can only be declined"
            return Ruling(Course.BLOCKED, (*said, Finding("CSP-T7-S1e", BLOCKS, words)))
        case Reason.SEGMENT_3:
            return Ruling(Course.SEGMENT_3, said)
        case Reason.OPTIONS_DECLINED:
            return _declined(said, answers)
        case Reason.ISSUES_ADDRESSED | Reason.SPECIALIST_PROCESS:
            approved = Finding("CSP-T7-S1e", "Yes", "the request is approved")
            return Ruling(Course.EXIT, (*said, approved))


def _declined(said: tuple[Finding, ...], answers: Mapping[str, JsonValue]) -> Ruling:
    found = tuple(
        Finding(step, HOLDS if answers.get(step) is True else BLOCKS, words)
        for step, words in DECLINED_CONDITIONS.items()
    )
    if all(finding.branch == HOLDS for finding in found):
        approved = Finding("CSP-T7-S1e", "Yes", "approved: all four conditions are met")
        return Ruling(Course.EXIT, (*said, *found, approved))
    words = "options declined needs all four conditions"
    return Ruling(Course.BLOCKED, (*said, *found, Finding("CSP-T7-S1e", BLOCKS, words)))


def _reason(answers: Mapping[str, JsonValue]) -> Reason:
    given = answers.get("CSP-T6-S3c")
    return Reason(given) if given in list(Reason) else Reason.NONE


def _reason_found(answers: Mapping[str, JsonValue]) -> Finding:
    branch = REASON_WORDS[_reason(answers)]
    return Finding("CSP-T6-S3c", branch, f"the reason found: {branch}")
