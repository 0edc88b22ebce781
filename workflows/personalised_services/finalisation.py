"""Finalisation is asked for and decided (procedure 101-17021300, Child Support).

Table 6, Steps 2 and 3, and Table 7, Steps 1 and 2.

Entered  from CLOSING_CONTACT.
Leaves   to EXIT, to REJECTED, or to SEGMENT_3_PROPOSED; one that is returned is written again.
"""

from typing import assert_never

from domain.file.intrays import NotepadFiled
from domain.findings import HOLDS
from domain.personalised_services.finalisation import (
    APPROVED,
    DECLINED_CONDITIONS,
    DOCUMENT,
    NOT_APPROVED,
    Course,
    Decision,
    Reason,
    Ruling,
    rule_on_request,
)
from domain.personalised_services.lookups import FINALISATION
from domain.personalised_services.phases import Leaving, Phase
from domain.personalised_services.tasks.decision import DECIDE_REQUEST, REQUEST_FINALISATION
from workflows.handed import Done
from workflows.personalised_services.state import PsCase, of_the_file


async def finalise(case: PsCase) -> str:
    """Have finalisation requested by the PSSO and decided by an SSM who did not ask for it."""
    case.ask("finalisation", FINALISATION, "CSP-T6-S2a")
    while True:
        await _request(case)
        decided, ruling = await _decision(case)
        match ruling.course:
            case Course.RETURNED:
                case.set("CSP-T6-S2a", owner=case.state.psso)  # who amends it has the customer
            case Course.EXIT:
                _action(case, decided)
                case.state.leaving, case.state.business_line = Leaving.FINALISED, None
                return case.to(Phase.EXIT, "CSP-T7-S5a")
            case Course.REJECTED:
                _comment(case, decided)
                return case.to(Phase.REJECTED, "CSP-T7-S3a")
            case Course.SEGMENT_3:
                return case.to(Phase.SEGMENT_3_PROPOSED, "CSP-T8-S1a")
            case never:
                assert_never(never)


async def _request(case: PsCase) -> None:
    """Have the request written; what it links, and what the Portal is told, is of the file."""
    request, state = await case.work(REQUEST_FINALISATION), case.state  # CSP-T6-S2a to CSP-T6-S2c
    state.requested_by, state.request = request.by, request.task
    state.reason = str(request.answers["CSP-T6-S2a.reason"])
    file = of_the_file(case)
    case.act(
        NotepadFiled, "CSP-T6-S2a", actor=request.by, message=request.message, heading=DOCUMENT
    )
    case.record(
        "CSP-T6-S2a",
        "Cuba",
        "finalisation_document",
        actor=request.by,
        taken={"document": "CSP-T6-S2a"},
        messages=(request.message,),
        reason=state.reason,
        plans=[*file["plans"]],
        issues={**file["issues"]},
        options={**file["options"]},
    )
    case.set("CSP-T6-S2b", owner=str(request.answers["CSP-T6-S2b"]))
    _tell_portal(case, request)


def _tell_portal(case: PsCase, request: Done) -> None:
    case.record(
        "CSP-T6-S2c",
        "PS Portal",
        "ps_portal",
        actor=request.by,
        status="finalisation_requested",
        reason=case.state.reason,
        issues={**of_the_file(case)["issues"]},
    )


async def _decision(case: PsCase) -> tuple[Done, Ruling]:
    """Have the SSM decide; what a gate or a condition blocks is refused before it comes here."""
    state = case.state
    decided = await case.approval(
        DECIDE_REQUEST,
        about=state.request,
        requested_by=state.requested_by,
        given=(Decision.APPROVE,),
        reason=state.reason,
    )
    state.decision, state.rejected = decided.message, False
    ruling = rule_on_request(
        Decision(decided.outcome or ""),
        Reason(state.reason or ""),
        applies=decided.answers.get("CSP-T6-S3c") is not False,
    )
    _note_decision(case, decided, ruling)
    return decided, ruling


def _comment(case: PsCase, decided: Done) -> None:
    """File the SSM's reason in the stacking document: those are the comments (CSP-T7-S3d)."""
    case.state.rejected = True
    case.act(
        NotepadFiled,
        "CSP-T7-S3d",
        actor=decided.by,
        message=decided.message,
        heading=NOT_APPROVED,
    )


def _note_reviewed(case: PsCase, decided: Done) -> None:
    """Write down what was before the SSM: the request as decided on, the plans in force."""
    by, file = decided.by, of_the_file(case)
    document, plans = [*file["document"]], [*file["plans"]]
    words = "the finalisation document was decided on as it is"
    case.decide("CSP-T6-S3a", HOLDS, words, actor=by, document=document)
    case.record("CSP-T6-S3a", "Cuba", "finalisation_document_read", actor=by, document=document)
    words = "the plans in force were before whoever decided"
    case.decide("CSP-T6-S3b", HOLDS, words, actor=by, plans=plans)
    case.record("CSP-T6-S3b", "Cuba", "cmp_read", actor=by, plans=plans)


def _note_decision(case: PsCase, decided: Done, ruling: Ruling) -> None:
    by = decided.by
    _note_reviewed(case, decided)
    case.record(
        "CSP-T7-S1e",
        "Cuba",
        "finalisation_decision",
        actor=by,
        decision=decided.outcome,
        officer=by,
        time=decided.at.isoformat(),
    )
    case.record(
        "RES-T1-S2h",
        "Cuba",
        "ps_stacking_document",
        actor=by,
        exit_decision=decided.outcome,
        officer=by,
    )
    for found in ruling.findings:
        case.decide(found.step, found.branch, found.words, reading="A28", actor=by, **found.inputs)
        if found.step == "CSP-T6-S3c":
            case.record("CSP-T6-S3c", "Cuba", "finalisation_reason", actor=by, reason=found.branch)
        if found.step == "CSP-T6-S3d":
            _note_conditions(case, by)


def _note_conditions(case: PsCase, by: str | None) -> None:
    """Write down that the four conditions were met, where the reason has any (A28)."""
    if case.state.reason != Reason.OPTIONS_DECLINED:
        return
    for step, words in DECLINED_CONDITIONS.items():
        case.decide(step, HOLDS, words, reading="A28", actor=by)
        case.record(step, "Cuba", "checklist", actor=by, met=True)


def _action(case: PsCase, decided: Done) -> None:
    """Carry the approval out: every issue with its status, the document, the action window."""
    file, by = of_the_file(case), decided.by
    case.record(
        "CSP-T7-S2a",
        "Cuba",
        "issue_box",
        actor=by,
        issue_status_resolved={**file["issues"]},
        cmp_window=[*file["plans"]],
    )
    case.act(NotepadFiled, "CSP-T7-S2b", actor=by, message=decided.message, heading=APPROVED)
    case.record(
        "CSP-T7-S2b",
        "Cuba",
        "ps_stacking_document",
        actor=by,
        taken={"comments": "CSP-T7-S2b"},
        messages=(decided.message,),
        approval=decided.outcome,
        officer=by,
        request=case.state.request,
    )
    case.record(
        "CSP-T7-S2c",
        "Cuba",
        "ssm_actions_window",
        actor=by,
        action="approved",
        request=case.state.request,
    )
