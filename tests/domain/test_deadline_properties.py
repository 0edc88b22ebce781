"""What holds for every limit, office, start and calendar."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from domain.calendar import Calendar, Override
from domain.catalogue import RULES
from domain.deadline_rules import Shape, Unit
from domain.deadlines import recompute, work_out
from domain.offices import OFFICES
from domain.settings import Settings

COUNTED = sorted(
    rule.id for rule in RULES.values() if rule.shape is Shape.AFTER and rule.agreed != "must"
)
WORKING = sorted(rule for rule in COUNTED if RULES[rule].unit is Unit.WORKING_DAYS)

offices = st.sampled_from(sorted(OFFICES))
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
instants = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2030, 12, 31),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)
closed_days = st.lists(
    st.dates(date(2026, 1, 1), date(2031, 2, 1)).map(
        lambda day: Override(date=day, name="Closedown")
    ),
    max_size=30,
)


@examples(deadline=None, max_examples=150)
@given(st.sampled_from(WORKING), offices, instants, closed_days)
def test_a_working_day_limit_ends_on_a_working_day_and_counts_each_day_once(
    rule: str, office: str, start: datetime, closed: list[Override]
) -> None:
    calendar = Calendar(OFFICES[office], closed)

    deadline = work_out(RULES[rule], start, calendar, Settings())

    spent = [line for line in deadline.working if line.kind in ("counted", "skipped")]
    counted = [line.day for line in spent if line.kind == "counted"]
    first = calendar.office.day_of(start) + timedelta(days=1)
    assert calendar.works(deadline.due_on)
    assert len(counted) == RULES[rule].length
    assert [line.day for line in spent] == [
        first + timedelta(days=number) for number in range((deadline.due_on - first).days + 1)
    ]


@examples(deadline=None, max_examples=150)
@given(st.sampled_from(COUNTED), offices, instants, closed_days)
def test_a_limit_is_over_at_the_midnight_after_its_last_day(
    rule: str, office: str, start: datetime, closed: list[Override]
) -> None:
    calendar = Calendar(OFFICES[office], closed)

    deadline = work_out(RULES[rule], start, calendar, Settings())

    local = deadline.due.astimezone(calendar.office.clock)
    assert deadline.due.tzinfo is UTC
    assert local.date() == deadline.due_on + timedelta(days=1)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    assert deadline.due > start


@examples(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(RULES)), offices, days, st.integers(0, 60), closed_days)
def test_the_working_tells_the_date_that_was_worked_out(
    rule: str, office: str, start: date, later: int, closed: list[Override]
) -> None:
    agreed = None if RULES[rule].agreed == "never" else start + timedelta(days=later % 14)

    deadline = work_out(
        RULES[rule], start, Calendar(OFFICES[office], closed), Settings(), agreed=agreed
    )

    told = [line for line in deadline.working if line.kind == "last"]
    assert told[-1].day == deadline.due_on
    assert f"{deadline.due_on.day} {deadline.due_on:%b %Y}" in told[-1].words
    assert deadline.working[-1].words.endswith(deadline.calendar_version)


@examples(deadline=None, max_examples=150)
@given(st.sampled_from(COUNTED), offices, instants, instants, closed_days)
def test_a_later_start_never_ends_earlier(
    rule: str, office: str, one: datetime, other: datetime, closed: list[Override]
) -> None:
    calendar = Calendar(OFFICES[office], closed)
    earlier, later = sorted((one, other))

    first = work_out(RULES[rule], earlier, calendar, Settings())
    second = work_out(RULES[rule], later, calendar, Settings())

    assert first.due <= second.due


@examples(deadline=None, max_examples=150)
@given(st.sampled_from(COUNTED), offices, instants, closed_days, closed_days)
def test_more_holidays_never_shorten_a_limit_and_fewer_never_do_once_it_is_given_out(
    rule: str, office: str, start: datetime, closed: list[Override], more: list[Override]
) -> None:
    fewer = Calendar(OFFICES[office], closed)
    plenty = Calendar(OFFICES[office], [*closed, *more])

    short = work_out(RULES[rule], start, fewer, Settings())
    long = work_out(RULES[rule], start, plenty, Settings())

    assert short.due <= long.due
    assert recompute(short, plenty, Settings()).due == long.due
    assert recompute(long, fewer, Settings()).due == long.due
