"""A warning for the rest of the day: Child Support Table 3, Steps 9 and 10 (101-17021300).

Entered  from ANSWERED.
Leaves   to ASKING when the customer rings again before local midnight, however late that is told;
         else the incident is coded, and it closes. From here on, in whatever phase, to WITHDRAWN
         when the customer was the wrong one; where calls are put through already, to LIFTED.
"""

from domain.cold_transfer.deadlines import WARNING
from domain.cold_transfer.messages import CallAnswered, WarningWithdrawn
from domain.cold_transfer.phases import Phase
from domain.cold_transfer.tasks import CODE_INCIDENT
from workflows.cold_transfer.calls import WARNED, rang_again, serve_urgent
from workflows.cold_transfer.state import ColdTransferCase, caller_now
from workflows.handed import NotNow, Received

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


def withdrawn(case: ColdTransferCase, received: Received[WarningWithdrawn]) -> None:
    """Go no further on a warning that was given to the wrong customer (CSP-T3-S9b).

    Raises:
        NotNow: nobody was warned.
    """
    state, warning = case.state, received.facts.warning
    if state.warned_at is None:
        raise NotNow("nobody was warned in this cold transfer")
    state.warned_at = state.warned_until = state.warned_in = None
    case.note("CSP-T3-S9b", "the warning was given to the wrong customer", warning=warning)
    case.move_on(Phase.LIFTED if state.since else Phase.WITHDRAWN, "CSP-T3-S9b")


async def withdraw(case: ColdTransferCase) -> None:
    """End it: nobody who rings from now on breaks a warning."""
    words = "the warning was given to the wrong customer, and is withdrawn"
    case.close("withdrawn", words, step="CSP-T3-S9b")
