"""The work of Child Support Table 4: contact the customer, write it down, follow up."""

from domain.kit_tasks import LETTER_CHANNEL
from domain.roles import Role
from domain.sittings import (
    ahead,
    checked,
    choice,
    day,
    ending,
    line,
    only_with,
    record,
    sitting,
    text,
    yes_no,
)
from domain.tasks import AT, BY, OUTCOME

CHECK_BEFORE_CONTACT = sitting(
    "check_before_contact",
    "Go over the review and the stacking document before contacting the customer",
    Role.PSSO,
    line(
        "CSP-T4-S1c",
        checked("The case review was gone over"),
        record("Cuba", "ps_stacking_document_read"),
        stacking=checked("The stacking document was gone over"),
    ),
    outcomes={"checked": "Checked", "unsure": "Unsure how to proceed"},
)

ADVISE_ON_CONTACT = sitting(
    "advise_on_contact",
    "Tell the PSSO how to proceed with the customer",
    (Role.PS_SM, Role.TEAM_LEADER, Role.PS_SSM),
    line("CSP-T4-S1d", text("What is the advice?"), record("Cuba", "advice")),
    outcomes={"advised": "Advice given"},
    four_eyes=True,
)

_DISCUSSED = line("CSP-T4-S1a", text("What was discussed?"), record("Cuba", "contact_record"))
_WRITTEN_DOWN = (
    line(
        "CSP-T4-S1b",
        choice("Was the guide for a first talk used?", "used", "later_contact"),
        record("Cuba", "initial_contact_guide"),
    ),
    line(
        "CSP-T4-S2a",
        checked("The stacking document is up to date"),
        record("Cuba", "ps_stacking_document"),
    ),
    line(
        "CSP-T4-S2b",
        text("Which products and services was the customer given?"),
        record("Cuba", "ps_stacking_document", products_and_services="CSP-T4-S2b"),
    ),
    line(
        "CSP-T4-S2c",
        checked("The next intray is there, and the one dealt with is closed"),
        record("Cuba", "ps_followup_intray", created="CSP-T4-S2c"),
        record("Cuba", "ps_new_referral_intray", closed="CSP-T4-S2c"),
    ),
    line(
        "CSP-T4-S2d",
        text("Which contact details did a security incident change?", required=False),
        record("Cuba", "special_contact_details"),
    ),
    line(
        "CSP-T4-S2e",
        yes_no("Is a letter to be sent, or copies of earlier ones?", required=False),
    ),
    line(
        "CSP-T4-S3a",
        text("Which sensitive issue indicator was added?", required=False),
        record("Cuba", "sensitive_issue_indicator"),
    ),
    line(
        "CSP-T4-S3b",
        only_with("CSP-T4-S3a", text("Why is the indicator there?")),
        record(
            "Cuba",
            "sensitive_issue_window",
            why="CSP-T4-S3b",
            conditions="CSP-T4-S3b.conditions",
        ),
        conditions=only_with(
            "CSP-T4-S3a", text("Which conditions go with it, if any?", required=False)
        ),
    ),
    line(
        "CSP-T4-S4",
        choice("Does the follow-up intray show more to do?", "follow_up", "none"),
        record("Cuba", "ps_followup_intray"),
    ),
    ahead(
        "CSP-T4-S5a",
        day("On which day will the customer be contacted again?", agrees="CSP-T4-S5a"),
    ),
)

_MORE_CONTACT = line(
    "CSP-T4-S1e",
    yes_no("Does the customer need any more contact?"),
    record("Cuba", "decision", more_contact="CSP-T4-S1e", officer=BY),
)

CONTACT_CUSTOMER = sitting(
    "contact_customer",
    "Contact the customer and write it down",
    Role.PSSO,
    _DISCUSSED,
    *_WRITTEN_DOWN,
    outcomes={"made": "Contact made", "unsure": ending("Unsure how to proceed", needs=())},
)

CONTACT_AFTER_ESCALATION = sitting(
    "contact_after_escalation",
    "Decide whether to contact the customer after the MP or Ombudsman, and do so",
    Role.PSSO,
    _DISCUSSED,
    _MORE_CONTACT,
    *_WRITTEN_DOWN,
    outcomes={
        "made": ending("Yes", presumes={"CSP-T4-S1e": (True,)}),
        "no_more_contact": ending("No", needs=(_MORE_CONTACT,), presumes={"CSP-T4-S1e": (False,)}),
        "unsure": ending("Unsure how to proceed", needs=()),
    },
)

SIGN_CONTACT_LETTER = sitting(
    "sign_contact_letter",
    "Write, sign and send the letter that the contact calls for",
    Role.PSSO,
    line(
        "CSP-T4-S2e",
        message=text("What does the letter say?"),
        copies=text("Which earlier letters go along? Their ids, one a line", required=False),
    ),
    line("CSP-T4-S6a"),
    line("CSP-T4-S6b"),
    LETTER_CHANNEL,
    outcomes={
        "send": "Sent",
        "cannot_go": ending(
            "The letter may not go", leaves_open=("CSP-T4-S2e.message",), reason=True
        ),
    },
)

CONFIRM_RESOLVED = sitting(
    "confirm_resolved",
    "Confirm to Personalised Services that the issues are resolved",
    Role.EXTERNAL_COMPLAINTS_OFFICER,
    line(
        "CSP-T4-S1f",
        None,
        record("Cuba", "confirmation", confirmation=OUTCOME, officer=BY, time=AT),
    ),
    outcomes={
        "resolved": "The issues are resolved",
        "unresolved": ending("Issues are left", reason=True),
    },
    four_eyes=True,
)

FOLLOW_UP = sitting(
    "follow_up",
    "Contact the customer again as arranged",
    Role.PSSO,
    line(
        "CSP-T4-S5a",
        day("On which day will the customer be contacted next?", agrees="CSP-T4-S5a"),
    ),
    line(
        "CSP-T4-S5b",
        text("What new information was discussed?"),
        record("Cuba", "contact_record"),
    ),
    line(
        "CSP-T4-S5c",
        text("Which options and consequences were set out?"),
        record("Cuba", "options_given"),
    ),
    line(
        "CSP-T4-S5d",
        checked("The customer understands what happens next"),
        record("Cuba", "confirmation"),
    ),
    line(
        "CSP-T4-S5e",
        kept=yes_no("Were the commitments made before kept?", required=False),
    ),
    line(
        "CSP-T4-S5e",
        day("By which day is a commitment to be kept?", required=False, agrees="CSP-T4-S5e"),
        record(
            "Cuba",
            "commitment",
            who="CSP-T4-S5e.who",
            what="CSP-T4-S5e.what",
            due_date="CSP-T4-S5e",
        ),
        who=only_with("CSP-T4-S5e", choice("Who committed themselves?", "customer", "agency")),
        what=only_with("CSP-T4-S5e", text("To what?")),
    ),
    line("CSP-T4-S5f", yes_no("Is a social worker referral considered?")),
    line("CSP-T4-S5g", None, record("Cuba", "customer_decision", decision=OUTCOME)),
    line("CSP-T5-S1c", yes_no("Do the facts call for another segment?")),
    outcomes={
        "takes_up": "Takes up options",
        "declines": ending("Declines", leaves_open=("CSP-T4-S5a",)),
        "not_yet": "Not yet",
        "issues_addressed": ending("Issues addressed", leaves_open=("CSP-T4-S5a",)),
    },
    due="CSP-T4-S5a",
)

DISCUSS_SOCIAL_WORK = sitting(
    "discuss_social_work",
    "Discuss the social worker referral that the PSSO considers",
    Role.PS_SSM,
    line("CSP-T4-S5f", None, record("Cuba", "discussion", outcome=OUTCOME, officer=BY, time=AT)),
    outcomes={
        "refer": "Refer to a social worker",
        "do_not_refer": ending("Do not refer", reason=True),
    },
    four_eyes=True,
)

FOLLOW_UP_OVERDUE = sitting(
    "follow_up_overdue",
    "The customer was not contacted on the day agreed: see to it",
    Role.PS_SSM,
    line("CSP-T4-S5a", done=text("What was done about it?")),
)

CHECK_COMMITMENT = sitting(
    "check_commitment",
    "The day of a commitment is over: follow up whether it was kept",
    Role.PSSO,
    line("CSP-T4-S5e", checked=text("Was the commitment kept, and if not, what follows?")),
)

TASKS = (
    CHECK_BEFORE_CONTACT,
    ADVISE_ON_CONTACT,
    CONTACT_CUSTOMER,
    CONTACT_AFTER_ESCALATION,
    SIGN_CONTACT_LETTER,
    CONFIRM_RESOLVED,
    FOLLOW_UP,
    DISCUSS_SOCIAL_WORK,
    FOLLOW_UP_OVERDUE,
    CHECK_COMMITMENT,
)
