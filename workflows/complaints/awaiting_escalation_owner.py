"""Awaiting the escalation's owner: written complaints, WC-S3c and WC-S3d.

Entered  from ASSESSING, where an escalation of the customer is already in hand.
Leaves   to ASSESSING as a new complaint, or to SUPPLEMENTARY (A47).
"""

from domain.complaints.phases import Phase
from domain.complaints.state import Stage
from domain.complaints.tasks import AGREE_HANDLING
from workflows.complaints.assessing import shown
from workflows.complaints.state import ComplaintCase


async def awaiting_escalation_owner(case: ComplaintCase) -> str:
    """Wait until the officer who holds the escalation has agreed how the item is dealt with."""
    done = await case.work(
        AGREE_HANDLING, assignee=case.state.holder, about=case.state.assessment, **shown(case)
    )
    if done.outcome == "supplementary":
        case.decide("WC-S3d", "No, supplementary", "it belongs to what is in hand", actor=done.by)
        case.state.owner = done.by  # has the escalation, unless its own case names another
        case.state.attached_to = str(done.answers["WC-S3d"])
        return case.to(Phase.SUPPLEMENTARY, "WC-S3d")
    case.decide("WC-S3d", "Yes, new complaint", "it is added as a new complaint", actor=done.by)
    case.state.stage = Stage.NEW
    return case.to(Phase.ASSESSING, "WC-S3d")
