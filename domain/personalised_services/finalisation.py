"""Who may leave, and why: Child Support Table 6, and Table 7 Steps 1, 4 and 5."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pydantic import JsonValue

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
    """What follows, the step that says so, and the words for the timeline."""

    course: Course
    step: StepId
    words: str


def not_met(asked: Mapping[str, str], answers: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """Return which of the questions are not answered with yes; unanswered is not met."""
    return tuple(key for key in asked if answers.get(key) is not True)


def open_gates(answers: Mapping[str, JsonValue], *, open_work: int = 0) -> tuple[StepId, ...]:
    """Return the gates that block a finalisation: unanswered, or answered with no.

    ``open_work`` counts what this case itself has open besides; it belies "no open intrays",
    whatever was attested.

    Source: CSP-T6-S1a to CSP-T6-S1h.
    """
    belied = {"CSP-T6-S1d"} if open_work else set()
    return tuple(gate for gate in GATES if gate in belied or answers.get(gate) is not True)


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
            return Ruling(Course.RETURNED, "CSP-T7-S1e", "the request goes back to be amended")
        case Decision.DECLINE:
            return Ruling(Course.REJECTED, "CSP-T7-S1e", "the request is not approved")
        case Decision.APPROVE:
            return _approval(_reason(answers), answers, gates_complete=gates_complete)


def _approval(reason: Reason, answers: Mapping[str, JsonValue], *, gates_complete: bool) -> Ruling:
    if not gates_complete:
        words = "a gate of Table 6, Step 1 is open: nothing is finalised"
        return Ruling(Course.BLOCKED, "CSP-T6-S3d", words)
    match reason:
        case Reason.NONE:
            words = "no permitted reason: a request without one can only be declined"
            return Ruling(Course.BLOCKED, "CSP-T6-S3c", words)
        case Reason.SEGMENT_3:
            return Ruling(Course.SEGMENT_3, "CSP-T6-S3c", "recommended as segment 3")
        case Reason.OPTIONS_DECLINED:
            return _declined(answers)
        case Reason.ISSUES_ADDRESSED | Reason.SPECIALIST_PROCESS:
            words = f"approved: {reason.value.replace('_', ' ')}"
            return Ruling(Course.EXIT, "CSP-T7-S1e", words)


def _declined(answers: Mapping[str, JsonValue]) -> Ruling:
    asked = {str(step): words for step, words in DECLINED_CONDITIONS.items()}
    if missing := not_met(asked, answers):
        words = f"options declined needs all four conditions; not met: {', '.join(missing)}"
        return Ruling(Course.BLOCKED, "CSP-T7-S1e", words)
    return Ruling(Course.EXIT, "CSP-T7-S1e", "approved: options declined, all conditions met")


def _reason(answers: Mapping[str, JsonValue]) -> Reason:
    given = answers.get("CSP-T6-S3c")
    return Reason(given) if given in list(Reason) else Reason.NONE
