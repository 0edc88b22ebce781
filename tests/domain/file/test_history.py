"""What became of a row, in words: who changed it, when, and what was other than before."""

from dataclasses import replace
from typing import Any

import pytest

from domain.file.history import Changed, differences, since
from domain.file.rows import Version
from tests.domain.file.writing import NOON, OWNER, Writer


def version(number: int, by: str = OWNER, **facts: Any) -> Version:
    return Version(number, "intray.closed", by, NOON, NOON, {"sort": "ps_followup"} | facts)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (Changed("due", "2027-01-04", "2027-01-05"), "due from 4 January 2027 to 5 January 2027"),
        (Changed("closed", None, "resolved"), "closed from nothing to resolved"),
        (Changed("parties", ["cu-1"], ["cu-1", "cu-2"]), "parties from cu-1 to cu-1, cu-2"),
        (Changed("real_time", False, True), "real time from no to yes"),
    ],
    ids=["a day", "what was not there", "several", "yes or no"],
)
def test_a_change_is_said_in_words(changed: Changed, words: str) -> None:
    assert str(changed) == words


def test_what_stayed_as_it_was_is_no_difference() -> None:
    assert differences({"to": "a", "why": None}, {"to": "b"}) == (Changed("to", "a", "b"),)


def test_who_comes_too_late_reads_who_changed_it_when_and_how() -> None:
    versions = (version(1), version(2, by="psso.kim", closed="dealt_with"))

    assert since(versions, 1) == (
        "by psso.kim on 1 December 2026, 01:00: closed from nothing to dealt_with"
    )
    assert since(versions, 2) is None


def test_the_refusal_of_two_at_once_says_it() -> None:
    """The second of two changes would lose the first."""
    writer = Writer()
    writer.write("intray.raised", sort="ps_followup", to=OWNER, customer="cu-payer")
    close = {"intray": "intray-1", "why": "dealt_with", "seen": 1}
    writer.write("intray.closed", **close)
    history = {"intray-1": (version(1), version(2, by="psso.kim", closed="dealt_with"))}
    writer.file = replace(writer.file, history=history)

    assert writer.refused("intray.closed", **close) == (
        "intray-1 was changed since version 1 was shown, by psso.kim on 1 December 2026, 01:00: "
        "closed from nothing to dealt_with; it is version 2 now: look at it again, and say what "
        "is to change"
    )
