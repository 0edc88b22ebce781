"""The case is reviewed and planned: Child Support Table 2 (procedure 101-17021300).

Entered  from SETUP, as soon as the customer is locked and assigned.
Leaves   to ACTIVE with an approved plan, to contact the customer (CSP-T4-S1a).
"""

from datetime import datetime

from domain.personalised_services.deadlines import PLAN
from domain.personalised_services.phases import Turn
from domain.personalised_services.setup import discuss_across_programs, plan_step
from domain.personalised_services.tasks.planning import (
    APPROVE_PLAN,
    DISCUSS_ACROSS_PROGRAMS,
    FILL_PLAN,
    REVIEW_CASE,
    UPDATE_PLAN,
)
from domain.tasks import TaskKind
from workflows.handed import Done
from workflows.personalised_services.state import PsCase, plan_header, take_turn


async def plan(case: PsCase) -> str:
    """Review the case, discuss an active MSP across programs, and see the plan approved."""
    assigned_at = case.clock.cause  # the plan's 21 days count from lock and assignment (A25)
    due = _count(case, assigned_at)
    await _review(case)
    kind = _kind_of_plan(case)
    while True:
        filled = await case.work(kind, due=PLAN, due_from=assigned_at)  # CSP-T2-S3
        _write_down(case, filled)
        in_time = case.met(due, "CSP-T2-S2c")
        approved = await case.approval(
            APPROVE_PLAN, about=filled.task, requested_by=filled.by, given=("approved",)
        )
        if approved.outcome == "approved":
            case.record(
                "CSP-T2-S4",
                "Cuba",
                "cmp_status",
                actor=approved.by,
                approved=True,
                by_whom=approved.by,
                when=approved.at.isoformat(),
            )
            return take_turn(case, Turn.CONTACT, "CSP-T4-S1a")
        if in_time:  # what came back is not complete: its 21 days count on
            due = _count(case, assigned_at)


def _write_down(case: PsCase, filled: Done) -> None:
    """Record what the plan holds: its header as the set-up wrote it, its issues and actions."""
    case.record(
        "CSP-T2-S3",
        "Cuba",
        "cmp_content",
        actor=filled.by,
        taken={
            "main_reason": "CSP-T1-S2k.reason",
            "issues": "CSP-T2-S3.issues",
            "actions": "CSP-T2-S3.actions",
        },
        messages=tuple(filter(None, (case.state.set_up, filled.message))),
        **plan_header(case),
    )


def _count(case: PsCase, assigned_at: datetime) -> str:
    label = "Customer Management Plan"
    return case.arm("plan", PLAN, assigned_at, label=label, numbered=True)


async def _review(case: PsCase) -> None:
    review = await case.work(REVIEW_CASE)  # CSP-T2-S1a, CSP-T2-S1b
    case.state.behaviour = review.answers["CSP-T2-S1a.behaviour"] is True
    case.state.restricted = review.answers["CSP-T2-S1a.restricted"] is True
    in_cims = review.outcome == "active_msp"
    at_set_up = case.state.active_msp
    case.state.active_msp = at_set_up or in_cims
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
    return FILL_PLAN
