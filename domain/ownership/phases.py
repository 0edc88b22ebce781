"""The phases of the ownership of a customer; their values are wire names."""

from enum import StrEnum


class Phase(StrEnum):
    """Where it stands: procedure 277-01100010, Table 1, Steps 5 and 6."""

    ASKED = "asked"  # an area wants the customer; whoever has them is asked
    DISPUTED = "disputed"  # they do not agree: a Team Leader settles it
    HELD = "held"  # an area has the customer
    PROMISED = "promised"  # it was agreed that Personalised Services takes the customer
    RELEASED = "released"
