"""The work of Child Support Table 2: review the case, plan it, have the plan approved."""

from domain.file.indicators import BehaviourReported, IndicatorSet
from domain.file.intrays import NotepadFiled
from domain.file.plan_versions import PlanApproved, PlanChanged, PlanReturned, PlanSubmitted
from domain.file.plans import PlanOpened
from domain.personalised_services import taking_on
from domain.personalised_services.taking_on import Earlier
from domain.personalised_services.tasks.handing_over import EACH_IS_TAKEN
from domain.refers import ELSEWHERE, THING
from domain.roles import Role
from domain.shown import SEEN_TO, alert, named
from domain.sittings import choice, ending, line, needed, record, reference, sitting, text
from domain.tasks import AT, BY, OUTCOME

REVIEW_CASE = sitting(
    "review_ps_case",
    "Review the case and look for an active MSP",
    Role.PSSO,
    line(
        "CSP-T2-S1a",
        choice("What do earlier reports, CIRTs and sensitive indicators show?", *Earlier),
        record(
            "Cuba",
            "ps_case_review",
            history_report="CSP-T2-S1a.history_report",
            earlier="CSP-T2-S1a",
        ),
        history_report=reference("Which Customer History Report was read?", ELSEWHERE),
        needs=needed(
            "the case review in its notepad, and what earlier reports show",
            taking_on.reviewed,
            NotepadFiled,
            BehaviourReported,
            IndicatorSet,
        ),
    ),
    line(
        "CSP-T2-S1b",
        None,
        record("CIMS", "msp_read", found=OUTCOME, officer=BY, time=AT),
        needs=needed("an active MSP, where there is one", taking_on.msp_as_said, PlanOpened),
    ),
    line("BG-RES"),
    line("RES-LINK-c"),
    outcomes={"active_msp": "Yes", "no_msp": "No"},
)

DISCUSS_ACROSS_PROGRAMS = sitting(
    "discuss_across_programs",
    "Discuss the customer's active MSP across the programs",
    Role.PS_PSM,
    line(
        "CSP-T2-S1c",
        text("What was discussed?"),
        record("CIMS", "psm_discussion"),
        referred=reference(
            "Which referral across programs came of it, if any?", THING, required=False
        ),
        needs=named("CSP-T2-S1c.referred"),
    ),
    line("BG-ROLE-PSM"),
    four_eyes=True,
)

_RESEARCH = line("CSP-T2-S1d", text("Which options does the research point to?"))
_CONTENT = line(
    "CSP-T2-S3",
    needs=needed(
        "a version of each plan, submitted", taking_on.submitted, PlanChanged, PlanSubmitted
    ),
)

PREPARE_PLAN = sitting(
    "prepare_plan",
    "Write the Customer Management Plan and submit it",
    Role.PSSO,
    _RESEARCH,
    _CONTENT,
    line("CSP-T2-S2a"),
    line("BG-OBJ-f"),
    line("BG-OBJ-h"),
    leads="CSP-T2-S3",
)

UPDATE_PLAN = sitting(
    "update_plan_there_is",
    "Update the Customer Management Plan that came with the customer, and submit it",
    Role.PSSO,
    _RESEARCH,
    _CONTENT,
    line("CSP-T2-S2b"),
    leads="CSP-T2-S2b",
)

TAKE_PLAN_OVER = sitting(
    "update_plan_taken_over",
    "The customer comes from another PSSO: update the plan there is",
    Role.PSSO,
    line(
        "CSP-T2-S2b",
        needs=needed(
            "another version of the plan there is, submitted",
            taking_on.written_anew,
            PlanChanged,
            PlanSubmitted,
        ),
    ),
    line("CB-TASK", needs=EACH_IS_TAKEN),
)

REVISE_PLAN = sitting(
    "revise_plan",
    "A version of the plan came back: write it anew, and submit it",
    Role.PSSO,
    line(
        "CSP-T2-S3",
        needs=needed(
            "another version of the plan, submitted",
            taking_on.written_anew,
            PlanChanged,
            PlanSubmitted,
        ),
    ),
)

APPROVE_PLAN = sitting(
    "approve_plan_version",
    "Approve the Customer Management Plan",
    Role.PS_SSM,
    line(
        "CSP-T2-S4",
        needs=needed(
            "a decision on each version that was submitted",
            taking_on.decided,
            PlanApproved,
            PlanReturned,
        ),
    ),
    outcomes={"approved": "Approved", "returned": ending("Returned to the PSSO", reason=True)},
    decides_on=(PREPARE_PLAN, UPDATE_PLAN, TAKE_PLAN_OVER, REVISE_PLAN, PlanChanged, PlanSubmitted),
)

PLAN_OVERDUE = sitting(
    "plan_overdue",
    "The Customer Management Plan was not complete in 21 days: find out why",
    Role.PS_SSM,
    alert("CSP-T2-S2c"),
    outcomes=SEEN_TO,
)

TASKS = (
    REVIEW_CASE,
    DISCUSS_ACROSS_PROGRAMS,
    PREPARE_PLAN,
    UPDATE_PLAN,
    TAKE_PLAN_OVER,
    REVISE_PLAN,
    APPROVE_PLAN,
    PLAN_OVERDUE,
)
