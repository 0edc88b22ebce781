"""Segment 3 is proposed and decided: Child Support Table 8, Steps 1 to 4 and 6 (101-17021300).

Entered  from ACTIVE when the PSSO proposes it, from FINALISATION and REJECTED when that ends there.
Leaves   to SEGMENT_3_ACTIVE once it is documented; else back to ACTIVE, to CLOSING_CONTACT, or to
         REACTIVATION where nothing was proposed after a request.
"""

from datetime import datetime
from typing import NamedTuple

from domain.file.discussions import About
from domain.file.intrays import NotepadFiled
from domain.findings import BLOCKS, HOLDS
from domain.personalised_services.deadlines import SEGMENT_3_APPROVED
from domain.personalised_services.phases import Phase, Turn
from domain.personalised_services.segment_3 import APPROVED, WHY_WORDS, Why, is_pattern
from domain.personalised_services.segments import Segment
from domain.personalised_services.state import InSegment3
from domain.personalised_services.tasks.segment_3 import (
    ASSIGN_SEGMENT_3,
    DECIDE_SEGMENT_3,
    DISCUSS_SEGMENT_3,
    DOCUMENT_SEGMENT_3,
    LOOK_BACK,
    PROPOSE_SEGMENT_3,
    ROUTE_REJECTED,
)
from workflows.handed import Done
from workflows.personalised_services.assessment import assess
from workflows.personalised_services.reactivation import take_request_back
from workflows.personalised_services.restricted import note_assignment
from workflows.personalised_services.segment import record_segment
from workflows.personalised_services.segment_3 import arm_review, review_name, set_indicator
from workflows.personalised_services.state import (
    PsCase,
    know_the_file,
    of_segment_3,
    take_turn,
)


class Approved(NamedTuple):
    """For what segment 3 was approved, and when."""

    why: Why
    at: datetime


async def propose_segment_3(case: PsCase) -> str:
    """Have segment 3 proposed by the PSSO, and decided by an SSM who did not propose it."""
    know_the_file(case)
    came_of_request = case.state.requested_by is not None
    take_request_back(case)
    if now := case.state.assigned:  # for a restriction, by the SSM
        case.state.assigned = None
        return await _document(case, Approved(now.why, now.since))
    proposed = await case.work(PROPOSE_SEGMENT_3)  # CSP-T8-S1a to CSP-T8-S1c
    _note_reasons(case, proposed.by)
    if proposed.outcome == "another_segment":
        if came_of_request:
            return case.to(Phase.REACTIVATION, "CSP-T7-S5e")
        return take_turn(case, Turn.SEGMENT, "CSP-T5-S1a")
    _note_proposal(case, proposed)
    approved = await _for_restrictions(case, proposed) or await _as_discussed(case, proposed)
    if approved is None:
        return await _keep_segment_2(case)
    return await _document(case, approved)


def _note_reasons(case: PsCase, by: str | None) -> None:
    """Write down which of the two reasons the file bears out, and what else it shows (A30)."""
    found = of_segment_3(case)
    escalated, pattern = [*found["escalations"]], is_pattern(found["escalations"])
    said = "escalation is a pattern" if pattern else "escalation is no pattern"
    branch = HOLDS if pattern else BLOCKS
    case.decide("CSP-T8-S1b", branch, said, actor=by, escalations=escalated)
    restricted, marked = [*found["restrictions"]], [*found["characteristics"]]
    words = "restrictions are in place" if restricted else "no restriction is in place"
    branch = "Yes" if restricted else "No"
    case.decide(
        "CSP-T8-S1c",
        branch,
        words,
        reading="A30",
        actor=by,
        restricted=bool(restricted),
        restrictions=restricted,
    )
    branch = HOLDS if restricted or pattern else BLOCKS
    case.decide("RES-T4-S1", branch, f"{words}, and {said}", reading="A22", actor=by)
    words = "the file shows what marks segment 3" if marked else "nothing else marks segment 3"
    case.decide("RES-T4-S2", HOLDS if marked else BLOCKS, words, actor=by, shown_by=marked)


def _note_proposal(case: PsCase, proposed: Done) -> None:
    """Write down that every issue was addressed, and how often the customer escalated."""
    by, found = proposed.by, of_segment_3(case)
    addressed = found["issues"]
    case.record("CSP-T8-S1a", "Cuba", "segment_3_consideration", actor=by, addressed=addressed)
    if escalated := [*found["escalations"]]:
        case.record("CSP-T8-S1b", "Cuba", "escalation_history", actor=by, history=escalated)


async def _for_restrictions(case: PsCase, proposed: Done) -> Approved | None:
    """Have segment 3 assigned for the restrictions that are in place (CSP-T8-S6a, A22)."""
    if not of_segment_3(case)["restrictions"]:
        return None
    assigned = await case.approval(
        ASSIGN_SEGMENT_3, about=proposed.task, requested_by=proposed.by, given=("assign",)
    )
    if assigned.outcome != "assign":
        return None
    note_assignment(case, assigned)
    return Approved(Why.RESTRICTIONS, assigned.at)


async def _as_discussed(case: PsCase, proposed: Done) -> Approved | None:
    """Have the SSM decide, once the PSSO has discussed it (CSP-T8-S1d, CSP-T8-S1e)."""
    discussed = await case.work(DISCUSS_SEGMENT_3, about=proposed.task)
    talk = of_segment_3(case)["discussed"][About.SEGMENT_3]
    words = "the recommendation was discussed with the SSM"
    case.decide("RES-T4-S1", HOLDS, words, reading="A22", actor=discussed.by, discussion=talk)
    while True:
        decided = await case.approval(
            DECIDE_SEGMENT_3, about=proposed.task, requested_by=proposed.by, given=("approve",)
        )
        match decided.outcome:
            case "approve":
                return _approve(case, decided)
            case "reject":
                _note_rejection(case, decided)
                return None
        await assess(case, decided)  # CSP-T8-S2a to S2g; then the SSM decides (A31)


def _approve(case: PsCase, decided: Done) -> Approved:
    why, by = Why(str(decided.answers["CSP-T8-S3a"])), decided.by
    words = f"approved for {WHY_WORDS[why].lower()}"
    case.decide("CSP-T8-S3a", WHY_WORDS[why], words, reading="A32", actor=by)
    case.record("CSP-T8-S3a", "Cuba", "segment_3_reason", actor=by, reason=why)
    return Approved(why, decided.at)


def _note_rejection(case: PsCase, decided: Done) -> None:
    case.record(
        "CSP-T8-S4a",
        "Cuba",
        "segment_3_rejection",
        actor=decided.by,
        taken={"reason": "CSP-T8-S4a"},
        messages=(decided.message,),
        decision="rejected",
    )
    record_segment(case, Segment.MEDIUM, decided.by)


async def _keep_segment_2(case: PsCase) -> str:
    """Go on managing what is left, or on to exit (CSP-T8-S4b, A33)."""
    routed = await case.work(ROUTE_REJECTED)
    if routed.outcome == "manage":
        return take_turn(case, Turn.OPTIONS, "CSP-T5-S2")
    return case.to(Phase.CLOSING_CONTACT, "CSP-T6-S1a")


async def _document(case: PsCase, approved: Approved) -> str:
    """Have the PSM write it down and set the day of the review.

    From the approval on a date is armed: segment 3 never stands without one (A22).
    """
    state = case.state
    state.segment_3_approvals += 1
    state.segment_3 = InSegment3(
        why=approved.why, since=approved.at, approval=state.segment_3_approvals
    )
    label = "Review of segment 3, at the latest"
    case.arm(review_name(case), SEGMENT_3_APPROVED, approved.at, label=label)
    documented = await case.work(
        DOCUMENT_SEGMENT_3, approved_at=approved.at.isoformat(), why=approved.why
    )  # CSP-T8-S3b to CSP-T8-S3d
    by, day = documented.by, str(documented.answers["CSP-T8-S3d"])
    _write_down(case, documented)
    record_segment(case, Segment.HIGH, by)
    arm_review(case, SEGMENT_3_APPROVED, day)
    set_indicator(case, "CSP-T8-S3d", by)
    case.open(LOOK_BACK, background=True)
    return case.to(Phase.SEGMENT_3_ACTIVE, "CSP-T8-S3d")


def _write_down(case: PsCase, documented: Done) -> None:
    by, message = documented.by, documented.message
    case.act(NotepadFiled, "CSP-T8-S3b", actor=by, message=message, heading=APPROVED)
    case.record(
        "CSP-T8-S3b",
        "Cuba",
        "ps_stacking_document",
        actor=by,
        taken={"decision": "CSP-T8-S3b"},
        messages=(message,),
        segment=Segment.HIGH,
    )
    case.record("CSP-T8-S3c", "PS Portal", "ps_portal", actor=by, segment=Segment.HIGH)
