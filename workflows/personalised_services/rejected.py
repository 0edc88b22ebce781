"""A request was not approved: Child Support Table 7, Step 3 (procedure 101-17021300).

Entered  from FINALISATION.
Leaves   to SEGMENT_3, to SPECIALIST_TRANSFER, or to REACTIVATION.
"""

from domain.personalised_services.phases import Phase
from domain.personalised_services.tasks.decision import EXPLAIN_REJECTION
from workflows.personalised_services.state import PsCase


async def reject(case: PsCase) -> str:
    """Have the rejection explained and written down, and the way on chosen."""
    explained = await case.work(EXPLAIN_REJECTION)  # CSP-T7-S3a to CSP-T7-S3f
    match explained.outcome:
        case "segment_3":
            return case.to(Phase.SEGMENT_3, "CSP-T8-S1a")
        case "specialist_area":
            return case.to(Phase.SPECIALIST_TRANSFER, "CSP-T7-S4a")
    return case.to(Phase.REACTIVATION, "CSP-T7-S5e")
