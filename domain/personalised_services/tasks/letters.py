"""The letters that are asked for at any time: written, signed and sent beside the phase.

Source: CSP-T4-S2e, CSP-T4-S6a, CSP-T4-S6b, RES-T3-S3c, RES-T4-S3d, RES-T4-S3f.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.days import Near
from domain.kit_tasks import LETTER_CHANNEL
from domain.letters import LetterKind
from domain.personalised_services.letters import (
    ACTIONS_CONFIRMED_LETTER,
    AFTER_CONTACT_LETTER,
    REVIEW_OF_ISSUES_LETTER,
    STAKEHOLDER_NOTICE,
)
from domain.roles import Role
from domain.sittings import Line, day, ending, line, record, sitting, text
from domain.tasks import AT, BY, TaskKind

YEAR = Near(before=365, after=365)  # a change that is told in time, or that has come already


def _signing(name: str, title: str, leads: Line) -> TaskKind:
    """Return the work of writing one letter and signing it."""
    return sitting(
        name,
        title,
        Role.PSSO,
        leads,
        line("CSP-T4-S6a"),
        line("CSP-T4-S6b"),
        line("RES-LINK-b"),
        LETTER_CHANNEL,
        outcomes={
            "send": "Sent",
            "cannot_go": ending("The letter may not go", needs=(), reason=True),
        },
    )


SIGN_CONTACT_LETTER = _signing(
    "sign_contact_letter",
    "Write, sign and send the letter, or the copies, that are wanted",
    line(
        "CSP-T4-S2e",
        message=text("What does the letter say? Copies alone need no words", required=False),
    ),
)

SIGN_REVIEW_LETTER = _signing(
    "sign_review_letter",
    "Look at the letter on the review of every issue as the file has filled it, sign and send it",
    line(
        "RES-T3-S3c",
        None,
        record("Cuba", "issues_and_options_letter", officer=BY, time=AT),
        words=text("What does it say beside the issues and options of the file?", required=False),
    ),
)

SIGN_ACTIONS_LETTER = _signing(
    "sign_actions_letter",
    "Say why it was decided so, and send the letter that confirms actions and outcomes",
    line(
        "RES-T4-S3f",
        None,
        record("Cuba", "letter", officer=BY, time=AT),
        reasons=text("Why was it decided so? In words that the customer understands"),
        review_on=day(
            "When is it looked at again, where no decision says so?",
            near=Near(before=0, after=3650),
            required=False,
        ),
    ),
)

SIGN_NOTICE = _signing(
    "sign_notice",
    "Tell a stakeholder of a change that could affect them",
    line(
        "RES-T4-S3d",
        None,
        record("Cuba", "notices", changes="RES-T4-S3d.changes", officer=BY, time=AT),
        changes=text("What changes? No more of the customer than they need"),
        counts_from=day("From when?", near=YEAR),
    ),
)

# By what is wanted: the letter, and who prepares it in which work.
ON_REQUEST: Mapping[str, tuple[LetterKind, TaskKind]] = MappingProxyType(
    {
        "letter": (AFTER_CONTACT_LETTER, SIGN_CONTACT_LETTER),
        "copies": (AFTER_CONTACT_LETTER, SIGN_CONTACT_LETTER),
        "review": (REVIEW_OF_ISSUES_LETTER, SIGN_REVIEW_LETTER),
        "actions": (ACTIONS_CONFIRMED_LETTER, SIGN_ACTIONS_LETTER),
        "notice": (STAKEHOLDER_NOTICE, SIGN_NOTICE),
    }
)
# By the work in which each is signed.
SIGNED = MappingProxyType({task.name: (kind, task) for kind, task in ON_REQUEST.values()})

TASKS = tuple(task for _, task in SIGNED.values())
