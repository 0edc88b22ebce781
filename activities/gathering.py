"""How the fields of one kind of letter are filled, where answers alone do not.

A gatherer declares what it looks up, as a scalar subquery over ``THIS_CASE``: it is sent with all
else that is known for a letter, in one statement. Its function then makes the fields.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect

from domain.file.seeing import Sight
from domain.letters import LetterFields
from domain.times import Times

Data = dict[str, Any]


class Gathering(NamedTuple):
    """One letter at work: what the officers of its case answered, and the office's day of it.

    ``lines`` are the contact lines that its customer may be offered.
    ``found`` is what the gatherer looks up: JSON, or None where nothing was found. ``sight`` is the
    part of the file that its customer may be shown: nothing else of the file enters a letter.
    """

    given: Mapping[str, Any]
    found: Any
    times: Times
    day: date
    sight: Sight
    lines: Mapping[str, object] = MappingProxyType({})

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office."""
        return self.times.zone

    @property
    def noon(self) -> datetime:
        """The middle of its day, from which its own dates count."""
        return datetime.combine(self.day, time(12), self.zone)


def ways(letter: Gathering, setting: str) -> tuple[str, ...]:
    """Return what a setting lists on the day of a letter: how to be heard, who reviews."""
    listed: Any = letter.times.settings.at(letter.day).get(setting)
    return tuple(listed.values())


@dataclass(frozen=True)
class Gatherer:
    """Fills the fields of one kind of letter; ``of_the_file`` says that it reads the file."""

    fields: Callable[[Gathering], Data]
    looks_up: ScalarSelect[Any] | None = None
    of_the_file: bool = False


Gatherers = Mapping[type[LetterFields], Gatherer]
