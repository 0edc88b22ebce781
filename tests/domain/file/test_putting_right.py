"""Putting right: nothing is edited in silence, and what stood on it is known."""

from datetime import timedelta

import pytest

from domain.file import tellings
from domain.file.acts import Relation
from domain.file.catalogue import ACTS
from domain.file.issues import IssueFacts
from domain.file.kinds import KINDS
from domain.file.putting_right import GIVEN_AND_RELEASED, MAY_BE_ADDED_TO, stands_on
from tests.domain.file.writing import NOON, PAYER, Writer


@pytest.fixture
def writer() -> Writer:
    """A file without a row."""
    return Writer()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in GIVEN_AND_RELEASED])
def test_a_row_of_every_kind_can_be_put_right(kind: str) -> None:
    assert f"{kind}.corrected" in ACTS
    assert f"{kind}.entered_in_error" in ACTS
    assert (f"{kind}.added_to" in ACTS) is (kind in MAY_BE_ADDED_TO)


def test_the_author_puts_right_within_a_day(writer: Writer) -> None:
    issue = writer.issue("income")
    writer.write("issue.corrected", row=issue, right={"about": "payment"}, why="misheard", seen=1)
    row = writer.file.find(IssueFacts, issue)
    assert row
    assert (row.facts.about, row.version) == ("payment", 2)


@pytest.mark.parametrize(
    ("by", "later", "reason"),
    [
        ("psso.lin", timedelta(days=1), "was written more than a day ago: the SSM puts it right"),
        ("psso.diaz", timedelta(0), "was written by psso.lin: the SSM puts it right"),
    ],
)
def test_anybody_else_and_anybody_later_leaves_it_to_the_ssm(
    writer: Writer, by: str, later: timedelta, reason: str
) -> None:
    issue = writer.issue("income")
    writer.passes(NOON + later)
    correction = {"row": issue, "right": {"about": "payment"}, "why": "misheard", "seen": 1}
    refused = writer.refused("issue.corrected", by=by, **correction)
    assert refused == f"{issue} {reason}"
    writer.write("issue.corrected", by="ssm.kim", relation=Relation.APPROVER, **correction)


def test_a_correction_puts_nothing_there_that_the_kind_cannot_hold(writer: Writer) -> None:
    issue = writer.issue("income")
    correct = {"row": issue, "why": "misheard", "seen": 1}
    reason = writer.refused("issue.corrected", right={"colour": "red"}, **correct)
    assert reason == "colour: extra inputs are not permitted"
    assert writer.refused("issue.corrected", right={}, **correct) == "say which facts are put right"


def test_what_was_entered_in_error_leaves_every_list_and_stays_in_the_file(writer: Writer) -> None:
    decision = writer.decision(writer.issue())
    assert len(tellings.tellings_due(writer.file)) == 1
    writer.write("decision.entered_in_error", row=decision, why="wrong_customer", seen=1)
    assert tellings.tellings_due(writer.file) == ()
    assert decision in {row.id for row in writer.file.rows}


def test_what_stood_on_a_row_is_named(writer: Writer) -> None:
    issue = writer.issue()
    decision = writer.decision(issue)
    telling = writer.told_of(decision)
    writer.closed(issue, outcome="resolved", on=decision)
    assert {row.id for row in stands_on(writer.file, decision)} == {issue, telling}
    talk = writer.file.find(tellings.TellingFacts, telling)
    assert talk
    assert {row.id for row in stands_on(writer.file, talk.facts.rests_on)} == {telling}


def test_words_are_added_to_what_may_have_more(writer: Writer) -> None:
    talk = writer.talk(PAYER)
    writer.write("contact.added_to", row=talk)
    assert writer.refused("contact.added_to", row="contact-9") == (
        "there is no contact-9 in this file"
    )
