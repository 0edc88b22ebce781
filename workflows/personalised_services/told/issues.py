"""What follows on issues: options, areas that decide them, intrays about them."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.file.closing import IssueClosed, IssueHandedOn
from domain.file.intrays import (
    BUSINESS_REQUEST,
    CHANGE,
    CONSULTATION,
    LIAISON,
    TO_THE_OWNER,
    IntrayClosed,
    IntrayRaised,
)
from domain.file.issues import IssueRaised
from domain.file.options import OptionGiven
from domain.file.tellings import IssueDecided
from domain.findings import HOLDS
from domain.issues import ISSUE_TYPES, Activity
from domain.personalised_services.tasks.specialists import (
    ANSWER_INTRAY,
    DECIDE_ISSUE,
    TELL_DECISION,
)
from domain.personalised_services.tasks.strategies import ASKED_FOR_BY
from domain.step_ids import StepId
from workflows.handed import Received
from workflows.personalised_services.state import PsCase, specialised_issues
from workflows.personalised_services.told.rows import call_off


def option_given(case: PsCase, received: Received[OptionGiven]) -> None:
    """Open the work that the strategy of an option asks for (CSP-T5-S2)."""
    act = received.facts
    if kind := ASKED_FOR_BY.get(act.strategy or ""):
        case.open(kind, background=True, issue=act.issue, option=received.row)


def raised(case: PsCase, received: Received[IssueRaised]) -> None:
    """Give an issue of a specialist area to whoever has the delegation (BG-ROLE-SPEC-f)."""
    type_ = ISSUE_TYPES.get(received.facts.about)
    if type_ and type_.activity is Activity.SPECIALISED:
        area = received.facts.area or type_.area
        words = "a specialist area has the delegation"
        case.decide("BG-ROLE-SPEC-a", HOLDS, words, issue=received.row, area=area)
        case.open(DECIDE_ISSUE, background=True, issue=received.row, area=area)


def over(case: PsCase, received: Received[IssueClosed] | Received[IssueHandedOn]) -> None:
    """Take back what was still to be done about an issue that came to its end."""
    issue = received.facts.issue
    for kind in (DECIDE_ISSUE, TELL_DECISION):
        call_off(case, kind, "CSP-T6-S1b", f"{issue} is over here", issue=issue)


_DELEGATION: tuple[StepId, ...] = ("BG-ROLE-SPEC-f", "BG-ROLE-PSSO-f")


def decided(case: PsCase, received: Received[IssueDecided]) -> None:
    """Bring an issue back that an area has decided: it is told, and closed (BG-ROLE-PSSO-e)."""
    for issue in received.facts.issues:
        if issue in specialised_issues(case):
            words = "the PSSO was consulted, and whoever has the delegation decided"
            mandate = "the PSSO was consulted first, as the Mandate asks"
            case.decide("BG-MANDATE", HOLDS, mandate, issue=issue, decision=received.row)
            for step in _DELEGATION:
                case.decide(step, HOLDS, words, issue=issue, decision=received.row)
            case.open(TELL_DECISION, background=True, issue=issue, decision=received.row)


# What calls for the owner, by the sort of the intray.
_CALLED_BY: Mapping[str, StepId] = MappingProxyType(
    {
        CONSULTATION: "BG-ROLE-PSSO-c",
        LIAISON: "BG-ROLE-SPEC-d",
        CHANGE: "BG-ROLE-SPEC-e",
        BUSINESS_REQUEST: "BG-ROLE-PSSO-c",
    }
)


def intray_raised(case: PsCase, received: Received[IntrayRaised]) -> None:
    """Have the owner answer whoever needs them (BG-ROLE-PSSO-c, BG-ROLE-SPEC-b to -e)."""
    if received.facts.sort in TO_THE_OWNER:
        case.open(
            ANSWER_INTRAY,
            step=_CALLED_BY[received.facts.sort],
            background=True,
            intray=received.row,
            issue=received.facts.issue,
            message=received.envelope.key,
        )


def intray_closed(case: PsCase, received: Received[IntrayClosed]) -> None:
    """Take back the work of an intray that was closed."""
    row = received.facts.intray
    call_off(case, ANSWER_INTRAY, "BG-ROLE-PSSO-c", f"{row} is closed", intray=row)
