"""The phases of a service restriction; their values are wire names."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a restriction stands: Child Support Table 3, Steps 1 to 7 and 13 to 14."""

    CONSIDERED = "considered"
    WARNING = "warning"
    WATCHED = "watched"
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REVIEW = "review"
    WITHDRAWN = "withdrawn"  # entered by mistake, or thought better of before anything was decided
