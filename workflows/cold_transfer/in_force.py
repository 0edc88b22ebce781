"""A cold transfer in force: Child Support Table 3, Step 12 (procedure 101-17021300).

Entered  from ASKING.
Leaves   to REVIEW when its day is over; to LIFTED once it was reviewed, or what is arranged with
         the customer has changed. So none lives for ever (A18).
"""

from activities.effects.whiteboard import PutOnBoard, TakeOffBoard
from domain.cold_transfer.deadlines import DAY, REVIEW
from domain.cold_transfer.messages import (
    ArrangementsChanged,
    ColdTransferBegun,
    ColdTransferLifted,
)
from domain.cold_transfer.phases import Phase
from domain.cold_transfer.tasks import REVIEW_COLD_TRANSFER, TELEPHONE_CANOC
from domain.file.indicators import BehaviourReported
from domain.findings import HOLDS
from domain.restrictions.messages import RestrictionConsidered
from workflows.cold_transfer.calls import ask_the_number, put_through
from workflows.cold_transfer.state import ColdTransferCase, ps_case
from workflows.handed import Done, NotNow, Received

BOARD = "PS Team whiteboard"
TRANSFERRED = "day"


async def transfer(case: ColdTransferCase) -> str:
    """Show the customer on the whiteboard; every call of the day is put through and counted."""
    state = case.state
    since = state.since = state.since or case.clock.cause
    ask_the_number(case)
    day = case.arm(TRANSFERRED, DAY, since, label="The day of the cold transfer ends")
    case.collect(
        PutOnBoard,
        "CSP-T3-S12a",
        actor=state.approved_by,
        since=since,
        approved_by=state.approved_by,
        restrictions=state.restrictions,
    )
    case.record(
        "CSP-T3-S12a",
        BOARD,
        "whiteboard",
        actor=state.approved_by,
        customer=case.opened_by.facts.customer,
        start=since.isoformat(),
        approver=state.approved_by,
        restrictions=[*state.restrictions],
    )
    case.open(TELEPHONE_CANOC, background=True, assignee=state.approved_by)
    if case_of := ps_case(case):
        why = "calls of this customer are put through"
        case.tell(
            case_of,
            ColdTransferBegun,
            why,
            step="CSP-T3-S12a",
            transfer=case.ref,
            customer=case.opened_by.facts.customer,
        )
    if state.restrictions:
        put_through(case)  # the call that it begins with
    await case.wait(until=day, cites="CSP-T3-S12b")
    return case.to(Phase.REVIEW, "CSP-T3-S12a")


async def review(case: ColdTransferCase) -> str:
    """Have it reviewed by the end of the next working day (A18); calls go on being put through."""
    done = await case.work(
        REVIEW_COLD_TRANSFER,
        assignee=case.state.psso,
        due=REVIEW,
        due_from=case.state.since,
        calls=case.state.calls,
    )
    case.state.reviewed = done.outcome
    return case.to(Phase.LIFTED, "CSP-T3-S12a")


async def lift(case: ColdTransferCase) -> None:
    """Take the customer off the whiteboard, and say in CIRT how often they rang (CSP-T3-S12d)."""
    state, customer = case.state, case.opened_by.facts.customer
    case.record("CSP-T3-S12d", "CIRT", "number_of_calls", calls=state.calls)
    if state.calls:
        case.act(
            BehaviourReported,
            "CSP-T3-S12d",
            sort="calls_on_cold_transfer",
            severity="low",
            customer=customer,
            channel="phone",
            recorded_in="CIRT",
            calls=state.calls,
        )
    case.collect(TakeOffBoard, "CSP-T3-S12a")
    _follow_the_review(case)
    case.record("CSP-T3-S12a", BOARD, "whiteboard", customer=customer, lifted=True)
    case.close("lifted", "the cold transfer is lifted", step="CSP-T3-S12a")


def _follow_the_review(case: ColdTransferCase) -> None:
    """Tell the PSSO's case, and have a restriction considered where the review says so (A18)."""
    state = case.state
    if case_of := ps_case(case):
        case.tell(
            case_of,
            ColdTransferLifted,
            "calls of this customer are answered again",
            step="CSP-T3-S12d",
            transfer=case.ref,
            customer=case.opened_by.facts.customer,
            calls=state.calls,
            plan_changes=state.reviewed == "plan_changes",
        )
    if state.reviewed == "restriction_considered":
        why = "the review of a cold transfer asks for it"
        case.begin(
            "ServiceRestriction",
            RestrictionConsidered,
            why,
            step="CSP-T3-S12a",
            customer=case.opened_by.facts.customer,
        )


def arrangements_changed(case: ColdTransferCase, received: Received[ArrangementsChanged]) -> None:
    """Lift a cold transfer when what is arranged with the customer has changed (A18).

    Raises:
        NotNow: none is in force.
    """
    if case.state.since is None:
        raise NotNow("no cold transfer of this customer is in force")
    words = "what is arranged with the customer has changed: the cold transfer is lifted"
    case.decide("CSP-T3-S12a", HOLDS, words, reading="A18", by=received.facts.by)
    case.move_on(Phase.LIFTED, "CSP-T3-S12a")


def canoc_told(case: ColdTransferCase, done: Done) -> None:
    """Leave in CIMS what is in force, and who at the CAPT CANOC knows of it (CSP-T3-S12f)."""
    state = case.state
    case.record(
        "CSP-T3-S12f",
        "CIMS",
        "restriction_details",
        actor=done.by,
        taken={"representative": "CSP-T3-S12e"},
        messages=[done.message],
        cold_transfer_since=state.since.isoformat() if state.since else None,
        approved_by=state.approved_by,
        restrictions=[*state.restrictions],
    )
