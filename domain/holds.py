"""Dates that were held: what stood still comes back moved on, so that nobody loses a day by it.

A day on which a date was held, in whole or in part, is a day on which nothing was waited for: like
the day of a starting event it counts for nothing. What was left of the time when it was held is
left when it counts again. See docs/decisions/0085.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.calendar import Calendar
from domain.catalogue import RULES
from domain.deadline_rules import Unit
from domain.deadlines import Deadline, WorkingLine, day_words, last_lines

DAY = timedelta(days=1)


class Hold(BaseModel):
    """A time in which a date stood still, and why; one that is not over has no ``until``."""

    model_config = ConfigDict(frozen=True)

    since: AwareDatetime
    why: str
    until: AwareDatetime | None = None


def moved_on(worked: Deadline, holds: Iterable[Hold], calendar: Calendar) -> Deadline:
    """Return a date as it is after it was held: later by the days of each time that is over.

    Working days are moved on by working days of ``calendar``, and all other dates by days. What
    was over before it was held stays over, and a time before the start moves nothing.
    """
    day_of = calendar.office.day_of
    counted_from = day_of(worked.start) + DAY
    for hold in sorted(holds, key=lambda hold: hold.since):
        if hold.until is None or hold.since >= worked.due:
            continue
        first, last = max(day_of(hold.since), counted_from), day_of(hold.until)
        if first <= last:
            worked, counted_from = _moved(worked, first, last, hold.why, calendar), last + DAY
    return worked


def _moved(worked: Deadline, first: date, last: date, why: str, calendar: Calendar) -> Deadline:
    working = worked.unit is Unit.WORKING_DAYS and worked.agreed is None
    counts = calendar.works if working else _every_day
    left = sum(map(counts, _days(first, worked.due_on)))
    due_on = max(worked.due_on, _count_on(last, left, counts))
    rule = RULES[worked.rule]
    due = calendar.office.first_instant(due_on if rule.opens else due_on + DAY)
    days = f"{left} {'working ' if working else ''}day{'' if left == 1 else 's'}"
    words = f"Held: {day_words(first)} to {day_words(last)}, {why}; {days} left, counted from there"
    lines = (
        WorkingLine("held", words, first),
        *last_lines(rule, worked.unit, calendar, due_on, due),
    )
    return replace(worked, due_on=due_on, due=due, working=(*worked.working, *lines))


def _count_on(day: date, length: int, counts: Callable[[date], bool]) -> date:
    following = filter(counts, _days(day + DAY, date.max))
    return next(islice(following, length - 1, None)) if length else day


def _every_day(_: date) -> bool:
    return True


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * DAY for number in range((last - first).days + 1))
