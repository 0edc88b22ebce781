"""The work of Child Support Table 1: clear an urgent referral, take the customer on."""

from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.file.contacts import ContactMade
from domain.file.declines import DeclineProposed
from domain.file.indicators import BehaviourReported, IndicatorSet
from domain.file.intrays import NotepadFiled
from domain.file.issues import IssueRaised
from domain.file.locks import PartiesLocked
from domain.file.parties import PartyLeftAlone, PartyRecordedByHand
from domain.file.plans import PlanHeaded, PlanOpened
from domain.file.preparations import ContactPrepared
from domain.personalised_services import taking_on
from domain.personalised_services.lookups import DECLINE
from domain.personalised_services.messages import ReferralReceived
from domain.refers import THING
from domain.roles import Role
from domain.shown import SEEN_TO, alert
from domain.sittings import choice, ending, line, needed, record, reference, sitting, text

CONFIRM_URGENCY = sitting(
    "confirm_urgency",
    "Confirm that the referral is urgent",
    Role.PS_SSM,
    line("CSP-T1-S1b"),
    outcomes={"confirmed": "Yes", "not_confirmed": "No"},
    decides_on=(ReferralReceived,),
)

SET_UP_CASE = sitting(
    "set_up_customers",
    "Lock, assign and set up the customers",
    (Role.PSSO, Role.PS_SSM),
    line(
        "CSP-T1-S2c",
        needs=needed("each customer locked and assigned", taking_on.locked, PartiesLocked),
        shows=(OPEN_COMPLAINTS,),  # whose officers hear who has the customer
    ),
    line(
        "CSP-T1-S2d",
        choice("Does Customer First show an MSP?", "active_plan", "no_plan"),
        record("Customer First", "msp_read"),
        needs=needed("the plan that it shows", taking_on.msp_as_seen, PlanOpened),
    ),
    line(
        "CSP-T1-S2e",
        needs=needed("from whom a customer came", taking_on.reallocated, PartiesLocked),
    ),
    line(
        "CSP-T1-S2f",
        needs=needed("the Special Recovery Condition", taking_on.recovery_condition, IndicatorSet),
    ),
    line("CSP-T1-S2g", needs=needed("a plan for each customer", taking_on.plans_open, PlanOpened)),
    line(
        "CSP-T1-S2h",
        needs=needed(
            "the stacking document, the reason of the referral first",
            taking_on.referral_reason,
            NotepadFiled,
        ),
    ),
    line("CSP-T1-S2i", needs=needed("the case review", taking_on.case_review, NotepadFiled)),
    line(
        "CSP-T4-S1c",
        needs=needed("checks before contact", taking_on.checks_made, ContactPrepared),
    )._replace(covered=False),
    line(
        "CSP-T1-S2j",
        needs=needed("contact with the primary customer", taking_on.primary_contacted, ContactMade),
    ),
    line("CSP-T1-S2k", needs=needed("the header of each plan", taking_on.plans_headed, PlanHeaded)),
    line(
        "CSP-T1-S2l",
        needs=needed(
            "contact with each associated customer, or why none is needed",
            taking_on.others_contacted,
            ContactMade,
            PartyLeftAlone,
        ),
    ),
    line(
        "CSP-T1-S2m",
        needs=needed(
            "a record by hand of who is international",
            taking_on.records_by_hand,
            PartyRecordedByHand,
        ),
    ),
    line("CSP-T1-S3"),
    line("BG-SCOPE"),
    line("RES-T1-S1"),
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

TAKE_UP_REFERRAL = sitting(
    "take_up_referral",
    "The customer was referred again: see what this brings to the case",
    (Role.PSSO, Role.PS_SSM),
    line(
        "CSP-T1-S1a",
        known_as=reference("Which row of the file has it already?", THING),
        needs=needed(
            "what it brings, or the row that has it",
            taking_on.nothing_of_the_referral,
            IssueRaised,
            BehaviourReported,
        ),
    ),
    outcomes={
        "brings_more": ending(
            "It brings what the case has not", leaves_open=("CSP-T1-S1a.known_as",)
        ),
        "known": "The case has it already",
    },
)

DECIDE_DECLINE = sitting(
    "decide_decline",
    "Decide whether the referral is not taken up, as is proposed",
    Role.PS_SSM,
    line(
        "CLK-T5-S2c",
        needs=needed("nobody of the referral was taken on", taking_on.taken_on_meanwhile),
        shows=(DECLINE,),
    ),
    outcomes={"agreed": "Yes", "not_agreed": ending("No", needs=(), reason=True)},
    decides_on=(DeclineProposed,),
)

SET_UP_OVERDUE = sitting(
    "set_up_overdue",
    "The set-up was not done in five working days: find out why",
    Role.PS_SSM,
    alert("CSP-T1-S2a"),
    outcomes=SEEN_TO,
)

URGENT_SET_UP_OVERDUE = sitting(
    "urgent_set_up_overdue",
    "The urgent set-up was not done in two working days: find out why",
    Role.PS_SSM,
    alert("CSP-T1-S2b"),
    outcomes=SEEN_TO,
)

TASKS = (
    CONFIRM_URGENCY,
    SET_UP_CASE,
    ADVISE_ON_SET_UP,
    TAKE_UP_REFERRAL,
    DECIDE_DECLINE,
    SET_UP_OVERDUE,
    URGENT_SET_UP_OVERDUE,
)
