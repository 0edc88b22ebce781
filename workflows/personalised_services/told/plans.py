"""What follows on plans and their versions."""

from domain.cold_transfer.messages import ColdTransferLifted
from domain.file.plan_versions import PlanApproved, PlanReturned, PlanSubmitted
from domain.file.plans import PlanConsultedOn, PlanEnded, PlanOpened
from domain.personalised_services.deadlines import PLAN_REVIEW
from domain.personalised_services.phases import Phase
from domain.personalised_services.tasks.planning import APPROVE_PLAN, REVISE_PLAN, TAKE_PLAN_OVER
from domain.personalised_services.tasks.specialists import CONSULT_ON_PLAN
from workflows.handed import Done, Received
from workflows.personalised_services.cold_transferred import lift, whose
from workflows.personalised_services.state import PsCase
from workflows.personalised_services.told.rows import call_off, deadline_of, meet


def opened(case: PsCase, received: Received[PlanOpened]) -> None:
    """Count until the day on which an MSP is to be reviewed (BG-ROLE-PSSO-g)."""
    act = received.facts
    if act.sort == "msp" and act.review_by:
        case.arm(
            received.row,
            PLAN_REVIEW,
            received.envelope.occurred_at,
            agreed=act.review_by.isoformat(),
            label="Review of a Managed Service Plan",
        )


_BEFORE_ANY_PLAN = (Phase.REFERRED, Phase.SETUP, Phase.PLANNING)


def submitted(case: PsCase, received: Received[PlanSubmitted]) -> None:
    """Have the SSM decide on a version, whatever phase the case is in (CSP-T2-S4).

    While the first plan is written, or one anew, the work for that asks for the decision.
    """
    if case.phase in _BEFORE_ANY_PLAN or case.background_work(TAKE_PLAN_OVER, REVISE_PLAN):
        return
    row, key = received.facts.version, received.envelope.key
    case.open(APPROVE_PLAN, background=True, about=key, submitted=row)


def approved(case: PsCase, received: Received[PlanApproved]) -> None:
    """Take back the work of a decision that was given (CSP-T2-S4)."""
    version = received.facts.version
    call_off(case, APPROVE_PLAN, "CSP-T2-S4", "it is decided", submitted=version)
    lift(case, by=f"{case.ref}.{version}", of=whose(case, version))


def returned(case: PsCase, received: Received[PlanReturned]) -> None:
    """Have a version written anew that came back (CSP-T2-S3)."""
    version = received.facts.version
    call_off(case, APPROVE_PLAN, "CSP-T2-S4", "it is decided", submitted=version)
    have_the_plan_revised(case, of=whose(case, version))


def have_the_plan_revised(case: PsCase, *, of: str | None) -> None:
    """Have the plan of a customer written anew, where it is not being written (CSP-T2-S3)."""
    if case.phase not in _BEFORE_ANY_PLAN and not case.background_work(REVISE_PLAN, of=of):
        case.open(REVISE_PLAN, background=True, customer=of)


def taken_over(case: PsCase, updated: Done) -> None:
    """Have the SSM decide on what the new PSSO made of the plan (CSP-T2-S2b, CSP-T2-S4)."""
    case.record("CSP-T2-S2b", "Cuba", "cmp", actor=updated.by, updated=True)
    revised(case, updated)


def revised(case: PsCase, written: Done) -> None:
    """Have the SSM decide on a plan that was written anew."""
    if not case.background_work(APPROVE_PLAN):  # what it carried may have asked already
        case.open(APPROVE_PLAN, background=True, about=written.task)


def decided(case: PsCase, decided: Done) -> None:
    """Have a plan that came back written anew."""
    if decided.outcome == "returned" and not case.background_work(REVISE_PLAN):
        case.open(REVISE_PLAN, background=True)


def calls_answered_again(case: PsCase, received: Received[ColdTransferLifted]) -> None:
    """Note that a cold transfer is over, and have the plan revised where its review asks for it.

    Source: CSP-T3-S12d, reading A18.
    """
    facts = received.facts
    case.note(
        "CSP-T3-S12d",
        f"the cold transfer is lifted: calls of {facts.customer} are answered again",
        transfer=facts.transfer,
        customer=facts.customer,
        calls=facts.calls,
    )
    if facts.plan_changes:
        have_the_plan_revised(case, of=facts.customer)


def over(case: PsCase, received: Received[PlanEnded]) -> None:
    """Take back the review of a plan that is over."""
    row, words = received.facts.plan, "the plan is over"
    case.withdraw_deadline(deadline_of(case, row), PLAN_REVIEW.step, words)


def recommended(case: PsCase, received: Received[PlanConsultedOn]) -> None:
    """Take back the work, and the day, of a consultation that was made (BG-ROLE-PSSO-g)."""
    row = received.facts.plan
    meet(case, row, PLAN_REVIEW.step)
    call_off(case, CONSULT_ON_PLAN, PLAN_REVIEW.step, "it was made", plan=row)
