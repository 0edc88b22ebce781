"""The work of Child Support Table 4: contact the customer, write it down, follow up."""

from domain.personalised_services.questions import checked, choice, day, text, yes_no
from domain.roles import Role
from domain.step_ids import StepId
from domain.tasks import Recorded, TaskKind

CHECK_BEFORE_CONTACT = TaskKind(
    name="check_before_contact",
    title="Go over the review and the stacking document before contacting the customer",
    roles=(Role.PSSO,),
    step="CSP-T4-S1c",
    outcomes={"checked": "Checked", "unsure": "Unsure how to proceed"},
    asks={
        "CSP-T4-S1c": checked("The case review was gone over"),
        "CSP-T4-S1c.stacking": checked("The stacking document was gone over"),
    },
    records=(
        Recorded(
            step="CSP-T4-S1c",
            system="Cuba",
            name="ps_stacking_document_read",
            fields=("CSP-T4-S1c", "CSP-T4-S1c.stacking"),
        ),
    ),
)

ADVISE_ON_CONTACT = TaskKind(
    name="advise_on_contact",
    title="Tell the PSSO how to proceed with the customer",
    roles=(Role.PS_SM, Role.TEAM_LEADER, Role.PS_SSM),
    step="CSP-T4-S1d",
    outcomes={"advised": "Advice given"},
    asks={"CSP-T4-S1d": text("What is the advice?")},
    records=(
        Recorded(step="CSP-T4-S1d", system="Cuba", name="advice_note", fields=("CSP-T4-S1d",)),
    ),
)

_COVERED: tuple[StepId, ...] = (
    "CSP-T4-S1b",
    "CSP-T4-S2a",
    "CSP-T4-S2b",
    "CSP-T4-S2c",
    "CSP-T4-S2d",
    "CSP-T4-S2e",
    "CSP-T4-S3a",
    "CSP-T4-S3b",
    "CSP-T4-S4",
)
_ASKED_AFTER_CONTACT = {
    "CSP-T4-S1a": text("What was discussed?"),
    "CSP-T4-S1b": choice("Was the guide for a first talk used?", "used", "later_contact"),
    "CSP-T4-S2a": checked("The stacking document is up to date"),
    "CSP-T4-S2b": text("Which products and services was the customer given?"),
    "CSP-T4-S2c": checked("The next intray is there, and the one dealt with is closed"),
    "CSP-T4-S2d": text("Which contact details did a security incident change?", required=False),
    "CSP-T4-S2e": yes_no("Is a letter to be sent, or copies of earlier ones?", required=False),
    "CSP-T4-S3a": text("Which sensitive issue indicator was added?", required=False),
    "CSP-T4-S3b": text("Why, and with what conditions?", required=False),
    "CSP-T4-S4": choice("Does the follow-up intray show more to do?", "follow_up", "none"),
    "CSP-T4-S5a": day("On which day will the customer be contacted again?", agrees="CSP-T4-S5a"),
}
_RECORDED_AFTER_CONTACT = (
    Recorded(step="CSP-T4-S1a", system="Cuba", name="contact_record", fields=("CSP-T4-S1a",)),
    Recorded(step="CSP-T4-S2a", system="Cuba", name="ps_stacking_document", fields=("CSP-T4-S2a",)),
    Recorded(step="CSP-T4-S2b", system="Cuba", name="ps_stacking_document", fields=("CSP-T4-S2b",)),
    Recorded(step="CSP-T4-S2c", system="Cuba", name="ps_followup_intray", fields=("CSP-T4-S2c",)),
    Recorded(
        step="CSP-T4-S2d", system="Cuba", name="special_contact_details", fields=("CSP-T4-S2d",)
    ),
    Recorded(
        step="CSP-T4-S3a", system="Cuba", name="sensitive_issue_indicator", fields=("CSP-T4-S3a",)
    ),
    Recorded(
        step="CSP-T4-S3b", system="Cuba", name="sensitive_issue_window", fields=("CSP-T4-S3b",)
    ),
    Recorded(step="CSP-T4-S4", system="Cuba", name="ps_followup_intray", fields=("CSP-T4-S4",)),
)

CONTACT_CUSTOMER = TaskKind(
    name="contact_customer",
    title="Contact the customer and write it down",
    roles=(Role.PSSO,),
    step="CSP-T4-S1a",
    steps=_COVERED,
    outcomes={"made": "Contact made", "unsure": "Unsure how to proceed"},
    asks=_ASKED_AFTER_CONTACT,
    optional_for={"unsure": tuple(_ASKED_AFTER_CONTACT)},
    records=_RECORDED_AFTER_CONTACT,
)

CONTACT_AFTER_ESCALATION = TaskKind(
    name="contact_after_escalation",
    title="Decide whether to contact the customer after the MP or Ombudsman, and do so",
    roles=(Role.PSSO,),
    step="CSP-T4-S1a",
    steps=("CSP-T4-S1e", *_COVERED),
    outcomes={"made": "Yes", "no_more_contact": "No", "unsure": "Unsure how to proceed"},
    asks=_ASKED_AFTER_CONTACT,
    optional_for={
        "no_more_contact": tuple(_ASKED_AFTER_CONTACT),
        "unsure": tuple(_ASKED_AFTER_CONTACT),
    },
    records=_RECORDED_AFTER_CONTACT,
)

SIGN_CONTACT_LETTER = TaskKind(
    name="sign_contact_letter",
    title="Write, sign and send the letter that the contact calls for",
    roles=(Role.PSSO,),
    step="CSP-T4-S2e",
    steps=("CSP-T4-S6a", "CSP-T4-S6b"),
    outcomes={"send": "Sent", "cannot_go": "The letter may not go"},
    asks={
        "CSP-T4-S2e.message": text("What does the letter say?"),
        "CSP-T4-S2e.copies": text(
            "Copies of which earlier letters go along? One a line", required=False
        ),
    },
    optional_for={"cannot_go": ("CSP-T4-S2e.message",)},
    reasons=("cannot_go",),
)

CONFIRM_RESOLVED = TaskKind(
    name="confirm_resolved",
    title="Confirm to Personalised Services that the issues are resolved",
    roles=(Role.EXTERNAL_COMPLAINTS_OFFICER,),
    step="CSP-T4-S1f",
    outcomes={"resolved": "The issues are resolved", "unresolved": "Issues are left"},
    reasons=("unresolved",),
)

_ASKED_AT_FOLLOW_UP = {
    "CSP-T4-S5a": day("On which day will the customer be contacted next?", agrees="CSP-T4-S5a"),
    "CSP-T4-S5b": text("What new information was discussed?"),
    "CSP-T4-S5c": text("Which options and consequences were set out?"),
    "CSP-T4-S5d": checked("The customer understands what happens next"),
    "CSP-T4-S5e.kept": yes_no("Were the commitments made before kept?", required=False),
    "CSP-T4-S5e": day(
        "By which day is a commitment to be kept?", required=False, agrees="CSP-T4-S5e"
    ),
    "CSP-T4-S5e.commitment": text("Who committed themselves to what?", required=False),
    "CSP-T4-S5f": yes_no("Is a social worker referral considered?"),
    "CSP-T5-S1c": yes_no("Do the facts call for another segment?"),
}

FOLLOW_UP = TaskKind(
    name="follow_up",
    title="Contact the customer again as arranged",
    roles=(Role.PSSO,),
    step="CSP-T4-S5a",
    steps=(
        "CSP-T4-S5b",
        "CSP-T4-S5c",
        "CSP-T4-S5d",
        "CSP-T4-S5e",
        "CSP-T4-S5f",
        "CSP-T4-S5g",
        "CSP-T5-S1c",
    ),
    outcomes={
        "takes_up": "Takes up options",
        "declines": "Declines",
        "not_yet": "Not yet",
        "issues_addressed": "Issues addressed",
    },
    asks=_ASKED_AT_FOLLOW_UP,
    optional_for={"declines": ("CSP-T4-S5a",), "issues_addressed": ("CSP-T4-S5a",)},
    due="CSP-T4-S5a",
    records=(
        Recorded(
            step="CSP-T4-S5b",
            system="Cuba",
            name="contact_record",
            fields=("CSP-T4-S5b", "CSP-T4-S5c", "CSP-T4-S5d"),
        ),
        Recorded(
            step="CSP-T4-S5e",
            system="Cuba",
            name="commitment",
            fields=("CSP-T4-S5e", "CSP-T4-S5e.commitment"),
        ),
    ),
)

DISCUSS_SOCIAL_WORK = TaskKind(
    name="discuss_social_work",
    title="Discuss the social worker referral that the PSSO considers",
    roles=(Role.PS_SSM,),
    step="CSP-T4-S5f",
    outcomes={"refer": "Refer to a social worker", "do_not_refer": "Do not refer"},
    reasons=("do_not_refer",),
)

FOLLOW_UP_OVERDUE = TaskKind(
    name="follow_up_overdue",
    title="The customer was not contacted on the day agreed: see to it",
    roles=(Role.PS_SSM,),
    step="CSP-T4-S5a",
    asks={"CSP-T4-S5a": text("What was done about it?")},
)

CHECK_COMMITMENT = TaskKind(
    name="check_commitment",
    title="The day of a commitment is over: follow up whether it was kept",
    roles=(Role.PSSO,),
    step="CSP-T4-S5e",
    asks={"CSP-T4-S5e": text("Was the commitment kept, and if not, what follows?")},
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
