"""A warning for the rest of the day: Child Support Table 3, Steps 9 and 10 (101-17021300).

Entered  from ANSWERED.
Leaves   to ASKING when the customer rings again before local midnight, however late that is told;
         else the incident is coded, and it closes.
"""

from domain.cold_transfer.deadlines import WARNING
from domain.cold_transfer.messages import CallAnswered
from domain.cold_transfer.phases import Phase
from domain.cold_transfer.tasks import CODE_INCIDENT
from workflows.cold_transfer.calls import WARNED, rang_again, serve_urgent
from workflows.cold_transfer.state import ColdTransferCase, caller_now

ENDS = "The day of the warning ends"


async def watch(case: ColdTransferCase) -> str:
    """Watch whether the customer rings again on that day; what is urgent is served all the same."""
    state = case.state
    warned_at = state.warned_at or case.clock.cause
    called = state.called if state.called and state.called >= warned_at else None
    until = None if called else case.arm(WARNED, WARNING, warned_at, label=ENDS)
    while called is None:
        call = await case.wait(CallAnswered, until=until, cites="CSP-T3-S9d")
        if call is None:
            state.warned_until = case.clock.cause
            words = "the day of the warning is over: the customer did not ring again"
            case.decide("CSP-T3-S9d", "No, day ended", words, reading="A17")
            return case.to(Phase.NOTED, "CSP-T3-S10a")
        if call.facts.customer != case.opened_by.facts.customer:
            case.note("CB-MESSAGE", "another customer rang", message=call.envelope.key)
        elif call.facts.urgent:
            serve_urgent(case, call)
        else:
            called = call.envelope.occurred_at
    rang_again(case, called)
    return case.to(Phase.ASKING, "CSP-T3-S11a")


async def note(case: ColdTransferCase) -> None:
    """Write the case note from what was said, and have the incident coded (CSP-T3-S10a, S10b)."""
    warned_in = str(case.state.warned_in)
    case.record(
        "CSP-T3-S10a",
        "Cuba",
        "ps_case_note",
        taken={"warning": "CSP-T3-S9b"},
        messages=[warned_in],
        conversation=[*caller_now(case)["calls"]],
        direction_to_stop_calling="for the rest of the day",
    )
    await case.work(CODE_INCIDENT, assignee=case.state.psso)
    case.close("warned", "the customer was warned, and did not ring again", step="CSP-T3-S10b")
