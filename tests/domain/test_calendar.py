"""Which days an office works, and where its local day begins."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import (
    Calendar,
    Override,
    override_faults,
    public_holidays,
)
from domain.offices import OFFICES, Office, State

CLOSEDOWN = Override(date=date(2026, 12, 29), office="ACT", name="Closedown")


@pytest.mark.parametrize(
    ("office", "day", "why"),
    [
        ("ACT", "2026-12-01", None),
        ("ACT", "2026-12-05", "Saturday"),
        ("ACT", "2026-12-06", "Sunday"),
        ("ACT", "2026-06-01", "Reconciliation Day"),
        ("NSW", "2026-06-01", None),
        ("WA", "2026-06-01", "Western Australia Day"),
        ("ACT", "2027-01-26", "Australia Day"),
        ("ACT", "2027-03-08", "Canberra Day"),
        ("VIC", "2027-03-08", "Labour Day"),
        ("SA", "2027-03-08", "Adelaide Cup Day"),
        ("TAS", "2027-03-08", "Eight Hours Day"),
        ("QLD", "2027-03-08", None),
        ("NSW", "2026-10-05", "Labour Day"),
        ("QLD", "2026-10-05", "King's Birthday"),
        ("VIC", "2026-10-05", None),
        ("VIC", "2026-11-03", "Melbourne Cup Day"),
        ("QLD", "2026-08-12", "The Royal Queensland Show"),
        ("WA", "2026-09-28", "King's Birthday"),
        ("NT", "2026-08-03", "Picnic Day"),
        ("NSW", "2026-12-26", "Boxing Day"),
        ("NSW", "2026-12-28", "Boxing Day (observed)"),
        ("SA", "2026-12-28", "Proclamation Day (observed)"),
        ("VIC", "2028-01-03", "New Year's Day (observed)"),
        ("NSW", "2028-02-29", None),
        ("QLD", "2026-12-24", None),  # an evening holiday there, which ends no working day
    ],
)
def test_each_state_closes_on_its_own_holidays(office: str, day: str, why: str | None) -> None:
    calendar = Calendar(OFFICES[office])

    assert calendar.why_closed(date.fromisoformat(day)) == why
    assert calendar.works(date.fromisoformat(day)) is (why is None)


def test_an_agency_day_closes_its_office_only() -> None:
    assert Calendar(OFFICES["ACT"], [CLOSEDOWN]).why_closed(CLOSEDOWN.date) == "Closedown"
    assert Calendar(OFFICES["NSW"], [CLOSEDOWN]).works(CLOSEDOWN.date)


def test_an_agency_day_without_office_closes_every_office() -> None:
    everywhere = Override(date=date(2026, 12, 29), name="Closedown")

    for office in OFFICES.values():
        assert Calendar(office, [everywhere]).why_closed(everywhere.date) == "Closedown"


def test_a_public_holiday_is_named_before_an_agency_day_and_that_before_the_weekend() -> None:
    days = [
        Override(date=date(2026, 12, 25), name="Closedown"),
        Override(date=date(2026, 12, 27), name="Closedown"),
    ]
    calendar = Calendar(OFFICES["ACT"], days)

    assert calendar.why_closed(date(2026, 12, 25)) == "Christmas Day"
    assert calendar.why_closed(date(2026, 12, 27)) == "Closedown"


def test_two_holidays_on_one_day_are_both_named() -> None:
    closed = Calendar(OFFICES["ACT"]).why_closed(date(2011, 4, 25))

    assert closed == "ANZAC Day and Easter Monday"


def test_a_year_of_holidays_is_read_once() -> None:
    assert public_holidays(State.NT, 2027) is public_holidays(State.NT, 2027)


def test_the_version_names_the_library_the_state_and_the_agency_days() -> None:
    plain = Calendar(OFFICES["ACT"]).version
    closed = Calendar(OFFICES["ACT"], [CLOSEDOWN]).version

    assert plain.startswith("holidays-")
    assert plain.endswith("/ACT/own-none")
    assert closed.startswith(plain.removesuffix("none"))
    assert closed != plain


def test_the_version_depends_on_this_offices_days_and_not_on_their_order() -> None:
    other = Override(date=date(2027, 1, 4), name="Stocktake")
    elsewhere = Override(date=date(2027, 1, 4), office="WA", name="Stocktake")

    forth = Calendar(OFFICES["ACT"], [CLOSEDOWN, other]).version
    back = Calendar(OFFICES["ACT"], [elsewhere, other, CLOSEDOWN]).version

    assert forth == back


# ------------------------------------------------------------------------- as people write it


@pytest.mark.parametrize(
    ("written", "faults"),
    [
        (("2026-12-24", "ACT", "Closedown"), []),
        (("2026-12-29", None, "Closedown, all offices"), []),
        (
            ("24/12/2026", "ACT", "Closedown"),
            ["date: '24/12/2026' is no date; write YYYY-MM-DD, such as 2026-12-24"],
        ),
        (
            ("20261231", "ACT", "Closedown"),
            ["date: '20261231' is no date; write YYYY-MM-DD, such as 2026-12-24"],
        ),
        (
            ("2027-02-29", "Atlantis", ""),
            [
                "date: '2027-02-29' is no date; write YYYY-MM-DD, such as 2026-12-24",
                (
                    "office: 'Atlantis' is not known; write one of ACT, NSW, NT, QLD, SA, TAS, "
                    "VIC, WA, or nothing for every office"
                ),
                (
                    "name: say in 1 to 200 characters, on one line, why the office is closed, "
                    "such as Closedown"
                ),
            ],
        ),
    ],
    ids=["one office", "every office", "another order", "no hyphens", "everything wrong"],
)
def test_a_day_off_is_taken_as_written_or_every_fault_is_named(
    written: tuple[str, str | None, str], faults: list[str]
) -> None:
    assert override_faults(*written) == faults


@pytest.mark.parametrize(
    "name", ["x" * 201, "Flood\nand storm", "Flood\u2028and storm", "a\x1b[2J"]
)
def test_a_name_that_no_reader_takes_is_none(name: str) -> None:
    assert override_faults("2026-12-24", "ACT", name)


def test_only_offices_that_exist_may_stand_in_a_file() -> None:
    assert override_faults("2027-03-01", "BEL", "Flood", offices={"BEL"}) == []


# --------------------------------------------------------------------------- the local day


def test_each_state_has_its_office_with_the_states_code() -> None:
    assert {code: office.zone for code, office in OFFICES.items()} == {
        "ACT": "Australia/Sydney",
        "NSW": "Australia/Sydney",
        "VIC": "Australia/Melbourne",
        "QLD": "Australia/Brisbane",
        "SA": "Australia/Adelaide",
        "WA": "Australia/Perth",
        "TAS": "Australia/Hobart",
        "NT": "Australia/Darwin",
    }


@pytest.mark.parametrize(
    ("code", "day", "begins"),
    [
        ("ACT", "2026-10-04", "2026-10-03T14:00:00+00:00"),  # clocks go on at 2:00 this day
        ("ACT", "2026-10-05", "2026-10-04T13:00:00+00:00"),
        ("ACT", "2027-04-04", "2027-04-03T13:00:00+00:00"),  # clocks go back at 3:00 this day
        ("ACT", "2027-04-05", "2027-04-04T14:00:00+00:00"),
        ("QLD", "2026-10-05", "2026-10-04T14:00:00+00:00"),
        ("NT", "2026-10-05", "2026-10-04T14:30:00+00:00"),
        ("WA", "2026-10-05", "2026-10-04T16:00:00+00:00"),
    ],
)
def test_the_local_day_begins_at_the_offices_midnight(code: str, day: str, begins: str) -> None:
    assert OFFICES[code].first_instant(date.fromisoformat(day)).isoformat() == begins


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("America/Santiago", "2024-09-08", "2024-09-08T04:00:00+00:00"),
        ("America/Havana", "2024-11-03", "2024-11-03T04:00:00+00:00"),
        ("Asia/Gaza", "2016-10-29", "2016-10-28T21:00:00+00:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00+00:00"),
    ],
    ids=["no midnight", "midnight twice", "midnight twice in Gaza", "no such day"],
)
def test_the_local_day_begins_where_midnight_is_odd(zone: str, day: str, begins: str) -> None:
    office = Office(code="X", state=State.NSW, zone=zone)

    assert office.first_instant(date.fromisoformat(day)).isoformat() == begins


@examples(deadline=None, max_examples=200)
@given(
    zone=st.sampled_from(
        ["Australia/Sydney", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut", "Asia/Gaza"]
    ),
    day=st.dates(date(1990, 1, 1), date(2060, 1, 1)),
)
def test_a_day_is_over_at_the_first_instant_of_the_next_and_not_before(
    zone: str, day: date
) -> None:
    office = Office(code="X", state=State.NSW, zone=zone)

    over = office.first_instant(day + timedelta(days=1))

    assert office.day_of(over) > day
    assert office.day_of(over - timedelta(microseconds=1)) == day


def test_the_day_of_an_instant_is_the_offices() -> None:
    late = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)

    assert OFFICES["ACT"].day_of(late) == date(2026, 12, 2)
    assert OFFICES["WA"].day_of(late) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("zone", "Canberra time", "'Canberra time' is no IANA time zone; write one such as"),
        ("zone", "../etc/passwd", "is no IANA time zone"),
        ("state", "ZZ", "'ACT', 'NSW', 'VIC', 'QLD', 'SA', 'WA', 'TAS' or 'NT'"),
        ("code", "A CT", "String should match pattern"),
    ],
)
def test_an_office_that_cannot_be_says_what_is_right(field: str, value: str, words: str) -> None:
    right = {"code": "ACT", "state": "ACT", "zone": "Australia/Sydney"}

    with pytest.raises(ValidationError, match=words.replace(".", r"\.")):
        Office.model_validate(right | {field: value})
