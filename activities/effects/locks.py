"""The locks of the case's customers."""

from typing import Literal

from activities.effects.base import Cited


class GiveLocks(Cited):
    """Give the locks of the case's customers to another officer: all of them."""

    effect: Literal["give_locks"] = "give_locks"
    to: str


class ReleaseLocks(Cited):
    """Release the locks that this case holds, together; those of others are left alone."""

    effect: Literal["release_locks"] = "release_locks"
    why: str
