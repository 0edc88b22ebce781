"""The acknowledgement: written complaints, WC-S3k and WC-S3m to WC-S3p.

A part of LEVEL_1, LEVEL_2 and PS_COORDINATED: whoever handles the complaint writes to the
customer, unless it is exempt.
"""

from domain.complaints.assessment import exempt, first_contact_resolution
from domain.complaints.deadlines import TIME_TO_ACKNOWLEDGE
from domain.complaints.handling import acknowledged_by, owned_by
from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
from domain.complaints.phases import Phase
from domain.complaints.tasks import ACKNOWLEDGE, COMPLAINT_RECORD, RESOLVE_AT_FIRST_CONTACT
from domain.findings import BLOCKS, HOLDS
from domain.roles import Role
from domain.step_ids import StepId
from workflows.complaints.clock import meet_clock, no_clock
from workflows.complaints.correspondence import answered
from workflows.complaints.promise import promise
from workflows.complaints.state import ComplaintCase, channel_of, counts_from, level_of
from workflows.handed import Done


async def acknowledge(case: ComplaintCase) -> str:
    """Send the acknowledgement, or store which exemption spares it."""
    _try_first_contact(case)
    if _exempt(case):
        no_clock(case, "the complaint is exempt from acknowledgement")
        return case.to(Phase.EXEMPT, "WC-S3o")
    _no_clearance(case)
    letter = await case.send(
        COMPLAINT_ACKNOWLEDGEMENT,
        ACKNOWLEDGE,
        role=handler(case),
        due=TIME_TO_ACKNOWLEDGE,
        due_from=counts_from(case),
        level=level_of(case).value,
        agreed_owner=case.state.agreed_owner,
    )
    case.state.acknowledged, case.state.acknowledged_at = True, letter.left_at
    take_up(case, "WC-S3m", letter.signed)
    answered(case, letter.id, letter.signed.by)
    case.record(
        "WC-S3m",
        COMPLAINT_RECORD,
        "acknowledgement_letter",
        actor=letter.signed.by,
        letter_copy=letter.id,
        issue_date=case.clock.cause.isoformat(),
        officer=letter.signed.by,
    )
    meet_clock(case, letter)
    promise(case, letter)
    return case.to(Phase.ACKNOWLEDGED, "WC-S3m")


def _no_clearance(case: ComplaintCase) -> None:
    """Say who clears the letter, as its kind declares it (WC-S3p)."""
    approvers = ", ".join(role.value for role in COMPLAINT_ACKNOWLEDGEMENT.approvers)
    case.decide(
        "WC-S3p",
        BLOCKS if approvers else HOLDS,
        f"it waits for {approvers}" if approvers else "it goes without EL1 approval",
        letter=COMPLAINT_ACKNOWLEDGEMENT.name,
        approvers=approvers or "none",
    )


def take_up(case: ComplaintCase, step: StepId, done: Done) -> None:
    """Give the complaint to whoever has begun to deal with it, unless it is somebody's already."""
    state = case.state
    psso = state.ps_owner if state.ps_owner not in state.about else None
    state.owner = owned_by(done.by, agreed=state.agreed_owner, psso=psso)
    case.set(step, owner=state.owner)


def handler(case: ComplaintCase) -> Role:
    """Decide who the procedure means by its Service Officer (BG-WC-a)."""
    role = acknowledged_by(level_of(case), in_ps=case.state.in_ps)
    case.decide(
        "BG-WC-a",
        HOLDS if role is Role.PSSO else BLOCKS,
        f"handled by the {role.value.replace('_', ' ')}",
        reading="A04",
        in_personalised_services=case.state.in_ps,
    )
    return role


def _try_first_contact(case: ComplaintCase) -> None:
    """Decide whether resolution at the first contact is to be tried: on a day of its own (WC-S3k).

    The letter does not wait for it; the hand-over does.
    """
    applies = first_contact_resolution(
        is_behavioural=case.state.behavioural, channel=channel_of(case)
    )
    case.decide(
        "WC-S3k",
        HOLDS if applies else BLOCKS,
        "resolution at the first contact is tried"
        if applies
        else "resolution at the first contact is for complaints about staff behaviour",
        behavioural=case.state.behavioural,
    )
    if applies and not case.state.first_contact_begun:
        case.state.first_contact_begun = True
        task = case.open(RESOLVE_AT_FIRST_CONTACT, role=handler(case), background=True)
        case.state.own_work.append(task)


def _exempt(case: ComplaintCase) -> bool:
    code, configured = case.state.exemption, case.answer("exemptions")
    codes = configured if isinstance(configured, dict) else {}
    spared = exempt(code, codes)
    case.decide(
        "WC-S3o",
        "Yes" if spared else "No",
        f"exempt: {code}" if spared else "no exemption in force applies",
        reading="A01",
        code=code,
    )
    if spared:
        case.record(
            "WC-S3o",
            COMPLAINT_RECORD,
            "exemption",
            actor=case.state.assessed_by,
            exemption_code=code,
            deciding_officer=case.state.assessed_by,
        )
    return spared
