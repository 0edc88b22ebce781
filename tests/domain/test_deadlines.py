"""Every rule that counts a date, at dates written out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import Calendar, Override
from domain.catalogue import RULES
from domain.deadlines import (
    Deadline,
    DeadlineError,
    agreed_fault,
    explain,
    keep_later,
    recompute,
    work_out,
)
from domain.offices import OFFICES
from domain.settings import Settings

CLOSEDOWN = tuple(
    Override(date=date.fromisoformat(day), name="Closedown")
    for day in ("2026-12-24", "2026-12-29", "2026-12-30", "2026-12-31")
)


def worked(
    rule: str,
    office: str,
    start: str,
    agreed: str | None = None,
    *,
    closed: tuple[Override, ...] = (),
    settings: Settings | None = None,
) -> Deadline:
    """Work out a rule by its id; ``start`` is a day, or an instant with its offset."""
    begun = datetime.fromisoformat(start) if "T" in start else date.fromisoformat(start)
    given_date = date.fromisoformat(agreed) if agreed else None
    calendar = Calendar(OFFICES[office], closed)
    return work_out(RULES[rule], begun, calendar, settings or Settings(), agreed=given_date)


# -------------------------------------------------------------------------- working days


@pytest.mark.parametrize(
    ("rule", "office", "start", "due_on", "due"),
    [
        ("WC-S3n", "ACT", "2026-12-01T09:10+11:00", "2026-12-03", "2026-12-03T13:00"),
        ("WC-S3n", "ACT", "2026-12-01T00:00+11:00", "2026-12-03", "2026-12-03T13:00"),
        ("WC-S3n", "ACT", "2026-12-01T23:59:59+11:00", "2026-12-03", "2026-12-03T13:00"),
        ("WC-S3n", "ACT", "2026-12-05T10:00+11:00", "2026-12-08", "2026-12-08T13:00"),
        ("WC-S3n", "ACT", "2026-12-23T16:30+11:00", "2026-12-29", "2026-12-29T13:00"),
        ("WC-S3n", "ACT", "2026-12-25T10:00+11:00", "2026-12-30", "2026-12-30T13:00"),
        ("WC-S3n", "ACT", "2026-10-02T15:00+10:00", "2026-10-07", "2026-10-07T13:00"),
        ("WC-S3n", "NSW", "2027-04-01T15:00+11:00", "2027-04-05", "2027-04-05T14:00"),
        ("WC-S3n", "NSW", "2027-12-23T09:00+11:00", "2027-12-29", "2027-12-29T13:00"),
        ("WC-S3n", "VIC", "2026-10-02T15:00+10:00", "2026-10-06", "2026-10-06T13:00"),
        ("WC-S3n", "VIC", "2026-11-02T09:00+11:00", "2026-11-05", "2026-11-05T13:00"),
        ("WC-S3n", "QLD", "2026-08-11T09:00+10:00", "2026-08-14", "2026-08-14T14:00"),
        ("WC-S3n", "QLD", "2026-10-02T15:00+10:00", "2026-10-07", "2026-10-07T14:00"),
        ("WC-S3n", "WA", "2026-09-25T09:00+08:00", "2026-09-30", "2026-09-30T16:00"),
        ("WC-S3n", "NT", "2026-07-31T09:00+09:30", "2026-08-05", "2026-08-05T14:30"),
        ("WC-S3n", "SA", "2026-12-24T09:00+10:30", "2026-12-30", "2026-12-30T13:30"),
        ("WC-S3n", "TAS", "2027-03-05T09:00+11:00", "2027-03-10", "2027-03-10T13:00"),
        ("WC-S3n", "ACT", "2028-02-25T09:00+11:00", "2028-02-29", "2028-02-29T13:00"),
        ("WC-S3n", "ACT", "2026-12-01T13:30+00:00", "2026-12-04", "2026-12-04T13:00"),
        ("WC-S3n", "WA", "2026-12-01T13:30+00:00", "2026-12-03", "2026-12-03T16:00"),
        ("CMA-T2-S10i", "NSW", "2026-01-23T17:00+11:00", "2026-01-28", "2026-01-28T13:00"),
        ("CLK-T1-S2a", "VIC", "2027-03-05T09:00+11:00", "2027-03-15", "2027-03-15T13:00"),
        ("CLK-T1-S2b", "QLD", "2027-05-02T09:00+10:00", "2027-05-05", "2027-05-05T14:00"),
        ("CLK-T3-S3c", "ACT", "2027-06-02T06:00+10:00", "2027-06-07", "2027-06-07T14:00"),
        ("CLK-T3-S3c", "VIC", "2027-06-10T06:00+10:00", "2027-06-16", "2027-06-16T14:00"),
        ("CLK-T3-S10a", "ACT", "2027-01-22T15:00+11:00", "2027-01-25", "2027-01-25T13:00"),
        ("CSP-T1-S2a", "ACT", "2026-12-23T09:00+11:00", "2027-01-04", "2027-01-04T13:00"),
        ("CSP-T1-S2a", "ACT", "2027-01-21T09:00+11:00", "2027-01-29", "2027-01-29T13:00"),
        ("CSP-T1-S2b", "ACT", "2027-01-25T09:00+11:00", "2027-01-28", "2027-01-28T13:00"),
        ("CSP-T3-S12a", "ACT", "2027-01-25T15:00+11:00", "2027-01-27", "2027-01-27T13:00"),
    ],
)
def test_working_days_are_those_of_the_office(
    rule: str, office: str, start: str, due_on: str, due: str
) -> None:
    deadline = worked(rule, office, start)

    assert deadline.due_on == date.fromisoformat(due_on)
    assert deadline.due == datetime.fromisoformat(f"{due}+00:00")


@pytest.mark.parametrize(
    ("rule", "start", "due_on"),
    [
        ("WC-S3n", "2026-12-23T16:30+11:00", "2027-01-05"),
        ("CMA-T2-S10i", "2026-12-22T09:00+11:00", "2027-01-04"),
        ("CSP-T1-S2a", "2026-12-23T09:00+11:00", "2027-01-08"),
        ("CSP-T6-S1k", "2026-12-17T09:00+11:00", "2026-12-31"),  # days, not working days
    ],
)
def test_the_christmas_closedown_is_not_worked(rule: str, start: str, due_on: str) -> None:
    deadline = worked(rule, "ACT", start, closed=CLOSEDOWN)

    assert deadline.due_on == date.fromisoformat(due_on)


def test_the_unit_of_the_acknowledgement_is_the_agencys_choice_from_a_day_on() -> None:
    calendar_days = Settings([("wc.acknowledgement_unit", date(2026, 12, 18), "calendar_days")])

    before = worked("WC-S3n", "ACT", "2026-12-17", settings=calendar_days)
    after = worked("WC-S3n", "ACT", "2026-12-18", settings=calendar_days)

    assert before.due_on == date(2026, 12, 21)
    assert after.due_on == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("start", "unit", "alert_on", "alert_at"),
    [
        ("2026-12-01T09:10+11:00", "working_days", "2026-12-03", "2026-12-02T13:00"),
        ("2026-12-03T09:10+11:00", "working_days", "2026-12-07", "2026-12-06T13:00"),
        ("2026-12-23T09:10+11:00", "working_days", "2026-12-29", "2026-12-28T13:00"),
        ("2026-12-01T09:10+11:00", "calendar_days", "2026-12-03", "2026-12-02T13:00"),
        ("2026-12-17T09:10+11:00", "calendar_days", "2026-12-18", "2026-12-17T13:00"),
        # Too little is left from the start on: the alert is due at once.
        ("2026-12-18T09:10+11:00", "calendar_days", "2026-12-18", "2026-12-17T13:00"),
    ],
)
def test_the_acknowledgement_alert_leaves_one_working_day(
    start: str, unit: str, alert_on: str, alert_at: str
) -> None:
    chosen = Settings([("wc.acknowledgement_unit", date(2026, 1, 1), unit)])

    alert = worked("WC-S3n.alert", "ACT", start, settings=chosen)

    assert (alert.rule, alert.step) == ("WC-S3n.alert", "WC-S3n")
    assert alert.due_on == date.fromisoformat(alert_on)
    assert alert.due == datetime.fromisoformat(f"{alert_at}+00:00")


# ---------------------------------------------------------------- calendar days and months


@pytest.mark.parametrize(
    ("rule", "office", "start", "due_on", "due"),
    [
        ("CMA-T1-S2m", "ACT", "2026-12-01T09:00+11:00", "2026-12-15", "2026-12-15T13:00"),
        ("CMA-T2-S2f", "QLD", "2028-02-16T09:00+10:00", "2028-03-01", "2028-03-01T14:00"),
        ("CMA-T3-S4d", "ACT", "2027-02-15T09:00+11:00", "2027-03-01", "2027-03-01T13:00"),
        ("CLK-T1-S2m", "NT", "2026-12-20T09:00+09:30", "2027-01-03", "2027-01-03T14:30"),
        ("CLK-T2-S5a", "ACT", "2027-03-24T09:00+11:00", "2027-04-07", "2027-04-07T14:00"),
        ("CLK-T3-S2d", "ACT", "2026-12-18T09:00+11:00", "2027-01-01", "2027-01-01T13:00"),
        ("CLK-T3-S3h", "ACT", "2027-06-02T06:00+10:00", "2027-06-09", "2027-06-09T14:00"),
        ("CLK-T3-S3h.target", "ACT", "2027-06-02T06:00+10:00", "2027-06-06", "2027-06-06T14:00"),
        ("CLK-T3-S3m", "ACT", "2027-06-02T06:00+10:00", "2027-06-16", "2027-06-16T14:00"),
        ("CLK-T3-S6b", "ACT", "2026-12-23T16:30+11:00", "2026-12-23", "2026-12-23T13:00"),
        ("CLK-T3-S6b", "NSW", "2026-10-04T01:30+10:00", "2026-10-04", "2026-10-04T13:00"),
        ("CLK-T3-S6b", "NSW", "2027-04-04T01:30+11:00", "2027-04-04", "2027-04-04T14:00"),
        ("CLK-T3-S6b", "QLD", "2026-10-04T01:30+10:00", "2026-10-04", "2026-10-04T14:00"),
        ("CLK-T5-S2d", "ACT", "2026-10-31", "2027-02-28", "2027-02-28T13:00"),
        ("CLK-T5-S2d", "ACT", "2027-10-31", "2028-02-29", "2028-02-29T13:00"),
        ("CLK-T5-S2d", "ACT", "2027-03-01", "2027-07-01", "2027-07-01T14:00"),
        ("CLK-T5-S3f", "ACT", "2027-03-01", "2027-03-15", "2027-03-15T13:00"),
        ("CSP-T2-S2c", "ACT", "2026-12-14T09:00+11:00", "2027-01-04", "2027-01-04T13:00"),
        ("CSP-T3-S3d", "WA", "2027-02-01T09:00+08:00", "2027-03-01", "2027-03-01T16:00"),
        ("CSP-T3-S3d", "ACT", "2028-02-01T09:00+11:00", "2028-02-29", "2028-02-29T13:00"),
        ("CSP-T3-S9b", "ACT", "2026-12-23T23:59+11:00", "2026-12-23", "2026-12-23T13:00"),
        ("CSP-T6-S1k", "ACT", "2027-01-04T09:00+11:00", "2027-01-18", "2027-01-18T13:00"),
        ("CSP-T6-S1k", "NSW", "2026-09-25T09:00+10:00", "2026-10-09", "2026-10-09T13:00"),
        ("CSP-T6-S1k", "QLD", "2026-09-25T09:00+10:00", "2026-10-09", "2026-10-09T14:00"),
        ("CSP-T6-S1k", "NSW", "2027-03-25T09:00+11:00", "2027-04-08", "2027-04-08T14:00"),
        ("CSP-T6-S1k", "ACT", "2026-12-12T09:00+11:00", "2026-12-26", "2026-12-26T13:00"),
        ("CSP-T8-S2c", "ACT", "2026-12-01T09:00+11:00", "2026-12-15", "2026-12-15T13:00"),
        ("CSP-T8-S3d", "ACT", "2026-11-30T09:00+11:00", "2027-02-28", "2027-02-28T13:00"),
        ("CSP-T8-S5a", "ACT", "2026-12-03T09:00+11:00", "2027-03-03", "2027-03-03T13:00"),
        ("CSP-T8-S5f", "ACT", "2027-11-29T09:00+11:00", "2028-02-29", "2028-02-29T13:00"),
    ],
)
def test_days_and_months_are_counted_as_they_stand(
    rule: str, office: str, start: str, due_on: str, due: str
) -> None:
    deadline = worked(rule, office, start)

    assert deadline.due_on == date.fromisoformat(due_on)
    assert deadline.due == datetime.fromisoformat(f"{due}+00:00")


@pytest.mark.parametrize(
    ("rule", "setting", "value", "due_on"),
    [
        ("CMA-T1-S2m", "cma.mx1_reply_days", 10, "2026-12-11"),
        ("CMA-T2-S2f", "cma.callback_days", 7, "2026-12-08"),
        ("CMA-T3-S4d", "cma.auto_unlock_days", 28, "2026-12-29"),
        ("CLK-T1-S2m", "ps.assessment_services_days", 21, "2026-12-22"),
        ("CLK-T2-S5a", "clk.voicemail_days", 1, "2026-12-02"),
        ("CLK-T3-S2d", "ps.assessment_services_days", 21, "2026-12-22"),
        ("CLK-T3-S3h.target", "clk.review_letter_target_days", 5, "2026-12-06"),
        ("CSP-T8-S2c", "ps.assessment_services_days", 21, "2026-12-22"),
    ],
)
def test_a_length_that_the_text_leaves_open_is_a_setting(
    rule: str, setting: str, value: int, due_on: str
) -> None:
    chosen = Settings([(setting, date(2026, 12, 1), value)])

    deadline = worked(rule, "ACT", "2026-12-01", settings=chosen)

    assert deadline.due_on == date.fromisoformat(due_on)
    assert f"Setting: {setting} = {value}" in deadline.lines()


def test_the_fortnight_goes_on_from_each_due_date() -> None:
    first = worked("CLK-T5-S3f", "ACT", "2027-03-01")

    second = worked("CLK-T5-S3f", "ACT", first.next_start().isoformat())
    third = worked("CLK-T5-S3f", "ACT", second.next_start().isoformat())

    assert first.next_start() == datetime(2027, 3, 14, 13, tzinfo=UTC)
    assert second.due_on == date(2027, 3, 29)  # Easter Monday: days are counted
    assert third.due_on == date(2027, 4, 12)  # over the end of daylight saving


# -------------------------------------------------------------------------- counted back


@pytest.mark.parametrize(
    ("rule", "end", "due_on", "due"),
    [
        ("CLK-T3-S3b", "2027-06-30", "2027-06-02", "2027-06-02T14:00"),
        ("CLK-T3-S3b", "2028-03-28", "2028-02-29", "2028-02-29T13:00"),
        # The review opens with the day, so that 28 days are left.
        ("CLK-T5-S4a", "2027-07-01", "2027-06-03", "2027-06-02T14:00"),
        ("CLK-T5-S4a", "2028-03-28", "2028-02-29", "2028-02-28T13:00"),
    ],
)
def test_days_before_an_end(rule: str, end: str, due_on: str, due: str) -> None:
    deadline = worked(rule, "ACT", "2027-03-01T09:00+11:00", end)

    assert deadline.due_on == date.fromisoformat(due_on)
    assert deadline.due == datetime.fromisoformat(f"{due}+00:00")


def test_the_lead_of_a_review_is_a_setting() -> None:
    chosen = Settings([("clk.review_lead_days", date(2027, 1, 1), 42)])

    deadline = worked("CLK-T5-S4a", "ACT", "2027-03-01", "2027-07-01", settings=chosen)

    assert deadline.due_on == date(2027, 5, 20)


@pytest.mark.parametrize(
    ("rule", "end", "opens_on"),
    [
        ("CLK-T1-S1b", "2027-03-15", "2026-03-15"),
        ("CLK-T1-S1b", "2028-02-29", "2027-02-28"),
        ("CLK-T3-S3a", "2027-06-30", "2027-06-02"),
        ("CLK-T3-S3q", "2027-06-30", "2027-06-16"),
    ],
)
def test_a_window_holds_its_first_and_its_last_day(rule: str, end: str, opens_on: str) -> None:
    window = worked(rule, "ACT", "2027-03-01", end)
    first, last = date.fromisoformat(opens_on), date.fromisoformat(end)

    assert (window.opens_on, window.due_on) == (first, last)
    assert window.contains(first)
    assert window.contains(last)
    assert not window.contains(first - timedelta(days=1))
    assert not window.contains(last + timedelta(days=1))


def test_the_look_back_starts_from_the_event_where_no_other_end_is_given() -> None:
    window = worked("CLK-T1-S1b", "ACT", "2027-03-15T09:00+11:00")

    assert (window.opens_on, window.due_on) == (date(2026, 3, 15), date(2027, 3, 15))


def test_a_limit_is_no_window() -> None:
    with pytest.raises(DeadlineError, match="CSP-T6-S1k is no window"):
        worked("CSP-T6-S1k", "ACT", "2027-01-04").contains(date(2027, 1, 4))


# ------------------------------------------------------------------ dates that people give


@pytest.mark.parametrize(
    ("rule", "start", "agreed"),
    [
        ("CLK-T3-S1h", "2027-02-01T09:00+11:00", "2027-02-12"),
        ("CLK-T3-S3i", "2027-06-02T06:00+10:00", "2027-06-15"),
        ("CLK-T3-S3k", "2027-06-02T06:00+10:00", "2027-06-14"),
        ("CLK-T5-S2d", "2027-03-01T09:00+11:00", "2027-05-01"),
        ("CLK-T5-S2d", "2027-03-01T09:00+11:00", "2027-12-01"),
        ("CSP-T3-S7j", "2027-02-01T09:00+11:00", "2028-02-29"),
        ("CSP-T4-S5a", "2027-02-01T09:00+11:00", "2027-02-01"),
        ("CSP-T4-S5e", "2027-02-01T09:00+11:00", "2027-02-13"),
        ("CSP-T8-S3d", "2026-11-30T09:00+11:00", "2027-02-28"),
        ("CSP-T8-S5a", "2026-12-03T09:00+11:00", "2027-01-29"),
        ("CSP-T8-S5f", "2027-11-29T09:00+11:00", "2028-02-29"),
        ("RES-T3-S3d", "2027-02-01T09:00+11:00", "2027-02-12"),
    ],
)
def test_an_agreed_date_is_the_last_day(rule: str, start: str, agreed: str) -> None:
    deadline = worked(rule, "ACT", start, agreed)

    assert deadline.due_on == deadline.agreed == date.fromisoformat(agreed)
    assert deadline.due == OFFICES["ACT"].first_instant(deadline.due_on + timedelta(days=1))


@pytest.mark.parametrize(
    ("rule", "start", "agreed", "fault"),
    [
        ("CSP-T4-S5a", "2027-02-01", None, "needs the date that was agreed; give one"),
        ("CLK-T3-S3i", "2027-06-02", None, "needs the date that was agreed; give one"),
        (
            "CSP-T6-S1k",
            "2027-01-04",
            "2027-01-11",
            "its date is counted and cannot be agreed; leave the agreed date out",
        ),
        (
            "CSP-T4-S5a",
            "2027-02-02",
            "2027-02-01",
            "1 February 2027 does not fit; give a date from 2 February 2027 to 2 February 2037",
        ),
        (
            "CSP-T8-S3d",
            "2026-11-30",
            "2027-03-01",
            "1 March 2027 does not fit; give a date from 30 November 2026 to 28 February 2027",
        ),
        (
            "CSP-T8-S5f",
            "2027-11-29",
            "2028-03-01",
            "1 March 2028 does not fit; give a date from 29 November 2027 to 29 February 2028",
        ),
        (
            "CLK-T3-S3i",
            "2027-06-02",
            "2027-06-16",
            "16 June 2027 does not fit; give a date from 2 June 2027 to 15 June 2027",
        ),
        (
            "CLK-T3-S3b",
            "2027-06-02",
            "9999-12-31",
            "31 December 9999 does not fit; give a date not after 30 December 2100",
        ),
    ],
)
def test_a_date_that_does_not_fit_its_rule_is_refused_with_those_that_do(
    rule: str, start: str, agreed: str | None, fault: str
) -> None:
    with pytest.raises(DeadlineError) as failed:
        worked(rule, "ACT", start, agreed)

    assert str(failed.value) == f"{rule}: {fault}"


@pytest.mark.parametrize(
    ("sent_on", "agreed", "fault"),
    [
        ("2027-06-09", "2027-06-09", None),
        (
            "2027-06-09",
            "2027-06-08",
            "8 June 2027 does not fit; give a date from 9 June 2027 to 15 June 2027",
        ),
        ("2027-06-16", "2027-06-16", "no date is left: 15 June 2027 was the last that the rule"),
    ],
    ids=["day 7", "past", "too late for any"],
)
def test_a_letter_never_states_a_reply_date_that_is_past(
    sent_on: str, agreed: str, fault: str | None
) -> None:
    found = agreed_fault(
        RULES["CLK-T3-S3i"],
        date(2027, 6, 2),
        date.fromisoformat(agreed),
        Calendar(OFFICES["ACT"]),
        Settings(),
        not_before=date.fromisoformat(sent_on),
    )

    assert found is None if fault is None else (found or "").startswith(fault)


def test_a_start_without_zone_is_refused() -> None:
    with pytest.raises(DeadlineError, match=r"WC-S3n: the start 2026-12-01T09:00:00 has no zone"):
        worked("WC-S3n", "ACT", "2026-12-01T09:00")


# ------------------------------------------------------------------------------ the working


def test_the_working_says_day_by_day_why() -> None:
    deadline = worked("WC-S3n", "ACT", "2026-12-23T16:30+11:00", closed=CLOSEDOWN[:1])

    assert explain(deadline) == "\n".join(
        [
            "Start: Wed 23 Dec 2026 16:30 AEDT, receipt of the written complaint (day 0)",
            "Rule WC-S3n: 2 working days after receipt of the written complaint",
            "Setting: wc.acknowledgement_unit = working_days",
            "Skipped: Thu 24 Dec 2026, Closedown",
            "Skipped: Fri 25 Dec 2026, Christmas Day",
            "Skipped: Sat 26 Dec 2026, Boxing Day",
            "Skipped: Sun 27 Dec 2026, Sunday",
            "Skipped: Mon 28 Dec 2026, Boxing Day (observed)",
            "Day 1: Tue 29 Dec 2026",
            "Day 2: Wed 30 Dec 2026",
            "Last day in time: Wed 30 Dec 2026",
            "Too late from: Thu 31 Dec 2026 00:00 AEDT (Australia/Sydney)",
            "Reading: A02",
            f"Calendar: office ACT, {deadline.calendar_version}",
        ]
    )


@pytest.mark.parametrize(
    ("rule", "start", "agreed", "line"),
    [
        ("CSP-T1-S2a", "2027-01-21", None, "Skipped: Tue 26 Jan 2027, Australia Day"),
        (
            "WC-S3n",
            "2026-12-05T10:00+11:00",
            None,
            (
                "Start: Sat 5 Dec 2026 10:00 AEDT, receipt of the written complaint "
                "(day 0; not a working day, Saturday)"
            ),
        ),
        (
            "CSP-T6-S1k",
            "2026-12-12",
            None,
            "Last day in time: Sat 26 Dec 2026 (Boxing Day; days are counted, so it stands)",
        ),
        (
            "CSP-T4-S5a",
            "2026-12-01",
            "2026-12-26",
            "Last day in time: Sat 26 Dec 2026 (Boxing Day)",
        ),
        ("CSP-T4-S5a", "2026-12-01", "2026-12-26", "Agreed: Sat 26 Dec 2026"),
        (
            "CLK-T3-S6b",
            "2026-12-01",
            None,
            "Rule CLK-T3-S6b: the rest of the local day of the warning",
        ),
        ("CLK-T5-S2d", "2026-10-31", None, "February 2027 has no day 31: its last day counts"),
        (
            "CSP-T8-S3d",
            "2026-12-01",
            None,
            "Rule CSP-T8-S3d: at most 3 months after approval of segment 3",
        ),
        ("CSP-T8-S3d", "2026-12-01", "2027-01-29", "Latest date allowed: Mon 1 Mar 2027"),
        ("CLK-T3-S3q", "2027-03-01", "2027-06-30", "First day of the window: Wed 16 Jun 2027"),
        (
            "CLK-T3-S3q",
            "2027-03-01",
            "2027-06-30",
            "Rule CLK-T3-S3q: the last 14 calendar days up to the end of the MSP review",
        ),
        (
            "CLK-T5-S4a",
            "2027-03-01",
            "2027-07-01",
            "Counted back from: Thu 1 Jul 2027, the end of the MSP",
        ),
        ("CLK-T5-S4a", "2027-03-01", "2027-07-01", "Opens on: Thu 3 Jun 2027"),
        (
            "WC-S3n.alert",
            "2026-12-01",
            None,
            "Rule WC-S3n.alert: 1 working day before the lapse of the acknowledgement",
        ),
    ],
)
def test_the_working_names_what_decided(
    rule: str, start: str, agreed: str | None, line: str
) -> None:
    assert line in worked(rule, "ACT", start, agreed).lines()


# ----------------------------------------------------------------------- a changed calendar


def test_a_new_closed_day_moves_a_deadline_later() -> None:
    before = worked("WC-S3n", "ACT", "2026-12-23T16:30+11:00")

    after = recompute(before, Calendar(OFFICES["ACT"], CLOSEDOWN), Settings())

    assert (before.due_on, after.due_on) == (date(2026, 12, 29), date(2027, 1, 5))
    assert after.calendar_version != before.calendar_version


def test_a_day_that_is_worked_after_all_moves_no_deadline_earlier() -> None:
    before = worked("WC-S3n", "ACT", "2026-12-23T16:30+11:00", closed=CLOSEDOWN)

    after = recompute(before, Calendar(OFFICES["ACT"]), Settings())

    assert (after.due_on, after.due) == (before.due_on, before.due)
    assert after.lines()[-1] == (
        "Kept: Tue 5 Jan 2027, given out before; this calendar would give Tue 29 Dec 2026"
    )


def test_a_date_given_out_before_is_kept_by_its_day_and_instant() -> None:
    anew = worked("WC-S3n", "ACT", "2026-12-01")
    given_out = datetime(2026, 12, 4, 13, tzinfo=UTC)

    kept = keep_later(anew, date(2026, 12, 4), given_out)

    assert (kept.due_on, kept.due) == (date(2026, 12, 4), given_out)
    assert keep_later(kept, anew.due_on, anew.due) is kept


def test_an_agreed_date_survives_a_changed_calendar() -> None:
    before = worked("CSP-T8-S3d", "ACT", "2026-12-01", "2027-01-29")

    after = recompute(before, Calendar(OFFICES["ACT"], CLOSEDOWN), Settings())

    assert after.due_on == before.due_on == date(2027, 1, 29)


def test_the_calendar_of_another_office_moves_no_deadline() -> None:
    deadline = worked("WC-S3n", "ACT", "2026-12-01")

    with pytest.raises(DeadlineError, match="counted by the calendar of office ACT"):
        recompute(deadline, Calendar(OFFICES["WA"]), Settings())
