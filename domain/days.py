"""Days as people and systems write them: YYYY-MM-DD, read in one place, within what makes sense.

What a reader takes and another refuses stops a case on the way: every door, file, form and letter
reads a day here.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator

FIRST_YEAR, LAST_YEAR = 1900, 2100  # no calendar that we count with goes further
YEAR = 366
WRITE = "write YYYY-MM-DD, such as 2026-12-24"
AS_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def read_day(written: object) -> date:
    """Read a day.

    Raises:
        ValueError: it is no day as YYYY-MM-DD, or of a year that cannot be meant.
    """
    if isinstance(written, date) and not isinstance(written, datetime):
        return _meant(written)
    try:
        day = date.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        raise ValueError(f"is no date; {WRITE}") from None
    if day.isoformat() != written:  # the library takes other forms too
        raise ValueError(f"is no date; {WRITE}")
    return _meant(day)


def day_fault(written: object) -> str | None:
    """Say what keeps something from being a day; None where it is one."""
    try:
        read_day(written)
    except ValueError as error:
        return str(error)
    return None


def _meant(day: date) -> date:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise ValueError(f"cannot be meant: the year is not from {FIRST_YEAR} to {LAST_YEAR}")


def _as_instant(written: object) -> object:
    """Let through what is written as an instant: the library takes bare numbers for one, too."""
    if isinstance(written, datetime) or (
        isinstance(written, str) and AS_INSTANT.fullmatch(written)
    ):
        return written
    raise ValueError("is no instant; write one such as 2026-12-24T09:00:00+11:00")


def _instant(at: datetime) -> datetime:
    _meant(at.date())
    return at


Day = Annotated[date, BeforeValidator(read_day)]
Instant = Annotated[AwareDatetime, BeforeValidator(_as_instant), AfterValidator(_instant)]


GRACE = timedelta(minutes=5)  # how far the clocks of two systems may differ


@dataclass(frozen=True)
class Near:
    """How many days before and after the day of its message a date may lie, to be meant.

    Declared with the field, or with the question, that holds the date.
    """

    before: int
    after: int

    def fault(self, given: date, day: date) -> str | None:
        """Say why a date does not fit, in words for whoever gave it; ``day`` is the message's."""
        first, last = day - timedelta(days=self.before), day + timedelta(days=self.after)
        if first <= given <= last:
            return None
        instead = f"give a date from {written_day(first)} to {written_day(last)}"
        if given > last and not self.after:
            return f"{written_day(given)} has not come; {instead}"
        return f"{written_day(given)} cannot be meant; {instead}"

    def fault_at(self, given: date, at: datetime, zone: tzinfo) -> str | None:
        """Say why a day, or an instant, does not fit a message that happened ``at`` an instant."""
        day = at.astimezone(zone).date()
        if not isinstance(given, datetime):
            return self.fault(given, day)
        if not self.after and given > at + GRACE:
            return "it has not come; give an instant that is past"
        return self.fault(given.astimezone(zone).date(), day)


OLDEST = timedelta(days=2 * YEAR)  # of what is told only now
PAST_YEARS = Near(before=2 * YEAR, after=0)  # of what arrived, and lay about
SINCE = Near(before=30 * YEAR, after=YEAR)  # of what has held for long, or will from a day
AHEAD = Near(before=0, after=10 * YEAR)  # of what somebody is to do
PAST_YEAR = Near(before=YEAR, after=0)  # of what an officer did in a case


@cache
def bounds_of(model: type[BaseModel]) -> tuple[tuple[str, Near | None], ...]:
    """Return the fields of a model that hold a day or an instant, each with its bounds."""
    return tuple(
        (name, next((each for each in field.metadata if isinstance(each, Near)), None))
        for name, field in model.model_fields.items()
        if _holds_a_date(field.annotation)
    )


def _holds_a_date(annotation: Any) -> bool:
    if isinstance(annotation, type) and (
        annotation is AwareDatetime or issubclass(annotation, date)
    ):
        return True
    return any(_holds_a_date(part) for part in get_args(annotation))


def months_on(day: date, months: int) -> date:
    """Return the day so many calendar months on: the last of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def written_day(day: date) -> str:
    """Write a date as people here do: 3 December 2026."""
    return f"{day.day} {day:%B %Y}"
