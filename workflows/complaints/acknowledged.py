"""Acknowledged, or exempt from it: written complaints, the end of step 3.

Entered  from LEVEL_1, LEVEL_2 or PS_COORDINATED.
Leaves   to HANDED_TO_COMPLAINT_PROCEDURE, when nothing is left open.
"""

from domain.complaints.phases import Phase
from domain.complaints.tasks import RESOLVE_AT_FIRST_CONTACT
from workflows.complaints.acknowledging import handler, take_up, tries_first_contact
from workflows.complaints.ending import finish_open_work
from workflows.complaints.state import ComplaintCase


async def acknowledged(case: ComplaintCase) -> str:
    """Wait for the work that runs beside the acknowledgement."""
    await finish_open_work(case)
    return case.to(Phase.HANDED_TO_COMPLAINT_PROCEDURE, "WC-S5a")


async def exempt_from_letter(case: ComplaintCase) -> str:
    """Resolve at the first contact where that applies: there is no letter to do it with."""
    if tries_first_contact(case):
        done = await case.work(RESOLVE_AT_FIRST_CONTACT, role=handler(case))
        take_up(case, "WC-S3k", done)
    await finish_open_work(case)
    return case.to(Phase.HANDED_TO_COMPLAINT_PROCEDURE, "WC-S5a")
