"""The customer stays: Child Support Table 7, Step 5, not approved (procedure 101-17021300).

Entered  from REJECTED, SPECIALIST_TRANSFER, or SEGMENT_3_PROPOSED after a request.
Leaves   to ACTIVE, at the segment (CSP-T5-S1a).
"""

from domain.findings import HOLDS
from domain.personalised_services.phases import Turn
from domain.personalised_services.tasks.decision import REACTIVATE
from workflows.personalised_services.state import PsCase, of_the_file, take_turn


async def reactivate(case: PsCase) -> str:
    """Give the customer back to the PSSO who asked, and have the comments acted on."""
    take_request_back(case)
    case.record("CSP-T7-S5e", "Cuba", "ps_status", active=True)
    found = of_the_file(case)["comments"]
    comments = str(found[-1]) if case.state.rejected and found else None
    acted = await case.work(  # CSP-T7-S5f, CSP-T7-S5g
        REACTIVATE, decision=case.state.decision, comments=comments
    )
    case.decide(
        "CSP-T7-S5f",
        HOLDS,
        "the SSM's comments were read and answered" if comments else "the SSM left no comments",
        actor=acted.by,
        comments=comments,
    )
    left_open = [*of_the_file(case)["open_issues"]]
    case.record("CSP-T7-S5g", "Cuba", "issue_list", actor=acted.by, left_open=left_open)
    return take_turn(case, Turn.SEGMENT, "CSP-T5-S1a")


def take_request_back(case: PsCase) -> None:
    """Give the assignment back from the SSM to the PSSO; without a request there is nothing.

    Where the customer was handed over meanwhile, it goes to the PSSO who has them now.
    """
    asked_by, psso = case.state.requested_by, case.state.psso
    if asked_by is None:
        return
    case.state.requested_by = None
    case.decide(
        "CSP-T7-S5e",
        "back to the PSSO who asked" if psso == asked_by else "to the PSSO who has them now",
        f"the assignment goes from the SSM to {psso}",
        reading="A51",
        asked_by=asked_by,
        psso=psso,
    )
    case.set("CSP-T7-S5e", owner=psso)
    case.record("CSP-T7-S5e", "Cuba", "assignment", psso=psso)
    case.record("CSP-T7-S5e", "PS Portal", "ps_portal", status="active")
