"""What follows on referrals."""

from domain.file.referrals import OVER, SOCIAL_WORK, ReferralAnswered, ReferralChased, ReferralMade
from domain.file.social_work import ReferralConsidered, ReferralDiscussed
from domain.findings import BLOCKS, HOLDS
from domain.personalised_services.deadlines import CHASE
from domain.personalised_services.tasks.specialists import (
    CHASE_REFERRAL,
    DISCUSS_SOCIAL_WORK,
    MAKE_REFERRAL,
)
from workflows.handed import Received
from workflows.personalised_services.state import PsCase
from workflows.personalised_services.told.rows import call_off, deadline_of, meet


def considered(case: PsCase, received: Received[ReferralConsidered]) -> None:
    """Put a social work referral to the SSM before it is made (CSP-T4-S5f)."""
    case.decide("CSP-T4-S5f", BLOCKS, "no referral before the SSM has discussed it")
    case.open(
        DISCUSS_SOCIAL_WORK,
        background=True,
        referral=received.row,
        about=received.envelope.key,
    )


def discussed(case: PsCase, received: Received[ReferralDiscussed]) -> None:
    """Have the referral made where the SSM agreed to it."""
    said, by = received.facts, received.envelope.actor
    row, words = said.referral, "it was discussed"
    call_off(case, DISCUSS_SOCIAL_WORK, "CSP-T4-S5f", words, referral=row)
    if not said.agreed:
        case.decide("CSP-T4-S5f", BLOCKS, "the SSM did not agree to it", actor=by)
        return
    case.decide("CSP-T4-S5f", HOLDS, "the SSM discussed it: it may be made", actor=by)
    case.open(MAKE_REFERRAL, background=True, referral=said.referral)


def made(case: PsCase, received: Received[ReferralMade]) -> None:
    """Count until the day on which a referral is chased; social work is a procedure of its own."""
    made = received.facts
    if made.discussed:
        call_off(case, MAKE_REFERRAL, "CSP-T5-S3c", "it was made", referral=made.discussed)
    if made.to == SOCIAL_WORK:
        case.hand_to("CSP-T4-S5f", "Social work referral", referral=made.discussed)
    if made.answer_due:
        case.arm(
            made.discussed or received.row,
            CHASE,
            received.envelope.occurred_at,
            agreed=made.answer_due.isoformat(),
            label="Answer to a referral",
        )


def answered(case: PsCase, received: Received[ReferralAnswered]) -> None:
    """End the wait for an answer; accepted is not answered."""
    row = received.facts.referral
    if received.facts.answer in OVER:
        meet(case, row, CHASE.step)
        for kind in (MAKE_REFERRAL, CHASE_REFERRAL):
            call_off(case, kind, CHASE.step, "it was answered", referral=row)


def chased(case: PsCase, received: Received[ReferralChased]) -> None:
    """Count until the next day on which a referral is chased."""
    name, day = received.facts.referral, received.facts.answer_due
    case.withdraw_deadline(deadline_of(case, name), CHASE.step, "it was asked after")
    at = received.envelope.occurred_at
    case.arm(name, CHASE, at, agreed=day.isoformat(), label="Answer to a referral")
