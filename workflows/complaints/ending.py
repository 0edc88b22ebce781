"""How a complaint leaves this procedure: written complaints, step 5 (procedure 277-09020010).

Entered  from ACKNOWLEDGED or EXEMPT, or by the customer taking the complaint back.
Leaves   to HANDED_OVER, where it rests with others; by closing where nobody has anything of it.
"""

from domain.complaints.messages import ComplaintWithdrawn
from domain.complaints.procedures import OF_LEVEL, WORDS
from workflows.complaints import promise
from workflows.complaints.clock import stop_clock
from workflows.complaints.handing_over import end, hand_over, take_back
from workflows.complaints.register import register
from workflows.complaints.state import ComplaintCase, level_of


async def finish_open_work(case: ComplaintCase) -> None:
    """Wait until nobody has anything left to do: closing would take the work away unread."""
    await case.finished(cites="WC-S5a")


async def allocate(case: ComplaintCase) -> str | None:
    """Register how the complaint was allocated and hand it to the procedure of its level."""
    await finish_open_work(case)
    procedure = OF_LEVEL[level_of(case)]
    register(case, "allocated", actor=case.state.assessed_by)
    hand_over(case, "WC-S5a", procedure, owner=case.state.owner)
    return end(case, "ended", f"It was ended by the {WORDS[procedure]}", "WC-S5a")


async def withdrawn(case: ComplaintCase) -> str | None:
    """End a complaint that was taken back; it stays in the register.

    What the customer wrote besides is still read; what only the complaint needed is not done.
    Privacy and aggression go on: they are the agency's own concern, not the customer's.
    """
    stop_clock(case, "the complaint was withdrawn")
    promise.take_back(case, "the complaint was withdrawn")
    tell_ps(case, "withdrawn")
    for procedure in OF_LEVEL.values():
        take_back(case, "WC-S5a", procedure, "withdrawn")
    for task in case.state.own_work:
        case.withdraw_task(task, "the complaint was withdrawn")
    await finish_open_work(case)
    register(case, "withdrawn")
    return end(case, "withdrawn", "The complaint was withdrawn")


def tell_ps(case: ComplaintCase, reason: str) -> None:
    """Tell the PS case that co-ordinates the complaint that there is none (WC-S4b)."""
    ps_case, case.state.ps_case = case.state.ps_case, None
    if ps_case:
        why = "the complaint that was co-ordinated there was taken back"
        facts = {"complaint": case.ref, "reason": reason}
        case.tell(ps_case, ComplaintWithdrawn, why, step="WC-S4b", **facts)
