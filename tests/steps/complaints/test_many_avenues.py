"""The same issues by several avenues: the External Complaints SSM settles them (WC-S3f)."""

import hashlib

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from starter.player import seed
from starter.player.scenario_parts import OfficerPart
from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import (
    ALLOCATIONS,
    COMPLAINTS,
    EXTERNAL,
    EXTERNAL_SSM,
    LEVELLED,
    MANY_AVENUES,
    RESUMED,
    SETTLED,
)
from tests.steps.driving import Worked


@pytest.fixture
async def complaint(receive: Receive) -> Worked:
    """A complaint whose handling the SSM is asked to settle."""
    case = await receive(via="ombudsman")
    await case.complete("WC-S3a", ALLOCATIONS, outcome="many_avenues", answers=MANY_AVENUES)
    return case


@pytest.fixture
async def both(sessions: async_sessionmaker[AsyncSession], request: pytest.FixtureRequest) -> str:
    """An officer who holds both roles, and has a second account."""
    name = f"both.{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:8]}"
    roles = ("allocations_officer", "external_complaints_ssm")
    async with sessions.begin() as db:
        part = OfficerPart(roles=roles, accounts=(f"{name}.second",))
        await seed.officer(db, name, part, "ACT")
    return name


@pytest.mark.step("WC-S3f", "WC-S3i", "WC-S3g")
async def test_the_ssm_settles_the_handling_and_the_level_is_chosen(
    complaint: Worked, proof: Proof
) -> None:
    await complaint.complete("WC-S3f", EXTERNAL_SSM, outcome="agreed", answers=SETTLED)
    await complaint.complete("WC-S3i", ALLOCATIONS, outcome="level_2", answers=LEVELLED)

    case = await complaint.json()
    assert (case["phase"], case["owner"]) == ("level_2", "complaints_officer.wu")
    assert [(a["state"], a["by"]) for a in case["approvals"]] == [
        ("given", "external_complaints_ssm.novak")
    ]
    proof.record(
        "WC-S3f",
        system="Complaint record",
        name="agreed_handling",
        values={"approach": "One answer for both", "owner": COMPLAINTS},
    )
    proof.task("WC-S3f", role="external_complaints_ssm", completed="agreed")
    proof.approval("WC-S3f", "given", by="external_complaints_ssm.novak")
    proof.task("WC-S3i", role="allocations_officer", completed="level_2")
    proof.branch("WC-S3g", "No")


@pytest.mark.step("WC-S5a")
async def test_the_agreed_owner_stays_the_owner_whoever_writes_the_acknowledgement(
    complaint: Worked, proof: Proof
) -> None:
    nobody = SETTLED | {"WC-S3f.owner": "ombudsman.liaison"}
    await complaint.complete(
        "WC-S3f", EXTERNAL_SSM, outcome="agreed", answers=nobody, expect="no officer is known as"
    )
    await complaint.complete(
        "WC-S3f", EXTERNAL_SSM, outcome="agreed", answers=SETTLED | {"WC-S3f.owner": EXTERNAL}
    )
    await complaint.complete("WC-S3i", ALLOCATIONS, outcome="level_2", answers=LEVELLED)

    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")

    assert (await complaint.json())["owner"] == EXTERNAL
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"status": "allocated", "owner": EXTERNAL},
        in_part=True,
    )


async def test_a_privacy_issue_that_two_sittings_find_is_handed_over_once(
    receive: Receive,
) -> None:
    complaint = await receive(via="ombudsman")
    flagged = {"WC-S3g": True, "WC-S3h": True}
    await complaint.complete(
        "WC-S3a", ALLOCATIONS, outcome="many_avenues", answers=MANY_AVENUES | flagged
    )
    await complaint.complete("WC-S3f", EXTERNAL_SSM, outcome="agreed", answers=SETTLED)

    await complaint.complete("WC-S3i", ALLOCATIONS, outcome="level_2", answers=LEVELLED | flagged)

    handed = [r["step"] for r in (await complaint.json())["records"] if r["name"] == "handed_to"]
    assert handed == ["WC-S3g", "WC-S3h"]


@pytest.mark.step("WC-S3f")
async def test_nobody_but_the_ssm_settles_it(complaint: Worked, proof: Proof) -> None:
    await complaint.complete(
        "WC-S3f",
        ALLOCATIONS,
        outcome="agreed",
        answers=SETTLED,
        expect="holds no such role on 4 January 2027",
    )

    assert await complaint.phase() == "awaiting_complaints_ssm"
    proof.task("WC-S3f", role="external_complaints_ssm", refused="allocations_officer")
    proof.approval(
        "WC-S3f", "wrong_person", by="allocations_officer.okafor", because="holds no such role"
    )


@pytest.mark.step("WC-S3f")
async def test_whoever_proposed_the_handling_does_not_settle_it_by_another_account(
    receive: Receive, proof: Proof, both: str
) -> None:
    complaint = await receive(via="ombudsman")
    await complaint.complete("WC-S3a", both, outcome="many_avenues", answers=MANY_AVENUES)

    await complaint.complete(
        "WC-S3f",
        f"{both}.second",
        outcome="agreed",
        answers=SETTLED,
        expect="asked for this decision and may not decide it; another person must",
    )
    await complaint.complete("WC-S3f", EXTERNAL_SSM, outcome="agreed", answers=SETTLED)

    proof.approval("WC-S3f", "wrong_person", by=both, because="another person must")
    proof.approval("WC-S3f", "given", by=EXTERNAL_SSM)


async def test_an_ssm_who_does_not_agree_says_why_and_another_handling_is_proposed(
    complaint: Worked,
) -> None:
    await complaint.complete(
        "WC-S3f", EXTERNAL_SSM, outcome="not_agreed", expect="must be given with a reason"
    )
    await complaint.complete(
        "WC-S3f", EXTERNAL_SSM, outcome="not_agreed", reason="The Ombudsman has closed it"
    )

    case = await complaint.json()
    assert (case["phase"], case["tasks"][-1]["step"]) == ("assessing", "WC-S3e")
    assert [(a["state"], a["reason"]) for a in case["approvals"]] == [
        ("refused", "The Ombudsman has closed it")
    ]
    await complaint.complete("WC-S3e", ALLOCATIONS, outcome="level_1_other", answers=RESUMED)
    assert await complaint.phase() == "level_1"


async def test_a_decision_is_given_once(complaint: Worked) -> None:
    task = await complaint.task("WC-S3f")
    await complaint.complete(task, EXTERNAL_SSM, outcome="agreed", answers=SETTLED)

    await complaint.complete(
        task,
        EXTERNAL_SSM,
        outcome="not_agreed",
        reason="Thought again",
        expect="is not open: it was completed",
    )

    assert [a["state"] for a in (await complaint.json())["approvals"]] == ["given"]


async def test_nothing_is_decided_once_the_complaint_is_taken_back(complaint: Worked) -> None:
    task = await complaint.task("WC-S3f")
    await complaint.send("case.withdrawn", officer=ALLOCATIONS)

    await complaint.complete(
        task,
        EXTERNAL_SSM,
        outcome="agreed",
        answers=SETTLED,
        expect="is not open: it was withdrawn",
    )

    case = await complaint.json()
    assert (case["state"], case["outcome"]) == ("closed", "withdrawn")
    assert [a["state"] for a in case["approvals"]] == ["withdrawn"]
