"""The work of Child Support Table 1: clear an urgent referral, take the customer on."""

from domain.personalised_services.questions import checked, choice, day, officer, reference, text
from domain.roles import Role
from domain.tasks import Recorded, TaskKind

CONFIRM_URGENCY = TaskKind(
    name="confirm_urgency",
    title="Confirm that the referral is urgent",
    roles=(Role.PS_SSM,),
    step="CSP-T1-S1b",
    outcomes={"confirmed": "Yes", "not_confirmed": "No"},
    four_eyes=True,
)

_ASKED_AT_SET_UP = {
    "CSP-T1-S2c": officer("Which PSSO is the customer locked and assigned to?", Role.PSSO),
    "CSP-T1-S2c.associated": reference(
        "Which associated customers are locked and assigned with them?", required=False
    ),
    "CSP-T1-S2d": choice("Does Customer First show an MSP?", "active_plan", "no_plan"),
    "CSP-T1-S2e": choice("Did anybody have to be reallocated?", "reallocated", "not_needed"),
    "CSP-T1-S2f": checked("The Special Recovery Condition is set"),
    "CSP-T1-S2g": checked("A Customer Management Plan is open for each customer"),
    "CSP-T1-S2h": checked("The stacking document is open, the referral reason its first notepad"),
    "CSP-T1-S2i": checked("The case review document is complete"),
    "CSP-T1-S2j": day("On which day was the primary customer contacted?"),
    "CSP-T1-S2k": checked("The plan names the stacking document and the referral's source"),
    "CSP-T1-S2k.segment": choice("Which segment does the plan name for now?", "1", "2"),
    "CSP-T1-S2k.reason": text("What is the main reason of the referral?"),
    "CSP-T1-S2l": day("On which day was the associated customer contacted?", required=False),
    "CSP-T1-S2m": reference(
        "Which record stands in for an international customer's screens?", required=False
    ),
    "CSP-T1-S3": checked("The Portal has a record of the customer"),
}

SET_UP_CASE = TaskKind(
    name="set_up_case",
    title="Lock, assign and set up the case",
    roles=(Role.PSSO, Role.PS_SSM),
    step="CSP-T1-S2c",
    steps=(
        "CSP-T1-S2d",
        "CSP-T1-S2e",
        "CSP-T1-S2f",
        "CSP-T1-S2g",
        "CSP-T1-S2h",
        "CSP-T1-S2i",
        "CSP-T1-S2j",
        "CSP-T1-S2k",
        "CSP-T1-S2l",
        "CSP-T1-S2m",
        "CSP-T1-S3",
    ),
    outcomes={"set_up": "Yes", "ask_ssm": "No, ask the PS SSM"},
    asks=_ASKED_AT_SET_UP,
    optional_for={"ask_ssm": tuple(_ASKED_AT_SET_UP)},
    records=(
        Recorded(
            step="CSP-T1-S2c",
            system="Cuba",
            name="lock_and_assignment",
            fields=("CSP-T1-S2c", "CSP-T1-S2c.associated"),
        ),
        Recorded(
            step="CSP-T1-S2d", system="Customer First", name="msp_read", fields=("CSP-T1-S2d",)
        ),
        Recorded(step="CSP-T1-S2e", system="Cuba", name="assignment", fields=("CSP-T1-S2e",)),
        Recorded(
            step="CSP-T1-S2f",
            system="Cuba",
            name="special_recovery_condition",
            fields=("CSP-T1-S2f",),
        ),
        Recorded(step="CSP-T1-S2g", system="Cuba", name="cmp_window", fields=("CSP-T1-S2g",)),
        Recorded(
            step="CSP-T1-S2h",
            system="Cuba",
            name="referral_reason_notepad",
            fields=("CSP-T1-S2h", "CSP-T1-S2k.reason"),
        ),
        Recorded(step="CSP-T1-S2i", system="Cuba", name="ps_case_review", fields=("CSP-T1-S2i",)),
        Recorded(step="CSP-T1-S2j", system="Cuba", name="contact_record", fields=("CSP-T1-S2j",)),
        Recorded(
            step="CSP-T1-S2k",
            system="Cuba",
            name="cmp_header",
            fields=("CSP-T1-S2k", "CSP-T1-S2k.segment", "CSP-T1-S2k.reason"),
        ),
        Recorded(step="CSP-T1-S2l", system="Cuba", name="contact_record", fields=("CSP-T1-S2l",)),
        Recorded(
            step="CSP-T1-S2m", system="Casebound", name="manual_ps_record", fields=("CSP-T1-S2m",)
        ),
        Recorded(
            step="CSP-T1-S3",
            system="PS Portal",
            name="ps_portal",
            fields=("CSP-T1-S3", "CSP-T1-S2k.segment"),
        ),
    ),
)

ADVISE_ON_SET_UP = TaskKind(
    name="advise_on_set_up",
    title="Help the PSSO who is unsure about a Managed Service Plan",
    roles=(Role.PS_SSM,),
    step="CSP-T1-S2d",
    outcomes={"advised": "Advice given"},
    asks={"CSP-T1-S2d": text("What is the way forward?")},
)

AGREE_WITH_LOCK_HOLDER = TaskKind(
    name="agree_with_lock_holder",
    title="The customer is locked elsewhere: agree on the lock with its holder",
    roles=(Role.PSSO, Role.PS_SSM, Role.TEAM_LEADER),
    step="CSP-T1-S2c",
    asks={"CSP-T1-S2c": text("What was agreed with the holder of the lock?")},
)

SET_UP_OVERDUE = TaskKind(
    name="set_up_overdue",
    title="The set-up was not done in five working days: find out why",
    roles=(Role.PS_SSM,),
    step="CSP-T1-S2a",
    asks={"CSP-T1-S2a": text("What was done about it?")},
)

URGENT_SET_UP_OVERDUE = TaskKind(
    name="urgent_set_up_overdue",
    title="The urgent set-up was not done in two working days: find out why",
    roles=(Role.PS_SSM,),
    step="CSP-T1-S2b",
    asks={"CSP-T1-S2b": text("What was done about it?")},
)

TASKS = (
    CONFIRM_URGENCY,
    SET_UP_CASE,
    ADVISE_ON_SET_UP,
    AGREE_WITH_LOCK_HOLDER,
    SET_UP_OVERDUE,
    URGENT_SET_UP_OVERDUE,
)
