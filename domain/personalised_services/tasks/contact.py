"""The work of Child Support Table 4: contact the customer, write it down, follow up."""

from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.file.commitments import CommitmentKept, CommitmentMade, CommitmentReleased
from domain.file.contacts import ContactMade
from domain.file.intrays import IntrayClosed, IntrayRaised, NotepadFiled
from domain.file.letters_wanted import LetterWanted
from domain.file.options import OptionAnswered, OptionGiven
from domain.file.preparations import ContactPrepared
from domain.personalised_services import options, taking_on, talks
from domain.personalised_services.lookups import AGREED_CONTACT, BARRED, SPECIALISED_ISSUES
from domain.roles import Role
from domain.shown import SEEN_TO, alert, by_a_thing
from domain.sittings import (
    ahead,
    ending,
    line,
    needed,
    record,
    sitting,
    text,
)
from domain.tasks import AT, BY, OUTCOME

CHECK_BEFORE_CONTACT = sitting(
    "check_before_contact",
    "Go over the review and the stacking document before contacting the customer",
    Role.PSSO,
    line(
        "CSP-T4-S1c",
        needs=needed(
            "case review, stacking document and what asks for checks gone over",
            taking_on.checks_made,
            ContactPrepared,
        ),
        shows=(OPEN_COMPLAINTS, SPECIALISED_ISSUES),
    ),
    line("RES-LINK-a"),
    outcomes={"checked": "Checked", "unsure": ending("Unsure how to proceed", needs=())},
)

ADVISE_ON_CONTACT = sitting(
    "advise_on_contact",
    "Tell the PSSO how to proceed with the customer",
    (Role.PS_SM, Role.TEAM_LEADER, Role.PS_SSM),
    line("CSP-T4-S1d", text("What is the advice?"), record("Cuba", "advice")),
    outcomes={"advised": "Advice given"},
    four_eyes=True,
)

_DISCUSSED = line(
    "CSP-T4-S1a",
    needs=needed("A talk with the customer", talks.no_talk, ContactMade),
    shows=(BARRED,),
)
_WRITTEN_DOWN = (
    line(
        "CSP-T4-S1b",
        needs=needed("The guide for a first talk", talks.no_word_of_the_guide, ContactMade),
    ),
    line(
        "CSP-T4-S2a",
        needs=needed(
            "A notepad on it in the stacking document", talks.nothing_written_down, NotepadFiled
        ),
    ),
    line(
        "CSP-T4-S2b",
        needs=needed("What the customer was given", talks.no_word_of_what_was_given, ContactMade),
    ),
    line(
        "CSP-T4-S2c",
        needs=needed("The intray dealt with is closed", talks.intrays_not_swapped, IntrayClosed),
    ),
    line(
        "CSP-T4-S2e",
        needs=needed(
            "What was promised in writing is asked for", talks.not_asked_for, LetterWanted
        ),
    ),
    line(
        "CSP-T4-S4",
        needs=needed("A follow-up intray", talks.no_followup_intray, IntrayRaised),
    ),
    ahead(
        "CSP-T4-S5a",
        needs=needed("The day of the next contact", talks.no_next_day, CommitmentMade),
    ),
)

CONTACT_CUSTOMER = sitting(
    "contact_customer",
    "Contact the customer and write it down",
    Role.PSSO,
    _DISCUSSED,
    *_WRITTEN_DOWN,
    line("BG-OBJ-b"),
    line("BG-OBJ-e"),
    outcomes={"made": "Contact made", "unsure": ending("Unsure how to proceed", needs=())},
)

CONTACT_AFTER_ESCALATION = sitting(
    "contact_after_escalation",
    "Decide whether to contact the customer after the MP or Ombudsman, and do so",
    Role.PSSO,
    _DISCUSSED,
    line("CSP-T4-S1e"),
    *_WRITTEN_DOWN,
    outcomes={
        "made": "Yes",
        "no_more_contact": ending("No", needs=()),
        "unsure": ending("Unsure how to proceed", needs=()),
    },
    leads="CSP-T4-S1e",
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
        needs=needed("The contact that was agreed", talks.not_made, ContactMade),
        shows=(AGREED_CONTACT, OPEN_COMPLAINTS),
    ),
    line(
        "CSP-T4-S5b",
        needs=needed("The issues spoken of", talks.no_word_of_the_issues, ContactMade),
        shows=(SPECIALISED_ISSUES,),
    ),
    line(
        "CSP-T4-S5c",
        needs=needed(
            "An option, with what follows from it, for every open issue",
            options.none_without_an_option,
            OptionGiven,
        ),
    ),
    line(
        "CSP-T4-S5d",
        needs=needed(
            "The customer understands what is next",
            talks.no_word_of_what_is_understood,
            ContactMade,
        ),
    ),
    line(
        "CSP-T4-S5e",
        needs=needed("The day of the next contact", talks.no_next_day, CommitmentMade),
    ),
    line(
        "CSP-T4-S5g",
        needs=needed(
            "What the customer says to the options",
            options.answered_as_the_outcome_says,
            OptionAnswered,
        ),
    ),
    line("BG-OBJ-g"),
    outcomes={
        "takes_up": "Takes up options",
        "declines": "Declines",
        "not_yet": "Not yet",
        "issues_addressed": "Issues addressed",
    },
)

FOLLOW_UP_OVERDUE = sitting(
    "follow_up_overdue",
    "The customer was not contacted on the day agreed: see to it",
    Role.PS_SSM,
    alert("CSP-T4-S5a"),
    outcomes=SEEN_TO,
)

CHECK_COMMITMENT = sitting(
    "check_commitment",
    "The day of a commitment is over: was it kept, and what follows?",
    Role.PSSO,
    line(
        "CSP-T4-S5e",
        needs=needed(
            "What came of the commitment",
            talks.still_missed,
            CommitmentKept,
            CommitmentMade,
            CommitmentReleased,
        ),
    ),
)

READ_CONTACT = sitting(
    "read_contact",
    "The customer was in contact with somebody else: read what was said, and see to it",
    Role.PSSO,
    by_a_thing("CSP-T4-S1a"),
    outcomes=SEEN_TO,
)

TASKS = (
    CHECK_BEFORE_CONTACT,
    ADVISE_ON_CONTACT,
    CONTACT_CUSTOMER,
    CONTACT_AFTER_ESCALATION,
    CONFIRM_RESOLVED,
    FOLLOW_UP,
    FOLLOW_UP_OVERDUE,
    CHECK_COMMITMENT,
    READ_CONTACT,
)
