"""Not a complaint: written complaints, WC-S3a with reading A03.

Entered  from ASSESSING.
Leaves   by closing, once nothing of it runs beside: the item goes on as ordinary correspondence,
         and stays in the register.
"""

from domain.complaints.assessment import CORRESPONDENCE_PROCEDURE, Item, consequences
from workflows.complaints.clock import no_clock
from workflows.complaints.correspondence import recategorise
from workflows.complaints.ending import finish_open_work
from workflows.complaints.handing_over import end
from workflows.complaints.register import register
from workflows.complaints.state import ComplaintCase

RULES = consequences(Item.CORRESPONDENCE)


async def not_complaint(case: ComplaintCase) -> str | None:
    """Hand the item over as correspondence."""
    if not RULES.acknowledged:
        no_clock(case, "it is no complaint")
    case.record(
        "WC-S3a",
        "Cuba",
        "View Correspondence",
        actor=case.state.assessed_by,
        taken={"reason": "WC-S3a.why"},
        messages=(case.state.assessment_message,) if case.state.assessment_message else (),
        category=case.state.category,
        category_before=case.opened_by.facts.category,
        document=case.opened_by.facts.document,
    )
    recategorise(case, str(case.state.category), case.state.assessed_by)
    case.hand_to("WC-S3a", CORRESPONDENCE_PROCEDURE, category=case.state.category)
    await finish_open_work(case)
    register(case, "not_complaint", actor=case.state.assessed_by)
    return end(case, "not_complaint", "It is no complaint and goes on as correspondence")
