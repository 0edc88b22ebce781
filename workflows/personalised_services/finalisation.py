"""Finalisation is asked for and decided (procedure 101-17021300, Child Support).

Table 6, Steps 2 and 3, and Table 7, Steps 1 and 2.

Entered  from CLOSING_CONTACT.
Leaves   to EXIT, to REJECTED, or to SEGMENT_3; a request that is returned is written again.
"""

from typing import assert_never

from domain.personalised_services.finalisation import Course, Decision, Ruling, rule_on_request
from domain.personalised_services.phases import Leaving, Phase
from domain.personalised_services.tasks.decision import (
    ACTION_APPROVAL,
    DECIDE_FINALISATION,
    WRITE_REQUEST,
)
from workflows.handed import Done
from workflows.personalised_services.state import PsCase


async def finalise(case: PsCase) -> str:
    """Have finalisation requested by the PSSO and decided by an SSM who did not ask for it."""
    await _request(case)
    while True:
        ruling = await _decision(case)
        match ruling.course:
            case Course.BLOCKED:
                continue  # the request stays with the SSM
            case Course.RETURNED:
                await _request(case)
            case Course.EXIT:
                await case.work(ACTION_APPROVAL)  # CSP-T7-S2a to CSP-T7-S2c
                case.state.leaving, case.state.business_line = Leaving.FINALISED, None
                return case.to(Phase.EXIT, "CSP-T7-S5a")
            case Course.REJECTED:
                return case.to(Phase.REJECTED, "CSP-T7-S3a")
            case Course.SEGMENT_3:
                return case.to(Phase.SEGMENT_3, "CSP-T8-S1a")
            case never:
                assert_never(never)


async def _request(case: PsCase) -> None:
    request = await case.work(WRITE_REQUEST)  # CSP-T6-S2a to CSP-T6-S2c
    case.state.requested_by, case.state.request = request.by, request.task
    case.set("CSP-T6-S2b", owner=str(request.answers["CSP-T6-S2b"]))


async def _decision(case: PsCase) -> Ruling:
    decided = await case.approval(
        DECIDE_FINALISATION,
        about=case.state.request,
        requested_by=case.state.requested_by,
        given=(Decision.APPROVE,),
        stands=lambda done: _ruling(case, done).course is not Course.BLOCKED,
    )
    ruling = _ruling(case, decided)
    if ruling.course is not Course.BLOCKED:
        case.record(
            "CSP-T7-S1e",
            "Cuba",
            "finalisation_decision",
            actor=decided.by,
            decision=decided.outcome,
            officer=decided.by,
            time=decided.at.isoformat(),
        )
    for found in ruling.findings:
        case.decide(found.step, found.branch, found.words, reading="A28", actor=decided.by)
    return ruling


def _ruling(case: PsCase, decided: Done) -> Ruling:
    """Rule on the SSM's answer; work that came up since the gates held belies them (CSP-T6-S3d)."""
    complete = decided.answers.get("CSP-T6-S3d") is True and not case.background_work()
    return rule_on_request(
        Decision(decided.outcome or ""), decided.answers, gates_complete=complete
    )
