"""What stood on a row that was put right (CB-CORRECT): what is asked of each, and what is so."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from domain.file.seeing import leaks
from domain.file.stood import in_words, not_so, questions, said_by
from domain.needs import Opened
from tests.domain.file.writing import NOON, PAYER, Writer


@pytest.fixture
def writer() -> Writer:
    """A file with a talk that was corrected, and an issue that was raised in it."""
    writer = Writer()
    writer.issue("income")
    return writer


def opened(writer: Writer, **answers: str) -> Opened:
    data: dict[str, Any] = {"row": "contact-1", "side": PAYER, "versions": {"issue-1": 1}}
    given = {f"CB-CORRECT.{key.replace('_', '-')}": said for key, said in answers.items()}
    return Opened(writer.file, NOON + timedelta(hours=1), data, answers=given)


def test_each_row_and_each_letter_is_asked_about_under_its_own_key() -> None:
    asked = questions("contact-1", ["issue-1"], ["ps-a.l1"])

    assert {key: each.choices for key, each in asked.items()} == {
        "CB-CORRECT.issue-1": ("stands", "put_right"),
        "CB-CORRECT.ps-a.l1": ("says_nothing_of_it", "customer_was_told"),
    }


def test_what_stands_needs_nothing(writer: Writer) -> None:
    assert not_so(opened(writer, issue_1="stands")) == ()


def test_what_is_said_to_be_put_right_is_other_than_it_was(writer: Writer) -> None:
    assert not_so(opened(writer, issue_1="put_right")) == (
        "issue-1 is as it was: put it right, or say that it stands",
    )

    writer.write("issue.corrected", row="issue-1", right={"about": "payment"}, why="x", seen=1)

    assert not_so(opened(writer, issue_1="put_right")) == ()


def test_a_customer_was_told_of_what_a_letter_said_in_a_talk_since(writer: Writer) -> None:
    letter = {"ps_l1": "customer_was_told"}
    (lack,) = not_so(opened(writer, **letter))
    assert "tell the customer first" in lack

    writer.passes(NOON + timedelta(hours=2))
    writer.talk(at=NOON + timedelta(hours=2))

    assert not_so(opened(writer, **letter)) == ()


def test_of_a_letter_that_shows_what_was_wrong_nobody_says_that_it_does_not() -> None:
    """CB-CORRECT: the product knows with what it was filled: days, and whole sentences."""
    versions = [{"by_day": "2027-01-15", "what": "contact"}]
    said = said_by("commitment-1", PAYER, versions, ["We ring you about the two payments. Thanks"])
    filled: dict[str, JsonValue] = {
        "ps-a.l1": {"dated": "2027-01-04", "next": {"by": "2027-01-15"}},
        "ps-a.l2": {"agreed": ["We ring you about the\ntwo payments."]},
        "ps-a.l3": {"dated": "2027-01-15", "next": {"by": "2027-01-16"}, "end": "Thanks"},
    }
    texts = {letter: in_words(fields) for letter, fields in filled.items()}

    shown = {leak.place for leak in leaks(texts, said)}

    assert shown == {"ps-a.l1", "ps-a.l2"}
    asked = questions("commitment-1", [], sorted(texts), shown)
    assert {key[-2:]: each.choices for key, each in asked.items()} == {
        "l1": ("customer_was_told", "is_of_something_else"),
        "l2": ("customer_was_told", "is_of_something_else"),
        "l3": ("says_nothing_of_it", "customer_was_told"),
    }
