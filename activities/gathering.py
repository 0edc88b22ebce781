"""What a gatherer may draw on, which fills the fields of one kind of letter."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from activities.writing import Writing
from domain.letters import LetterFields

Data = dict[str, Any]


class Gathering(NamedTuple):
    """One letter at work: what the officers of its case answered, and the office's day of it."""

    writing: Writing
    given: Data
    zone: ZoneInfo
    day: date


Gatherer = Callable[[Gathering], Awaitable[Data]]
Gatherers = Mapping[type[LetterFields], Gatherer]
