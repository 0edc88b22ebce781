"""The three segments of customers: Child Support Table 5, Step 1."""

from enum import StrEnum

from pydantic import JsonValue


class Segment(StrEnum):
    """How intensely a customer is managed."""

    LOW = "1"
    MEDIUM = "2"
    HIGH = "3"


def segment_of(outcome: str) -> Segment:
    """Read the segment out of an outcome such as ``segment_2``."""
    return Segment(outcome.removeprefix("segment_"))


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
