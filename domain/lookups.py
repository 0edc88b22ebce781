"""What phases may ask of the case database; the answers are facts, never names or words.

What only one lifecycle knows of stands with it; ``activities`` answer each.
"""


class Lookup(str):
    """What is asked, by its wire name."""

    __slots__ = ()


CUSTOMER = Lookup("customer")
"""Whose case it is; None where nobody knows."""

CHECKLIST = Lookup("checklist")
"""The questions that the agency adds to a ``kind`` of task."""

SETTING = Lookup("setting")
"""The value of the setting ``name``."""
