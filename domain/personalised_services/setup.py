"""How a referral is taken on: Child Support Table 1, and Table 2 Step 2."""

from datetime import datetime

from domain.deadline_rules import DeadlineRule
from domain.personalised_services.deadlines import SET_UP, URGENT_SET_UP
from domain.step_ids import StepId


def receipt_instant(received_at: datetime | None, told_at: datetime) -> datetime:
    """Return the instant from which the set-up is counted: the receipt of the intray.

    A referral cannot be received after it was reported, so a later claim changes nothing.

    Source: CSP-T1-S2a, CSP-T1-S2b; A11.
    """
    return min(received_at or told_at, told_at)


def set_up_limit(*, urgent: bool) -> DeadlineRule:
    """Return the limit of the set-up: five working days, or two when urgent.

    Only an urgency that the SSM has confirmed counts.

    Source: CSP-T1-S1b, CSP-T1-S2a, CSP-T1-S2b; A11.
    """
    return URGENT_SET_UP if urgent else SET_UP


def discuss_across_programs(*, seen_at_set_up: bool, seen_in_cims: bool) -> bool:
    """Tell whether the PSM is brought in: an active MSP counts wherever it was seen.

    Source: CSP-T1-S2d, CSP-T2-S1b, CSP-T2-S1c.
    """
    return seen_at_set_up or seen_in_cims


def plan_step(reallocated_from: str | None) -> StepId:
    """Return the step by which the plan comes about: created, or taken over and updated.

    Source: CSP-T2-S2a, CSP-T2-S2b.
    """
    return "CSP-T2-S2b" if reallocated_from else "CSP-T2-S3"
