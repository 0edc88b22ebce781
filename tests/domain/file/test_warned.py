"""A warning rests on behaviour of its own: nobody is warned twice about one thing."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from domain.days import read_day
from domain.file.acts import Relation
from domain.file.rows import Facts, Row
from domain.file.warned import WarningFacts, warned_about_before, warnings
from tests.domain.cold_transfer.test_callers import behave, ring
from tests.domain.file.writing import CASE, NOON, PAYEE, PAYER, Writer, told

LATE = NOON.replace(hour=13)  # midnight is past in Canberra


@pytest.fixture
def writer() -> Writer:
    """A file without a row."""
    return Writer()


def warn(writer: Writer, *rests_on: str, customer: str = PAYER) -> str:
    """Have the product keep a warning."""
    return writer.write(
        "warning.given", relation=Relation.PRODUCT, customer=customer, rests_on=rests_on
    )


def test_it_says_whom_it_was_given_about_what_and_for_which_day(writer: Writer) -> None:
    """CSP-T3-S9b: for the rest of the office's day."""
    call, incident = ring(writer), behave(writer)

    writer.write(
        "warning.given",
        relation=Relation.PRODUCT,
        at=LATE,
        customer=PAYER,
        rests_on=(call, incident),
    )

    (row,) = warnings(writer.file, PAYER)
    assert row.facts.rests_on == (f"{CASE}.{call}", f"{CASE}.{incident}")
    assert (row.facts.day, row.told.side) == (read_day("2026-12-02"), PAYER)
    assert warnings(writer.file, PAYEE) == ()


def test_nobody_is_warned_about_nothing_or_about_what_somebody_else_did(writer: Writer) -> None:
    """CSP-T3-S9a."""
    theirs = behave(writer, PAYEE)

    refused = writer.refused(
        "warning.given", relation=Relation.PRODUCT, customer=PAYER, rests_on=()
    )
    assert "name the calls and incidents" in refused
    other = {"relation": Relation.PRODUCT, "customer": PAYER, "rests_on": (theirs,)}
    assert writer.refused("warning.given", **other) == f"{theirs}: no call or incident of {PAYER}"
    assert "is not for" in writer.refused("warning.given", customer=PAYEE, rests_on=(theirs,))


def test_whoever_was_warned_about_a_thing_is_not_warned_about_it_again(writer: Writer) -> None:
    """CSP-T3-S9a: nor about it and something new; when the first was in error, they are."""
    incident = behave(writer)
    first = warn(writer, incident)
    again = {"relation": Relation.PRODUCT, "customer": PAYER}

    new = behave(writer)
    refused = writer.refused("warning.given", rests_on=(new, incident), **again)
    assert refused == f"{PAYER} was warned about {CASE}.{incident} already, by {first}"
    warn(writer, new)

    writer.write("warning.entered_in_error", row=first, why="wrong_customer", seen=1)
    warn(writer, incident)


def test_a_case_reads_again_what_its_own_warning_rests_on(writer: Writer) -> None:
    """CSP-T3-S11e: what another case warned about grounds nothing here."""
    own, before = behave(writer), behave(writer)
    warn(writer, own)
    facts = WarningFacts(customer=PAYER, rests_on=(f"{CASE}.{before}",), day=read_day("2026-12-01"))
    earlier = told().model_copy(update={"case": "ct-earlier"})
    writer.add(Row("ct-earlier.warning-1", earlier, facts))

    assert warned_about_before(writer.file, PAYER) == {before}
    elsewhere = replace(writer.file, case="ct-later")
    assert warned_about_before(elsewhere, PAYER) == {f"{CASE}.{own}", f"{CASE}.{before}"}


WAYS: dict[str, dict[str, object]] = {
    "entered_in_error": {},
    "moved": {"to": PAYEE},
    "corrected": {"right": {"customer": PAYEE}},
}


@pytest.mark.parametrize("put_right", WAYS)
@pytest.mark.parametrize("case", [CASE, "ct-later"])
def test_what_was_given_to_a_wrong_customer_leaves_with_the_last_behaviour_it_was_about(
    writer: Writer, put_right: str, case: str
) -> None:
    """CSP-T3-S9b: put right in its own case or another; a call alone holds no warning."""
    call, first, second = ring(writer), behave(writer), behave(writer)
    row = warn(writer, call, first, second)
    writer.file = replace(writer.file, case=case, rows=tuple(_known(writer, case)))
    right = partial(writer.write, f"incident.{put_right}", why="wrong_customer", seen=1)

    right(row=_in(case, first), **WAYS[put_right])
    assert writer.file.find(WarningFacts, _in(case, row))
    right(row=_in(case, second), **WAYS[put_right])
    assert writer.file.find(WarningFacts, _in(case, row)) is None


def test_how_bad_behaviour_was_may_be_corrected_under_its_warning(writer: Writer) -> None:
    """CSP-T3-S9b."""
    incident = behave(writer)
    row = warn(writer, incident)
    right = {"severity": "high"}
    writer.write("incident.corrected", row=incident, right=right, why="misread", seen=1)
    assert writer.file.find(WarningFacts, row)


def _in(case: str, id_: str) -> str:
    """Return how a case knows a row of the one that the tests write in."""
    return id_ if case == CASE else f"{CASE}.{id_}"


def _known(writer: Writer, case: str) -> Iterator[Row[Facts]]:
    for row in writer.file.rows:
        yield replace(row, id=_in(case, row.id))
