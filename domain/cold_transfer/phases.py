"""The phases of a cold transfer; their values are wire names."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a cold transfer stands: Child Support Table 3, Steps 8 to 12."""

    ANSWERED = "answered"
    WARNED = "warned"
    NOTED = "noted"
    ASKING = "asking"
    REFUSED = "refused"
    IN_FORCE = "in_force"
    REVIEW = "review"
    LIFTED = "lifted"
    WITHDRAWN = "withdrawn"
