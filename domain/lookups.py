"""What phases may ask of the case database; the answers are facts, never names or words.

What only one lifecycle knows of stands with it; ``activities`` answer each.
"""

from collections.abc import Callable, Iterable
from typing import Any, Self


def each(found: Any) -> Iterable[str]:
    """Say every one of what was found, as it is called."""
    return map(str, found)


class Lookup(str):
    """What is asked, by its wire name.

    ``heading`` says to officers what was looked for, ``told`` in words what was found. What has no
    heading is for phases alone: no work shows it.
    """

    __slots__ = ("heading", "told")
    heading: str
    told: Callable[[Any], Iterable[str]]

    def __new__(
        cls, name: str, heading: str = "", told: Callable[[Any], Iterable[str]] = each
    ) -> Self:
        """Make one; whoever asks again is answered anew, so nothing of it is kept."""
        lookup = super().__new__(cls, name)
        lookup.heading, lookup.told = heading, told
        return lookup


CUSTOMER = Lookup("customer")
"""Whose case it is; None where nobody knows."""

WITH_OTHERS = Lookup("with_others")
"""Which referrals of the case nobody has answered: to whom each went, by its id (A07)."""

CHECKLIST = Lookup("checklist")
"""The questions that the agency adds to a ``kind`` of task."""

SETTING = Lookup("setting")
"""The value of the setting ``name``."""
