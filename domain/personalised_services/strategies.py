"""Strategies that the procedure suggests for each segment.

Source: CSP-T5-S2, with the third step of Resources Tables 2 to 4.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.file.intrays import NotepadFacts
from domain.file.issues import IssueFacts
from domain.file.rows import Row
from domain.file.tellings import decision_on
from domain.needs import Missing, Opened
from domain.personalised_services.segments import Segment
from domain.step_ids import StepId

# A code, and the entry that suggests it.
_LOW: Mapping[str, StepId] = {
    "short_management": "RES-T2-S3a",
    "review_of_details": "RES-T2-S3b",
    "correct_assessment": "RES-T2-S3c",
    "early_finalisation": "RES-T2-S3d",
}
_MEDIUM: Mapping[str, StepId] = {
    "longer_management": "RES-T3-S3a",
    "full_review": "RES-T3-S3b",
    "letter_on_the_review": "RES-T3-S3c",
    "clear_times": "RES-T3-S3d",
    "acknowledgement": "RES-T3-S3e",
    "collaboration": "RES-T3-S3f",
}
_HIGH: Mapping[str, StepId] = {
    "ongoing_management": "RES-T4-S3a",
    "retrospective_review": "RES-T4-S3b",
    "thorough_outcomes": "RES-T4-S3c",
    "stakeholders_told": "RES-T4-S3d",
    "one_message": "RES-T4-S3e",
    "in_writing": "RES-T4-S3f",
}

STRATEGIES: Mapping[Segment, Mapping[str, StepId]] = MappingProxyType(
    {
        Segment.LOW: MappingProxyType(_LOW),
        Segment.MEDIUM: MappingProxyType(_MEDIUM),
        Segment.HIGH: MappingProxyType({**_MEDIUM, **_HIGH}),  # they add to those of segment 2
    }
)


def _issue(opened: Opened) -> Row[IssueFacts] | None:
    """Return the issue whose option follows the strategy, while it is open."""
    row = opened.file.find(IssueFacts, str(opened.data.get("issue")))
    return None if row is None or row.facts.closed or row.facts.handed_to else row


def no_notepad(heading: str) -> Missing:
    """Look for a notepad of the stacking document since the work was opened, under a heading.

    Source: RES-T2-S3b, RES-T3-S3b, RES-T3-S3f.
    """

    def missing(opened: Opened) -> tuple[str, ...]:
        pads = (row for row in opened.file.live(NotepadFacts) if row.facts.heading == heading)
        if any(row.told.told_at >= opened.at and row.told.case == opened.file.case for row in pads):
            return ()
        return (f"no notepad is headed {heading} since this was asked for",)

    return missing


def not_decided(opened: Opened) -> tuple[str, ...]:
    """Return the issue, while no decision puts it right. Source: RES-T2-S3c."""
    issue = _issue(opened)
    if issue is None or decision_on(issue.id, opened.file):
        return ()
    return (f"{issue.id} is not decided",)


def not_closed(opened: Opened) -> tuple[str, ...]:
    """Return the issue, while it is not settled. Source: RES-T2-S3d."""
    issue = _issue(opened)
    return (f"{issue.id} is not closed",) if issue else ()


def strategies_for(segment: Segment) -> tuple[str, ...]:
    """Return the codes of the strategies that are suggested for a segment."""
    return tuple(STRATEGIES[segment])
