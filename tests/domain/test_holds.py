"""A date that was held comes back moved on: nobody is silent while nothing was waited for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from domain.calendar import Calendar, Override
from domain.catalogue import RULES
from domain.deadline_rules import Unit, Whose
from domain.deadlines import Deadline, work_out
from domain.holds import Hold, moved_on
from domain.offices import OFFICES
from domain.settings import Settings
from tests.domain.test_deadline_properties import closed_days, instants, offices

DAY = timedelta(days=1)
WHY = "the customer was reported to have died"
THEIRS = sorted(rule.id for rule in RULES.values() if rule.whose is Whose.OTHERS)
WORKING = sorted(
    rule.id
    for rule in RULES.values()
    if rule.unit is Unit.WORKING_DAYS and rule.agreed != "must" and not (rule.opens or rule.warns)
)
ACT = Calendar(OFFICES["ACT"])


def worked(rule: str, start: datetime, calendar: Calendar) -> Deadline:
    day = calendar.office.day_of(start)
    agreed = day + 9 * DAY if RULES[rule].agreed == "must" else None
    return work_out(RULES[rule], start, calendar, Settings(), agreed=agreed)


def counting(deadline: Deadline, calendar: Calendar, *, but: set[date]) -> list[date]:
    """Return the days that a date counts, ``but`` those on which it was held."""
    first = calendar.office.day_of(deadline.start) + DAY
    days = [first + n * DAY for n in range((deadline.due_on - first).days + 1)]
    by_work = deadline.unit is Unit.WORKING_DAYS
    return [day for day in days if day not in but and (calendar.works(day) or not by_work)]


def held_on(hold: Hold, calendar: Calendar) -> set[date]:
    assert hold.until
    first, last = map(calendar.office.day_of, (hold.since, hold.until))
    return {first + n * DAY for n in range((last - first).days + 1)}


@examples(deadline=None, max_examples=300)
@given(
    st.sampled_from(THEIRS + WORKING),
    offices,
    instants,
    closed_days,
    st.lists(st.tuples(st.integers(0, 20 * 24), st.integers(0, 60 * 24)), max_size=3),
)
def test_a_date_has_as_many_days_on_which_it_was_not_held_as_it_had_days(
    rule: str, office: str, start: datetime, closed: list[Override], spans: list[tuple[int, int]]
) -> None:
    """CB-DEATH: silence is counted on days that were waited for, and on no other."""
    calendar = Calendar(OFFICES[office], closed)
    before = worked(rule, start, calendar)
    holds, at = [], start
    for wait, length in spans:  # hours
        since = at + timedelta(hours=wait)
        at = since + timedelta(hours=length)
        holds.append(Hold(since=since, until=at, why=WHY))

    after = moved_on(before, holds, calendar)

    assert after.due_on >= before.due_on
    bites = [
        n for n in range(len(holds)) if holds[n].since < moved_on(before, holds[:n], calendar).due
    ]
    held = {day for n in bites for day in held_on(holds[n], calendar)}
    assert len(counting(after, calendar, but=held)) == len(counting(before, calendar, but=set()))
    released = [calendar.office.day_of(holds[n].until or start) for n in bites]
    assert all(
        after.due_on > day for day in released if before.due_on > calendar.office.day_of(start)
    )


@examples(deadline=None, max_examples=100)
@given(
    st.sampled_from(THEIRS + WORKING), offices, instants, st.integers(0, 400), st.integers(0, 90)
)
def test_held_for_longer_a_date_never_ends_earlier(
    rule: str, office: str, start: datetime, hours: int, more: int
) -> None:
    calendar = Calendar(OFFICES[office])
    before = worked(rule, start, calendar)
    since = start + timedelta(hours=5)
    until = since + timedelta(hours=hours)

    short = moved_on(before, [Hold(since=since, until=until, why=WHY)], calendar)
    long = moved_on(before, [Hold(since=since, until=until + more * DAY, why=WHY)], calendar)

    assert before.due <= short.due <= long.due


def test_the_fourteen_days_that_ran_out_meanwhile_go_on_where_they_stood() -> None:
    """CSP-T6-S1k: held on day 6, with that day and eight more to go."""
    issued = datetime(2027, 1, 20, 5, 0, tzinfo=UTC)
    before = worked("CSP-T6-S1k", issued, ACT)
    hold = Hold(since=at(26), until=at(22, month=2), why=WHY)

    after = moved_on(before, [hold], ACT)

    assert (before.due_on, after.due_on) == (date(2027, 2, 3), date(2027, 3, 3))
    (told,) = [line.words for line in after.working if line.kind == "held"]
    assert (
        told == f"Held: Tue 26 Jan 2027 to Mon 22 Feb 2027, {WHY}; 9 days left, counted from there"
    )
    assert after.lines()[-1].startswith("Calendar: office ACT")


def test_working_days_are_moved_on_by_the_calendar_of_the_place() -> None:
    """Over a public holiday that the one place keeps and the other does not (A01)."""
    start, hold = at(4, month=3), Hold(since=at(5, month=3), until=at(5, month=3), why=WHY)
    dates = {}
    for office in ("ACT", "QLD"):  # Canberra Day: Monday 8 March 2027
        calendar = Calendar(OFFICES[office])
        before = worked("CSP-T1-S2a", start, calendar)
        dates[office] = (before.due_on, moved_on(before, [hold], calendar).due_on)

    assert dates == {
        "ACT": (date(2027, 3, 12), date(2027, 3, 15)),
        "QLD": (date(2027, 3, 11), date(2027, 3, 12)),
    }


@pytest.mark.parametrize(
    ("since", "until"),
    [((2027, 2, 4), (2027, 2, 20)), ((2027, 1, 1), (2027, 1, 19))],
    ids=["over before it was held", "held before it began"],
)
def test_what_was_not_running_is_not_moved(
    since: tuple[int, int, int], until: tuple[int, int, int]
) -> None:
    before = worked("CSP-T6-S1k", datetime(2027, 1, 20, 5, 0, tzinfo=UTC), ACT)
    hold = Hold(since=datetime(*since, tzinfo=UTC), until=datetime(*until, tzinfo=UTC), why=WHY)

    assert moved_on(before, [hold], ACT) == before


def test_what_is_held_yet_is_not_moved_yet() -> None:
    before = worked("CSP-T6-S1k", datetime(2027, 1, 20, 5, 0, tzinfo=UTC), ACT)

    assert moved_on(before, [Hold(since=at(26), why=WHY)], ACT) == before


def at(day: int, month: int = 1) -> datetime:
    return datetime(2027, month, day, 1, 0, tzinfo=UTC)
