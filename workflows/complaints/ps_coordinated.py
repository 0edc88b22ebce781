"""PS co-ordinated: written complaints, step 4 (procedure 277-09020010).

Entered  from LEVEL_1 or LEVEL_2, where Personalised Services owns the customer.
Leaves   to ACKNOWLEDGED or EXEMPT: the owning PSSO writes to the customer.
"""

from domain.complaints.messages import ComplaintNoticed
from domain.complaints.tasks import BRING_IN_PSSO
from workflows.complaints.acknowledging import acknowledge
from workflows.complaints.state import ComplaintCase, channel_of, received_on


async def ps_coordinated(case: ComplaintCase) -> str:
    """Let Personalised Services co-ordinate the complaint of its customer."""
    bring_in_psso(case)
    return await acknowledge(case)


def bring_in_psso(case: ComplaintCase) -> None:
    """Tell the PS case, which is the notice to its PSSO (WC-S4b, reading A01).

    Where no PS case is kept here, or the agency asks for more, a person brings the PSSO in;
    nothing waits for that but the end of the complaint.
    """
    if case.state.brought_in:
        return
    case.state.brought_in = True
    found = case.answer("ps_owner")
    if isinstance(found, dict):
        _notify(case, str(found["case"]), found.get("owner"))
    if not isinstance(found, dict) or case.answer("ps_checklist"):
        case.state.own_work.append(case.open(BRING_IN_PSSO, background=True))


def _notify(case: ComplaintCase, ps_case: str, owner: object) -> None:
    state, item = case.state, case.opened_by.facts
    state.ps_owner, state.ps_case = str(owner) if owner else None, ps_case
    case.tell(
        ps_case,
        ComplaintNoticed,
        "the customer of this PS case complained; its PSSO co-ordinates",
        step="WC-S4b",
        complaint=case.ref,
        received_on=received_on(case).isoformat(),
        channel=channel_of(case).value,
        via=item.via.value,
        level=state.level.value if state.level else None,
        behavioural=state.behavioural,
        supplementary=state.attached_to is not None,
        about_psso=state.ps_owner in state.about,
    )
    case.record(
        "WC-S4b",
        "Personalised Services",
        "psso_notified",
        complaint=case.ref,
        ps_case=ps_case,
        psso=state.ps_owner,
    )
    if state.ps_owner and state.ps_owner not in state.about:
        state.owner = state.ps_owner
        case.set("WC-S4b", owner=state.ps_owner)
