"""The work of Child Support Table 2: review the case, plan it, have the plan approved."""

from domain.roles import Role
from domain.sittings import checked, ending, line, record, sitting, text, yes_no

REVIEW_CASE = sitting(
    "review_case",
    "Review the case and look for an active MSP",
    Role.PSSO,
    line(
        "CSP-T2-S1a",
        text("What did windows, escalations, history report and old reports show?"),
        record("Cuba", "ps_case_review"),
        behaviour=yes_no("Has the customer behaved inappropriately?"),
        restricted=yes_no("Is any restriction imposed on the customer?"),
    ),
    line("CSP-T2-S1b", checked("CIMS was read for an active MSP"), record("CIMS", "msp_read")),
    outcomes={"active_msp": "Yes", "no_msp": "No"},
)

DISCUSS_ACROSS_PROGRAMS = sitting(
    "discuss_across_programs",
    "Discuss the customer's active MSP across the programs",
    Role.PS_PSM,
    line(
        "CSP-T2-S1c",
        text("What was discussed, and referred across programs?"),
        record("CIMS", "psm_discussion"),
    ),
    four_eyes=True,
)

_RESEARCH = line("CSP-T2-S1d", text("Which options does the research point to?"))
_CONTENT = line(
    "CSP-T2-S3",
    issues=text("What are the issues of the plan?"),
    actions=text("What are its actions?"),
)

FILL_PLAN = sitting(
    "fill_plan",
    "Create and fill the Customer Management Plan",
    Role.PSSO,
    _RESEARCH,
    _CONTENT,
    line(
        "CSP-T2-S2a",
        checked("The plan stands in its Cuba window"),
        record("Cuba", "cmp_window"),
    ),
    leads="CSP-T2-S3",
)

UPDATE_PLAN = sitting(
    "update_plan",
    "Update the Customer Management Plan taken over from another PSSO",
    Role.PSSO,
    _RESEARCH,
    _CONTENT,
    line(
        "CSP-T2-S2b",
        checked("The plan there is was updated, no second one"),
        record("Cuba", "cmp", updated="CSP-T2-S2b"),
    ),
    leads="CSP-T2-S2b",
)

TAKE_PLAN_OVER = sitting(
    "take_plan_over",
    "The customer comes from another PSSO: update the plan there is",
    Role.PSSO,
    line(
        "CSP-T2-S2b",
        checked("The plan there is was updated, no second one"),
        record("Cuba", "cmp", updated="CSP-T2-S2b", changes="CSP-T2-S2b.changes"),
        changes=text("What changes in the plan?"),
    ),
)

APPROVE_PLAN = sitting(
    "approve_plan",
    "Approve the Customer Management Plan",
    Role.PS_SSM,
    line("CSP-T2-S4"),
    outcomes={"approved": "Approved", "returned": ending("Returned to the PSSO", reason=True)},
    decides_on=(FILL_PLAN, UPDATE_PLAN, TAKE_PLAN_OVER),
)

PLAN_OVERDUE = sitting(
    "plan_overdue",
    "The Customer Management Plan was not complete in 21 days: find out why",
    Role.PS_SSM,
    line("CSP-T2-S2c", text("What was done about it?")),
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
