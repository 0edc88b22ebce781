"""What follows on contacts and promises."""

from typing import Any

from activities.effects.tasks import Redate
from domain.deadline_rules import DeadlineRule
from domain.file.commitments import CONTACT, CommitmentKept, CommitmentMade, CommitmentReleased
from domain.file.contacts import TALKED, ContactMade, Identity
from domain.findings import HOLDS
from domain.personalised_services.deadlines import CLEAR_TIMES, COMMITMENT, NEXT_CONTACT
from domain.personalised_services.segments import Segment
from domain.personalised_services.tasks.contact import CHECK_COMMITMENT, FOLLOW_UP, READ_CONTACT
from workflows.handed import Received
from workflows.personalised_services.restricted import tell_of_contact
from workflows.personalised_services.state import PsCase, note_message, taken_on
from workflows.personalised_services.told.rows import call_off, deadline_of, meet


def promised(case: PsCase, received: Received[CommitmentMade]) -> None:
    """Count the day of a commitment from the act; another day takes the old one back."""
    made = received.facts
    contact = made.what == CONTACT
    rule = NEXT_CONTACT if contact else _time_for(case, made)
    if made.replaces:
        old = deadline_of(case, made.replaces)
        case.withdraw_deadline(old, rule.step, "another day was agreed")
    case.arm(
        received.row,
        rule,
        received.envelope.occurred_at,
        agreed=made.by_day.isoformat(),
        label="Agreed contact" if contact else "Commitment",
    )
    if contact:
        words = "another day was agreed" if made.replaces else "as it was agreed"
        _follow(case, made.replaces, words, received, by=made.by_day.isoformat())


def _time_for(case: PsCase, made: CommitmentMade) -> DeadlineRule:
    """Return the rule of a promise: a customer of segment 2 or 3 has clear times (RES-T3-S3d)."""
    theirs = made.who in taken_on(case).customers
    if not theirs or case.state.segment is Segment.LOW:
        return COMMITMENT
    case.record(
        "RES-T3-S3d",
        "Cuba",
        "commitments",
        customer=made.who,
        commitment=made.what,
        times=made.by_day.isoformat(),
    )
    return CLEAR_TIMES


def _follow(
    case: PsCase, was: str | None, reason: str, received: Received[Any], by: str | None = None
) -> None:
    """Let the follow-up that is open have the day that the file has."""
    case.collect(
        Redate,
        NEXT_CONTACT.step,
        kind=FOLLOW_UP.name,
        field="followup",
        was=was,
        row=received.row if by else None,
        rule=NEXT_CONTACT.id,
        start=received.envelope.occurred_at,
        agreed=by,
        reason=reason,
    )


def kept(case: PsCase, received: Received[CommitmentKept]) -> None:
    """End the day of a commitment that was kept."""
    row = received.facts.commitment
    meet(case, row, COMMITMENT.step)
    call_off(case, CHECK_COMMITMENT, COMMITMENT.step, "it was kept", commitment=row)


def released(case: PsCase, received: Received[CommitmentReleased]) -> None:
    """Take back the day of a commitment that is needed no more."""
    row, words = received.facts.commitment, "it is needed no more"
    case.withdraw_deadline(deadline_of(case, row), COMMITMENT.step, words)
    _follow(case, row, words, received)


def contacted(case: PsCase, received: Received[ContactMade]) -> None:
    """Meet the follow-up that a talk was made for, and let the owner know who called."""
    contact = received.facts
    if contact.for_followup and contact.result in TALKED:
        meet(case, contact.for_followup, NEXT_CONTACT.step)
    if contact.guide is not None:
        words = "the guide was used" if contact.guide else "a later contact: it needs no guide"
        case.decide("CSP-T4-S1b", HOLDS, words, guide=contact.guide)
    if contact.process == "msp":
        _authenticated(case, received)
    if contact.direction == "out":
        note_message(case, received.envelope.actor, contact=received.row)
    if contact.direction == "in":
        tell_of_contact(case, received)
    if contact.direction == "in" and received.envelope.actor != case.state.psso:
        case.open(
            READ_CONTACT,
            background=True,
            unless_by_owner=received.envelope.key,
            contact=received.row,
            message=received.envelope.key,
        )


def _authenticated(case: PsCase, received: Received[ContactMade]) -> None:
    """Serve whoever owns the record; others are left to the procedure of MSP customers (A05)."""
    right = received.facts.identity is Identity.CONFIRMED
    by, contact = received.envelope.actor, received.row
    words = "the process for customers with a plan, while they are here"
    case.decide("BG-PORO-b", HOLDS, words, actor=by, contact=contact)
    words = "the right person, who owns the record" if right else "no service: not authenticated"
    case.decide("BG-PORO-a", "Yes" if right else "No", words, actor=by, contact=contact)
    if not right:
        case.hand_to("BG-PORO-a", "Authenticating MSP customers", actor=by, contact=contact)
