"""The work of the written complaints procedure: who does what in one sitting."""

from pydantic import JsonValue

from domain.complaints.assessment import About
from domain.roles import Role
from domain.tasks import AnswerType, Question, Recorded, TaskKind

COMPLAINT_RECORD = "Complaint record"

# ---------------------------------------------------------------- what the officer answers

_ESCALATION = {
    "WC-S3b": Question(
        words="Does External and Escalated Complaints already manage an escalation from the "
        "customer?",
        type=AnswerType.YES_NO,
    ),
}
_AVENUES = {
    "WC-S3e": Question(
        words="Has the customer raised the same issues elsewhere too: with an MP, the Ombudsman, "
        "a Minister, or another officer?",
        type=AnswerType.YES_NO,
    ),
    "WC-S3f.proposal": Question(
        words="How do you propose that it is handled, so that no work is done twice?",
        type=AnswerType.TEXT,
    ),
}
_FLAGS = {
    "WC-S3g": Question(words="Does it raise a privacy issue?", type=AnswerType.YES_NO),
    "WC-S3h": Question(words="Does it contain inappropriate language?", type=AnswerType.YES_NO),
}
_OWNERSHIP = {
    "WC-S4a": Question(
        words="Is the customer locked to Personalised Services?", type=AnswerType.YES_NO
    ),
    "WC-S4a.plan": Question(
        words="Has the customer an open plan in Personalised Services (A48)?",
        type=AnswerType.YES_NO,
        required=False,
    ),
}
_LEVEL = {
    "WC-S3i": Question(words="Why this level, given the customer's history?", type=AnswerType.TEXT),
    "WC-S3i.refer": Question(
        words="Is the customer to be referred to Personalised Services?",
        type=AnswerType.YES_NO,
        required=False,
    ),
    "WC-S3j": Question(
        words="What is it about in the main?",
        type=AnswerType.CHOICE,
        choices=tuple(about.value for about in About),
    ),
    "WC-S3o": Question(
        words="Which exemption from the acknowledgement applies, if one does?",
        type=AnswerType.REFERENCE,
        required=False,
    ),
}
_CATEGORY = {
    "WC-S3a.category": Question(
        words="Under which category does it go on as correspondence?", type=AnswerType.REFERENCE
    ),
}

# ---------------------------------------------------------------- how a sitting can end

_LEVELS = {
    "level_1_behaviour": "Level 1, staff behaviour",
    "level_1_other": "Level 1, other",
    "level_2": "Level 2",
}
_NOT_BEHAVIOUR = tuple(about.value for about in About if about is not About.STAFF_MANNER)
_Presumed = dict[str, tuple[JsonValue, ...]]
_LEVELS_PRESUME: dict[str, _Presumed] = {
    "level_1_behaviour": {"WC-S3j": (About.STAFF_MANNER.value,)},
    "level_1_other": {"WC-S3j": _NOT_BEHAVIOUR},
}


def _levels_presume(before: _Presumed) -> dict[str, _Presumed]:
    """Return what every level goes with: the answers ``before`` it, and its own."""
    return {outcome: before | _LEVELS_PRESUME.get(outcome, {}) for outcome in _LEVELS}


def _without(
    asks: dict[str, Question], **needed: dict[str, Question]
) -> dict[str, tuple[str, ...]]:
    """Return, for each outcome, the questions that it leaves open: all but those it needs."""
    return {
        outcome: tuple(key for key in asks if key not in kept) for outcome, kept in needed.items()
    }


_ASSESS_ASKS = _CATEGORY | _ESCALATION | _AVENUES | _FLAGS | _LEVEL | _OWNERSHIP
_ASSESSED = _ESCALATION | {"WC-S3e": _AVENUES["WC-S3e"]} | _FLAGS | _LEVEL | _OWNERSHIP

ASSESS = TaskKind(
    name="assess_complaint",
    title="Assess the correspondence",
    roles=(Role.ALLOCATIONS_OFFICER,),
    step="WC-S3a",
    steps=(
        "WC-S2c",
        "WC-S3b",
        "WC-S3e",
        "WC-S3g",
        "WC-S3h",
        "WC-S3i",
        "WC-S3j",
        "WC-S3o",
        "WC-S4a",
    ),
    outcomes={
        "not_complaint": "No",  # WC-S3a
        "escalation_in_hand": "Yes",  # WC-S3b
        "many_avenues": "Yes",  # WC-S3e
    }
    | _LEVELS,
    asks=_ASSESS_ASKS,
    optional_for=_without(
        _ASSESS_ASKS,
        not_complaint=_CATEGORY | _FLAGS,
        escalation_in_hand=_ESCALATION,
        many_avenues=_ESCALATION | _AVENUES,
        level_1_behaviour=_ASSESSED,
        level_1_other=_ASSESSED,
        level_2=_ASSESSED,
    ),
    presumes={
        "escalation_in_hand": {"WC-S3b": (True,)},
        "many_avenues": {"WC-S3b": (False,), "WC-S3e": (True,)},
        **_levels_presume({"WC-S3b": (False,), "WC-S3e": (False,)}),
    },
)

_RESUME_ASKS = _AVENUES | _FLAGS | _LEVEL | _OWNERSHIP
_RESUMED = {"WC-S3e": _AVENUES["WC-S3e"]} | _FLAGS | _LEVEL | _OWNERSHIP

RESUME_ASSESSMENT = TaskKind(
    name="resume_assessment",
    title="Go on with the assessment: it is a new complaint",
    roles=(Role.ALLOCATIONS_OFFICER,),
    step="WC-S3e",
    steps=("WC-S3g", "WC-S3h", "WC-S3i", "WC-S3j", "WC-S3o", "WC-S4a"),
    outcomes={"many_avenues": "Yes"} | _LEVELS,
    asks=_RESUME_ASKS,
    optional_for=_without(
        _RESUME_ASKS,
        many_avenues=_AVENUES,
        level_1_behaviour=_RESUMED,
        level_1_other=_RESUMED,
        level_2=_RESUMED,
    ),
    presumes={
        "many_avenues": {"WC-S3e": (True,)},
        **_levels_presume({"WC-S3e": (False,)}),
    },
)

CHOOSE_LEVEL = TaskKind(
    name="choose_level",
    title="Choose the level: the handling is settled",
    roles=(Role.ALLOCATIONS_OFFICER,),
    step="WC-S3i",
    steps=("WC-S3g", "WC-S3h", "WC-S3j", "WC-S3o", "WC-S4a"),
    outcomes=_LEVELS,
    asks=_FLAGS | _LEVEL | _OWNERSHIP,
    presumes=_LEVELS_PRESUME,
)

CHECK_SUPPLEMENTARY = TaskKind(
    name="check_supplementary",
    title="Check the supplementary item for privacy, language and Personalised Services",
    roles=(Role.ALLOCATIONS_OFFICER,),
    step="WC-S3g",
    steps=("WC-S3h", "WC-S4a"),
    asks=_FLAGS | _OWNERSHIP,
)

# ---------------------------------------------------------------- what others settle

AGREE_HANDLING = TaskKind(
    name="agree_handling",
    title="Agree with the Allocations Officer how new correspondence is dealt with",
    roles=(Role.EXTERNAL_COMPLAINTS_OFFICER,),
    step="WC-S3c",
    steps=("WC-S3d",),
    outcomes={"new_complaint": "Yes, new complaint", "supplementary": "No, supplementary"},
    asks={
        "WC-S3c": Question(words="What was agreed?", type=AnswerType.TEXT),
        "WC-S3c.consulted": Question(words="Who was consulted?", type=AnswerType.REFERENCE),
        "WC-S3c.on": Question(words="On which day?", type=AnswerType.DATE),
        "WC-S3d": Question(
            words="To which complaint or enquiry does it belong?", type=AnswerType.REFERENCE
        ),
    },
    optional_for={"new_complaint": ("WC-S3d",)},
    records=(
        Recorded(
            step="WC-S3c",
            system=COMPLAINT_RECORD,
            name="consultation",
            fields=("WC-S3c.consulted", "WC-S3c.on", "WC-S3c"),
        ),
    ),
)

_OWNERS = (
    Role.COMPLAINTS_OFFICER,
    Role.LEVEL_1_OFFICER,
    Role.COMPLAINTS_SSM,
    Role.EXTERNAL_COMPLAINTS_OFFICER,
    Role.EXTERNAL_COMPLAINTS_SSM,
    Role.PSSO,
)

SETTLE_AVENUES = TaskKind(
    name="settle_avenues",
    title="Settle who handles a complaint that was made by several avenues",
    roles=(Role.EXTERNAL_COMPLAINTS_SSM,),
    step="WC-S3f",
    outcomes={"agreed": "The handling is settled", "not_agreed": "Propose another handling"},
    asks={
        "WC-S3f": Question(words="Which approach was agreed?", type=AnswerType.TEXT),
        "WC-S3f.owner": Question(
            words="Who owns the complaint from here?", type=AnswerType.REFERENCE, names=_OWNERS
        ),
    },
    optional_for={"not_agreed": ("WC-S3f", "WC-S3f.owner")},
    records=(
        Recorded(
            step="WC-S3f",
            system=COMPLAINT_RECORD,
            name="agreed_handling",
            fields=("WC-S3f", "WC-S3f.owner"),
        ),
    ),
    four_eyes=True,
    reasons=("not_agreed",),
)

# ---------------------------------------------------------------- handling and acknowledging

_HANDLERS = (Role.COMPLAINTS_OFFICER, Role.LEVEL_1_OFFICER, Role.PSSO)
_FIRST_CONTACT = {
    "WC-S3k": Question(
        words="Was the complaint resolved at the first contact?", type=AnswerType.YES_NO
    ),
}
_FIRST_CONTACT_RECORD = Recorded(
    step="WC-S3k",
    system=COMPLAINT_RECORD,
    name="first_contact_resolution",
    fields=("WC-S3k",),
)
_LETTER_TEXT = {
    "WC-S3m.about": Question(
        words="What is the complaint about, in words for the letter?",
        type=AnswerType.TEXT,
        required=False,
    ),
}

HANDLE_LEVEL_1 = TaskKind(
    name="handle_level_1",
    title="Handle a complaint about staff behaviour at Level 1",
    roles=(Role.LEVEL_1_OFFICER,),
    step="WC-S3l",
)

ACKNOWLEDGE = TaskKind(
    name="acknowledge_complaint",
    title="Prepare, confirm and send the acknowledgement",
    roles=_HANDLERS,
    role_chosen=True,
    step="WC-S3m",
    steps=("WC-S3p",),
    outcomes={"send": "Send the letter"},
    asks=_LETTER_TEXT,
)

ACKNOWLEDGE_BEHAVIOURAL = TaskKind(
    name="acknowledge_behavioural_complaint",
    title="Try to resolve the complaint at the first contact; send the acknowledgement",
    roles=_HANDLERS,
    role_chosen=True,
    step="WC-S3m",
    steps=("WC-S3k", "WC-S3p"),
    outcomes={"send": "Send the letter"},
    asks=_FIRST_CONTACT | _LETTER_TEXT,
    records=(_FIRST_CONTACT_RECORD,),
)

RESOLVE_AT_FIRST_CONTACT = TaskKind(
    name="resolve_at_first_contact",
    title="Try to resolve the complaint at the first contact; it gets no letter",
    roles=_HANDLERS,
    role_chosen=True,
    step="WC-S3k",
    asks=_FIRST_CONTACT,
    records=(_FIRST_CONTACT_RECORD,),
)

BRING_IN_PSSO = TaskKind(
    name="bring_in_psso",
    title="Bring the owning PSSO into the complaint",
    roles=(Role.ALLOCATIONS_OFFICER, Role.PSSO),
    step="WC-S4b",
    asks={
        "WC-S4b": Question(
            words="Which PSSO was told?", type=AnswerType.REFERENCE, names=(Role.PSSO,)
        ),
    },
    records=(
        Recorded(
            step="WC-S4b",
            system="Personalised Services",
            name="psso_notified",
            fields=("WC-S4b",),
        ),
    ),
)

READ_SUPPLEMENTARY = TaskKind(
    name="read_supplementary",
    title="Read further correspondence that belongs to this complaint",
    roles=(Role.ALLOCATIONS_OFFICER, *_HANDLERS),
    role_chosen=True,
    step="WC-S3d",
    asks={"WC-S3d": Question(words="What was done about it?", type=AnswerType.TEXT)},
)

# ---------------------------------------------------------------- the two-day clock

ACKNOWLEDGEMENT_ABOUT_TO_LAPSE = TaskKind(
    name="acknowledgement_about_to_lapse",
    title="The acknowledgement is about to be late: see that it goes out",
    roles=(Role.COMPLAINTS_SSM,),
    step="WC-S3n",
    steps=("BG-WC-b",),
    asks={"WC-S3n": Question(words="What was done about it?", type=AnswerType.TEXT)},
)

ACKNOWLEDGEMENT_LAPSED = TaskKind(
    name="acknowledgement_lapsed",
    title="The acknowledgement is late: see that it goes out",
    roles=(Role.COMPLAINTS_SSM,),
    step="WC-S3n",
    steps=("BG-WC-b",),
    asks={"WC-S3n": Question(words="What was done about it?", type=AnswerType.TEXT)},
)

TASKS: tuple[TaskKind, ...] = (
    ASSESS,
    RESUME_ASSESSMENT,
    CHOOSE_LEVEL,
    CHECK_SUPPLEMENTARY,
    AGREE_HANDLING,
    SETTLE_AVENUES,
    HANDLE_LEVEL_1,
    ACKNOWLEDGE,
    ACKNOWLEDGE_BEHAVIOURAL,
    RESOLVE_AT_FIRST_CONTACT,
    BRING_IN_PSSO,
    READ_SUPPLEMENTARY,
    ACKNOWLEDGEMENT_ABOUT_TO_LAPSE,
    ACKNOWLEDGEMENT_LAPSED,
)
