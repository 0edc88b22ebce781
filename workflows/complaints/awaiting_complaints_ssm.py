"""Awaiting the External and Escalated Complaints SSM: written complaints, WC-S3f.

Entered  from ASSESSING, where the customer used more than one avenue for the same issues.
Leaves   to ASSESSING: settled, to choose the level; not agreed, to propose another handling.
"""

from domain.complaints.phases import Phase
from domain.complaints.state import Stage
from domain.complaints.tasks import SETTLE_AVENUES
from workflows.complaints.assessing import shown
from workflows.complaints.state import ComplaintCase


async def awaiting_complaints_ssm(case: ComplaintCase) -> str:
    """Wait until the SSM has settled who handles the complaint, so that two teams do not."""
    done = await case.approval(
        SETTLE_AVENUES,
        about=case.state.assessment,
        requested_by=case.state.assessed_by,
        given=("agreed",),
        **shown(case),
    )
    if done.outcome == "agreed":
        case.state.agreed_owner = case.state.owner = str(done.answers["WC-S3f.owner"])
        case.set("WC-S3f", owner=case.state.owner)
        case.state.stage = Stage.SETTLED
    else:
        case.state.stage = Stage.NEW
    return case.to(Phase.ASSESSING, "WC-S3f")
