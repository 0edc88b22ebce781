"""Which lines of a case count as proof, and which statements can be checked at all."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.plugin.faults import Faults, State, faults_of
from tests.plugin.left import CATALOGUE, Left
from tests.plugin.proof import Proof, StatementError
from tests.plugin.reading import read_story
from tests.plugin.story import Story


async def test_what_a_message_caused_counts(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    assert await faults(lambda p: p.due("WC-S3n", "2026-12-03")) == []


async def test_the_opening_counts_as_a_message(left: Left, faults: Faults) -> None:
    left.settle(opening=True).line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    assert await faults(lambda p: p.due("WC-S3n", "2026-12-03")) == []


async def test_a_row_without_a_settle_does_not_count(left: Left, faults: Faults) -> None:
    left.line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    (fault,) = await faults(lambda p: p.due("WC-S3n", "2026-12-03"))

    assert "does not count" in fault


async def test_a_settle_that_follows_a_message_nobody_sent_does_not_count(
    left: Left, faults: Faults
) -> None:
    left.settle("cli|nobody").line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    (fault,) = await faults(lambda p: p.due("WC-S3n", "2026-12-03"))

    assert "the case has taken no message cli|nobody: does not count" in fault


async def test_a_settle_that_follows_nothing_does_not_count(left: Left, faults: Faults) -> None:
    left.settle().line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")

    (fault,) = await faults(lambda p: p.due("WC-S3n", "2026-12-03"))

    assert "does not count" in fault


async def test_what_a_case_had_settled_before_the_test_began_there_does_not_count(
    left: Left, faults: Faults
) -> None:
    left.settle("m1").line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")
    left.settle("m2").line("WC-S3n", "met", deadline="d")

    def state(proof: Proof) -> None:
        proof.begins(left.ref, after=1)
        proof.due("WC-S3n", "2026-12-03")
        proof.met("WC-S3n")

    (fault,) = await faults(state)

    assert "WC-S3n armed: not found" in fault
    assert "does not count" in fault


async def test_other_cases_do_not_count(
    left: Left, sessions: async_sessionmaker[AsyncSession]
) -> None:
    left.settle("m1").line("WC-S3n", "met", deadline="d")
    await left.save()
    proof = Proof(["WC-S3n"])
    proof.met("WC-S3n")

    async with sessions() as db:
        story = await read_story(db, CATALOGUE, proof.refs, proof.receipts)

    assert "call proof.cases(ref)" in faults_of(proof, story)[0]


async def test_a_marked_step_of_which_nothing_is_stated_is_a_fault() -> None:
    (fault,) = faults_of(Proof(["WC-S3n"]), Story(CATALOGUE))

    assert "a marker alone proves nothing" in fault


async def test_a_fault_lists_what_is_there_instead(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3n", "armed", "Acknowledge", deadline="d", due_on="2026-12-04")

    (fault,) = await faults(lambda p: p.due("WC-S3n", "2026-12-03"))

    assert "WC-S3n armed: not found: due on 2026-12-03" in fault
    assert f"there: {left.ref} 1 WC-S3n armed: Acknowledge" in fault
    assert "2026-12-04" in fault


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (lambda p: p.met("WC-S3n"), "not marked"),
        (lambda p: p.branch("WC-S3a", "Perhaps"), r"is no branch; the matrix has \['Yes', 'No'\]"),
        (lambda p: p.due("WC-S3a", "3 December 2026"), "is no date"),
        (lambda p: p.holds("WC-S3a"), "by which branch or words"),
        (lambda p: p.moved("WC-S3a"), "say the phase"),
        (lambda p: p.letter("WC-S3a"), "what the letter contains"),
        (lambda p: p.record("WC-S3a", system="CIMS", name="assessment"), "none of its records"),
        (lambda p: p.approval("WC-S3a", "wrong_person", by="psso"), "because of what"),
    ],
    ids=[
        "unmarked",
        "no branch",
        "no date",
        "no words",
        "no phase",
        "no text",
        "no record",
        "no reason",
    ],
)
def test_a_statement_that_cannot_be_checked_is_refused(state: State, words: str) -> None:
    with pytest.raises(StatementError, match=words):
        state(Proof(["WC-S3a"]))
