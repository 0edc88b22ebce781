"""Assessment Services look at a case: Child Support Table 8, Step 2 (procedure 101-17021300).

At any time while a customer is managed (CSP-T8-S2b); while segment 3 is decided the SSM waits for
it, and decides then (A31). Each step is work beside the phase.
"""

from activities.contracts import Armed
from domain.file.intrays import NotepadFiled
from domain.file.procedures import ProcedureReported
from domain.file.referrals import ReferralMade
from domain.findings import HOLDS
from domain.personalised_services.deadlines import ASSESSMENT
from domain.personalised_services.letters import ASSESSMENT_REQUEST
from domain.personalised_services.lookups import SEGMENT_3
from domain.personalised_services.messages import AssessmentWanted
from domain.personalised_services.segment_3 import ASSESSMENT_SERVICES, REFERRED
from domain.personalised_services.tasks.segment_3 import (
    ASK_ASSESSMENT_SERVICES,
    ASSESSMENT_SILENT,
    DISCUSS_ASSESSMENT,
    SEND_ASSESSMENT_REQUEST,
)
from workflows import left_to_procedure
from workflows.handed import Done, NotNow, Received
from workflows.personalised_services.state import PsCase, of_segment_3

ANSWER = "assessment"  # the name under which the days for the answer are armed


async def assess(case: PsCase, decided: Done) -> None:
    """Wait until Assessment Services have answered, and their answer was discussed."""
    if not case.state.assessing:
        _ask(case, decided.by)
    await case.until(lambda: not case.state.assessing, cites="CSP-T8-S2c")


def wanted(case: PsCase, received: Received[AssessmentWanted]) -> None:
    """Have the SSM consider a review by Assessment Services, whatever else goes on.

    Raises:
        NotNow: nobody has the customer yet, or they are being asked.
    """
    if case.state.psso is None:
        raise NotNow("nobody has the customer yet")
    if case.state.assessing:
        raise NotNow("Assessment Services are being asked already")
    _ask(case, received.envelope.actor)


def _ask(case: PsCase, by: str | None) -> None:
    case.state.assessing = True
    case.ask("segment_3", SEGMENT_3, "CSP-T8-S2f")
    words = "a referral to Assessment Services may be made at any time"
    case.decide("CSP-T8-S2b", HOLDS, words, actor=by, phase=case.phase)
    case.open(ASK_ASSESSMENT_SERVICES, background=True)


def asked(case: PsCase, done: Done) -> None:
    """Send the request on, and count until somebody must be told of their silence (A41)."""
    if done.outcome != "refer":
        case.state.assessing = False
        return
    by, message = done.by, done.message
    case.act(
        ReferralMade,
        "CSP-T8-S2e",
        actor=by,
        to=ASSESSMENT_SERVICES,
        sort="procedure",
        party=case.opened_by.facts.customer,
    )
    case.record(
        "CSP-T8-S2d",
        "Assessment Services",
        "assessment_services_request",
        actor=by,
        taken={
            "case_summary": "CSP-T8-S2d.summary",
            "examples": "CSP-T8-S2d.examples",
            "management_so_far": "CSP-T8-S2d.managed",
        },
        messages=(message,),
        heading="Assessment Services Consultation Request",
    )
    case.act(NotepadFiled, "CSP-T8-S2g", actor=by, heading=REFERRED)
    case.record(
        "CSP-T8-S2g", "Cuba", "ps_stacking_document", actor=by, referred_to=ASSESSMENT_SERVICES
    )
    case.letters.begin(ASSESSMENT_REQUEST, SEND_ASSESSMENT_REQUEST, to=ASSESSMENT_SERVICES)
    case.arm(ANSWER, ASSESSMENT, done.at, label="Answer of Assessment Services")


def sent(case: PsCase, done: Done) -> None:
    """Let the request go that the SSM has signed, or leave it (CSP-T8-S2e)."""
    case.letters.prepared(ASSESSMENT_REQUEST, done)


def reported(case: PsCase, received: Received[ProcedureReported]) -> None:
    """Have the answer discussed, and taken into the plan where possible (CSP-T8-S2f)."""
    said = received.facts
    if said.procedure != ASSESSMENT_SERVICES:
        left_to_procedure.heard(case, received)
        return
    case.met(f"{case.ref}.{ANSWER}", "CSP-T8-S2c")
    _withdraw_chasing(case, "they have answered")
    case.record(
        "CSP-T8-S2c",
        "Cuba",
        "assessment_services_result",
        actor=received.envelope.actor,
        taken={"result": "words"},
        messages=(received.envelope.key,),
        outcome=said.outcome,
    )
    case.open(DISCUSS_ASSESSMENT, background=True, message=received.envelope.key)


def silent(case: PsCase, deadline: Armed) -> None:
    """Tell the SSM that they have not answered: nothing is closed in silence (A41)."""
    case.open(ASSESSMENT_SILENT, background=True, due_on=deadline.due_on)


def chased(case: PsCase, done: Done) -> None:
    """Count anew where they were asked again; else go on without their answer."""
    if done.outcome == "asked_again":
        case.arm(ANSWER, ASSESSMENT, done.at, label="Answer of Assessment Services")
        return
    unanswered = {"procedure": ASSESSMENT_SERVICES, "outcome": "not_answered"}
    case.act(ProcedureReported, "CSP-T8-S2c", actor=done.by, message=done.message, **unanswered)
    case.met(f"{case.ref}.{ANSWER}", "CSP-T8-S2c")
    case.state.assessing = False


def discussed(case: PsCase, done: Done) -> None:
    """Write down with whom it was discussed, and which version of the plan has it."""
    versions = [*of_segment_3(case)["plan_versions"]]
    case.record(
        "CSP-T8-S2f",
        "Cuba",
        "cmp",
        actor=done.by,
        ps_ssm=done.answers["CSP-T8-S2f.ssm"],
        ps_sm=done.answers["CSP-T8-S2f.sm"],
        taken_in=done.outcome == "in_the_plan",
        cmp=versions[-1] if versions else None,
    )
    case.state.assessing = False


def _withdraw_chasing(case: PsCase, reason: str) -> None:
    for task in case.background_work(ASSESSMENT_SILENT):
        case.withdraw_task(task, reason)
