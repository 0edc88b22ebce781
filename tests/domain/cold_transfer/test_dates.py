"""The day of a warning ends at local midnight; a cold transfer is reviewed one working day on."""

from datetime import UTC, date, datetime

import pytest

from domain.calendar import Calendar
from domain.cold_transfer.deadlines import DAY, REVIEW, WARNING
from domain.deadlines import work_out
from domain.offices import OFFICES
from domain.settings import Settings


def calendar(office: str) -> Calendar:
    """Return the calendar of an office, with no day off of its own."""
    return Calendar(OFFICES[office])


@pytest.mark.parametrize(
    ("office", "warned", "ends"),
    [
        ("ACT", "2027-02-01T10:00+11:00", "2027-02-01T13:00"),
        ("SA", "2027-02-01T10:00+10:30", "2027-02-01T13:30"),
        ("QLD", "2027-02-01T23:59:59+10:00", "2027-02-01T14:00"),
        # The clock goes back at three in the morning of 4 April: that day has 25 hours.
        ("TAS", "2027-04-04T00:30+11:00", "2027-04-04T14:00"),
        ("TAS", "2027-04-03T23:59+11:00", "2027-04-03T13:00"),
    ],
)
def test_a_warning_lasts_until_local_midnight(office: str, warned: str, ends: str) -> None:
    """CSP-T3-S9b, A17."""
    found = work_out(WARNING, datetime.fromisoformat(warned), calendar(office), Settings())
    assert found.due == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "by"),
    [
        ("2027-02-01T10:00+11:00", date(2027, 2, 2)),
        ("2027-02-05T23:59+11:00", date(2027, 2, 8)),  # a Friday: on the Monday
        ("2027-01-25T10:00+11:00", date(2027, 1, 27)),  # over Australia Day
        ("2027-02-06T10:00+11:00", date(2027, 2, 8)),  # begun on a Saturday
    ],
)
def test_a_cold_transfer_is_reviewed_by_the_next_working_day(begun: str, by: date) -> None:
    """CSP-T3-S12a, A18."""
    at = datetime.fromisoformat(begun)
    assert work_out(REVIEW, at, calendar("ACT"), Settings()).due_on == by
    assert work_out(DAY, at, calendar("ACT"), Settings()).due_on == at.date()
