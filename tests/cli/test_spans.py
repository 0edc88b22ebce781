"""``--due-within``: up to which instant something is due, in days as people count them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from starter.cli.options import due_by, within
from starter.cli.telling import UsageError

CANBERRA, PERTH = ZoneInfo("Australia/Sydney"), ZoneInfo("Australia/Perth")


def at(written: str) -> datetime:
    """Return an instant of Canberra's clock."""
    return datetime.fromisoformat(written).replace(tzinfo=CANBERRA)


def too_late(day: str, zone: ZoneInfo = CANBERRA) -> datetime:
    """Return the midnight from which something is too late, the day after its last."""
    return datetime.fromisoformat(day).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "span", "last", "first_not"),
    [
        ("2026-12-01T09:00", "0d", "2026-12-02", "2026-12-03"),
        ("2026-12-01T09:00", "5d", "2026-12-07", "2026-12-08"),
        ("2026-12-01T23:59", "1d", "2026-12-03", "2026-12-04"),
        ("2026-12-02T00:00", "1d", "2026-12-04", "2026-12-05"),
        ("2026-12-05T09:00", "1w", "2026-12-13", "2026-12-14"),
        ("2026-12-29T09:00", "5d", "2027-01-04", "2027-01-05"),
        ("2027-02-26T09:00", "3d", "2027-03-02", "2027-03-03"),
        ("2027-03-31T00:30", "5d", "2027-04-06", "2027-04-07"),  # clocks go back on 4 April
        ("2027-09-29T23:30", "5d", "2027-10-05", "2027-10-06"),  # and forward on 3 October
    ],
    ids=[
        *("today", "over a week's end", "late in the evening", "from midnight on"),
        *("a week from a Saturday", "over a year's end", "over the end of February"),
        *("in the night, over the end of daylight saving", "late, over its beginning"),
    ],
)
def test_a_span_of_days_takes_in_the_last_of_them_and_not_the_next(
    now: str, span: str, last: str, first_not: str
) -> None:
    """``last`` is the first midnight that is too late for what has its last day that day before."""
    by = within(at(now), span)

    assert too_late(last) <= by < too_late(first_not)


def test_a_day_is_over_where_it_is_over_last() -> None:
    """What has its last day in Perth is too late three hours later than in Canberra."""
    by = within(at("2026-12-01T09:00"), "5d")

    assert too_late("2026-12-07", PERTH) <= by < too_late("2026-12-08", CANBERRA)


def test_hours_are_counted_by_the_clock() -> None:
    now = at("2027-04-03T20:00")

    assert (within(now, "12h") - now).total_seconds() == 12 * 3600


def test_what_is_late_is_due_by_now_and_without_a_span_all_is_shown() -> None:
    now = at("2026-12-01T09:00")

    assert due_by(now, "5d", overdue=True) == now
    assert due_by(now, None, overdue=False) is None


@pytest.mark.parametrize("wrong", ["5", "d", "5m", "-1d", "5 d", "99999d"])
def test_what_is_no_span_is_said(wrong: str) -> None:
    with pytest.raises(UsageError, match="write one as 12h, 5d or 2w"):
        within(at("2026-12-01T09:00"), wrong)
