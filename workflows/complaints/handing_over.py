"""Handing over: a complaint, or a part of it, goes to a procedure that is not supplied (A07).

Each hand-over is a referral in the file of the complaint. The phase rests, for months where a
procedure takes them, and the complaint stays in hand meanwhile.

Entered  from RECEIVED, ACKNOWLEDGED or EXEMPT; from SUPPLEMENTARY, NOT_COMPLAINT or WITHDRAWN
         where something runs beside.
Leaves   by closing, when the last hand-over is answered and nobody has work left here.
"""

from domain.complaints.phases import Phase
from domain.complaints.procedures import OF_LEVEL, WORDS, Procedure
from domain.file.referrals import ProcedureReported, ReferralMade
from domain.step_ids import StepId
from workflows.complaints import promise
from workflows.complaints.chasing import wait_for_report, wait_no_more
from workflows.complaints.correspondence import close_items
from workflows.complaints.register import register
from workflows.complaints.state import ComplaintCase, customer_of, unanswered
from workflows.handed import NotNow, Received


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
    state.reported = [each for each in state.reported if each != to]
    case.hand_to(step, WORDS[to], actor=actor, **data)
    party = customer_of(case) or case.ref  # the file of nobody known is the case's own
    case.act(ReferralMade, step, to=to.value, sort="procedure", party=party, origin="system")
    wait_for_report(case, to.value, case.clock.cause)


def take_back(case: ComplaintCase, step: StepId, from_: Procedure, why: str) -> None:
    """Tell a procedure that it has the complaint no more."""
    if from_ not in case.state.handed_over:
        return
    case.state.handed_over.remove(from_)
    case.record(step, WORDS[from_], "taken_back", complaint=case.ref, why=why)
    wait_no_more(case, from_.value, "it has nothing of the complaint any more")
    if from_.value in with_others(case):
        case.state.reported.append(from_.value)
        case.act(ProcedureReported, step, procedure=from_.value, outcome=why, origin="system")


def end(case: ComplaintCase, outcome: str, words: str, step: StepId = "CB-CLOSE") -> str | None:
    """Close the complaint, or let it rest while others have something of it."""
    if not case.state.handed_over and not with_others(case):
        close_items(case, outcome)
        case.close(outcome, words)
        return None
    case.state.outcome, case.state.outcome_words = outcome, words
    return case.to(Phase.HANDED_OVER, step)


def reported(case: ComplaintCase, received: Received[ProcedureReported]) -> None:
    """Write how a procedure ended what it had.

    Raises:
        NotNow: nothing of this complaint is with it.
    """
    facts, others = received.facts, with_others(case)
    if facts.procedure not in others:
        have = ", ".join(sorted(others)) or "nobody"
        raise NotNow(f"nothing of {case.ref} is with {facts.procedure}; it is with {have}")
    case.state.reported.append(facts.procedure)
    if facts.procedure in {each.value for each in OF_LEVEL.values()}:
        promise.kept(case)
    wait_no_more(case, facts.procedure, "it reported")
    case.act(
        ProcedureReported,
        "WC-S5a",
        actor=received.envelope.actor,
        message=received.envelope.key,
        procedure=facts.procedure,
        outcome=facts.outcome,
        reference=facts.reference,
    )


async def handed_over(case: ComplaintCase) -> None:
    """Rest until every procedure has reported (WC-S5a, A07)."""
    await case.until(lambda: not with_others(case) and not case.background_work(), cites="WC-S5a")
    register(case, case.state.outcome)
    close_items(case, case.state.outcome)
    case.close(case.state.outcome, case.state.outcome_words)


def with_others(case: ComplaintCase) -> set[str]:
    """Return who has something of the complaint, and has not said how it ended."""
    known = set(unanswered(case).values())
    mine = {each.value for each in case.state.handed_over}  # those of this settle too
    return (known | mine) - set(case.state.reported)
