"""How the fields of one kind of letter are filled, where answers alone do not.

A gatherer declares what it looks up, as a scalar subquery over ``THIS_CASE``: it is sent with all
else that is known for a letter, in one statement. Its function then makes the fields.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect

from domain.letters import LetterFields
from domain.times import Times

Data = dict[str, Any]


class Gathering(NamedTuple):
    """One letter at work: what the officers of its case answered, and the office's day of it.

    ``found`` is what the gatherer looks up: JSON, or None where nothing was found.
    """

    given: Mapping[str, Any]
    found: Any
    times: Times
    day: date

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office."""
        return self.times.zone


@dataclass(frozen=True)
class Gatherer:
    """Fills the fields of one kind of letter."""

    fields: Callable[[Gathering], Data]
    looks_up: ScalarSelect[Any] | None = None


Gatherers = Mapping[type[LetterFields], Gatherer]
