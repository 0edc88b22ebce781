"""A specialist area may take the customer: Child Support Table 7, Step 4 (101-17021300).

Entered  from REJECTED.
Leaves   to EXIT for the exit actions, which come before the end (A29), or to REACTIVATION.
"""

from domain.personalised_services.phases import Leaving, Phase
from domain.personalised_services.tasks.decision import DECIDE_TRANSFER
from workflows.personalised_services.state import PsCase, of_the_file


async def transfer(case: PsCase) -> str:
    """Have the SSM decide; without all three conditions no transfer comes here."""
    decided = await case.approval(
        DECIDE_TRANSFER,
        about=case.state.request,
        requested_by=case.state.requested_by,
        given=("transfer",),
    )
    goes = decided.outcome == "transfer"
    case.decide(
        "CSP-T7-S4a",
        "Yes, transfer" if goes else "No",
        "all three conditions hold" if goes else "it was not agreed",
        reading="A29",
        actor=decided.by,
        outcome=decided.outcome,
    )
    if not goes:
        return case.to(Phase.REACTIVATION, "CSP-T7-S5e")
    area = str(decided.answers.get("CSP-T7-S4a") or of_the_file(case)["areas"][0])
    case.record(
        "CSP-T7-S4a",
        "Cuba",
        "transfer_approval",
        actor=decided.by,
        approval=decided.outcome,
        receiving_area=area,
    )
    case.state.leaving, case.state.business_line = Leaving.TRANSFERRED, area
    return case.to(Phase.EXIT, "CSP-T7-S5a")
