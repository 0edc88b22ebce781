"""A referral arrives: Child Support Table 1, Step 1 (procedure 101-17021300).

Entered  by one of five intrays.
Leaves   to SETUP, under the standard limit or the urgent one.
"""

from activities.effects.links import LinkCase
from domain.file.correspondence import CorrespondenceReceived
from domain.personalised_services.deadlines import SET_UP, URGENT_SET_UP
from domain.personalised_services.messages import ReferralReceived
from domain.personalised_services.phases import Phase
from domain.personalised_services.procedure import NUMBER, SINCE
from domain.personalised_services.setup import set_up_limit
from domain.personalised_services.tasks.referral import CONFIRM_URGENCY
from workflows.personalised_services.cold_transferred import know_the_transfers
from workflows.personalised_services.restricted import know_what_is_barred
from workflows.personalised_services.state import PsCase, received_at, referrer_of

STANDARD, URGENT = "set-up", "urgent-set-up"


async def take_referral(case: PsCase) -> str:
    """Take the referral in, and have an urgent one confirmed before it counts as such."""
    know_what_is_barred(case)
    know_the_transfers(case)
    referral = case.opened_by.facts
    received = received_at(case)
    case.record(
        "CSP-T1-S1a",
        "Cuba",
        "referral_intray",
        actor=case.opened_by.envelope.actor,
        type=referral.kind,
        sender=referrer_of(case),
        received_time=received.isoformat(),
    )
    case.record("BG-SCOPE", "Casebound", "procedure_version", procedure=NUMBER, valid_from=SINCE)
    note_enquiry(case, referral)
    if referral.complaint:
        why = "the complaint that led to the referral"
        case.collect(LinkCase, "CSP-T1-S1a", case=referral.complaint, why=why)
    standard = case.arm(STANDARD, SET_UP, received, label="Set-up of the case")
    if referral.urgent:
        case.decide("CSP-T1-S1a", "Yes", "the referral is thought urgent", urgent=True)
        await _confirm_urgency(case, standard)
    else:
        case.decide("CSP-T1-S1a", "No", "the referral is not urgent", urgent=False)
    return case.to(Phase.SETUP, set_up_limit(urgent=case.state.urgent).step)


def note_enquiry(case: PsCase, referral: ReferralReceived) -> None:
    """Write down that an MP or the Ombudsman asked; a written response is awaited (CSP-T6-S1e)."""
    if referral.avenue:
        case.act(
            CorrespondenceReceived,
            "CSP-T4-S1e",
            sender=referral.avenue,
            about=[referral.customer],
            category=f"{referral.avenue}_enquiry",
        )


async def _confirm_urgency(case: PsCase, standard: str) -> None:
    # Until the SSM has confirmed it there is no urgent intray, and the standard limit counts (A11).
    team_leader = case.opened_by.envelope.actor
    asked = await case.approval(
        CONFIRM_URGENCY,
        about=case.opened_by.envelope.key,
        requested_by=team_leader,
        given=("confirmed",),
    )
    if asked.outcome == "not_confirmed":
        return
    case.state.urgent, case.state.urgent_intray_at = True, asked.at
    case.record(
        "CSP-T1-S1b",
        "Cuba",
        "confirmation",
        actor=asked.by,
        who=asked.by,
        when=asked.at.isoformat(),
    )
    case.record(
        "CSP-T1-S1c",
        "Cuba",
        "ps_urgent_referral_intray",
        actor=team_leader,
        sender=team_leader,
        confirmed_by=asked.by,
    )
    case.withdraw_deadline(standard, "CSP-T1-S2a", "the referral is urgent")
    case.arm(URGENT, URGENT_SET_UP, asked.at, label="Urgent set-up of the case")
