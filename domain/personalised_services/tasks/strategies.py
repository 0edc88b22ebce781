"""The work that a strategy of a segment asks for, about the issue whose option follows it.

Source: the third step of Resources Tables 2 and 3, CSP-T5-S2.
"""

from domain.file.closing import IssueClosed
from domain.file.intrays import NotepadFiled
from domain.file.tellings import IssueDecided
from domain.personalised_services import strategies
from domain.roles import Role
from domain.sittings import line, needed, officer, record, sitting
from domain.tasks import AT, BY

REVIEW_DETAILS = sitting(
    "review_details",
    "Review communication and records, so that details are right and every issue is known",
    Role.PSSO,
    line(
        "RES-T2-S3b",
        None,
        record("Cuba", "review", reviewed_by=BY, at=AT),
        needs=needed(
            "The review, in a notepad", strategies.no_notepad("review_of_details"), NotepadFiled
        ),
    ),
)

CORRECT_ASSESSMENT = sitting(
    "correct_assessment",
    "Put the assessment right: the issue is decided",
    Role.PSSO,
    line(
        "RES-T2-S3c",
        None,
        record("Cuba", "action", taken_by=BY, at=AT),
        needs=needed("The decision that puts it right", strategies.not_decided, IssueDecided),
    ),
)

REFER_EARLY = sitting(
    "refer_early",
    "The immediate issue is settled: refer to the SSM for finalisation",
    Role.PSSO,
    line(
        "RES-T2-S3d",
        None,
        record("Cuba", "referral", referred_by=BY, at=AT),
        needs=needed("The issue is closed", strategies.not_closed, IssueClosed),
    ),
)

FULL_REVIEW = sitting(
    "full_review",
    "Review the customer's communication and records in full",
    Role.PSSO,
    line(
        "RES-T3-S3b",
        None,
        record("Cuba", "review", reviewed_by=BY, at=AT),
        needs=needed(
            "The review, in a notepad", strategies.no_notepad("full_review"), NotepadFiled
        ),
    ),
)

COLLABORATE = sitting(
    "collaborate",
    "Work with other PSSOs and the SSM, so that every option is found in good time",
    Role.PSSO,
    line(
        "RES-T3-S3f",
        officer("With whom?", Role.PSSO, Role.PS_SSM, another=True),
        record("Cuba", "collaboration_note", note_with="RES-T3-S3f", by=BY, at=AT),
        needs=needed(
            "What came of it, in a notepad", strategies.no_notepad("collaboration"), NotepadFiled
        ),
    ),
)

TASKS = (REVIEW_DETAILS, CORRECT_ASSESSMENT, REFER_EARLY, FULL_REVIEW, COLLABORATE)

# What a strategy asks for, where it asks for work of its own.
ASKED_FOR_BY = {
    "review_of_details": REVIEW_DETAILS,
    "correct_assessment": CORRECT_ASSESSMENT,
    "early_finalisation": REFER_EARLY,
    "full_review": FULL_REVIEW,
    "collaboration": COLLABORATE,
}
