"""Assessing: written complaints, step 3, and the check of step 4 (procedure 277-09020010).

Entered  from RECEIVED, and again when somebody else has settled what the officer asked.
Leaves   to NOT_COMPLAINT (WC-S3a), AWAITING_ESCALATION_OWNER (WC-S3b), AWAITING_COMPLAINTS_SSM
         (WC-S3e), LEVEL_1 or LEVEL_2 (WC-S3i).
"""

from typing import TypedDict

from pydantic import JsonValue

from domain.complaints.assessment import About, Level, behavioural
from domain.complaints.findings import LEVELS, findings, is_in_ps, looks_for_ps
from domain.complaints.lookups import (
    COMPLEX,
    LOOK_ALIKES,
    OPEN_COMPLAINTS,
    OPEN_ESCALATIONS,
    OWNERS,
    SAME_LETTER,
)
from domain.complaints.phases import Phase
from domain.complaints.procedures import Procedure
from domain.complaints.state import Stage
from domain.complaints.tasks import (
    ASSESS,
    BRING_IN_PSSO,
    CHOOSE_LEVEL,
    COMPLAINT_RECORD,
    HANDLE_LEVEL_1,
    RESUME_ASSESSMENT,
)
from domain.findings import BLOCKS, HOLDS
from domain.lookups import CHECKLIST, CUSTOMER, SETTING
from domain.personalised_services.lookups import PS_OWNER
from workflows.complaints.handing_over import hand_over
from workflows.complaints.register import register
from workflows.complaints.same_letter import link_the_same
from workflows.complaints.state import ComplaintCase, channel_of, is_about
from workflows.handed import Done

SITTINGS = {
    Stage.FIRST: ASSESS,
    Stage.NEW: RESUME_ASSESSMENT,
    Stage.SETTLED: CHOOSE_LEVEL,
}
LEVEL_PHASES = {Level.LEVEL_1: Phase.LEVEL_1, Level.LEVEL_2: Phase.LEVEL_2}


async def assessing(case: ComplaintCase) -> str:
    """Have the Allocations Officer assess the item, as far as one sitting gets."""
    if case.state.stage is Stage.FIRST:
        await _look_up(case)
    done = await case.work(SITTINGS[case.state.stage], **shown(case))
    case.state.assessed_by, case.state.assessment = done.by, done.task
    case.state.assessment_message = done.message
    note_findings(case, done)
    if case.state.stage is Stage.FIRST:
        result = "not_complaint" if done.outcome == "not_complaint" else "complaint"
        case.record(
            "WC-S3a",
            COMPLAINT_RECORD,
            "assessment",
            actor=done.by,
            result=result,
            officer=done.by,
            time=done.at.isoformat(),
        )
    match done.outcome:
        case "not_complaint":
            case.state.category = str(done.answers["WC-S3a.category"])
            return case.to(Phase.NOT_COMPLAINT, "WC-S3a")
        case "escalation_in_hand":
            case.state.holder = str(done.answers["WC-S3c.holder"])
            return case.to(Phase.AWAITING_ESCALATION_OWNER, "WC-S3b")
        case "many_avenues":
            return case.to(Phase.AWAITING_COMPLAINTS_SSM, "WC-S3e")
        case _:
            return case.to(_level(case, done), "WC-S3i")


async def _look_up(case: ComplaintCase) -> None:
    """Find what the officer must see, and what the agency has configured, before work is opened.

    Every later settle answers anew, so what a phase reads is as fresh as the act it follows.
    """
    case.ask("customer", CUSTOMER, "WC-S2a")
    case.ask("open_escalations", OPEN_ESCALATIONS, "WC-S3b")
    case.ask("open_complaints", OPEN_COMPLAINTS, "WC-S3e")
    case.ask("owners", OWNERS, "WC-S3d")
    case.ask("same_letter", SAME_LETTER, "WC-S3e")
    case.ask("look_alikes", LOOK_ALIKES, "WC-S3e")
    case.ask("complex", COMPLEX, "BG-REF")
    case.ask("ps_owner", PS_OWNER, "WC-S4a")
    case.ask("ps_checklist", CHECKLIST, "WC-S4b", kind=BRING_IN_PSSO.name)
    case.ask("level_1_checklist", CHECKLIST, "WC-S3l", kind=HANDLE_LEVEL_1.name)
    case.ask("exemptions", SETTING, "WC-S3o", name="wc.acknowledgement_exemptions")
    await case.find_answers()
    link_the_same(case)


class Shown(TypedDict):
    """What every sitting shows."""

    channel: str
    via: str
    open_escalations: JsonValue
    open_complaints: JsonValue
    same_letter: JsonValue
    look_alikes: JsonValue
    ps_owner: JsonValue
    exemptions: JsonValue


def shown(case: ComplaintCase) -> Shown:
    """Return what every sitting shows: how it came, and what is known of the customer."""
    item = case.opened_by.facts
    return {
        "channel": channel_of(case).value,
        "via": item.via.value,
        "open_escalations": case.answer("open_escalations"),
        "open_complaints": case.answer("open_complaints"),
        "same_letter": case.answer("same_letter"),
        "look_alikes": case.answer("look_alikes"),
        "ps_owner": case.answer("ps_owner"),
        "exemptions": case.answer("exemptions"),
    }


def note_findings(case: ComplaintCase, done: Done) -> None:
    """Write down every step that a sitting decided, and raise its flags."""
    ps_case = _ps_case(case)
    for finding in findings(done.kind, done.outcome, done.answers, ps_case=ps_case):
        case.decide(
            finding.step,
            finding.branch,
            finding.words,
            reading=finding.reading,
            actor=done.by,
            **finding.inputs,
        )
    _flags(case, done)
    if looks_for_ps(done.kind, done.outcome):
        case.state.in_ps = is_in_ps(done.answers, ps_case)


def _ps_case(case: ComplaintCase) -> str | None:
    found = case.answer("ps_owner")
    return str(found["case"]) if isinstance(found, dict) else None


def _flags(case: ComplaintCase, done: Done) -> None:
    """Privacy and aggression run beside the assessment, in procedures of their own."""
    privacy, language = done.answers.get("WC-S3g"), done.answers.get("WC-S3h")
    if privacy is not None:
        case.record("WC-S3g", COMPLAINT_RECORD, "privacy_flag", actor=done.by, privacy=privacy)
    if privacy:
        hand_over(case, "WC-S3g", Procedure.PRIVACY, actor=done.by)
    if language is not None:
        case.record(
            "WC-S3h", COMPLAINT_RECORD, "aggression_flag", actor=done.by, aggression=language
        )
    if language:
        hand_over(case, "WC-S3h", Procedure.AGGRESSION, actor=done.by)


def _level(case: ComplaintCase, done: Done) -> Phase:
    state, about = case.state, About(str(done.answers["WC-S3j"]))
    state.level = level = LEVELS[str(done.outcome)]
    state.behavioural = behavioural(about)
    if officer := done.answers.get("WC-S3j.officer"):
        is_about(case, str(officer), "WC-S3j", done.by)
    state.refer = done.answers.get("WC-S3i.refer") is True
    case.decide(
        "BG-REF",
        HOLDS if state.refer else BLOCKS,
        "complex or vulnerable: referred" if state.refer else "nothing asks for a referral",
        actor=done.by,
        known=case.answer("complex"),
    )
    code = done.answers.get("WC-S3o")
    state.exemption = str(code) if code else None
    case.record(
        "WC-S3i",
        COMPLAINT_RECORD,
        "level",
        actor=done.by,
        taken={"reason": "WC-S3i"},
        messages=(done.message,),
        level=level.value,
        deciding_officer=done.by,
    )
    case.record(
        "WC-S3j",
        COMPLAINT_RECORD,
        "complaint_category",
        actor=done.by,
        category=about.value,
        behavioural=state.behavioural,
    )
    register(case, "assessed", actor=done.by)
    return LEVEL_PHASES[level]
