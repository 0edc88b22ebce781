"""What follows on a call, in whatever phase it comes (CSP-T3-S8c, S12b, S12c)."""

from datetime import datetime

from activities.effects.whiteboard import CountCall
from domain.cold_transfer.messages import CallAnswered
from domain.cold_transfer.phases import Phase
from domain.cold_transfer.settings import NUMBERS
from domain.cold_transfer.tasks import TRANSFER_CALL
from domain.lookups import SETTING
from workflows.cold_transfer.state import ColdTransferCase
from workflows.handed import Done, NotNow, Received

NUMBER = "number"  # under which it is asked
WARNED = "warned"  # under which the day of the warning is armed


def called(case: ColdTransferCase, received: Received[CallAnswered]) -> None:
    """Count a call; on cold transfer have it put through, unless it was urgent (A16).

    Raises:
        NotNow: it was another customer.
    """
    facts, state, at = received.facts, case.state, received.envelope.occurred_at
    if facts.customer != case.opened_by.facts.customer:
        raise NotNow(f"{facts.customer} rang: this case is about another customer")
    if facts.urgent:
        serve_urgent(case, received)
        return
    if case.phase == Phase.NOTED and state.within_the_warning(at):
        rang_again(case, at)  # it is told late
        case.move_on(Phase.ASKING, "CSP-T3-S11a")
    state.called = max(at, state.called or at)
    if state.since is None or at < state.since:
        case.note("CSP-T3-S9d", "the customer rang again", message=received.envelope.key)
        return
    put_through(case)


def rang_again(case: ColdTransferCase, at: datetime) -> None:
    """Write down that the customer rang again within the day of the warning (CSP-T3-S9d)."""
    case.state.called = at
    case.met(f"{case.ref}.{WARNED}", "CSP-T3-S9b")
    words = "the customer rang again within the day of the warning"
    case.decide("CSP-T3-S9d", "Yes", words, reading="A17", called_at=at.isoformat())


def put_through(case: ColdTransferCase) -> None:
    """Count a call, and have whoever is there put it through (CSP-T3-S12b)."""
    state = case.state
    state.calls += 1
    case.collect(CountCall, "CSP-T3-S12b", calls=state.calls)
    case.open(TRANSFER_CALL, background=True, call=state.calls, to=_number(case))


def ask_the_number(case: ColdTransferCase) -> None:
    """Ask to which number calls are put through."""
    case.ask(NUMBER, SETTING, "CSP-T3-S12b", name=NUMBERS)


def _number(case: ColdTransferCase) -> str | None:
    found = case.answer(NUMBER)
    lines = found.get("child_support") if isinstance(found, dict) else None
    return str(lines["phone"]) if isinstance(lines, dict) else None


def serve_urgent(case: ColdTransferCase, received: Received[CallAnswered]) -> None:
    """Write down that what was urgent was served, by whoever answered (A16)."""
    by = received.envelope.actor
    words = "urgent business is served, with the PSSO or without"
    case.decide("CSP-T3-S8c", "Yes", words, reading="A16", actor=by, served_by=by)
    case.record(
        "CSP-T3-S8c", "Cuba", "urgent_business", actor=by, urgent=True, transfer=by or "telephony"
    )


def transferred(case: ColdTransferCase, done: Done) -> None:
    """Leave who put a call through, and the case note of it (CSP-T3-S12b, CSP-T3-S12c)."""
    if done.outcome != "transferred":
        return
    case.record(
        "CSP-T3-S12b",
        "Cuba",
        "transferred_call",
        actor=done.by,
        call=done.task,
        officer=done.by,
        call_count=case.state.calls,
    )
    case.record(
        "CSP-T3-S12c",
        "Cuba",
        "ps_stacking_document",
        actor=done.by,
        subject="Call transferred",
        call=done.task,
    )
