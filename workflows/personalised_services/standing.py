"""What may happen in any phase of a Child Support Personalised Services case."""

from typing import Any, cast

from activities.contracts import Armed
from activities.effects.links import LinkCase
from activities.effects.locks import GiveLocks
from activities.effects.tasks import HandOver
from domain.complaints.messages import ComplaintNoticed, ComplaintWithdrawn
from domain.file.handovers import HandoverAnswered, HandoverMade
from domain.messages import CaseWithdrawn
from domain.ownership.messages import OwnershipPassed
from domain.personalised_services.declining import REFERRERS
from domain.personalised_services.messages import CaseHandedOver, PssoChanged, ReferralReceived
from domain.personalised_services.phases import Leaving, Phase
from domain.personalised_services.tasks.contact import CHECK_COMMITMENT, FOLLOW_UP_OVERDUE
from domain.personalised_services.tasks.handing_over import FIND_WHO_TAKES, TAKE_THINGS_OVER
from domain.personalised_services.tasks.leaving import DECIDE_WITHDRAWAL, SHARE_OUT_COMPLAINT
from domain.personalised_services.tasks.planning import (
    PLAN_OVERDUE,
    TAKE_PLAN_OVER,
)
from domain.personalised_services.tasks.referral import (
    SET_UP_OVERDUE,
    TAKE_UP_REFERRAL,
    URGENT_SET_UP_OVERDUE,
)
from domain.personalised_services.tasks.specialists import CHASE_REFERRAL, CONSULT_ON_PLAN
from domain.roles import Role
from domain.standing.messages import OfficerLeft
from domain.tasks import TaskKind
from workflows.handed import Done, NotNow, Received
from workflows.personalised_services.referred import note_enquiry
from workflows.personalised_services.restricted import tell_the_restriction
from workflows.personalised_services.state import PsCase, of_the_file, open_complaints

# What a deadline that has passed opens: an alert for the SSM, a reminder for the PSSO.
OPENED_BY = {
    "CSP-T1-S2a": SET_UP_OVERDUE,
    "CSP-T1-S2b": URGENT_SET_UP_OVERDUE,
    "CSP-T2-S2c": PLAN_OVERDUE,
    "CSP-T4-S5a": FOLLOW_UP_OVERDUE,
    "CSP-T4-S5e": CHECK_COMMITMENT,
    "RES-T3-S3d": CHECK_COMMITMENT,
    "CB-REFERRAL": CHASE_REFERRAL,
    "BG-ROLE-PSSO-g": CONSULT_ON_PLAN,
}

# Of what row of the file a date is, whose name it has.
ROW_OF = {
    "CSP-T4-S5a": "commitment",
    "CSP-T4-S5e": "commitment",
    "RES-T3-S3d": "commitment",
    "CB-REFERRAL": "referral",
    "BG-ROLE-PSSO-g": "plan",
}


def deadline_passed(case: PsCase, deadline: Armed) -> None:
    """Tell the person who must know that a date went by; the case goes on."""
    kind: TaskKind = OPENED_BY[deadline.step]
    name = deadline.id.removeprefix(f"{case.ref}.")
    row = {ROW_OF[deadline.step]: name} if deadline.step in ROW_OF else {}
    case.open(kind, background=True, **cast("dict[str, Any]", {"due_on": deadline.due_on, **row}))


def complaint_noticed(case: PsCase, received: Received[ComplaintNoticed]) -> None:
    """Link the complaint of a PS customer, and have the owning PSSO co-ordinate (WC-S4b)."""
    noticed = received.facts
    why = "a complaint of this customer, co-ordinated here"
    case.collect(LinkCase, "WC-S4b", case=noticed.complaint, why=why)
    case.open(
        SHARE_OUT_COMPLAINT,
        role=Role.PS_SSM if noticed.about_psso else None,
        background=True,
        complaint=noticed.complaint,
        level=noticed.level,
    )


def complaint_withdrawn(case: PsCase, received: Received[ComplaintWithdrawn]) -> None:
    """Let the PSSO know that a complaint that they co-ordinate was taken back (WC-S4b)."""
    case.have_read(
        received.envelope,
        step="WC-S4b",
        complaint=received.facts.complaint,
        why=received.facts.reason,
    )


def passed_on(case: PsCase, received: Received[OwnershipPassed]) -> None:
    """Have the PSSO see what is left here of a customer whom another area has now (CMA-T1-S7c)."""
    passed = received.facts
    case.record("CMA-T1-S6d", "Cuba", "lock", passed_to=passed.to or passed.area, area=passed.area)
    case.have_read(received.envelope, step="CMA-T1-S7c", area=passed.area)


def referred_again(case: PsCase, received: Received[ReferralReceived]) -> None:
    """Let a referral of a customer who is here already join this case, as work for its owner."""
    referral, envelope = received.facts, received.envelope
    case.record(
        "CSP-T1-S1a",
        "Cuba",
        "referral_intray",
        actor=envelope.actor,
        type=referral.kind,
        sender=envelope.actor or referral.complaint or envelope.source,
        received_time=(referral.received_at or envelope.occurred_at).isoformat(),
        joins=case.ref,
    )
    if case.state.psso is None:  # they hear of it too where nothing comes of the referral
        case.state.referrers = sorted({*case.state.referrers, REFERRERS[referral.kind]})
    note_enquiry(case, referral)
    if referral.complaint:
        why = "the complaint that led to another referral"
        case.collect(LinkCase, "CSP-T1-S1a", case=referral.complaint, why=why)
    case.open(
        TAKE_UP_REFERRAL,
        background=True,
        message=envelope.key,
        kind_of_referral=referral.kind,
        urgent=referral.urgent,
    )


def handed_over(case: PsCase, received: Received[CaseHandedOver]) -> None:
    """Give the customer, their lock and the PSSO's work to another PSSO (CSP-T1-S2e).

    There is one plan a customer: the new PSSO updates the one there is (CSP-T2-S2b).

    Raises:
        NotNow: nobody has the customer yet, or that PSSO has them already.
    """
    to, by, state = received.facts.to, received.envelope.actor, case.state
    if state.psso is None:
        raise NotNow("nobody has the customer yet: the set-up names the PSSO")
    if state.psso == to:
        raise NotNow(f"the customer is with {to} already")
    _hand_over(case, state.psso, to, by)


def officer_left(case: PsCase, received: Received[OfficerLeft]) -> None:
    """Give what waited on somebody who leaves to somebody else; the customer, where they had them.

    So the new PSSO has the locks and the plan too, and says of each open thing whether they take
    it (CSP-T1-S2e).
    """
    facts = received.facts
    case.verbs.replace("CB-LEAVER", facts.officer, facts.to)
    if case.state.psso == facts.officer:
        _hand_over(case, facts.officer, facts.to, received.envelope.actor)


def _hand_over(case: PsCase, before: str, to: str, by: str | None) -> None:
    state = case.state
    case.record("CSP-T1-S2e", "Cuba", "assignment", actor=by, psso=to, before=before)
    case.act(HandoverMade, "CSP-T1-S2e", actor=by, given_by=before, to=to)
    state.psso = to
    case.collect(HandOver, "CSP-T2-S2b", role=Role.PSSO, to=to, actor=by)
    case.collect(GiveLocks, "CSP-T2-S2b", to=to, actor=by)
    if state.requested_by is None:  # while finalisation is asked, the SSM has the customer
        case.set("CSP-T2-S2b", owner=to)
    for complaint in open_complaints(case):
        why = "the customer of this complaint has another PSSO"
        case.tell(complaint, PssoChanged, why, step="CSP-T2-S2b", to=to)
    why = "its customer has another PSSO"
    tell_the_restriction(case, PssoChanged, why, step="CSP-T2-S2b", of=None, to=to)
    case.verbs.tell_open("ColdTransfer", PssoChanged, why, step="CSP-T2-S2b", of=None, to=to)
    if case.phase != Phase.EXIT:
        case.decide("CSP-T2-S2a", "Yes", "the plan is taken over", actor=by, reallocated=True)
        case.open(TAKE_PLAN_OVER, background=True)
    elif of_the_file(case)["left"]:
        case.open(TAKE_THINGS_OVER, background=True)  # the plan is over with the case


def things_left(case: PsCase, received: Received[HandoverAnswered]) -> None:
    """Let the SSM find who has what the receiver does not take (CSP-T1-S2e)."""
    if left := [each.row for each in received.facts.leave]:
        case.open(FIND_WHO_TAKES, background=True, rows=[*left])


def referred_early(case: PsCase, _: Done) -> None:
    """Go on to the gates of finalisation, once the immediate issue is settled (RES-T2-S3d)."""
    if case.phase == Phase.ACTIVE:
        case.move_on(Phase.CLOSING_CONTACT, "CSP-T6-S1a")


def withdrawn(case: PsCase, received: Received[CaseWithdrawn]) -> None:
    """End a referral that nobody has taken up; later, only the SSM lets a customer go.

    A withdrawal must not lead past the gates and the four eyes of a finalisation (CSP-T6-S3d).
    """
    if case.phase == Phase.EXIT:
        case.note("CB-CLOSE", "the customer is leaving already")
        return
    if case.state.psso is None:
        _let_go(case)
    case.open(
        DECIDE_WITHDRAWAL,
        background=True,
        message=received.envelope.key,
        about=received.envelope.key,
    )


def withdrawal_decided(case: PsCase, decided: Done) -> None:
    """Let the customer go where the SSM says so; the exit actions come first (A29)."""
    if decided.outcome == "leave" and case.phase != Phase.EXIT:
        _let_go(case)


def _let_go(case: PsCase) -> None:
    case.state.leaving = Leaving.WITHDRAWN
    case.move_on(Phase.EXIT, "CB-CLOSE")
