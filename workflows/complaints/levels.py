"""Level 1 and Level 2: written complaints, WC-S3i, WC-S3k and WC-S3l.

Entered  from ASSESSING with the level chosen.
Leaves   to PS_COORDINATED where Personalised Services owns the customer (WC-S4b); else to
         ACKNOWLEDGED (WC-S3m) or EXEMPT (WC-S3o).
"""

from domain.complaints.phases import Phase
from domain.complaints.receipt import Via
from domain.complaints.tasks import COMPLAINT_RECORD, HANDLE_LEVEL_1
from domain.personalised_services.messages import ReferralKind, ReferralReceived
from workflows.complaints.acknowledging import acknowledge
from workflows.complaints.state import ComplaintCase, customer_of, level_of


async def level_1(case: ComplaintCase) -> str:
    """Handle at Level 1; a complaint about staff behaviour has the officer's own tasks."""
    if case.state.behavioural and not case.state.level_1_begun:
        case.state.level_1_begun = True
        # Beside the acknowledgement, which may not wait for it; the list is the agency's (A01).
        asked = case.answer("level_1_checklist")
        case.state.level_1_items = list(asked) if isinstance(asked, dict) else []
        case.state.own_work.append(case.open(HANDLE_LEVEL_1, background=True))
    return await _handle(case)


async def level_2(case: ComplaintCase) -> str:
    """Handle at Level 2."""
    return await _handle(case)


async def _handle(case: ComplaintCase) -> str:
    if case.state.in_ps:
        return case.to(Phase.PS_COORDINATED, "WC-S4b")
    if case.state.refer:
        case.state.refer = False  # once, however often the level is entered
        _refer(case)
    return await acknowledge(case)


def _refer(case: ComplaintCase) -> None:
    """Refer the customer to Personalised Services: the complaint is one of the five ways in."""
    if customer_of(case) is None:
        words = "No customer is known here, so nobody is referred: refer the customer by hand"
        case.note("WC-S3i", words)
        return
    customer, because = customer_of(case), case.answer("complex")
    case.record("BG-REF", COMPLAINT_RECORD, "referral", customer=customer, because=because)
    via = case.opened_by.facts.via
    case.begin(
        "PersonalisedServicesCase",
        ReferralReceived,
        f"a complaint at {level_of(case).value.replace('_', ' ')} led to the referral",
        step="WC-S3i",
        kind=ReferralKind.COMPLAINTS_REFERRAL.value,
        customer=customer_of(case),
        complaint=case.ref,
        avenue=via.value if via in (Via.MP, Via.OMBUDSMAN) else None,
    )
