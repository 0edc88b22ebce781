"""The work of Child Support Table 2: review the case, plan it, have the plan approved."""

from domain.personalised_services.questions import checked, text, yes_no
from domain.roles import Role
from domain.tasks import Recorded, TaskKind

REVIEW_CASE = TaskKind(
    name="review_case",
    title="Review the case and look for an active MSP",
    roles=(Role.PSSO,),
    step="CSP-T2-S1a",
    steps=("CSP-T2-S1b",),
    outcomes={"active_msp": "Yes", "no_msp": "No"},
    asks={
        "CSP-T2-S1a": text("What did windows, escalations, history report and old reports show?"),
        "CSP-T2-S1a.behaviour": yes_no("Has the customer behaved inappropriately?"),
        "CSP-T2-S1a.restricted": yes_no("Is any restriction imposed on the customer?"),
        "CSP-T2-S1b": checked("CIMS was read for an active MSP"),
    },
    records=(
        Recorded(
            step="CSP-T2-S1a",
            system="Cuba",
            name="ps_case_review",
            fields=("CSP-T2-S1a", "CSP-T2-S1a.behaviour", "CSP-T2-S1a.restricted"),
        ),
        Recorded(step="CSP-T2-S1b", system="CIMS", name="msp_read", fields=("CSP-T2-S1b",)),
    ),
)

DISCUSS_ACROSS_PROGRAMS = TaskKind(
    name="discuss_across_programs",
    title="Discuss the customer's active MSP across the programs",
    roles=(Role.PS_PSM,),
    step="CSP-T2-S1c",
    asks={"CSP-T2-S1c": text("What was discussed, and referred across programs?")},
    records=(
        Recorded(step="CSP-T2-S1c", system="CIMS", name="psm_discussion", fields=("CSP-T2-S1c",)),
    ),
)

_ASKED_OF_A_PLAN = {
    "CSP-T2-S1d": text("Which options does the research point to?"),
    "CSP-T2-S3": text("What are the issues and actions of the plan?"),
}
_CONTENT = Recorded(
    step="CSP-T2-S3", system="Cuba", name="cmp_content", fields=("CSP-T2-S3", "CSP-T2-S1d")
)

FILL_PLAN = TaskKind(
    name="fill_plan",
    title="Create and fill the Customer Management Plan",
    roles=(Role.PSSO,),
    step="CSP-T2-S3",
    steps=("CSP-T2-S1d", "CSP-T2-S2a"),
    asks=_ASKED_OF_A_PLAN | {"CSP-T2-S2a": checked("The plan stands in its Cuba window")},
    records=(
        Recorded(step="CSP-T2-S2a", system="Cuba", name="cmp_window", fields=("CSP-T2-S2a",)),
        _CONTENT,
    ),
)

UPDATE_PLAN = TaskKind(
    name="update_plan",
    title="Update the Customer Management Plan taken over from another PSSO",
    roles=(Role.PSSO,),
    step="CSP-T2-S2b",
    steps=("CSP-T2-S1d", "CSP-T2-S3"),
    asks=_ASKED_OF_A_PLAN | {"CSP-T2-S2b": checked("The plan there is was updated, no second one")},
    records=(
        Recorded(step="CSP-T2-S2b", system="Cuba", name="cmp_window", fields=("CSP-T2-S2b",)),
        _CONTENT,
    ),
)

TAKE_PLAN_OVER = TaskKind(
    name="take_plan_over",
    title="The customer comes from another PSSO: update the plan there is",
    roles=(Role.PSSO,),
    step="CSP-T2-S2b",
    asks={
        "CSP-T2-S2b": checked("The plan there is was updated, no second one"),
        "CSP-T2-S2b.changes": text("What changes in the plan?"),
    },
    records=(
        Recorded(
            step="CSP-T2-S2b",
            system="Cuba",
            name="cmp_window",
            fields=("CSP-T2-S2b", "CSP-T2-S2b.changes"),
        ),
    ),
)

APPROVE_PLAN = TaskKind(
    name="approve_plan",
    title="Approve the Customer Management Plan",
    roles=(Role.PS_SSM,),
    step="CSP-T2-S4",
    outcomes={"approved": "Approved", "returned": "Returned to the PSSO"},
    four_eyes=True,
    reasons=("returned",),
)

PLAN_OVERDUE = TaskKind(
    name="plan_overdue",
    title="The Customer Management Plan was not complete in 21 days: find out why",
    roles=(Role.PS_SSM,),
    step="CSP-T2-S2c",
    asks={"CSP-T2-S2c": text("What was done about it?")},
)

TASKS = (
    REVIEW_CASE,
    DISCUSS_ACROSS_PROGRAMS,
    FILL_PLAN,
    UPDATE_PLAN,
    TAKE_PLAN_OVER,
    APPROVE_PLAN,
    PLAN_OVERDUE,
)
