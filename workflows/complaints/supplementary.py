"""Supplementary: written complaints, WC-S3d with reading A47.

Entered  from AWAITING_ESCALATION_OWNER, agreed as no complaint of its own.
Leaves   by closing, once nothing of it runs beside: no level and no clock, but checked,
         registered, and the open case told.
"""

from domain.complaints.assessment import Item, attached_to_open_case, consequences
from domain.complaints.messages import SupplementaryReceived
from domain.complaints.tasks import CHECK_SUPPLEMENTARY, COMPLAINT_RECORD
from workflows.complaints.assessing import note_findings, shown
from workflows.complaints.clock import no_clock
from workflows.complaints.ending import finish_open_work
from workflows.complaints.handing_over import end
from workflows.complaints.ps_coordinated import bring_in_psso
from workflows.complaints.register import register
from workflows.complaints.state import ComplaintCase, channel_of, received_on

RULES = consequences(Item.SUPPLEMENTARY)


async def supplementary(case: ComplaintCase) -> str | None:
    """Attach the item to the case in hand, and have it checked like any correspondence."""
    if not RULES.acknowledged:
        no_clock(case, "a supplementary item has no clock of its own")
    _attach(case)
    if RULES.checked_for_privacy_and_language:
        done = await case.work(CHECK_SUPPLEMENTARY, **shown(case))
        note_findings(case, done)
    if RULES.checked_for_personalised_services and case.state.in_ps:
        bring_in_psso(case)
    await finish_open_work(case)
    register(case, "supplementary")
    return end(case, "supplementary", f"It is supplementary to {case.state.attached_to}")


def _attach(case: ComplaintCase) -> None:
    """Link the item to its case and tell that case, where it is one that is open here."""
    reference, state = str(case.state.attached_to), case.state
    owners = case.answer("owners")
    found = owners.get(reference) if isinstance(owners, dict) else None
    state.owner = str(found) if found else state.owner
    case.set("WC-S3d", owner=state.owner)
    open_here = attached_to_open_case(reference, _open_cases(case))
    case.record(
        "WC-S3d",
        COMPLAINT_RECORD,
        "link",
        correspondence=case.ref,
        existing_complaint_or_enquiry=reference,
        kept_here=open_here,
    )
    if open_here:
        case.tell(
            reference,
            SupplementaryReceived,
            "further correspondence belongs to this complaint",
            step="WC-S3d",
            complaint=case.ref,
            received_on=received_on(case).isoformat(),
            channel=channel_of(case).value,
        )


def _open_cases(case: ComplaintCase) -> set[str]:
    known: set[str] = set()
    for key in ("open_escalations", "open_complaints"):
        found = case.answer(key)
        known |= {str(each) for each in found} if isinstance(found, list) else set()
    return known
