"""Work: opened, completed by its role, and others turned away."""

import pytest

from tests.plugin.faults import Faults
from tests.plugin.left import CALL_BACK, ROLE, Left
from tests.plugin.proof import Proof


async def test_work_is_opened_and_completed_by_its_role(left: Left, faults: Faults) -> None:
    left.completed()

    def state(proof: Proof) -> None:
        proof.task("WC-S3a", role=ROLE, completed="level_2")
        proof.task("WC-S3a", role="complaints_officer")
        proof.task("WC-S3a", role=ROLE, opened=False, completed="level_1")

    other_role, other_outcome = await faults(state)
    assert "work opened for complaints_officer" in other_role
    assert "level_1" in other_outcome


async def test_a_step_that_is_merely_listed_is_not_completed(left: Left, faults: Faults) -> None:
    left.completed(answers={"WC-S3b.number": "two", "WC-S3j": "process"})

    def state(proof: Proof) -> None:
        proof.task("WC-S3b", role=ROLE, completed=True)
        proof.task("WC-S3i", role=ROLE, opened=False, completed=True)
        proof.task("WC-S2c", role=ROLE, completed=True)

    listed, opened, completed = await faults(state)
    assert listed.startswith("WC-S3i completed: not found")
    assert "the step was not answered, nor does it lead" in listed
    assert opened.startswith("WC-S2c opened: not found")
    assert "the task only lists the step" in opened
    assert completed.startswith("WC-S2c completed: not found")


async def test_a_leading_step_whose_own_question_was_left_open_is_not_completed(
    left: Left, faults: Faults
) -> None:
    task = left.task(kind=CALL_BACK)
    left.settle("m1").line(
        "WC-S3c",
        "completed",
        actor="proof.park",
        task=task,
        steps=["WC-S3c"],
        outcome="unsure",
    )

    (fault,) = await faults(lambda p: p.task("WC-S3c", role=ROLE, opened=False, completed="unsure"))

    assert "the step was not answered, nor does it lead" in fault


async def test_completed_by_somebody_without_the_role_is_no_proof(
    left: Left, faults: Faults
) -> None:
    left.completed(by="proof.diaz")

    (fault,) = await faults(lambda p: p.task("WC-S3a", role=ROLE, completed=True))

    assert "proof.diaz is no allocations_officer" in fault


@pytest.mark.parametrize("seen", [True, False], ids=["by the case", "by the door"])
async def test_another_role_is_turned_away(left: Left, faults: Faults, *, seen: bool) -> None:
    key = left.refused("proof.diaz", "for the Allocations Officer", seen=seen)

    def state(proof: Proof) -> None:
        if not seen:
            proof.messages(key)
        proof.task("WC-S3i", role=ROLE, refused="psso")
        proof.task("WC-S3a", role=ROLE, opened=False, refused="complaints_officer")

    (fault,) = await faults(state)
    assert "refused to complaints_officer" in fault
    assert "proof.diaz, refused: for the Allocations Officer" in fault


async def test_a_refusal_that_neither_a_case_nor_a_door_gave_is_no_proof(
    left: Left, faults: Faults
) -> None:
    left.refused("proof.diaz", "for the Allocations Officer", seen=False)

    (fault,) = await faults(lambda p: p.task("WC-S3a", role=ROLE, refused="psso"))

    assert f"neither a settle nor a door turned cli|{left.ref}.no away" in fault


async def test_the_right_role_refused_for_another_reason_is_no_proof(
    left: Left, faults: Faults
) -> None:
    left.refused("proof.park", "an answer is missing")

    (fault,) = await faults(lambda p: p.task("WC-S3a", role=ROLE, refused="proof.park"))

    assert "holds the role" in fault


async def test_guidance_stands_in_the_task(left: Left, faults: Faults) -> None:
    left.opened()

    def state(proof: Proof) -> None:
        proof.guidance("WC-S2c", "Apply the guidelines")
        proof.guidance("WC-S2c", "Ignore them")

    (fault,) = await faults(state)
    assert "Guidelines: Apply the guidelines" in fault
