"""Days are read in one way everywhere, and only those that can be meant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, ValidationError

from domain.complaints.messages import ComplaintReceived
from domain.days import PAST_YEARS, Day, Instant, Near, bounds_of, day_fault, read_day
from domain.personalised_services.messages import ReferralReceived

NOON = datetime(2026, 12, 3, 1, 0, tzinfo=UTC)  # noon in Canberra
NINE = datetime(2027, 1, 24, 22, 0, tzinfo=UTC)  # of 25 January in Canberra
CANBERRA = ZoneInfo("Australia/Sydney")


class Dated(BaseModel):
    on: Day | None = None
    at: Instant | None = None


@pytest.mark.parametrize(
    "written",
    [
        *("20270125", "2027-W04-1", "2027-1-25", "25/01/2027", "25.1.2027", "2027-02-30"),
        *("2027-01-25T00:00", " 2027-01-25", "2027-01-25 ", "tomorrow", "", None, 20270125),
        *(1769299200, 0.5, True, datetime(2027, 1, 25, tzinfo=UTC)),
    ],
)
def test_what_is_not_written_as_a_day_is_none(written: object) -> None:
    assert day_fault(written) == "is no date; write YYYY-MM-DD, such as 2026-12-24"
    if written is not None:
        with pytest.raises(ValidationError, match="is no date"):
            Dated.model_validate({"on": written})


@pytest.mark.parametrize("written", ["0001-01-01", "1788-01-26", "1899-12-31", "2101-01-01"])
def test_a_day_of_a_year_that_cannot_be_meant_is_none(written: str) -> None:
    assert day_fault(written) == "cannot be meant: the year is not from 1900 to 2100"
    with pytest.raises(ValidationError, match="cannot be meant"):
        Dated.model_validate({"on": written})


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+11:00", "1788-01-26T00:00:00+10:00"])
def test_an_instant_of_a_year_that_cannot_be_meant_is_none(written: str) -> None:
    with pytest.raises(ValidationError, match="cannot be meant"):
        Dated.model_validate({"at": written})


@pytest.mark.parametrize(
    "written",
    [
        1769299200,
        "1769299200",
        0.5,
        True,
        "2027-01-25",
        "2027-01-25 09:00:00+11:00",
        "20270125T09Z",
    ],
)
def test_what_is_not_written_as_an_instant_is_none(written: object) -> None:
    with pytest.raises(ValidationError, match="is no instant; write one such as 2026-12-24T09:00"):
        Dated.model_validate({"at": written})


@pytest.mark.parametrize(
    "written",
    ["2027-01-25T09:00+11:00", "2027-01-24T22:00:00Z", "2027-01-24T22:00:00.000000Z", NINE],
)
def test_an_instant_is_read(written: object) -> None:
    assert Dated.model_validate({"at": written}).at == NINE


@pytest.mark.parametrize("written", ["2027-01-25", date(2027, 1, 25)])
def test_a_day_is_read(written: object) -> None:
    assert read_day(written) == date(2027, 1, 25)
    assert day_fault(written) is None
    assert Dated.model_validate({"on": written}).on == date(2027, 1, 25)


def test_bounds_are_counted_from_the_day_of_the_message() -> None:
    near = Near(before=10, after=2)
    day = date(2026, 12, 3)

    fitting = [date(2026, 11, 23), day, date(2026, 12, 5)]
    assert [near.fault(given, day) for given in fitting] == [None, None, None]
    for given in (date(2026, 11, 22), date(2026, 12, 6)):
        assert near.fault(given, day) == (
            f"{given.day} {given:%B} 2026 cannot be meant; "
            "give a date from 23 November 2026 to 5 December 2026"
        )


def test_the_fields_of_a_model_that_hold_dates_are_found_with_their_bounds() -> None:
    assert list(bounds_of(Dated)) == [("on", None), ("at", None)]
    assert list(bounds_of(ComplaintReceived)) == [("received_on", PAST_YEARS)]


def test_a_day_of_receipt_that_has_not_come_is_a_slip() -> None:
    """The clock would start too late (WC-S3n)."""
    received = ComplaintReceived.model_validate({"channel": "post", "received_on": "2026-12-04"})

    assert received.date_faults(datetime(2026, 12, 3, 14, 0, tzinfo=UTC), CANBERRA) == []
    (fault,) = received.date_faults(NOON, CANBERRA)
    assert fault.startswith("received_on: 4 December 2026 has not come; give a date from ")


@pytest.mark.parametrize(
    ("received_at", "fault"),
    [
        ("2026-12-03T12:04:00+11:00", None),
        ("2026-11-03T12:00:00+11:00", None),
        ("2026-12-03T12:06:00+11:00", "has not come; give an instant that is past"),
        ("2024-11-30T12:00:00+11:00", "30 November 2024 cannot be meant; give a date from"),
    ],
    ids=["by a clock that is fast", "a month ago", "in the future", "years ago"],
)
def test_an_intray_arrived_before_it_was_told(received_at: str, fault: str | None) -> None:
    referral = ReferralReceived.model_validate(
        {"kind": "ps_referral", "customer": "cu-1", "received_at": received_at}
    )

    found = referral.date_faults(NOON, CANBERRA)

    assert bool(found) is bool(fault)
    assert (fault or "") in "".join(found)
