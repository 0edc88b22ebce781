"""Acknowledged, or exempt from it: written complaints, the end of step 3.

Entered  from LEVEL_1, LEVEL_2 or PS_COORDINATED.
Leaves   to HANDED_OVER, when nothing is left open.
"""

from workflows.complaints.ending import allocate
from workflows.complaints.state import ComplaintCase


async def acknowledged(case: ComplaintCase) -> str | None:
    """Wait for the work that runs beside the acknowledgement."""
    return await allocate(case)


async def exempt_from_letter(case: ComplaintCase) -> str | None:
    """Wait for the work that runs beside: there is no letter."""
    return await allocate(case)
