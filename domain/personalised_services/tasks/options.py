"""The work of Child Support Table 5: the segment, the options, the letter that confirms them."""

from domain.personalised_services.questions import choice, text, yes_no
from domain.personalised_services.segments import Segment, may_set
from domain.roles import Role
from domain.tasks import Recorded, TaskKind

_SHOWN = tuple(segment.value for segment in Segment if may_set(segment))

ALLOCATE_SEGMENT = TaskKind(
    name="allocate_segment",
    title="Weigh the factors and allocate the segment",
    roles=(Role.PSSO,),
    step="CSP-T5-S1b",
    steps=("CSP-T5-S1a", "CSP-T5-S1d", "CSP-T5-S1e", "CSP-T5-S1f"),
    outcomes={
        "segment_1": "Segment 1 Low",
        "segment_2": "Segment 2 Medium",
        "segment_3": "Segment 3 High",
    },
    asks={
        "CSP-T5-S1a": text("Which factors were weighed?"),
        "CSP-T5-S1d.cuba": choice("Which segment does the box in Cuba show now?", *_SHOWN),
        "CSP-T5-S1d.portal": choice("Which segment does the Portal show now?", *_SHOWN),
    },
    optional_for={"segment_3": ("CSP-T5-S1d.cuba", "CSP-T5-S1d.portal")},
)

_ASKED_OF_OPTIONS = {
    "CSP-T5-S2": text("Which strategies for the segment were considered?"),
    "CSP-T5-S3a": text("Which options were found?"),
    "CSP-T5-S3b": choice("Were specialists asked for likely outcomes?", "discussed", "not_needed"),
    "CSP-T5-S3c": choice("Was a social worker referral given?", "referred", "none"),
    "CSP-T5-S3d": choice("Was an outside organisation brought in?", "referred", "none"),
    "CSP-T5-S4b": text("Why is the letter left out?"),
    "CSP-T5-S4b.simple": yes_no("Is it a simple issue?"),
}

RECORD_OPTIONS = TaskKind(
    name="record_options",
    title="Record the options and decide on the letter that confirms them",
    roles=(Role.PSSO,),
    step="CSP-T5-S3a",
    steps=(
        "CSP-T5-S2",
        "CSP-T5-S3b",
        "CSP-T5-S3c",
        "CSP-T5-S3d",
        "CSP-T5-S3e",
        "CSP-T5-S4a",
        "CSP-T5-S4b",
    ),
    outcomes={
        "letter": "Yes",
        "no_letter": "No, seg 1 or some seg 2",
        "ask_ssm": "Ask the PS SSM",
    },
    asks=_ASKED_OF_OPTIONS,
    optional_for={
        "letter": ("CSP-T5-S4b", "CSP-T5-S4b.simple"),
        "ask_ssm": tuple(_ASKED_OF_OPTIONS),
    },
    records=(
        Recorded(
            step="CSP-T5-S3a",
            system="Cuba",
            name="ps_stacking_document",
            fields=("CSP-T5-S2", "CSP-T5-S3a"),
        ),
        Recorded(
            step="CSP-T5-S3b", system="Cuba", name="specialist_discussion", fields=("CSP-T5-S3b",)
        ),
        Recorded(
            step="CSP-T5-S3c", system="Cuba", name="social_worker_referral", fields=("CSP-T5-S3c",)
        ),
        Recorded(
            step="CSP-T5-S3d",
            system="Cuba",
            name="external_organisation_referral",
            fields=("CSP-T5-S3d",),
        ),
        Recorded(step="CSP-T5-S4b", system="Cuba", name="letter_left_out", fields=("CSP-T5-S4b",)),
    ),
)

ADVISE_ON_OPTIONS = TaskKind(
    name="advise_on_options",
    title="Help the PSSO with issues and options",
    roles=(Role.PS_SSM,),
    step="CSP-T5-S3e",
    outcomes={"advised": "Advice given"},
    asks={"CSP-T5-S3e": text("What is the advice?")},
    records=(
        Recorded(step="CSP-T5-S3e", system="Cuba", name="advice_note", fields=("CSP-T5-S3e",)),
    ),
)

SIGN_OPTIONS_LETTER = TaskKind(
    name="sign_options_letter",
    title="Write, sign and send the issues and options letter",
    roles=(Role.PSSO,),
    step="CSP-T5-S4a",
    steps=("CSP-T4-S6a", "CSP-T4-S6b"),
    outcomes={"send": "Yes", "cannot_go": "The letter may not go"},
    asks={
        "CSP-T5-S4a.issues": text("The issues, one a line: title, colon, what was found"),
        "CSP-T5-S4a.options": text("The options, one a line: title, colon, what they mean"),
    },
    optional_for={"cannot_go": ("CSP-T5-S4a.issues", "CSP-T5-S4a.options")},
    reasons=("cannot_go",),
)

TASKS = (ALLOCATE_SEGMENT, RECORD_OPTIONS, ADVISE_ON_OPTIONS, SIGN_OPTIONS_LETTER)
