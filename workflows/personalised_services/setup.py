"""The customer is taken on: Child Support Table 1, Steps 2 and 3 (procedure 101-17021300).

Entered  from REFERRED, with the limit of the set-up counting.
Leaves   to PLANNING once the customer is locked, assigned and set up.
"""

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
from workflows.handed import Done
from workflows.personalised_services.referred import STANDARD, URGENT
from workflows.personalised_services.state import AREA, PsCase, fence_of, received_at


async def set_up(case: PsCase) -> str:
    """Have the customer locked, assigned and set up, and take the ownership lock."""
    limit, since = set_up_limit(urgent=case.state.urgent), received_at(case)
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
    case.state.psso = str(done.answers["CSP-T1-S2c"])
    case.state.active_msp = done.answers["CSP-T1-S2d"] == "active_plan"
    case.state.segment = Segment(str(done.answers["CSP-T1-S2k.segment"]))
    case.set("CSP-T1-S2c", owner=case.state.psso)
    case.set("CSP-T1-S2k", segment=case.state.segment)


async def _lock(case: PsCase) -> bool:
    """Take the lock, unless somebody else has it: a lock is agreed on, never taken away."""
    case.ask("complaints", OPEN_COMPLAINTS, "CSP-T1-S2c")  # they hear who has the customer
    case.collect(Lock, "CSP-T1-S2c", area=AREA, owner=case.state.psso)
    await case.find_answers()
    case.state.fence = fence_of(case)
    return case.state.fence is not None
