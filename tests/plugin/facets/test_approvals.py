"""Approvals: given, refused, and not admitted."""

from typing import Any

import pytest

from tests.plugin.faults import Faults
from tests.plugin.left import ROLE, Left
from tests.plugin.proof import Proof


async def test_approvals_given_refused_and_not_admitted(left: Left, faults: Faults) -> None:
    left.settle("yes").line("CSP-T7-S1e", "approved", actor="proof.ito", approval="a1")
    left.settle("no-1").line("CSP-T7-S1e", "refused", actor="proof.ito", approval="a2")
    left.refused("proof.diaz", "whoever asked never approves")

    def state(proof: Proof) -> None:
        proof.approval("CSP-T7-S1e", "given", by="proof.ito")
        proof.approval("CSP-T7-S1e", "refused", by="ps_ssm")
        proof.approval("WC-S3a", "wrong_person", by="proof.diaz", because="never approves")
        proof.approval("CSP-T7-S1e", "given", by="psso")

    (fault,) = await faults(state)
    assert "given by psso" in fault


async def test_approval_by_a_tasks_outcome(left: Left, faults: Faults) -> None:
    left.completed(outcome="level_2")

    def state(proof: Proof) -> None:
        proof.approval("WC-S3a", "given", by=ROLE, outcome="level_2")
        proof.approval("WC-S3a", "refused", by=ROLE, outcome="no")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3a refused:approval")


async def test_an_outcome_is_no_approval_where_the_approval_says_otherwise(
    left: Left, faults: Faults
) -> None:
    left.completed(outcome="level_2")
    left.line("WC-S3a", "refused", actor="proof.park", approval="a1")

    def state(proof: Proof) -> None:
        proof.approval("WC-S3a", "given", by=ROLE, outcome="level_2")
        proof.approval("WC-S3a", "refused", by=ROLE, outcome="level_2")

    (fault,) = await faults(state)
    assert fault.startswith("WC-S3a given")
    assert "the approval says ['refused']" in fault


async def test_a_decision_about_a_step_that_is_merely_listed_is_none(
    left: Left, faults: Faults
) -> None:
    left.completed(outcome="level_2")

    (fault,) = await faults(lambda p: p.approval("WC-S3b", "given", by=ROLE, outcome="level_2"))

    assert "the step was not answered, nor does it lead" in fault


async def test_an_outcome_that_the_task_does_not_have_shows_nothing(
    left: Left, faults: Faults
) -> None:
    left.completed(outcome="whatever")

    def state(proof: Proof) -> None:
        proof.task("WC-S3a", role=ROLE, completed="whatever")
        proof.branch("WC-S3a", "No")

    assert len(await faults(state)) == 2


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("approved", {"state": "signed"}),
        ("refused", {"stopped": True}),
        ("refused", {"message": "cli|m1"}),
    ],
    ids=["a signature", "a stopped letter", "a refused message"],
)
async def test_what_is_no_decision(
    left: Left, faults: Faults, kind: str, data: dict[str, Any]
) -> None:
    left.settle("m1").line("CSP-T7-S1e", kind, actor="proof.ito", **data)

    def state(proof: Proof) -> None:
        proof.approval("CSP-T7-S1e", "given", by="ps_ssm")
        proof.approval("CSP-T7-S1e", "refused", by="ps_ssm")

    assert len(await faults(state)) == 2
