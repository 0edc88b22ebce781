"""The work of Child Support Table 1: clear an urgent referral, take the customer on."""

from domain.days import PAST_YEAR
from domain.personalised_services.messages import ReferralReceived
from domain.refers import ANOTHER_CUSTOMER, ELSEWHERE
from domain.roles import Role
from domain.sittings import (
    checked,
    choice,
    day,
    ending,
    line,
    officer,
    only_with,
    record,
    reference,
    sitting,
    text,
    yes_no,
)

CONFIRM_URGENCY = sitting(
    "confirm_urgency",
    "Confirm that the referral is urgent",
    Role.PS_SSM,
    line("CSP-T1-S1b"),
    outcomes={"confirmed": "Yes", "not_confirmed": "No"},
    decides_on=(ReferralReceived,),
)

SET_UP_CASE = sitting(
    "set_up_case",
    "Lock, assign and set up the case",
    (Role.PSSO, Role.PS_SSM),
    line(
        "CSP-T1-S2c",
        officer("Which PSSO is the customer locked and assigned to?", Role.PSSO),
        associated=reference(
            "Which associated customers are locked and assigned with them?",
            ANOTHER_CUSTOMER,
            required=False,
        ),
    ),
    line(
        "CSP-T1-S2d",
        choice("Does Customer First show an MSP?", "active_plan", "no_plan"),
        record("Customer First", "msp_read"),
    ),
    line(
        "CSP-T1-S2e",
        choice("Did anybody have to be reallocated?", "reallocated", "not_needed"),
        record("Cuba", "assignment"),
    ),
    line(
        "CSP-T1-S2f",
        checked("The Special Recovery Condition is set"),
        record("Cuba", "special_recovery_condition"),
    ),
    line(
        "CSP-T1-S2g",
        checked("A Customer Management Plan is open for the primary customer"),
        associated=only_with(
            "CSP-T1-S2c.associated",
            checked("A Customer Management Plan is open for the associated customers"),
        ),
    ),
    line(
        "CSP-T1-S2h",
        checked("The stacking document is open, the referral reason its first notepad"),
        record("Cuba", "ps_stacking_document", "CSP-T1-S2h", location="CSP-T1-S2k.location"),
        record("Cuba", "referral_reason_notepad", reason="CSP-T1-S2k.reason"),
    ),
    line(
        "CSP-T1-S2i",
        checked("The case review document is complete"),
        record("Cuba", "ps_case_review"),
    ),
    line(
        "CSP-T1-S2j",
        day("On which day was the primary customer contacted?", near=PAST_YEAR),
    ),
    line(
        "CSP-T1-S2k",
        location=reference("Where is the stacking document that the plan names?", ELSEWHERE),
        segment=choice("Which segment does the plan name for now?", "1", "2"),
        reason=text("What is the main reason of the referral?"),
    ),
    line(
        "CSP-T1-S2l",
        only_with(
            "CSP-T1-S2l.needed",
            day("On which day was the associated customer contacted?", near=PAST_YEAR),
        ),
        needed=only_with(
            "CSP-T1-S2c.associated", yes_no("Need the associated customer be contacted?")
        ),
    ),
    line(
        "CSP-T1-S2m",
        reference(
            "Which record stands in for an international customer's screens?",
            ELSEWHERE,
            required=False,
        ),
        record("Casebound", "manual_ps_record"),
    ),
    line(
        "CSP-T1-S3",
        checked("The Portal has a record of the customer"),
        record("PS Portal", "ps_portal", "CSP-T1-S3", "CSP-T1-S2k.segment"),
    ),
    outcomes={"set_up": "Yes", "ask_ssm": ending("No, ask the PS SSM", needs=())},
)

ADVISE_ON_SET_UP = sitting(
    "advise_on_set_up",
    "Help the PSSO who is unsure about a Managed Service Plan",
    Role.PS_SSM,
    line("CSP-T1-S2d", advice=text("What is the way forward?")),
    outcomes={"advised": "Advice given"},
    four_eyes=True,
)

AGREE_WITH_LOCK_HOLDER = sitting(
    "agree_with_lock_holder",
    "The customer is locked elsewhere: agree on the lock with its holder",
    (Role.PSSO, Role.PS_SSM, Role.TEAM_LEADER),
    line("CSP-T1-S2c", agreed=text("What was agreed with the holder of the lock?")),
)

TAKE_UP_REFERRAL = sitting(
    "take_up_referral",
    "The customer was referred again: see what this brings to the case",
    (Role.PSSO, Role.PS_SSM),
    line(
        "CSP-T1-S1a",
        text("What does it bring that the case has not?", required=False),
        looked_into=checked("The referral was read, with what came with it"),
    ),
)

SET_UP_OVERDUE = sitting(
    "set_up_overdue",
    "The set-up was not done in five working days: find out why",
    Role.PS_SSM,
    line("CSP-T1-S2a", text("What was done about it?")),
)

URGENT_SET_UP_OVERDUE = sitting(
    "urgent_set_up_overdue",
    "The urgent set-up was not done in two working days: find out why",
    Role.PS_SSM,
    line("CSP-T1-S2b", text("What was done about it?")),
)

TASKS = (
    CONFIRM_URGENCY,
    SET_UP_CASE,
    ADVISE_ON_SET_UP,
    AGREE_WITH_LOCK_HOLDER,
    TAKE_UP_REFERRAL,
    SET_UP_OVERDUE,
    URGENT_SET_UP_OVERDUE,
)
