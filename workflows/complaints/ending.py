"""How a complaint ends: written complaints, step 5 (procedure 277-09020010).

Entered  from ACKNOWLEDGED or EXEMPT, or by the customer taking the complaint back.
Leaves   by closing.
"""

from domain.complaints.assessment import LEVEL_PROCEDURES
from workflows.complaints.clock import stop_clock
from workflows.complaints.register import register
from workflows.complaints.state import ComplaintCase, level_of


async def finish_open_work(case: ComplaintCase) -> None:
    """Wait until nobody has anything left to do: closing would take the work away unread."""
    await case.finished(cites="WC-S5a")


async def handed_to_complaint_procedure(case: ComplaintCase) -> None:
    """Register how the complaint was allocated and leave it to the procedure of its level."""
    procedure = LEVEL_PROCEDURES[level_of(case)]
    register(case, "allocated", actor=case.state.assessed_by)
    case.hand_to("WC-S5a", procedure, owner=case.state.owner)
    case.close("handed_to_complaint_procedure", f"It is handled by the {procedure}")


async def withdrawn(case: ComplaintCase) -> None:
    """Close a complaint that was taken back; it stays in the register.

    What the customer wrote besides is still read; what only the complaint needed is not done.
    """
    stop_clock(case, "the complaint was withdrawn")
    for task in case.state.own_work:
        case.withdraw_task(task, "the complaint was withdrawn")
    await finish_open_work(case)
    register(case, "withdrawn")
    case.close("withdrawn", "The complaint was withdrawn")
