"""The case is reviewed and planned: Child Support Table 2 (procedure 101-17021300).

Entered  from SETUP, as soon as the customers are locked and assigned.
Leaves   to ACTIVE with an approved plan, to contact the customer (CSP-T4-S1a).
"""

from domain.personalised_services.deadlines import PLAN
from domain.personalised_services.phases import Turn
from domain.personalised_services.setup import discuss_across_programs, plan_step
from domain.personalised_services.tasks.planning import (
    APPROVE_PLAN,
    DISCUSS_ACROSS_PROGRAMS,
    PREPARE_PLAN,
    REVIEW_CASE,
    UPDATE_PLAN,
)
from domain.tasks import TaskKind
from workflows.personalised_services.asking import touched
from workflows.personalised_services.state import PLAN_DUE, PsCase, take_turn, taken_on


async def plan(case: PsCase) -> str:
    """Review the case, discuss an active MSP across programs, and see the plan approved."""
    locked_at = taken_on(case).locked_at or case.clock.cause  # from which its 21 days count (A25)
    due = f"{case.ref}.{PLAN_DUE}"
    await _review(case)
    kind = _kind_of_plan(case)
    while True:
        written = await case.work(kind, due=PLAN, due_from=locked_at)  # CSP-T2-S3
        if kind is UPDATE_PLAN:
            case.record("CSP-T2-S2b", "Cuba", "cmp", actor=written.by, updated=True)
        in_time = case.met(due, "CSP-T2-S2c")
        decided = await case.approval(
            APPROVE_PLAN, about=written.task, requested_by=written.by, given=("approved",)
        )
        if decided.outcome == "approved":
            return take_turn(case, Turn.CONTACT, "CSP-T4-S1a")
        if in_time:  # what came back is not complete: its 21 days count on
            label = "Customer Management Plan"
            due = case.arm(PLAN_DUE, PLAN, locked_at, label=label, numbered=True)


async def _review(case: PsCase) -> None:
    at_set_up = taken_on(case).active_msp
    review = await case.work(REVIEW_CASE)  # CSP-T2-S1a, CSP-T2-S1b
    touched(case)
    in_cims = review.outcome == "active_msp"
    answer = "Yes" if in_cims else "No"
    case.decide("CSP-T2-S1b", answer, "CIMS was read", actor=review.by, active_msp=in_cims)
    if discuss_across_programs(seen_at_set_up=at_set_up, seen_in_cims=in_cims):
        case.record(
            "CSP-T2-S1c",
            "CIMS",
            "psm_referral",
            actor=review.by,
            seen_at_set_up=at_set_up,
            seen_in_cims=in_cims,
        )
        await case.work(DISCUSS_ACROSS_PROGRAMS, about=review.task)


def _kind_of_plan(case: PsCase) -> TaskKind:
    """Choose between a plan to create and one to take over: one plan a customer."""
    reallocated_from = case.opened_by.facts.reallocated_from
    step = plan_step(reallocated_from)
    if step == "CSP-T2-S2b":
        case.decide("CSP-T2-S2a", "Yes", "the plan is taken over", reallocated=True)
        return UPDATE_PLAN
    case.decide("CSP-T2-S2a", "No", "the plan is new", reallocated=False)
    return PREPARE_PLAN
