"""A variation opens a channel for one occasion: for its day, which is not over."""

from datetime import timedelta

import pytest

from domain.needs import Opened
from domain.restrictions.tasks.in_force import its_day_is_over
from tests.domain.file.writing import NOON, TIMES, Writer

DAY = timedelta(days=1)


def decided(outcome: str, *, days_after: int, told_later: int = 0) -> Opened:
    """Return what is decided on the occasion of today, so many days after it; told even later."""
    at = NOON + days_after * DAY
    file = Writer(now=at + told_later * DAY).file
    data = {"on": TIMES.day(NOON).isoformat(), "channel": "phone"}
    return Opened(file, NOON - DAY, data, outcome=outcome, times=TIMES, done_at=at)


@pytest.mark.parametrize(
    "on_time",
    [
        decided("approve", days_after=-1),
        decided("approve", days_after=0),
        decided("approve", days_after=0, told_later=1),
        decided("refuse", days_after=1),
    ],
    ids=["before its day", "on its day", "on its day, and told the day after", "refused after it"],
)
def test_an_occasion_that_is_not_over_may_be_allowed_and_any_may_be_refused(
    on_time: Opened,
) -> None:
    """CSP-T3-S13a: what is decided counts on the day on which it was decided."""
    assert its_day_is_over(on_time) == ()


def test_an_occasion_that_is_over_is_not_allowed_and_another_day_may_be_asked_for() -> None:
    """CSP-T3-S13a: or the Approver believed that a channel was open, and nothing was."""
    assert its_day_is_over(decided("approve", days_after=1)) == (
        "1 December 2026 is over: refuse it, and have another day asked for",
    )
