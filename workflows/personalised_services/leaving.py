"""The customer leaves: Child Support Table 7, Step 5 (procedure 101-17021300).

Entered  from FINALISATION, SPECIALIST_TRANSFER, or when the matter is taken back.
Leaves   to nothing: the case is closed, and everybody who counted on it is told.
"""

from activities.effects.locks import ReleaseLocks
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.file.locks import LockPromised
from domain.file.plans import PlanEnded
from domain.kit_tasks import READ_LATE_MESSAGE, READ_MESSAGE
from domain.ownership.messages import OwnershipPassed, OwnershipRequested
from domain.personalised_services.deadlines import TAKEN_OVER
from domain.personalised_services.lookups import FINALISATION
from domain.personalised_services.messages import CustomerLeft
from domain.personalised_services.phases import Leaving
from domain.personalised_services.tasks.leaving import END_WHAT_IS_OPEN, HAND_BACK, HAND_TO_AREA
from domain.personalised_services.tasks.letters import TASKS as SIGNED
from domain.personalised_services.tasks.referral import TAKE_UP_REFERRAL
from domain.roles import Role
from workflows.handed import Done
from workflows.personalised_services.segment_3 import end_segment_3
from workflows.personalised_services.state import (
    PsCase,
    of_the_file,
    open_complaints,
    referrer_of,
    taken_on,
)

LABEL = "The area takes the customers"
WORDS = {
    Leaving.FINALISED: "finalised: the customer is back with the business line",
    Leaving.TRANSFERRED: "transferred to a specialist area",
    Leaving.WITHDRAWN: "the matter was taken back",
    Leaving.DECLINED: "the referral was declined, and whoever referred is told",
    Leaving.RETURNED: "the referral was returned, and whoever referred is told",
}


async def leave(case: PsCase) -> None:
    """Undo what the set-up did, tell the others, close. A case not yet set up just closes."""
    leaving = case.state.leaving
    case.ask("finalisation", FINALISATION, "CSP-T7-S5a")
    if case.state.psso is None:
        case.ask("complaints", OPEN_COMPLAINTS, "CSP-T7-S5b")
        await case.find_answers()
        await _nothing_is_left(case)
        _tell_complaints(case)
        case.close(leaving, WORDS[leaving])
        return
    case.state.requested_by = None  # the PSSO has the customer again, to let them go
    case.set("CSP-T7-S5b", owner=case.state.psso)
    done = await case.work(
        HAND_TO_AREA if case.state.business_line else HAND_BACK,
        area=case.state.business_line,
    )
    await _nothing_is_left(case)
    if case.state.business_line:
        await _pass_on(case, done, case.state.business_line)
    line = case.state.business_line or str(done.answers["CSP-T7-S5b"])
    end_segment_3(case, done.by, "customer_left")
    _hand_over(case, done, line)
    _tell(case, done, line)
    case.close(leaving, WORDS[leaving], step="CSP-T7-S5d")


async def _nothing_is_left(case: PsCase) -> None:
    """Wait until what came is read and what is open is ended: closing would leave it to nobody."""
    await _read_what_came(case)
    while of_the_file(case)["left"]:
        await case.work(END_WHAT_IS_OPEN, role=Role.PSSO if case.state.psso else Role.PS_SSM)
        await _read_what_came(case)


async def _pass_on(case: PsCase, done: Done, area: str) -> None:
    """Give the customers to the area that was approved (CSP-T7-S4a).

    Each has one owner all along: this case's lock is there until the settle that writes the area's.
    What the area was asked may come to an ownership that has just ended, so it is asked again for
    whoever is left; for one whom it has by then that changes nothing.
    """
    to = str(done.answers["CSP-T7-S5b"])
    for customer in _locked(case):
        case.act(LockPromised, "CSP-T7-S4a", actor=done.by, customer=customer, area=area, to=to)
    while _locked(case):
        for customer in _locked(case):
            _ask_to_take(case, customer, area, to)
        await _taken_over(case)
    await _nothing_is_left(case)  # what came meanwhile


def _locked(case: PsCase) -> list[str]:
    return [str(customer) for customer in of_the_file(case)["locked"]]


def _ask_to_take(case: PsCase, customer: str, area: str, to: str) -> None:
    why = "the specialist area that was approved takes the customer"
    asks = {"customer": customer, "area": area, "to": to}
    case.begin("CustomerOwnership", OwnershipRequested, why, step="CSP-T7-S4a", of=customer, **asks)


async def _taken_over(case: PsCase) -> None:
    """Wait until the area has all customers, or its time for that is over."""
    due = case.arm("taken_over", TAKEN_OVER, case.clock.latest, label=LABEL)
    while await case.wait(OwnershipPassed, until=due, cites="CSP-T7-S5b"):
        if not _locked(case):
            case.met(due, "CSP-T7-S5b")
            return
    case.withdraw_deadline(due, "CSP-T7-S5b", "the area is asked again")


async def _read_what_came(case: PsCase) -> None:
    """Wait until what came is read, and what is wanted sent: closing would take it away."""
    await case.finished(
        READ_MESSAGE, READ_LATE_MESSAGE, TAKE_UP_REFERRAL, *SIGNED, cites="CB-MESSAGE"
    )


def _hand_over(case: PsCase, done: Done, line: str) -> None:
    """Release the locks together, and the indicator unless there is an overpayment (A35).

    Those of a transfer are with the area by now.
    """
    note = of_the_file(case)["notepads"][-1]
    case.record("CSP-T7-S5a", "Cuba", "case_notes_window", actor=done.by, notepad=note)
    case.record("CSP-T7-S5b", "Cuba", "lock", actor=done.by, released=True, business_line=line)
    keep = done.answers["CSP-T7-S5c"] is True
    case.decide(
        "CSP-T7-S5c",
        "Yes, keep" if keep else "No, remove",
        "an overpayment keeps the indicator" if keep else "no overpayment: the indicator goes",
        reading="A35",
        actor=done.by,
        overpayment=keep,
    )
    case.record(
        "CSP-T7-S5c",
        "Cuba",
        "special_recovery_condition",
        actor=done.by,
        state="kept" if keep else "removed",
        shown_by=done.answers["CSP-T7-S5c.shown_by"],
    )
    for plan in taken_on(case).plans:  # who comes again has another one
        case.act(PlanEnded, "CSP-T7-S5b", actor=done.by, plan=plan, why=str(case.state.leaving))
    case.collect(ReleaseLocks, "CSP-T7-S5b", actor=done.by, why=case.state.leaving)


def _tell(case: PsCase, done: Done, line: str) -> None:
    how = str(case.state.leaving)
    case.record(
        "CSP-T7-S5d", "PS Portal", "ps_portal", actor=done.by, status=how, business_line=line
    )
    case.record("CSP-T7-S5b", "Cuba", "business_line_notice", actor=done.by, to=line)
    case.record("CSP-T7-S5b", "Cuba", "referrer_notice", actor=done.by, to=referrer_of(case))
    _tell_complaints(case, line)


def _tell_complaints(case: PsCase, line: str | None = None) -> None:
    """Let whoever has a complaint of the customer know that they have it alone again (WC-S4b)."""
    for complaint in open_complaints(case):
        case.tell(
            complaint,
            CustomerLeft,
            "the customer left Personalised Services",
            step="CSP-T7-S5b",
            how=case.state.leaving,
            business_line=line,
        )
