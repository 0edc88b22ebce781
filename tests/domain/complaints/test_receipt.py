"""Receiving a written complaint: channels, escalations, the register, the start of the clock."""

from datetime import UTC, date, datetime

import pytest

from domain.complaints.messages import ComplaintReceived
from domain.complaints.receipt import (
    Channel,
    Via,
    accepted,
    clock_start,
    day_of_receipt,
    earliest,
    escalated,
    register_name,
)

LOGGED = datetime.fromisoformat("2026-12-02T09:10+11:00")


@pytest.mark.parametrize(
    "channel", ["online_form", "webmaster_mailbox", "post", "fax", "centrelink", "medicare"]
)
def test_a_complaint_is_accepted_by_every_written_channel(channel: str) -> None:
    assert accepted(Channel(channel))


@pytest.mark.parametrize("channel", ["in_person", "phone"])
def test_what_is_said_leaves_the_procedure(channel: str) -> None:
    assert not accepted(Channel(channel))


def test_every_channel_is_either_written_or_said() -> None:
    assert len(Channel) == 8


@pytest.mark.parametrize(
    ("via", "is_escalation"),
    [("none", False), ("mp", True), ("ombudsman", True), ("ministerial", True)],
)
def test_items_of_outside_bodies_are_escalations(via: str, *, is_escalation: bool) -> None:
    assert escalated(Via(via)) is is_escalation


def test_the_register_is_that_of_the_year_of_receipt() -> None:
    assert register_name(date(2026, 12, 31)) == "Allocation 2026"
    assert register_name(date(2027, 1, 1)) == "Allocation 2027"


def test_the_day_that_the_mail_team_gives_is_the_day_of_receipt() -> None:
    assert day_of_receipt(LOGGED.date(), date(2026, 12, 1)) == date(2026, 12, 1)
    assert clock_start(LOGGED, date(2026, 12, 1)) == datetime(2026, 12, 1, tzinfo=UTC)


def test_without_one_the_message_itself_tells_the_day() -> None:
    assert day_of_receipt(LOGGED.date(), None) == date(2026, 12, 2)
    assert clock_start(LOGGED, None) == LOGGED


def test_the_same_letter_counts_from_its_earliest_receipt() -> None:
    """WC-S3n."""
    tuesday, monday = date(2026, 12, 1), date(2026, 11, 30)

    assert earliest(tuesday) == earliest(tuesday, "2026-12-02") == tuesday
    assert earliest(tuesday, "2026-12-02", monday) == monday


@pytest.mark.parametrize("zone", ["Australia/Perth", "Australia/Darwin", "Australia/Sydney"])
def test_the_clock_starts_on_the_day_of_receipt_in_every_zone(zone: str) -> None:
    from zoneinfo import ZoneInfo

    start = clock_start(LOGGED, date(2026, 12, 1))

    assert start.astimezone(ZoneInfo(zone)).date() == date(2026, 12, 1)


def test_a_complaint_needs_no_more_than_its_channel() -> None:
    received = ComplaintReceived.model_validate({"channel": "post"})

    assert received.via is Via.NONE
    assert received.category == "potential_complaint"
