"""The work of Child Support Table 5: the segment, the options, the letter that confirms them."""

from domain.file.options import OptionGiven
from domain.file.referrals import ReferralAnswered, ReferralMade
from domain.file.specialists import OutcomesDiscussed
from domain.kit_tasks import LETTER_CHANNEL
from domain.personalised_services import options
from domain.personalised_services.segments import Actions, Segment, may_set
from domain.roles import Role
from domain.sittings import choice, ending, line, needed, record, sitting, text, yes_no

_SHOWN = tuple(segment.value for segment in Segment if may_set(segment))

ALLOCATE_SEGMENT = sitting(
    "allocate_segment",
    "Weigh the factors and allocate the segment",
    Role.PSSO,
    line(
        "CSP-T5-S1a",
        text("What else was weighed, if anything?", required=False),
        actions=choice("Which work is likely to be needed?", *Actions),
    ),
    line(
        "CSP-T5-S1d",
        cuba=choice("Which segment does the box in Cuba show now?", *_SHOWN),
        portal=choice("Which segment does the Portal show now?", *_SHOWN),
    ),
    line("CSP-T5-S1e"),
    line("CSP-T5-S1f"),
    outcomes={
        "segment_1": "Segment 1 Low",
        "segment_2": "Segment 2 Medium",
        "segment_3": ending("Segment 3 High", leaves_open=("CSP-T5-S1d.cuba", "CSP-T5-S1d.portal")),
    },
    leads="CSP-T5-S1b",
)

RECORD_OPTIONS = sitting(
    "record_options",
    "Record the options and decide on the letter that confirms them",
    Role.PSSO,
    line(
        "CSP-T5-S2",
        needs=needed(
            "An option by a strategy of the segment, for every open issue",
            options.without_a_strategy,
            OptionGiven,
        ),
    ),
    line("BG-OBJ-d"),
    line("RES-T2-S3a"),
    line("RES-T3-S3a"),
    line("RES-T4-S3a"),
    line(
        "CSP-T5-S3a",
        needs=needed("An option for every open issue", options.none_without_an_option, OptionGiven),
    ),
    line(
        "CSP-T5-S3b",
        needs=needed(
            "Likely outcomes, from the specialists of the area",
            options.outcomes_not_discussed,
            OutcomesDiscussed,
        ),
    ),
    line(
        "CSP-T5-S3c",
        needs=needed(
            "Social work that was considered is referred, or given up",
            options.social_work_undecided,
            ReferralMade,
            ReferralAnswered,
        ),
    ),
    line(
        "CSP-T5-S3d",
        needs=needed(
            "What the agency cannot settle is referred to an organisation",
            options.not_referred_outside,
            ReferralMade,
        ),
    ),
    line("CSP-T5-S3e"),
    line("CSP-T5-S4a"),
    line(
        "CSP-T5-S4b",
        text("Why is the letter left out?"),
        record("Cuba", "letter_left_out", reason="CSP-T5-S4b", simple_issue="CSP-T5-S4b.simple"),
        simple=yes_no("Is it a simple issue?"),
    ),
    outcomes={
        "letter": ending("Yes", leaves_open=("CSP-T5-S4b", "CSP-T5-S4b.simple")),
        "no_letter": "No, seg 1 or some seg 2",
        "ask_ssm": ending("Ask the PS SSM", needs=()),
    },
    leads="CSP-T5-S3a",
)

ADVISE_ON_OPTIONS = sitting(
    "advise_on_options",
    "Help the PSSO with issues and options",
    Role.PS_SSM,
    line("CSP-T5-S3e", text("What is the advice?"), record("Cuba", "advice")),
    outcomes={"advised": "Advice given"},
    four_eyes=True,
)

SEND_OPTIONS_LETTER = sitting(
    "send_options_letter",
    "Look at the issues and options letter as the file has filled it, sign and send it",
    Role.PSSO,
    line(
        "CSP-T5-S4a",
        words=text("What does it say beside the issues and options of the file?", required=False),
    ),
    line("CSP-T4-S6a"),
    line("CSP-T4-S6b"),
    LETTER_CHANNEL,
    outcomes={
        "send": "Yes",
        "cannot_go": ending("The letter may not go", needs=(), reason=True),
    },
)

TASKS = (ALLOCATE_SEGMENT, RECORD_OPTIONS, ADVISE_ON_OPTIONS, SEND_OPTIONS_LETTER)
