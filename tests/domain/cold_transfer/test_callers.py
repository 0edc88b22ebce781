"""What the file shows of a caller: how often they rang, how they behaved, what is arranged."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.cold_transfer.callers import (
    arranged,
    caller,
    not_identified,
    not_persistent_and_aggressive,
    not_to_be_warned,
    restricted,
)
from domain.file.acts import Relation
from domain.file.rows import Restricted
from domain.needs import Opened
from domain.times import Times
from tests.domain.file.writing import CASE, NOON, PAYEE, PAYER, TIMES, Writer

HOUR = timedelta(hours=1)
OUTSIDE = {"CSP-T3-S8b": "outside"}


@pytest.fixture
def writer() -> Writer:
    """A file without a row."""
    return Writer()


def opened(writer: Writer, **more: Any) -> Opened:
    """Return the task of a call at midday."""
    return replace(Opened(writer.file, NOON, answers=OUTSIDE, times=TIMES), **more)


def ring(writer: Writer, customer: str = PAYER, **facts: Any) -> str:
    """Have a customer ring."""
    known = {"customer": customer, "direction": "in", "result": "reached"}
    return writer.write("contact.made", **(known | facts))


def behave(writer: Writer, customer: str = PAYER, **facts: Any) -> str:
    """Have a customer behave badly on the telephone."""
    known = {"sort": "abusive_language", "severity": "medium", "channel": "phone"}
    more = {"customer": customer, "recorded_in": "CIRT"}
    return writer.write("behaviour.reported", **(known | more | facts))


def arrange(writer: Writer, customer: str = PAYER) -> str:
    """Agree with a customer how they get in contact."""
    return writer.write(
        "indicator.set",
        sort="special_contact_details",
        customer=customer,
        why="calls_agreed",
        review_by="2027-06-30",
    )


def test_a_caller_is_identified_by_a_call_of_now_in_which_they_proved_it(writer: Writer) -> None:
    """CSP-T3-S8a: neither an earlier call, nor an unproven one, nor one that went out, is it."""
    lack = ("no call since 12:00 in which cu-payer was identified",)
    assert not_identified(opened(writer)) == lack
    ring(writer, identity="confirmed", at=NOON - HOUR)
    ring(writer, identity="failed")
    ring(writer, identity="not_done")
    ring(writer, identity="confirmed", direction="out")
    ring(writer, PAYEE, identity="confirmed")
    assert not_identified(opened(writer)) == lack
    ring(writer, identity="confirmed")
    assert not_identified(opened(writer)) == ()


def test_a_call_that_broke_a_restriction_was_taken_before(writer: Writer) -> None:
    """CSP-T3-S14c."""
    ring(writer, identity="confirmed", at=NOON - HOUR)
    assert not_identified(opened(writer, data={"incident": "ps-x.incident-1"})) == ()
    assert not_identified(opened(writer, data={"incident": None}))


def test_persistent_is_what_the_calls_of_the_last_day_show(writer: Writer) -> None:
    """CSP-T3-S9a: calls of the other parent, of last week, or outward, are not theirs."""
    ring(writer)
    ring(writer, PAYEE)
    ring(writer, direction="out")
    ring(writer, at=NOON - 25 * HOUR)
    behave(writer)  # from now on a contact outward asks for checks first
    lack = "1 calls within a day are not persistent; 2 are"
    assert not_persistent_and_aggressive(opened(writer)) == (lack,)
    ring(writer, at=NOON - 23 * HOUR)
    assert not_persistent_and_aggressive(opened(writer)) == ()


def test_calls_that_an_incident_counts_are_calls(writer: Writer) -> None:
    """CSP-T3-S9c: eleven calls that nobody wrote down one by one."""
    ring(writer)
    behave(writer, calls=11)
    assert not_persistent_and_aggressive(opened(writer)) == ()


def test_from_how_many_calls_on_somebody_is_persistent_is_a_setting(writer: Writer) -> None:
    """A17."""
    day = TIMES.day(NOON)
    stricter = TIMES.settings.__class__([("cold_transfer.persistent_calls", day, 4)])
    behave(writer, calls=3)
    times = Times(TIMES.calendar, stricter)
    lack = "3 calls within a day are not persistent; 4 are"
    assert not_persistent_and_aggressive(opened(writer, times=times)) == (lack,)


@pytest.mark.parametrize("other", [{"channel": "writing"}, {"customer": PAYEE}])
def test_only_the_callers_own_behaviour_on_the_telephone_counts(
    writer: Writer, other: dict[str, str]
) -> None:
    """CSP-T3-S9a."""
    ring(writer)
    ring(writer)
    behave(writer, **other)
    assert not_persistent_and_aggressive(opened(writer)) == (
        "no aggressive or inappropriate call is recorded (behaviour.reported)",
    )


def test_after_a_refusal_days_later_the_behaviour_of_the_warning_counts(writer: Writer) -> None:
    """CSP-T3-S11e, A17."""
    behave(writer, calls=3)
    later = replace(opened(writer), at=NOON + 72 * HOUR)
    assert len(not_persistent_and_aggressive(later)) == 2
    since = replace(later, data={"since": NOON.isoformat()})
    assert not_persistent_and_aggressive(since) == ()


def test_where_nothing_is_arranged_nobody_rings_outside_of_it(writer: Writer) -> None:
    """CSP-T3-S9a, A49: an arrangement of the other parent's is not theirs."""
    behave(writer, calls=3)
    arrange(writer, PAYEE)
    lack = "nothing is restricted, and no arrangement on contact is in the file"
    assert not_to_be_warned(opened(writer)) == (lack,)
    arrange(writer)
    assert not_to_be_warned(opened(writer)) == ()
    assert not_to_be_warned(opened(writer, answers={"CSP-T3-S8b": "within"})) == (
        "the call lies within what is arranged",
    )


def test_an_arrangement_that_was_removed_is_none(writer: Writer) -> None:
    """CSP-T3-S8b."""
    indicator = arrange(writer)
    assert arranged(writer.file) == [indicator]
    writer.write("indicator.removed", indicator=indicator, why="calls_again", seen=1)
    assert arranged(writer.file) == []


def test_a_restriction_of_any_channel_is_relied_on_and_of_the_customer_alone(
    writer: Writer,
) -> None:
    """CSP-T3-S11a, A19."""
    mine, theirs = (
        Restricted(f"sr-{customer}.online", customer, "online") for customer in (PAYER, PAYEE)
    )
    writer.file = replace(writer.file, restrictions=(mine, theirs))
    assert restricted(writer.file) == [mine.id]
    assert arranged(writer.file) == [mine.id]


def test_what_a_warning_rests_on_is_named_row_by_row(writer: Writer) -> None:
    """CSP-T3-S9a."""
    ring(writer, at=NOON - 30 * HOUR)
    call, incident, indicator = ring(writer), behave(writer), arrange(writer)
    assert caller(writer.file) == {
        "calls": [call],
        "incidents": [incident],
        "arranged": [indicator],
    }


def test_what_an_earlier_cold_transfer_warned_about_grounds_no_other_warning(
    writer: Writer,
) -> None:
    """CSP-T3-S9a: warned at 23:00, a customer who rings at 00:30 has done nothing new yet."""
    arrange(writer)
    ring(writer)
    behaved = behave(writer, calls=11)
    assert not_to_be_warned(opened(writer)) == ()
    writer.write("warning.given", relation=Relation.PRODUCT, customer=PAYER, rests_on=(behaved,))
    assert not_to_be_warned(opened(writer)) == ()  # the case that warned reads it again

    elsewhere = tuple(replace(row, id=f"{CASE}.{row.id}") for row in writer.file.rows)
    later = replace(writer.file, case="ct-later", rows=elsewhere)
    assert not_to_be_warned(opened(writer, file=later)) == (
        "1 calls within a day are not persistent; 2 are",
        "no aggressive or inappropriate call is recorded (behaviour.reported)",
    )
    assert caller(later)["incidents"] == []
