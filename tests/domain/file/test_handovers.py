"""A customer goes to another officer: each open thing is taken, or it is said why not."""

import pytest

from domain.file.acts import Relation
from domain.file.commitments import CommitmentFacts
from domain.file.handovers import HandoverFacts, left_open, unanswered
from domain.file.intrays import IntrayFacts
from domain.file.issues import IssueFacts
from domain.file.orphans import orphans
from tests.domain.file.writing import CASE, OWNER, PAYER, Writer

NEW = "psso.kim"


@pytest.fixture
def writer() -> Writer:
    """A file with an issue, a promise of the PSSO's, two intrays and a letter that came in."""
    writer = Writer()
    writer.issue("income")
    promise = {"who": OWNER, "whom": PAYER, "what": "send_letter", "made_in": "contact-1"}
    writer.write("commitment.made", by_day="2026-12-10", **promise)
    writer.write("intray.raised", sort="ps_followup", to=OWNER, customer=PAYER)
    writer.write("intray.raised", sort="ps_followup", to="ssm.ito", customer=PAYER)
    received = {"sender": PAYER, "received_on": "2026-12-01", "category": "general"}
    writer.write("correspondence.received", about=(PAYER,), **received)
    return writer


def handed_over(writer: Writer, to: str = NEW, given_by: str = OWNER) -> str:
    """Give the customer to another PSSO."""
    return writer.write(
        "handover.made", given_by=given_by, to=to, relation=Relation.PRODUCT, by="casebound"
    )


def test_a_hand_over_lists_everything_that_is_open_by_its_id(writer: Writer) -> None:
    id_ = handed_over(writer)

    row = writer.file.find(HandoverFacts, id_)
    assert row
    things = ("issue-1", "commitment-1", "intray-1", "intray-2", "correspondence-1")
    assert (row.facts.things, unanswered(writer.file)) == (things, things)


def test_where_nothing_is_open_nothing_is_handed_over() -> None:
    writer = Writer()

    assert handed_over(writer) == ""
    assert unanswered(writer.file) == ()


def test_what_was_the_givers_own_is_whose_takes_it_and_the_rest_stays_with_whom_it_is(
    writer: Writer,
) -> None:
    """A promise of the officer who leaves is taken by name, or replaced, or left with a reason."""
    row = handed_over(writer)
    things = ("issue-1", "commitment-1", "intray-1", "intray-2", "correspondence-1")

    writer.write("handover.answered", by=NEW, handover=row, take=things, seen=1)

    issue, promise = (
        writer.file.find(IssueFacts, "issue-1"),
        writer.file.find(CommitmentFacts, "commitment-1"),
    )
    intrays = [intray.facts.to for intray in writer.file.live(IntrayFacts)]
    assert issue
    assert promise
    assert (issue.facts.owner, promise.facts.who, intrays) == (NEW, NEW, [NEW, "ssm.ito"])
    assert (unanswered(writer.file), left_open(writer.file)) == ((), ())


def test_until_it_is_taken_a_thing_of_who_has_left_is_an_orphan(writer: Writer) -> None:
    row = handed_over(writer)
    gone = {each.row for each in orphans(writer.file, {CASE: NEW}, left={OWNER})}
    assert gone == {"issue-1", "commitment-1", "intray-1"}

    writer.write("handover.answered", by=NEW, handover=row, take=tuple(sorted(gone)), seen=1)

    assert orphans(writer.file, {CASE: NEW}, left={OWNER}) == ()


def test_what_is_not_taken_is_named_with_why_until_it_is_over_or_taken_after_all(
    writer: Writer,
) -> None:
    row = handed_over(writer)
    leave = [{"row": "commitment-1", "why": "not_ours"}]
    take = ("issue-1", "intray-1", "intray-2", "correspondence-1")
    writer.write("handover.answered", by=NEW, handover=row, take=take, leave=leave, seen=1)
    assert [(left.row, left.why) for left in left_open(writer.file)] == [
        ("commitment-1", "not_ours")
    ]
    promise = writer.file.find(CommitmentFacts, "commitment-1")
    assert promise
    assert promise.facts.who == OWNER

    writer.write("handover.answered", by=NEW, handover=row, take=("commitment-1",), seen=2)

    assert left_open(writer.file) == ()


def test_what_is_over_meanwhile_needs_nobody_to_take_it(writer: Writer) -> None:
    handed_over(writer)

    writer.write("intray.closed", intray="intray-1", why="dealt_with", seen=1)

    assert "intray-1" not in unanswered(writer.file)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"by": "psso.lee", "relation": Relation.OTHER, "take": ("issue-1",)}, "is for psso.kim"),
        ({"take": ("issue-9",)}, "issue-9: not among what handover-1 handed over"),
        (
            {"take": ("issue-1",), "leave": ({"row": "issue-1", "why": "not_ours"},)},
            "issue-1: taken, or not; say one of them",
        ),
        ({}, "say what is taken"),
    ],
    ids=["by somebody else", "what is not there", "taken and left", "nothing"],
)
def test_an_answer_that_says_nothing_of_what_was_handed_over_is_refused(
    writer: Writer, answer: dict[str, object], reason: str
) -> None:
    given = {"by": NEW, "handover": handed_over(writer), "seen": 1} | answer

    assert reason in writer.refused("handover.answered", **given)


def test_a_hand_over_that_another_one_overtook_is_answered_no_more(writer: Writer) -> None:
    first = handed_over(writer)
    second = handed_over(writer, to="psso.lee", given_by=NEW)

    take = {"by": NEW, "take": ("issue-1",), "seen": 1}
    assert writer.refused("handover.answered", handover=first, **take) == (
        f"{first} is over: {second} came after it"
    )
