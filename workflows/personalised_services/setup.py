"""The customers are taken on: Child Support Table 1, Steps 2 and 3 (procedure 101-17021300).

Entered  from REFERRED, with the limit of the set-up counting.
Leaves   to PLANNING once the customers are locked, assigned and set up.

The set-up goes item by item over its days, the lock first: the acts come whenever they are done,
and the task is completed when all of it is there.
"""

from activities.effects.tasks import HandOver
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.file.contacts import ContactMade
from domain.file.locks import PartiesLocked
from domain.findings import HOLDS
from domain.ownership.messages import OwnershipTaken
from domain.personalised_services.deadlines import PLAN
from domain.personalised_services.lookups import TAKEN_ON
from domain.personalised_services.phases import Phase
from domain.personalised_services.segments import Segment
from domain.personalised_services.setup import set_up_limit
from domain.personalised_services.tasks.referral import ADVISE_ON_SET_UP, SET_UP_CASE
from domain.roles import Role
from workflows.handed import Done, Received
from workflows.personalised_services.asking import touched
from workflows.personalised_services.referred import STANDARD, URGENT
from workflows.personalised_services.state import PLAN_DUE, PsCase, set_up_from, taken_on
from workflows.personalised_services.told import contacts


async def set_up(case: PsCase) -> str:
    """Have the customers locked, assigned and set up within the days that there are for it."""
    case.ask("complaints", OPEN_COMPLAINTS, "CSP-T1-S2c")  # they hear who has the customer
    case.ask("taken_on", TAKEN_ON, "CSP-T1-S2c")
    limit, since = set_up_limit(urgent=case.state.urgent), set_up_from(case)
    while True:
        done = await case.work(
            SET_UP_CASE,
            assignee=taken_on(case).psso,
            due=limit,
            due_from=since,
            reallocated_from=case.opened_by.facts.reallocated_from,
        )
        if done.outcome != "ask_ssm":
            break
        await case.work(ADVISE_ON_SET_UP, about=done.task)  # CSP-T1-S2d
    _take_on(case, done)
    case.met(f"{case.ref}.{URGENT if case.state.urgent else STANDARD}", limit.step)
    return case.to(Phase.PLANNING, "CSP-T2-S1a")


def parties_locked(case: PsCase, received: Received[PartiesLocked]) -> None:
    """Give the case to the PSSO, and count the days of the plan from this act (CSP-T2-S2c, A25)."""
    act, primary = received.facts, case.start.customer
    others = [one.customer for one in act.parties if one.customer != primary]
    case.record(
        "CSP-T1-S2c",
        "Cuba",
        "lock_and_assignment",
        primary=primary,
        associated=[*others],
        psso=act.psso,
    )
    for one in act.parties:
        if one.was_with:
            case.record(
                "CSP-T1-S2e",
                "Cuba",
                "assignment",
                customer=one.customer,
                before=one.was_with,
                psso=act.psso,
            )
        if one.taken_from:
            why = "Personalised Services has locked the customer"
            case.tell(one.taken_from, OwnershipTaken, why, step="CMA-T2-S10e", by=act.psso)
    if len(others) < len(act.parties):  # their case is taken on; who joins later changes nothing
        case.set("CSP-T1-S2c", owner=act.psso)
        customers = [one.customer for one in act.parties]
        words = "one PSSO is the contact point of each customer"
        case.decide("BG-OBJ-a", HOLDS, words, psso=act.psso, customers=[*customers])
        case.record("BG-OBJ-a", "Cuba", "owner", owner=act.psso, customer=[*customers])
        case.collect(HandOver, "CSP-T1-S2c", role=Role.PSSO, to=act.psso)
        case.arm(PLAN_DUE, PLAN, received.envelope.occurred_at, label="Customer Management Plan")
        touched(case)


def contact_made(case: PsCase, received: Received[ContactMade]) -> None:
    """Count from this contact how long nobody touches the case; the set-up's is written down."""
    touched(case)
    contacts.contacted(case, received)
    if case.phase != Phase.SETUP:
        return
    act, on = received.facts, received.envelope.occurred_at.isoformat()
    if act.customer == case.start.customer:
        case.record(
            "CSP-T1-S2j", "Cuba", "contact_record", customer=act.customer, on=on, result=act.result
        )
    else:
        case.record(
            "CSP-T1-S2l", "Cuba", "contact_record", customer=act.customer, on=on, result=act.result
        )


def _take_on(case: PsCase, done: Done) -> None:
    """Keep what later phases need, and show the customers in the Portal."""
    state, found = case.state, taken_on(case)
    state.psso = found.psso
    state.segment = Segment(found.segment or Segment.LOW)
    case.set("CSP-T1-S2k", segment=state.segment)
    case.record(
        "CSP-T1-S3",
        "PS Portal",
        "ps_portal",
        actor=done.by,
        customers=[*found.customers],
        psso=found.psso,
        segment=state.segment,
        stacking_document=found.stacking_document,
    )
