"""Days of a district: each office decides them for each year, and until then the library counts."""

from datetime import date

import pytest

from domain.calendar import Calendar, public_holidays
from domain.offices import OFFICES
from domain.regional_days import REGIONAL_DAYS, Decided, decision_faults, undecided

EKKA = date(2027, 8, 11)  # a Wednesday, in Brisbane alone
DARWIN_SHOW = date(2027, 7, 23)


def decided(office: str, day: str, on: date | None, year: int = 2027) -> Decided:
    return Decided(office=office, day=day, year=year, on=on)


def test_a_day_that_no_library_has_closes_the_office_that_has_decided_it() -> None:
    kept = [decided("NT", "nt_show", DARWIN_SHOW)]

    assert Calendar(OFFICES["NT"]).works(DARWIN_SHOW)
    assert Calendar(OFFICES["NT"], decided=kept).why_closed(DARWIN_SHOW) == "Show Day"
    assert Calendar(OFFICES["QLD"], decided=kept).works(DARWIN_SHOW)


def test_a_day_that_the_library_gives_a_whole_state_stands_until_its_office_decides() -> None:
    cairns = date(2027, 7, 16)

    before = Calendar(OFFICES["QLD"])
    elsewhere = Calendar(OFFICES["QLD"], decided=[decided("QLD", "qld_show", cairns)])
    nowhere = Calendar(OFFICES["QLD"], decided=[decided("QLD", "qld_show", None)])

    assert before.why_closed(EKKA) == "The Royal Queensland Show"
    assert (elsewhere.why_closed(cairns), elsewhere.works(EKKA)) == ("Show Day", True)
    assert nowhere.works(EKKA)
    assert not nowhere.works(date(2028, 8, 16)), "of the next year nothing is decided"


@pytest.mark.parametrize(
    ("day", "on", "no_more"),
    [
        ("wa_labour", date(2028, 3, 13), date(2028, 3, 6)),
        ("wa_kings_birthday", date(2028, 6, 12), date(2028, 9, 25)),
        ("wa_day", date(2028, 11, 13), date(2028, 6, 5)),
        ("wa_show", date(2028, 9, 25), None),
    ],
)
def test_western_australia_keeps_its_days_otherwise_from_2028(
    day: str, on: date, no_more: date | None
) -> None:
    calendar = Calendar(OFFICES["WA"], decided=[decided("WA", day, on, 2028)])

    assert not calendar.works(on)
    assert no_more is None or calendar.works(no_more)


def test_the_library_still_has_what_decisions_stand_in_place_of() -> None:
    """Where a later library has another name for it, the decision would add a second day."""
    for day in (day for day in REGIONAL_DAYS if day.public):
        year = max(day.since, 2027)
        names = [name for day_ in public_holidays(day.state, year).values() for name in day_]
        assert names.count(day.public or "") == 1, day.code


def test_a_decision_changes_the_version_of_the_calendar() -> None:
    plain = Calendar(OFFICES["QLD"]).version
    one = Calendar(OFFICES["QLD"], decided=[decided("QLD", "qld_show", None)]).version
    other = Calendar(OFFICES["QLD"], decided=[decided("QLD", "qld_show", EKKA)]).version

    assert len({plain, one, other}) == 3
    assert plain == Calendar(OFFICES["QLD"], decided=[decided("NT", "nt_show", None)]).version


@pytest.mark.parametrize(
    ("office", "what", "said"),
    [
        ("NT", decided("NT", "qld_show", None), "NT decides; it has nt_show"),
        ("ACT", decided("ACT", "nt_show", None), "ACT decides; it has none"),
        ("NT", decided("NT", "nt_show", date(2026, 7, 24)), "2026-07-24 is not in 2027"),
        ("WA", decided("WA", "wa_show", None, 2027), "for the years from 2028 to 2100"),
    ],
)
def test_a_decision_that_does_not_fit_says_why(office: str, what: Decided, said: str) -> None:
    (fault,) = decision_faults(what, OFFICES[office])

    assert said in fault


def test_what_is_yet_to_be_decided_is_said_by_office_day_and_year() -> None:
    offices = [OFFICES[code] for code in ("ACT", "NT", "TAS", "WA")]
    known = [decided("NT", "nt_show", DARWIN_SHOW), decided("TAS", "tas_regatta", None)]

    missing = undecided(offices, (2027, 2028), known)

    assert [(office.code, day.code, year) for office, day, year in missing] == [
        ("NT", "nt_show", 2028),
        ("TAS", "tas_regatta", 2028),
        ("TAS", "tas_recreation", 2027),
        ("TAS", "tas_recreation", 2028),
        ("WA", "wa_labour", 2028),
        ("WA", "wa_kings_birthday", 2028),
        ("WA", "wa_show", 2028),
        ("WA", "wa_day", 2028),
    ]
