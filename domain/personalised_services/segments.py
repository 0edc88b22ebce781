"""The three segments of customers: Child Support Table 5, Step 1."""

from enum import StrEnum
from typing import NamedTuple

from pydantic import JsonValue

from domain.step_ids import StepId


class Segment(StrEnum):
    """How intensely a customer is managed."""

    LOW = "1"
    MEDIUM = "2"
    HIGH = "3"


def segment_of(outcome: str) -> Segment:
    """Read the segment out of an outcome such as ``segment_2``."""
    return Segment(outcome.removeprefix("segment_"))


class Source(StrEnum):
    """Where a customer was referred from. Source: CSP-T5-S1a with the tables of the segments."""

    ASSOCIATED_CUSTOMER = "associated_customer"
    PROACTIVE = "proactive"
    MP = "mp"
    OMBUDSMAN = "ombudsman"
    MINISTERIAL = "ministerial"
    LEVEL_2_COMPLAINT = "level_2_complaint"
    PRIVACY_BREACH = "privacy_breach"
    MEDIA = "media"
    OTHER = "other"


class Issues(StrEnum):
    """What the customer presents with. Source: CSP-T5-S1a."""

    SINGLE = "single"
    MULTIPLE = "multiple"


class Dealings(StrEnum):
    """How the customer and the agency have dealt with each other. Source: CSP-T5-S1a."""

    MEETS_COMMITMENTS = "meets_commitments"
    MISSES_COMMITMENTS = "misses_commitments"
    KEEPS_ESCALATING = "keeps_escalating"
    UNREASONABLE = "unreasonable"


class Actions(StrEnum):
    """What is likely to be needed. Source: CSP-T5-S1a."""

    SHORT_TERM = "short_term"
    CASE_REVIEW = "case_review"
    INTENSIVE = "intensive"


class Factors(NamedTuple):
    """What the segment is weighed from: ``actions`` is a forecast. Source: CSP-T5-S1a."""

    source: Source
    managed_before: bool
    issues: Issues
    dealings: Dealings
    actions: Actions
    active_msp: bool
    restricted: bool


class Suggestion(NamedTuple):
    """The segment that the factors point to, and the words for why. The PSSO decides."""

    segment: Segment
    because: str


LOW_SOURCES = frozenset({Source.ASSOCIATED_CUSTOMER, Source.PROACTIVE})
ESCALATED = frozenset(Source) - LOW_SOURCES - {Source.OTHER}
ESCALATING = frozenset({Dealings.KEEPS_ESCALATING, Dealings.UNREASONABLE})


def suggested(weighed: Factors) -> Suggestion:
    """Say which segment the factors point to, the heaviest reason first.

    Source: CSP-T5-S1a and CSP-T5-S1b, with the tables of the segments that the latter names.
    """
    if weighed.restricted:
        return Suggestion(Segment.HIGH, "a restriction of service channels is in place")
    if weighed.managed_before and weighed.dealings in ESCALATING:
        return Suggestion(Segment.HIGH, "managed before, and the customer goes on escalating")
    if weighed.source in ESCALATED:
        return Suggestion(Segment.MEDIUM, "the referral follows an escalated enquiry")
    if medium := _medium(weighed):
        return Suggestion(Segment.MEDIUM, medium)
    return Suggestion(Segment.LOW, "one issue, and likely to manage it alone soon")


def _medium(weighed: Factors) -> str | None:
    reasons = (
        (weighed.active_msp, "a Managed Service Plan is active"),
        (weighed.managed_before, "managed in Personalised Services before"),
        (weighed.issues is Issues.MULTIPLE, "several issues"),
        (weighed.dealings is Dealings.MISSES_COMMITMENTS, "commitments are not met"),
        (weighed.dealings in ESCALATING, "behaviour that may need longer management"),
        (weighed.actions is not Actions.SHORT_TERM, "more than short-term work is needed"),
    )
    return next((words for applies, words in reasons if applies), None)


class Pointing(NamedTuple):
    """What one entry of the tables of segments says: whether the customer is as it describes."""

    step: StepId
    so: bool
    words: str


def by_the_tables(weighed: Factors) -> tuple[Pointing, ...]:
    """Hold the factors against what the tables say of segments 1 and 2; segment 3 is the SSM's.

    Source: RES-T2-S1, RES-T2-S2, RES-T3-S1, RES-T3-S2; A36.
    """
    low = weighed.source in LOW_SOURCES
    medium = _medium(weighed)
    source = f"referred by: {weighed.source.replace('_', ' ')}"
    return (
        Pointing("RES-T2-S1", low, source),
        Pointing("RES-T2-S2", medium is None, medium or "one issue, and manages mostly alone"),
        Pointing("RES-T3-S1", not low, source),
        Pointing("RES-T3-S2", medium is not None, medium or "nothing that takes longer"),
    )


def may_set(segment: Segment) -> bool:
    """Tell whether the PSSO sets this segment alone; segment 3 is the SSM's to set.

    Source: CSP-T5-S1b, CSP-T5-S1f; A22.
    """
    return segment is not Segment.HIGH


def records_agree(segment: Segment, *, cuba: JsonValue, portal: JsonValue) -> bool:
    """Tell whether both records show the segment: they change together or not at all.

    Source: CSP-T5-S1d, CSP-T5-S1e.
    """
    return cuba == portal == segment.value
