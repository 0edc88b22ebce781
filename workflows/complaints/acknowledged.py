"""Acknowledged, or exempt from it: written complaints, the end of step 3.

Entered  from LEVEL_1, LEVEL_2 or PS_COORDINATED.
Leaves   to HANDED_OVER, when nothing is left open.
"""

from domain.complaints.tasks import RESOLVE_AT_FIRST_CONTACT
from workflows.complaints.acknowledging import handler, take_up, tries_first_contact
from workflows.complaints.ending import allocate
from workflows.complaints.state import ComplaintCase


async def acknowledged(case: ComplaintCase) -> str | None:
    """Wait for the work that runs beside the acknowledgement."""
    return await allocate(case)


async def exempt_from_letter(case: ComplaintCase) -> str | None:
    """Resolve at the first contact where that applies: there is no letter to do it with."""
    if tries_first_contact(case):
        done = await case.work(RESOLVE_AT_FIRST_CONTACT, role=handler(case))
        take_up(case, "WC-S3k", done)
    return await allocate(case)
