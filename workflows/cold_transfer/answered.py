"""A call is answered: Child Support Table 3, Steps 8 and 9 (procedure 101-17021300).

Entered  by ``call.answered``.
Leaves   to WARNED; or closes, where the business was urgent, the call within what is arranged, or
         nobody proved who they are.
"""

from activities.effects.links import LinkCase
from domain.cold_transfer import lookups
from domain.cold_transfer.phases import Phase
from domain.cold_transfer.tasks import TAKE_CALL
from domain.file.warned import WarningGiven
from domain.findings import HOLDS
from domain.personalised_services.lookups import PS_OWNER
from workflows.cold_transfer.state import (
    CALLER,
    PS,
    RESTRICTED,
    THERE,
    ColdTransferCase,
    caller_now,
    ps_case,
)
from workflows.handed import Done

SERVED = {"urgent_transferred", "urgent_served"}
CLOSES = {
    "answered": "the call was answered like any other",
    "not_identified": "the caller did not prove who they are",
}


async def answer(case: ColdTransferCase) -> str | None:
    """Have whoever answered say who rang, what for, and whether they were warned."""
    case.ask(PS, PS_OWNER, "CSP-T3-S8b")
    case.ask(CALLER, lookups.CALLER, "CSP-T3-S9a")
    case.ask(RESTRICTED, lookups.RESTRICTED, "CSP-T3-S11a")
    case.ask(THERE, lookups.MANAGERS_THERE, "CSP-T3-S11b")
    call = case.opened_by.envelope
    incident = case.opened_by.facts.incident
    done = await case.work(TAKE_CALL, assignee=call.actor, call=call.key, incident=incident)
    _know_the_psso(case)
    outcome = str(done.outcome)
    urgent = outcome in SERVED
    case.record(
        "CSP-T3-S8c",
        "Cuba",
        "urgent_business",
        actor=done.by,
        urgent=urgent,
        transfer=_transfer(case, done) if urgent else "none",
    )
    if outcome != "warned":
        words = CLOSES.get(outcome, "urgent business is served, by whoever answers")
        case.close("served" if urgent else outcome, words, step="CSP-T3-S8c")
        return None
    _note_the_caller(case, done)
    case.state.warned_at, case.state.warned_in = done.at, done.message
    return case.to(Phase.WARNED, "CSP-T3-S9b")


def _know_the_psso(case: ColdTransferCase) -> None:
    found = case.answer(PS)
    if isinstance(found, dict):
        case.state.psso = str(found["owner"]) if found["owner"] else None
        case.collect(LinkCase, "CSP-T3-S8a", case=str(ps_case(case)), why="whose caller it was")


def _transfer(case: ColdTransferCase, done: Done) -> str:
    """Say who served what is urgent: the PSSO, or whoever answered (A16)."""
    by = case.state.psso if done.outcome == "urgent_transferred" else done.by
    words = "urgent business is served, with the PSSO or without"
    case.decide("CSP-T3-S8c", "Yes", words, reading="A16", actor=done.by, served_by=by)
    return by or str(done.by)


def _note_the_caller(case: ColdTransferCase, done: Done) -> None:
    """Keep the warning in the file, with what it rests on (CSP-T3-S9a, CSP-T3-S9b)."""
    seen = caller_now(case)
    words = "persistent, aggressive or inappropriate, and outside what is arranged"
    case.act(
        WarningGiven,
        "CSP-T3-S9b",
        actor=done.by,
        customer=case.opened_by.facts.customer,
        rests_on=[*seen["calls"], *seen["incidents"]],
    )
    case.decide("CSP-T3-S9a", HOLDS, words, reading="A49", actor=done.by)
    case.record(
        "CSP-T3-S9a",
        "Cuba",
        "caller_flags",
        actor=done.by,
        persistent=[*seen["calls"]],
        aggressive_or_inappropriate=[*seen["incidents"]],
        outside=[*seen["arranged"]],
    )
