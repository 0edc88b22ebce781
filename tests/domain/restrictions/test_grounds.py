"""On what a restriction rests: what the file shows, and what nobody may say without it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.needs import Opened
from domain.restrictions.channels import Barred, Extent, fault, summary
from domain.restrictions.grounds import (
    behaviour,
    not_going_on,
    not_grounded,
    not_managed_out,
    not_the_last_resort,
    warned_for_it_already,
)
from domain.restrictions.parts import stopped_ways
from tests.domain.file.writing import NOON, PAYER, TIMES, Writer

DAY = timedelta(days=1)


def opened(writer: Writer, outcome: str = "warn", **data: bool) -> Opened:
    """Return the work of whoever considers a restriction."""
    return Opened(writer.file, NOON, data, outcome=outcome, times=TIMES)


def behaves(writer: Writer, days_ago: int, sort: str = "abuse") -> str:
    """Have the customer behave so, some days ago."""
    return writer.write(
        "behaviour.reported",
        at=NOON - days_ago * DAY,
        sort=sort,
        severity="low",
        customer=PAYER,
        channel="phone",
        recorded_in="CIMS",
    )


def test_once_is_not_again_and_long_ago_is_over() -> None:
    """CSP-T3-S2a: two incidents, the last within 28 days."""
    writer = Writer()
    behaves(writer, 40)
    assert not_going_on(opened(writer)) == (
        "incident-1 is the only incident: the behaviour does not go on",
    )
    behaves(writer, 29)
    (reason,) = not_going_on(opened(writer))
    assert reason == "incident-2 is the last incident, and its days ended on 2026-11-30"
    behaves(writer, 28)
    assert not_going_on(opened(writer)) == ()


def test_violence_needs_an_incident_and_nothing_else() -> None:
    """CSP-T3-S2d, A44: neither a plan nor an option comes first, but it must be written down."""
    writer = Writer()
    (reason,) = not_grounded(opened(writer, violent=True))
    assert reason == "no incident is recorded (behaviour.reported)"
    behaves(writer, 0, sort="violence")
    for ground in (not_grounded, not_managed_out, not_the_last_resort):
        assert ground(opened(writer, violent=True)) == ()


def test_without_violence_a_plan_and_an_option_come_first() -> None:
    """CSP-T3-S1c, CSP-T3-S2c."""
    writer = Writer()
    assert not_managed_out(opened(writer)) == ("the customer has no plan to go over (plan.opened)",)
    (reason,) = not_the_last_resort(opened(writer))
    assert reason.startswith("nothing else was tried")


@pytest.mark.parametrize("sort", ["cmp", "msp"])
def test_a_plan_of_either_sort_is_gone_over(sort: str) -> None:
    """CSP-T3-S1c; A26."""
    writer = Writer()
    writer.write("plan.opened", sort=sort, customer=PAYER, start="2026-11-30")
    assert not_managed_out(opened(writer)) == ()


def test_behaviour_after_the_28_days_of_a_warning_may_still_lead_to_a_proposal() -> None:
    """CSP-T3-S3d, CSP-T3-S5a; A23: the watch was for visibility, and the warning stands."""
    writer = Writer()
    behaves(writer, 60)
    for place, heading in ((1, "referral_reason"), (2, "case_review")):
        writer.write("notepad.filed", at=NOON - 59 * DAY, heading=heading, place=place)
    writer.write("notepad.filed", at=NOON - 50 * DAY, heading="warning_letter_issued")
    behaves(writer, 1)
    for ground in (not_grounded, warned_for_it_already):
        assert ground(opened(writer, outcome="propose")) == ()


def test_nobody_is_warned_twice_for_one_behaviour() -> None:
    """CSP-T3-S2f, CSP-T3-S3b: what happened since the warning is another matter."""
    writer = Writer()
    behaves(writer, 5)
    assert warned_for_it_already(opened(writer)) == ()
    for place, heading in ((1, "referral_reason"), (2, "case_review")):
        writer.write("notepad.filed", at=NOON - 9 * DAY, heading=heading, place=place)
    writer.write("notepad.filed", at=NOON - 3 * DAY, heading="warning_letter_issued")

    (reason,) = warned_for_it_already(opened(writer))
    assert reason == "notepad-3 is a warning for incident-1 already, and nothing has happened since"
    assert warned_for_it_already(opened(writer, outcome="propose")) == ()
    behaves(writer, 1)
    assert warned_for_it_already(opened(writer)) == ()


def test_one_channel_stays_open_and_one_at_least_is_restricted() -> None:
    """CSP-T3-S4a, CSP-T3-S7g: in full or in part, and in a few words."""
    none = dict.fromkeys(Barred, Extent.NONE)
    assert fault(none) == "no channel is restricted: say which is, and how far"
    assert fault(dict.fromkeys(Barred, Extent.FULL)) is not None
    assert fault(none | {Barred.PHONE: Extent.FULL}) is None
    some = none | {Barred.PHONE: Extent.FULL, Barred.WRITING: Extent.PARTIAL}
    assert summary(some) == "full telephone, partial writing"
    assert stopped_ways([("writing", None)]) == {"post", "email"}


def test_behaviour_is_of_the_offices_day() -> None:
    """CSP-T3-S3a: a morning in Canberra is the evening before by UTC."""
    writer = Writer()
    writer.write(
        "behaviour.reported",
        at=NOON.replace(hour=0) - timedelta(hours=2),
        sort="abuse",
        severity="low",
        customer=PAYER,
        channel="phone",
        recorded_in="CIMS",
    )

    seen = replace(writer.file, clock=TIMES.zone)
    assert [each["on"] for each in behaviour(seen)] == ["2026-12-01"]
