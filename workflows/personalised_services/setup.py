"""The customer is taken on: Child Support Table 1, Steps 2 and 3 (procedure 101-17021300).

Entered  from REFERRED, with the limit of the set-up counting.
Leaves   to PLANNING once the customer is locked, assigned and set up.
"""

from pydantic import JsonValue

from activities.contracts import Lock
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.personalised_services.phases import Phase
from domain.personalised_services.segments import Segment
from domain.personalised_services.setup import set_up_limit
from domain.personalised_services.tasks.referral import (
    ADVISE_ON_SET_UP,
    AGREE_WITH_LOCK_HOLDER,
    SET_UP_CASE,
)
from domain.step_ids import StepId
from workflows.handed import Done
from workflows.personalised_services.referred import STANDARD, URGENT
from workflows.personalised_services.state import (
    AREA,
    PsCase,
    fence_of,
    plan_header,
    set_up_from,
)


async def set_up(case: PsCase) -> str:
    """Have the customer locked, assigned and set up, and take the ownership lock."""
    limit, since = set_up_limit(urgent=case.state.urgent), set_up_from(case)
    while True:
        done = await case.work(SET_UP_CASE, due=limit, due_from=since)
        if done.outcome != "ask_ssm":
            break
        await case.work(ADVISE_ON_SET_UP, about=done.task)  # CSP-T1-S2d
    _assign(case, done)
    while not await _lock(case):
        holder = case.answer("lock_holder")
        await case.work(AGREE_WITH_LOCK_HOLDER, holder=holder)
    case.met(f"{case.ref}.{URGENT if case.state.urgent else STANDARD}", limit.step)
    return case.to(Phase.PLANNING, "CSP-T2-S1a")


def _assign(case: PsCase, done: Done) -> None:
    state, given = case.state, done.answers
    state.psso = str(given["CSP-T1-S2c"])
    state.active_msp = given["CSP-T1-S2d"] == "active_plan"
    state.segment = Segment(str(given["CSP-T1-S2k.segment"]))
    state.set_up = done.message
    location = given.get("CSP-T1-S2k.location")
    state.stacking_document = str(location) if location else None
    case.set("CSP-T1-S2c", owner=state.psso)
    case.set("CSP-T1-S2k", segment=state.segment)
    _write_down(case, done)


def _write_down(case: PsCase, done: Done) -> None:
    """Record what the set-up did for each customer, and the header of the plan."""
    primary, associated = case.start.customer, done.answers.get("CSP-T1-S2c.associated")
    case.record(
        "CSP-T1-S2c",
        "Cuba",
        "lock_and_assignment",
        actor=done.by,
        primary=primary,
        associated=associated,
        psso=case.state.psso,
    )
    case.record("CSP-T1-S2g", "Cuba", "cmp", actor=done.by, customer=primary)
    if associated:
        case.record("CSP-T1-S2g", "Cuba", "cmp", actor=done.by, customer=associated)
    _contacted(case, "CSP-T1-S2j", primary, done)
    _contacted(case, "CSP-T1-S2l", associated, done)
    case.record(
        "CSP-T1-S2k",
        "Cuba",
        "cmp",
        actor=done.by,
        taken={"main_reason": "CSP-T1-S2k.reason"},
        messages=(done.message,),
        **plan_header(case),
    )


def _contacted(case: PsCase, step: StepId, customer: JsonValue, done: Done) -> None:
    if on := done.answers.get(step):
        case.record(step, "Cuba", "contact_record", actor=done.by, customer=customer, on=on)


async def _lock(case: PsCase) -> bool:
    """Take the lock, unless somebody else has it: a lock is agreed on, never taken away."""
    case.ask("complaints", OPEN_COMPLAINTS, "CSP-T1-S2c")  # they hear who has the customer
    case.collect(Lock, "CSP-T1-S2c", area=AREA, owner=case.state.psso)
    await case.find_answers()
    case.state.fence = fence_of(case)
    return case.state.fence is not None
