"""Handing over: a complaint, or a part of it, goes to a procedure that is not supplied (A07).

Each hand-over is a referral in the file of the complaint. The phase rests, for months where a
procedure takes them, and the complaint stays in hand meanwhile.

Entered  from RECEIVED, ACKNOWLEDGED or EXEMPT; from SUPPLEMENTARY, NOT_COMPLAINT or WITHDRAWN
         where something runs beside.
Leaves   by closing, when the last hand-over is answered and nobody has work left here.
"""

from domain.complaints.phases import Phase
from domain.complaints.procedures import OF_LEVEL, WORDS, Procedure
from domain.file.procedures import ProcedureReported
from domain.step_ids import StepId
from workflows import left_to_procedure
from workflows.complaints import promise
from workflows.complaints.correspondence import close_items
from workflows.complaints.register import register
from workflows.complaints.state import ComplaintCase, customer_of
from workflows.handed import Received


def hand_over(
    case: ComplaintCase,
    step: StepId,
    to: Procedure,
    *,
    actor: str | None = None,
    **data: str | None,
) -> None:
    """Hand the complaint to a procedure, once: two sittings may ask for the same."""
    state = case.state
    if to in state.handed_over:
        return
    state.handed_over.append(to)
    case.hand_to(step, WORDS[to], actor=actor, **data)
    party = customer_of(case) or case.ref  # the file of nobody known is the case's own
    left_to_procedure.refer(case, step, to.value, party=party)


def take_back(case: ComplaintCase, step: StepId, from_: Procedure, why: str) -> None:
    """Tell a procedure that it has the complaint no more."""
    if from_ not in case.state.handed_over:
        return
    case.state.handed_over.remove(from_)
    case.record(step, WORDS[from_], "taken_back", complaint=case.ref, why=why)
    left_to_procedure.take_back(case, step, from_.value, why)


def end(case: ComplaintCase, outcome: str, words: str, step: StepId = "CB-CLOSE") -> str | None:
    """Close the complaint, or let it rest while others have something of it."""
    if not case.state.handed_over and not left_to_procedure.with_others(case):
        close_items(case, outcome)
        case.close(outcome, words)
        return None
    case.state.outcome, case.state.outcome_words = outcome, words
    return case.to(Phase.HANDED_OVER, step)


def reported(case: ComplaintCase, received: Received[ProcedureReported]) -> None:
    """Take the report of the procedure of its level for a reply: the customer has heard."""
    left_to_procedure.reported(case, received, step="WC-S5a")
    if received.facts.procedure in {each.value for each in OF_LEVEL.values()}:
        promise.kept(case)


async def handed_over(case: ComplaintCase) -> None:
    """Rest until every procedure has reported (WC-S5a, A07)."""
    await case.until(
        lambda: not left_to_procedure.with_others(case) and not case.background_work(),
        cites="WC-S5a",
    )
    register(case, case.state.outcome)
    close_items(case, case.state.outcome)
    case.close(case.state.outcome, case.state.outcome_words)
