"""The work of the written complaints procedure: who does what in one sitting."""

from pydantic import JsonValue

from domain.complaints.assessment import About
from domain.complaints.lookups import COMPLEX, LOOK_ALIKES, OPEN_ESCALATIONS, OWNERS, SAME_LETTER
from domain.days import PAST_YEAR
from domain.kit_tasks import LETTER_CHANNEL
from domain.personalised_services.lookups import PS_OWNER
from domain.refers import ELSEWHERE, JOINED_TO, OFFICER
from domain.roles import Role
from domain.shown import LETTER, SEEN_TO, alert, by_a_thing, told_since
from domain.sittings import (
    Ending,
    Line,
    ahead,
    choice,
    day,
    ending,
    line,
    officer,
    record,
    reference,
    sitting,
    text,
    yes_no,
)

COMPLAINT_RECORD = "Complaint record"

# ---------------------------------------------------------------- what the officer answers

_CATEGORY = line(
    "WC-S3a",
    why=text("Why is it no complaint?"),
    category=reference("Under which category does it go on as correspondence?", ELSEWHERE),
)
_ESCALATION = line(
    "WC-S3b",
    yes_no(
        "Does External and Escalated Complaints already manage an escalation from the customer?",
        known=OPEN_ESCALATIONS,
    ),
)
_HOLDER = ahead(
    "WC-S3c",
    holder=officer(
        "Which officer holds the escalation?", Role.EXTERNAL_COMPLAINTS_OFFICER, another=True
    ),
)
_AVENUES = line(
    "WC-S3e",
    yes_no(
        "Has the customer raised the same issues elsewhere too: with an MP, the Ombudsman, "
        "a Minister, or another officer?",
        known=SAME_LETTER,
    ),
    shows=(OWNERS, LOOK_ALIKES),
)
_PROPOSAL = ahead(
    "WC-S3f",
    proposal=text("How do you propose that it is handled, so that no work is done twice?"),
)
_FLAGS = (
    line("WC-S3g", yes_no("Does it raise a privacy issue?")),
    line("WC-S3h", yes_no("Does it contain inappropriate language?")),
)
_LEVEL = (
    line(
        "WC-S3i",
        text("Why this level, given the customer's history?"),
        refer=yes_no(
            "Is the customer to be referred to Personalised Services?",
            required=False,
            known=COMPLEX,
        ),
    ),
    line(
        "WC-S3j",
        choice("What is it about in the main?", *(about.value for about in About)),
        officer=reference(
            "Which officer is it about, if it is about one?", OFFICER, required=False
        ),
    ),
    line(
        "WC-S3o",
        reference(
            "Which exemption from the acknowledgement applies, if one does?",
            ELSEWHERE,
            required=False,
            listed="wc.acknowledgement_exemptions",
        ),
    ),
)
_OWNERSHIP = line(
    "WC-S4a",
    # Whether a case is open here the product knows itself.
    plan=yes_no(
        "Has Personalised Services a lock or an open plan of the customer that is not kept here "
        "(A48)?",
        required=False,
    ),
    shows=(PS_OWNER,),
)

# ---------------------------------------------------------------- how a sitting can end

_Presumed = dict[str, tuple[JsonValue, ...]]
_NOT_BEHAVIOUR = tuple(about.value for about in About if about is not About.STAFF_MANNER)


def _levels(
    before: _Presumed | None = None, *, needs: tuple[Line, ...] | None = None
) -> dict[str, Ending]:
    """Return the three endings of the assessment, which go with the answers ``before`` them."""
    earlier = before or {}
    return {
        "level_1_behaviour": ending(
            "Level 1, staff behaviour",
            needs=needs,
            presumes=earlier | {"WC-S3j": (About.STAFF_MANNER.value,)},
        ),
        "level_1_other": ending(
            "Level 1, other", needs=needs, presumes=earlier | {"WC-S3j": _NOT_BEHAVIOUR}
        ),
        "level_2": ending("Level 2", needs=needs, presumes=earlier),
    }


_LEVELLED = (_AVENUES, *_FLAGS, *_LEVEL, _OWNERSHIP)

ASSESS = sitting(
    "assess_complaint",
    "Assess the correspondence",
    Role.ALLOCATIONS_OFFICER,
    _CATEGORY,
    line("WC-S2c"),
    _ESCALATION,
    _HOLDER,
    _AVENUES,
    _PROPOSAL,
    *_FLAGS,
    *_LEVEL,
    _OWNERSHIP,
    outcomes={
        "not_complaint": ending("No", needs=(_CATEGORY, *_FLAGS)),  # WC-S3a
        "escalation_in_hand": ending(  # WC-S3b
            "Yes", needs=(_ESCALATION, _HOLDER), presumes={"WC-S3b": (True,)}
        ),
        "many_avenues": ending(  # WC-S3e
            "Yes",
            needs=(_ESCALATION, _AVENUES, _PROPOSAL),
            presumes={"WC-S3b": (False,), "WC-S3e": (True,)},
        ),
        **_levels({"WC-S3b": (False,), "WC-S3e": (False,)}, needs=(_ESCALATION, *_LEVELLED)),
    },
)

RESUME_ASSESSMENT = sitting(
    "resume_assessment",
    "Go on with the assessment: it is a new complaint",
    Role.ALLOCATIONS_OFFICER,
    _AVENUES,
    _PROPOSAL,
    *_FLAGS,
    *_LEVEL,
    _OWNERSHIP,
    outcomes={
        "many_avenues": ending("Yes", needs=(_AVENUES, _PROPOSAL), presumes={"WC-S3e": (True,)}),
        **_levels({"WC-S3e": (False,)}, needs=_LEVELLED),
    },
)

CHOOSE_LEVEL = sitting(
    "choose_level",
    "Choose the level: the handling is settled",
    Role.ALLOCATIONS_OFFICER,
    *_FLAGS,
    *_LEVEL,
    _OWNERSHIP,
    outcomes=_levels(),
    leads="WC-S3i",
)

CHECK_SUPPLEMENTARY = sitting(
    "check_supplementary",
    "Check the supplementary item for privacy, language and Personalised Services",
    Role.ALLOCATIONS_OFFICER,
    *_FLAGS,
    _OWNERSHIP,
)

# ---------------------------------------------------------------- what others settle

AGREE_HANDLING = sitting(
    "agree_handling",
    "Agree with the Allocations Officer how new correspondence is dealt with",
    Role.EXTERNAL_COMPLAINTS_OFFICER,
    line(
        "WC-S3c",
        text("What was agreed?"),
        record(
            COMPLAINT_RECORD,
            "consultation",
            who_was_consulted="WC-S3c.consulted",
            when="WC-S3c.on",
            agreed="WC-S3c",
        ),
        consulted=reference("Who was consulted?", OFFICER, another=True),
        on=day("On which day?", near=PAST_YEAR),
    ),
    line(
        "WC-S3d",
        reference("To which complaint or enquiry does it belong?", JOINED_TO),
        shows=(OWNERS,),
    ),
    outcomes={
        "new_complaint": ending("Yes, new complaint", leaves_open=("WC-S3d",)),
        "supplementary": "No, supplementary",
    },
    decides_on=(ASSESS,),
)

_OWNERS = (
    Role.COMPLAINTS_OFFICER,
    Role.LEVEL_1_OFFICER,
    Role.COMPLAINTS_SSM,
    Role.EXTERNAL_COMPLAINTS_OFFICER,
    Role.EXTERNAL_COMPLAINTS_SSM,
    Role.PSSO,
)

SETTLE_AVENUES = sitting(
    "settle_avenues",
    "Settle who handles a complaint that was made by several avenues",
    Role.EXTERNAL_COMPLAINTS_SSM,
    line(
        "WC-S3f",
        text("Which approach was agreed?"),
        record(COMPLAINT_RECORD, "agreed_handling", approach="WC-S3f", owner="WC-S3f.owner"),
        owner=officer("Who owns the complaint from here?", *_OWNERS),
        shows=(OWNERS, SAME_LETTER, LOOK_ALIKES),
    ),
    outcomes={
        "agreed": "The handling is settled",
        "not_agreed": ending("Propose another handling", needs=(), reason=True),
    },
    decides_on=(ASSESS, RESUME_ASSESSMENT),
)

# ---------------------------------------------------------------- handling and acknowledging

_HANDLERS = (Role.COMPLAINTS_OFFICER, Role.LEVEL_1_OFFICER, Role.PSSO)
_FIRST_CONTACT = line(
    "WC-S3k",
    yes_no("Was the complaint resolved at the first contact?"),
    record(COMPLAINT_RECORD, "first_contact_resolution", achieved="WC-S3k"),
)
_LETTER_TEXT = line(
    "WC-S3m",
    about=text("The letter says: your complaint is about ... what?", required=False),
)

HANDLE_LEVEL_1 = sitting(
    "handle_level_1",
    "Handle a complaint about staff behaviour at Level 1",
    Role.LEVEL_1_OFFICER,
    line("WC-S3l"),
)

ACKNOWLEDGE = sitting(
    "acknowledge_complaint",
    "Prepare, confirm and send the acknowledgement",
    _HANDLERS,
    _LETTER_TEXT,
    line("WC-S3p"),
    LETTER_CHANNEL,
    outcomes={"send": "Send the letter"},
    role_chosen=True,
)

RESOLVE_AT_FIRST_CONTACT = sitting(
    "resolve_at_first_contact",
    "Try to resolve the complaint at the first contact with the customer",
    _HANDLERS,
    _FIRST_CONTACT,
    role_chosen=True,
)

BRING_IN_PSSO = sitting(
    "bring_in_psso",
    "Bring the owning PSSO into the complaint",
    (Role.ALLOCATIONS_OFFICER, Role.PSSO),
    line(
        "WC-S4b",
        officer("Which PSSO was told?", Role.PSSO),
        record("Personalised Services", "psso_notified", psso="WC-S4b"),
        shows=(PS_OWNER,),
    ),
)

READ_SUPPLEMENTARY = sitting(
    "read_supplementary",
    "Read further correspondence that belongs to this complaint",
    (Role.ALLOCATIONS_OFFICER, *_OWNERS),
    by_a_thing("WC-S3d"),
    outcomes=SEEN_TO,
    role_chosen=True,
)

WRITE_AGAIN = sitting(
    "write_again",
    "The acknowledgement that has left says what was put right since: write to the customer",
    (Role.COMPLAINTS_OFFICER, *(role for role in _OWNERS if role is not Role.COMPLAINTS_OFFICER)),
    line("WC-S3m", letter=LETTER, needs=told_since("WC-S3m")),
)

TELL_HOW_FAR = sitting(
    "tell_how_far",
    "The day by which the customer was to hear has passed: tell them how far the complaint is",
    _HANDLERS,
    line("CB-LETTER", letter=LETTER, needs=told_since("CB-LETTER")),
    role_chosen=True,
)

# ---------------------------------------------------------------- the two-day clock

ACKNOWLEDGEMENT_ABOUT_TO_LAPSE = sitting(
    "acknowledgement_about_to_lapse",
    "The acknowledgement is about to be late: see that it goes out",
    Role.COMPLAINTS_SSM,
    alert("WC-S3n"),
    line("BG-WC-b"),
    outcomes=SEEN_TO,
)

ACKNOWLEDGEMENT_LAPSED = sitting(
    "acknowledgement_lapsed",
    "The acknowledgement is late: see that it goes out",
    Role.COMPLAINTS_SSM,
    alert("WC-S3n"),
    line("BG-WC-b"),
    outcomes=SEEN_TO,
)

TASKS = (
    ASSESS,
    RESUME_ASSESSMENT,
    CHOOSE_LEVEL,
    CHECK_SUPPLEMENTARY,
    AGREE_HANDLING,
    SETTLE_AVENUES,
    HANDLE_LEVEL_1,
    ACKNOWLEDGE,
    RESOLVE_AT_FIRST_CONTACT,
    BRING_IN_PSSO,
    READ_SUPPLEMENTARY,
    WRITE_AGAIN,
    TELL_HOW_FAR,
    ACKNOWLEDGEMENT_ABOUT_TO_LAPSE,
    ACKNOWLEDGEMENT_LAPSED,
)
