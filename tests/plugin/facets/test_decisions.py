"""Branches of a rule, taken by a rule or by the outcome of work."""

from tests.plugin.faults import Faults
from tests.plugin.left import Left
from tests.plugin.proof import Proof


async def test_branch_of_a_rule(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3g", "decided", branch="Yes")

    def state(proof: Proof) -> None:
        proof.branch("WC-S3g", "Yes")
        proof.branch("WC-S3g", "No")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3g branch:No: not found")


async def test_branch_by_the_outcome_that_stands_for_it(left: Left, faults: Faults) -> None:
    left.completed(outcome="level_2")

    assert await faults(lambda p: p.branch("WC-S3i", "Level 2")) == []


async def test_an_outcome_stands_for_the_leading_step_first(left: Left, faults: Faults) -> None:
    left.completed(outcome="not_a_complaint")

    def state(proof: Proof) -> None:
        proof.branch("WC-S3a", "No")
        proof.branch("WC-S3b", "No")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3b branch:No: not found")


async def test_branch_by_the_answer_to_the_steps_own_question(left: Left, faults: Faults) -> None:
    left.completed(answers={"WC-S3b": True, "WC-S3d": False})

    def state(proof: Proof) -> None:
        proof.branch("WC-S3b", "Yes")
        proof.branch("WC-S3b", "No")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3b branch:No: not found")


async def test_a_rule_holds_and_blocks_on_different_lines(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3j", "decided", "about a person", branch="behavioural")
    left.settle("m2").line("WC-S3j", "decided", "about a process", branch="other")

    def state(proof: Proof) -> None:
        proof.holds("WC-S3j", "behavioural")
        proof.blocks("WC-S3j", "other", words="process")

    assert await faults(state) == []


async def test_one_line_cannot_show_both_sides_of_a_rule(left: Left, faults: Faults) -> None:
    left.settle("m1").line("WC-S3j", "decided", "about a person", branch="behavioural")

    def state(proof: Proof) -> None:
        proof.holds("WC-S3j", "behavioural")
        proof.blocks("WC-S3j", words="person")

    (fault,) = await faults(state)
    assert "the same line" in fault


async def test_a_refused_completion_shows_that_a_rule_blocks(left: Left, faults: Faults) -> None:
    left.refused("proof.wu", "open issues block deletion")

    def state(proof: Proof) -> None:
        proof.blocks("WC-S3i", words="open issues")
        proof.holds("WC-S3i", words="open issues")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3i holds: not found")
