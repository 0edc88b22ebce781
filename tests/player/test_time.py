"""Time in a story: in order, by the office's calendar and clock, in any year."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from tests.end_to_end.told import Hall, Told
from tests.player.conftest import Written

COMPLAINT = """\
  - {moment}
    send: complaint.received
    as: mail_team.lee
    case: {case}
    customer: casey
    facts: {{channel: {channel}}}
    content: {{subject: A letter}}
"""


class Then(NamedTuple):
    """A second letter comes some time after, and the first one's clock runs out."""

    after: str
    opened: str
    due_on: str
    due: str


def received(moment: str, case: str, channel: str = "post") -> str:
    return COMPLAINT.format(moment=moment, case=case, channel=channel)


def began(starts: str, *events: str) -> str:
    """Write a scenario that starts at an instant."""
    return (
        f"title: A small case\nstarts: {starts}\n"
        "customers:\n  casey: {programme: child_support, name: Casey Example}\n"
        f"events:\n{''.join(events)}"
    )


def clock(told: Told, case: str) -> tuple[str, str]:
    """Return the last day in time, and the first instant too late, to acknowledge."""
    (found,) = (d for d in told.case(case)["deadlines"] if d["rule"] == "WC-S3n")
    return found["due_on"], found["due"]


async def test_two_events_at_one_instant_happen_in_the_order_of_the_file(
    stage_hall: Hall, written: Written
) -> None:
    at = "at: 2027-03-01T10:00+11:00"

    told = await stage_hall.play(
        written(received(at, "first") + received(at, "second", "online_form"))
    )

    opened = {name: told.case(name)["opened_at"] for name in ("first", "second")}
    assert opened == dict.fromkeys(opened, "2027-03-01T10:00:00+11:00")
    assert list(told.cases) == [told.names["first"], told.names["second"]]
    assert list(dict.fromkeys(line.case for line in told.lines)) == list(told.cases)


async def test_deadlines_at_one_instant_are_taken_case_after_case_as_the_cases_opened(
    stage_hall: Hall, written: Written
) -> None:
    """The later case is opened first in the alphabet of references or not: it makes no odds."""
    events = "".join(
        received(f"at: 2027-03-01T{hour}:00+11:00", name)
        for hour, name in ((10, "first"), (11, "second"), (12, "third"))
    )

    told = await stage_hall.play(
        written(events + "  - {at: 2027-03-04T09:00+11:00, check: {case: third}}\n")
    )

    passed = [(line.at, line.case) for line in told.lines if line.kind == "passed"]
    alert = datetime(2027, 3, 2, 13, tzinfo=UTC)  # both ends at midnight in Canberra
    lapse = datetime(2027, 3, 3, 13, tzinfo=UTC)
    assert passed == [(at, ref) for at in (alert, lapse) for ref in told.cases]


@pytest.mark.parametrize(
    ("starts", "then"),
    [
        # Summer time ends on Sunday 7 April 2024; Friday 5 is day 0.
        (
            "2024-04-05T15:00+11:00",
            Then(
                "3 days",
                opened="2024-04-08T15:00:00+10:00",
                due_on="2024-04-09",
                due="2024-04-10T00:00:00+10:00",
            ),
        ),
        # It begins on Sunday 5 October 2025, and Monday 6 is Labour Day.
        (
            "2025-10-03T15:00+10:00",
            Then(
                "2 working days",
                opened="2025-10-08T15:00:00+11:00",
                due_on="2025-10-08",
                due="2025-10-09T00:00:00+11:00",
            ),
        ),
        # A Saturday half past two; half past two on Sunday there is not.
        (
            "2025-10-04T02:30+10:00",
            Then(
                "1 day",
                opened="2025-10-05T03:30:00+11:00",
                due_on="2025-10-08",
                due="2025-10-09T00:00:00+11:00",
            ),
        ),
        # Long ago, and in years to come: a leap day on the way.
        (
            "2012-02-28T09:00+11:00",
            Then(
                "1 day",
                opened="2012-02-29T09:00:00+11:00",
                due_on="2012-03-01",
                due="2012-03-02T00:00:00+11:00",
            ),
        ),
        (
            "2048-07-01T09:00+10:00",
            Then(
                "2 working days",
                opened="2048-07-03T09:00:00+10:00",
                due_on="2048-07-03",
                due="2048-07-04T00:00:00+10:00",
            ),
        ),
    ],
    ids=[
        "summer time ends",
        "summer time begins",
        "an hour that is left out",
        "long past",
        "far ahead",
    ],
)
async def test_a_story_keeps_the_office_s_clock_in_any_year(
    stage_hall: Hall, written: Written, starts: str, then: Then
) -> None:
    second = received(f"after: {then.after}", "two")
    events = began(starts, received(f"at: {starts}", "one"), second)

    told = await stage_hall.play(written(events))

    assert clock(told, "one") == (then.due_on, then.due)
    assert told.case("two")["opened_at"] == then.opened


async def test_what_a_deadline_of_the_past_brings_happens_at_its_instant(
    stage_hall: Hall, written: Written
) -> None:
    late = "  - {at: 2024-04-10T08:00+10:00, check: {case: one, deadlines: [{state: passed}]}}\n"
    events = began("2024-04-05T15:00+11:00", received("at: 2024-04-05T15:00+11:00", "one"), late)

    told = await stage_hall.play(written(events))

    alert, lapse = (line for line in told.lines if line.kind == "passed")
    assert alert.at == datetime(2024, 4, 8, 14, tzinfo=UTC)  # midnight, summer time over
    assert lapse.at == datetime(2024, 4, 9, 14, tzinfo=UTC)


async def test_what_is_learnt_later_counts_when_it_occurred_and_the_future_is_refused(
    stage_hall: Hall, written: Written
) -> None:
    """The letter came on Friday and is opened on Monday; a letter of next week cannot be here."""
    opened = received("at: 2027-03-01T10:00+11:00\n    occurred: 2027-02-26T15:00+11:00", "one")
    ahead = (
        received("at: 2027-03-01T10:00+11:00\n    occurred: 2027-03-08T15:00+11:00", "two")
        + "    expect: {refused: future}\n"
    )

    told = await stage_hall.play(written(opened + ahead))

    assert told.case("one")["opened_at"] == "2027-02-26T15:00:00+11:00"
    assert clock(told, "one")[0] == "2027-03-02"
    assert "two" not in told.names
