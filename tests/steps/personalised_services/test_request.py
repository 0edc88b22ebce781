"""Finalisation is asked for and decided: Child Support Table 6, Steps 2 and 3; Table 7, Step 1."""

from functools import partial
from typing import Any

import pytest

from domain.step_ids import StepId
from tests.plugin.proof import Proof
from tests.steps.driving import Worked
from tests.steps.personalised_services.conftest import Refer
from tests.steps.personalised_services.working import (
    APPROVED,
    BOTH,
    MAIL,
    NOT_THEIRS,
    OTHER_PERSON,
    PSSO,
    READ,
    REQUESTED,
    SECOND_PSSO,
    SSM,
    open_work,
)

DECIDE = "CSP-T7-S1e"
READINGS: tuple[StepId, ...] = ("CSP-T6-S3a", "CSP-T6-S3b")
DECISIONS: tuple[StepId, ...] = ("CSP-T6-S3c", "CSP-T7-S1e")
CONDITIONS = ("CSP-T7-S1a", "CSP-T7-S1b", "CSP-T7-S1c", "CSP-T7-S1d")
OPTIONS_DECLINED: dict[str, Any] = (
    APPROVED | {"CSP-T6-S3c": "options_declined"} | dict.fromkeys(CONDITIONS, True)
)


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case whose finalisation the PSSO has asked of the SSM."""
    return await refer(DECIDE)


@pytest.mark.step(
    "CSP-T6-S2a",
    "CSP-T6-S2b",
    "CSP-T6-S2c",
    "CSP-T6-S3a",
    "CSP-T6-S3b",
    "CSP-T6-S3c",
    "CSP-T6-S3d",
    "CSP-T7-S1e",
)
async def test_the_ssm_returns_a_request_once_and_approves_it_when_it_is_amended(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T6-S2a", psso=BOTH)
    to_no_ssm = REQUESTED | {"CSP-T6-S2b": SECOND_PSSO}
    await case.complete("CSP-T6-S2a", BOTH, answers=to_no_ssm, expect="is no Personalised Services")
    await case.complete("CSP-T6-S2a", BOTH, answers=REQUESTED)
    with_ssm = (await case.json())["owner"]
    await case.complete(DECIDE, PSSO, outcome="approve", answers=APPROVED, expect=NOT_THEIRS)
    await case.complete(DECIDE, BOTH, outcome="approve", answers=APPROVED, expect=OTHER_PERSON)
    await case.complete(DECIDE, SSM, outcome="return", answers=READ, reason="How was the MP told?")
    await case.complete("CSP-T6-S2a", BOTH, answers=REQUESTED)
    await case.complete(DECIDE, SSM, outcome="approve", answers=APPROVED)

    assert (with_ssm, await open_work(case)) == (SSM, ["CSP-T7-S2c"])
    proof.record(
        "CSP-T6-S2a",
        system="Cuba",
        name="finalisation_document",
        values={"document": "All issues are addressed", "reason": "issues_addressed"},
    )
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T6-S2b", name="transfer", values={"ps_ssm": SSM})
    cuba("CSP-T6-S3c", name="finalisation_reason", values={"reason": "issues_addressed"})
    decided = {"decision": "approve", "officer": SSM}
    cuba("CSP-T7-S1e", name="finalisation_decision", values=decided)
    proof.record("CSP-T6-S2c", system="PS Portal", name="ps_portal", values={"CSP-T6-S2c": True})
    for read in READINGS:
        proof.task(read, role="ps_ssm", completed="approve", refused=PSSO)
        proof.answered(read, True)
    proof.branch("CSP-T6-S3c", "Issues addressed")
    for decision in DECISIONS:
        proof.approval(decision, "given", by=SSM, outcome="approve")
        proof.approval(decision, "wrong_person", by=BOTH, because="asked for this decision")
    proof.approval("CSP-T7-S1e", "refused", by=SSM, outcome="return")
    proof.holds("CSP-T6-S3d", "holds")
    proof.answered("CSP-T6-S3d", True)
    proof.branch("CSP-T7-S1e", "Yes")


@pytest.mark.step("CSP-T6-S3c", "CSP-T6-S3d")
async def test_nothing_is_approved_while_an_action_of_table_6_is_open_or_work_comes_up(
    case: Worked, proof: Proof
) -> None:
    segment_3 = APPROVED | {"CSP-T6-S3c": "segment_3"}
    await case.complete(DECIDE, SSM, outcome="approve", answers=segment_3 | {"CSP-T6-S3d": False})
    action_open = await open_work(case)
    await case.send("customer.replied", officer=MAIL, content={"text": "One payment is missing"})
    await case.complete(DECIDE, SSM, outcome="approve", answers=segment_3)
    work_open = await open_work(case)
    unread = await case.task("CB-MESSAGE")
    await case.complete(unread, PSSO, answers={"CB-MESSAGE": "It arrived yesterday"})
    await case.complete(DECIDE, SSM, outcome="approve", answers=segment_3)

    found = await case.json()
    assert (action_open, work_open) == ([DECIDE], ["CB-MESSAGE", DECIDE])
    assert [r["step"] for r in found["records"] if r["name"] == "handed_to"] == ["CSP-T8-S1a"]
    assert (found["segment"], found["phase"]) == ("1", "reactivation")
    proof.blocks("CSP-T6-S3d", "blocks")
    proof.holds("CSP-T6-S3d", "holds")
    proof.answered("CSP-T6-S3d", False)
    proof.branch("CSP-T6-S3c", "Recommended as segment 3")


@pytest.mark.step("CSP-T6-S3c", *CONDITIONS, "CSP-T7-S1e")
async def test_options_declined_needs_all_four_conditions(case: Worked, proof: Proof) -> None:
    for condition in CONDITIONS:
        await case.complete(
            DECIDE, SSM, outcome="approve", answers=OPTIONS_DECLINED | {condition: False}
        )
        assert await open_work(case) == [DECIDE], condition

    await case.complete(DECIDE, SSM, outcome="approve", answers=OPTIONS_DECLINED)

    assert await open_work(case) == ["CSP-T7-S2c"]
    proof.branch("CSP-T6-S3c", "Options declined")
    proof.blocks("CSP-T7-S1a", "blocks")
    proof.holds("CSP-T7-S1a", "holds")
    proof.blocks("CSP-T7-S1b", "blocks")
    proof.holds("CSP-T7-S1b", "holds")
    proof.blocks("CSP-T7-S1c", "blocks")
    proof.holds("CSP-T7-S1c", "holds")
    proof.blocks("CSP-T7-S1d", "blocks")
    proof.holds("CSP-T7-S1d", "holds")
    checklist = partial(proof.record, system="Cuba", name="checklist")
    checklist("CSP-T7-S1a", values={"met": True})
    checklist("CSP-T7-S1b", values={"met": True})
    checklist("CSP-T7-S1c", values={"met": True})
    checklist("CSP-T7-S1d", values={"met": True})
    proof.branch("CSP-T7-S1e", "Yes")
