"""The work of Child Support Table 3, Steps 4 to 7: propose, review at three levels, decide."""

from typing import cast

from domain.days import AHEAD
from domain.file.indicators import BehaviourReported
from domain.kit_tasks import LETTER_CHANNEL
from domain.needs import Opened
from domain.restrictions.channels import Barred, Extent, Extents, fault
from domain.restrictions.grounds import not_going_on
from domain.roles import Role
from domain.sittings import (
    ahead,
    choice,
    day,
    ending,
    line,
    needed,
    officer,
    record,
    sitting,
    text,
)
from domain.step_ids import StepId
from domain.tasks import AT, BY, OUTCOME

STEP: StepId = "CSP-T3-S4a"


def extents_of(answers: object) -> Extents:
    """Return what a submission proposes for each channel."""
    given = cast("dict[str, object]", answers)
    return {
        channel: Extent(str(given[key]))
        for channel in Barred
        if (key := f"{STEP}.{channel}") in given
    }


def channels_do_not_fit(opened: Opened) -> tuple[str, ...]:
    """Say why the channels cannot be restricted as proposed. Source: CSP-T3-S4a."""
    extents = extents_of(opened.answers)
    problem = fault(extents) if len(extents) == len(Barred) else None
    return (problem,) if problem else ()


SUBMISSION, DOCUMENT = "restriction_submission", "ps_stacking_document"
_BY_PROGRAM = {each: f"CSP-T3-S2b.{each}" for each in ("child_support", "centrelink", "medicare")}

# Of the eight points these are words; the behaviour, what was tried, and the kind of restriction
# are in the file and in the channels, and asked of nobody again.
WRITE_SUBMISSION = sitting(
    "write_submission",
    "Write the submission and the service arrangements letter, and send both to the SSM",
    Role.PSSO,
    line(
        "CSP-T3-S5a",
        None,
        record("Cuba", "decision", proposal=OUTCOME, officer=BY),
        needs=needed("the behaviour, as incidents", not_going_on, BehaviourReported),
    ),
    line(
        STEP,
        None,
        needs=needed("some channel restricted, some left open", channels_do_not_fit),
        phone=choice("How far is the telephone restricted?", *Extent),
        face_to_face=choice("How far is service face to face restricted?", *Extent),
        writing=choice("How far is writing restricted?", *Extent),
        online=choice("How far is online service restricted?", *Extent),
    ),
    line(
        "CSP-T3-S2b",
        None,
        record("Cuba", "impact_by_program", **_BY_PROGRAM),
        child_support=text("What does it mean for the customer in Child Support?"),
        centrelink=text("What does it mean for the customer in Centrelink?"),
        medicare=text("What does it mean for the customer in Medicare?"),
    ),
    line(
        "CSP-T3-S5b",
        text("The core issues, the behaviour, and what they mean for service"),
        record("Cuba", SUBMISSION, review="CSP-T3-S5b", officer=BY),
    ),
    line(
        "CSP-T3-S5c",
        None,
        record(
            "Cuba",
            SUBMISSION,
            reasons="CSP-T3-S5c.reasons",
            impact="CSP-T3-S5c.impact",
            customers="CSP-T3-S5c.customers",
            contact_arrangements="CSP-T3-S5c.arrangements",
            timeframe="CSP-T3-S5c.timeframe",
        ),
        reasons=text("The reasons for the restriction"),
        impact=text("What the behaviour does to staff and to the agency"),
        customers=text("What it does to other customers, in the case and outside"),
        arrangements=text("How the customer reaches the agency meanwhile, for the letter"),
        timeframe=day("Until which day should it be in force, before it is reviewed?", near=AHEAD),
    ),
    line("CSP-T3-S5d", None, record("Cuba", SUBMISSION, **_BY_PROGRAM)),
    line("CSP-T3-S5e", None, record("Cuba", DOCUMENT, restriction_process_begun=AT, officer=BY)),
    line("CSP-T3-S5f", None, record("Cuba", DOCUMENT, sent_date=AT, recipient="CSP-T3-S6c")),
    line(
        "CSP-T3-S6a",
        text("What was discussed of safety, disruption, workload, others and past action?"),
        record("Cuba", "discussion_note", discussed="CSP-T3-S6a", ps_ssm="CSP-T3-S6c"),
    ),
    line(
        "CSP-T3-S6b",
        reasons=text("Why, in words for the letter?"),
        signatory=officer("Which Approver decides and signs?", Role.APPROVER, another=True),
    ),
    line(
        "CSP-T3-S6c",
        officer(
            "With which Service Support Manager was it discussed, and is it sent to?",
            Role.PS_SSM,
            another=True,
        ),
    ),
    LETTER_CHANNEL,
    outcomes={
        "submit": "Yes",
        "do_not_propose": ending("No", needs=(), reason=True),
    },
)

REVIEW_SUBMISSION = sitting(
    "review_submission",
    "Review the submission and the letter, and forward both to the Service Manager",
    Role.PS_SSM,
    line("CSP-T3-S6d", None, record("Cuba", "submission_review", reviewer=BY, date=AT)),
    outcomes={"approve": "Yes", "return": ending("No", reason=True)},
    decides_on=(WRITE_SUBMISSION,),
    approves=True,
)

REVIEW_AT_SECOND_LEVEL = sitting(
    "review_submission_at_second_level",
    "Review the submission and the letter, and send both to the Approvers",
    Role.PS_SM,
    line("CSP-T3-S6e", None, record("Cuba", "submission_review", reviewer=BY, date=AT)),
    line("CSP-T3-S5g", None, record("Cuba", SUBMISSION, status=OUTCOME, time=AT)),
    outcomes={"approve": "Yes", "return": ending("No", reason=True)},
    decides_on=(WRITE_SUBMISSION,),
    approves=True,
)

DECIDE_RESTRICTION = sitting(
    "decide_restriction",
    "Decide on the restriction, and set the day of its review",
    Role.APPROVER,
    line("CSP-T3-S6f", None, record("CIMS", "restriction_decision", decision=OUTCOME, officer=BY)),
    ahead("CSP-T3-S7j", day("On which day is it reviewed?", agrees="CSP-T3-S7j")),
    outcomes={
        "approve": "Yes",
        "refuse": ending("No", needs=(), reason=True),
        "return": ending(
            "Return it to be changed; every level reads it again", needs=(), reason=True
        ),
    },
    decides_on=(WRITE_SUBMISSION,),
    approves=True,
)

TASKS = (WRITE_SUBMISSION, REVIEW_SUBMISSION, REVIEW_AT_SECOND_LEVEL, DECIDE_RESTRICTION)
