"""An escalation is in hand: what its owner and the Allocations Officer agree (WC-S3c, WC-S3d)."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database.models import Receipt
from domain.messages import Envelope
from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import (
    AGREED,
    ALLOCATIONS,
    COMPLAINTS,
    EXTERNAL,
    IN_HAND,
    ORDINARY,
    RESUMED,
    Answers,
    clocks,
)
from tests.steps.driving import Worked

Sessions = async_sessionmaker[AsyncSession]

OWNERS = "external_complaints_officer"


@pytest.fixture
async def earlier(receive: Receive) -> Worked:
    """What is in hand already: a complaint that came through an MP."""
    return await receive("2027-01-04T09:30+11:00", via="mp")


@pytest.fixture
async def complaint(receive: Receive, earlier: Worked) -> Worked:
    """A further item, about which the escalation's owner is asked."""
    item = await receive("2027-01-04T11:00+11:00")
    await item.complete("WC-S3a", ALLOCATIONS, outcome="escalation_in_hand", answers=IN_HAND)
    return item


@pytest.mark.step("WC-S3c", "WC-S3d")
async def test_the_escalation_owner_agrees_to_a_new_complaint(
    complaint: Worked, proof: Proof
) -> None:
    await complaint.complete(
        "WC-S3c",
        ALLOCATIONS,
        outcome="new_complaint",
        answers=AGREED,
        expect="this is work for the External and Escalated Complaints",
    )
    await complaint.complete("WC-S3c", EXTERNAL, outcome="new_complaint", answers=AGREED)

    case = await complaint.json()
    assert (case["phase"], case["tasks"][-1]["step"]) == ("assessing", "WC-S3e")
    for step in ("WC-S3c", "WC-S3d"):
        proof.task(step, role=OWNERS, refused="allocations_officer")
    proof.task("WC-S3c", role=OWNERS, completed="new_complaint")
    proof.record(
        "WC-S3c",
        system="Complaint record",
        name="consultation",
        values={
            "who_was_consulted": ALLOCATIONS,
            "when": "2027-01-04",
            "agreed": "It is dealt with apart from the escalation",
        },
    )
    proof.branch("WC-S3d", "Yes, new complaint")


@pytest.mark.step("WC-S3e", "WC-S3i")
async def test_a_new_complaint_beside_an_escalation_is_assessed_to_its_end(
    complaint: Worked, proof: Proof
) -> None:
    await complaint.complete("WC-S3c", EXTERNAL, outcome="new_complaint", answers=AGREED)

    await complaint.complete("WC-S3e", ALLOCATIONS, outcome="level_2", answers=RESUMED)

    case = await complaint.json()
    clock = [d["state"] for d in case["deadlines"] if d["rule"] == "WC-S3n"]
    assert (case["phase"], clock) == ("level_2", ["armed"])
    proof.branch("WC-S3e", "No")
    proof.branch("WC-S3i", "Level 2")


@pytest.mark.step("WC-S3d", "WC-S3g", "WC-S3h", "WC-S5a")
async def test_a_supplementary_item_is_checked_and_registered_and_has_no_clock(
    complaint: Worked, earlier: Worked, proof: Proof
) -> None:
    await complaint.complete(
        "WC-S3c", EXTERNAL, outcome="supplementary", answers=AGREED | {"WC-S3d": earlier.ref}
    )
    await complaint.complete("WC-S3g", ALLOCATIONS, answers=ORDINARY | {"WC-S3g": True})

    case = await complaint.json()
    assert (case["phase"], case["state"], case["letters"]) == ("handed_over", "open", [])
    assert set(clocks(case)) == {"withdrawn"}
    assert [link["ref"] for link in case["links"]] == [earlier.ref]
    proof.task("WC-S3d", role=OWNERS, completed="supplementary")
    proof.branch("WC-S3d", "No, supplementary")
    proof.record(
        "WC-S3d",
        system="Complaint record",
        name="link",
        values={
            "correspondence": complaint.ref,
            "existing_complaint_or_enquiry": earlier.ref,
        },
    )
    proof.branch("WC-S3g", "Yes")
    proof.branch("WC-S3h", "No")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"complaint": complaint.ref, "status": "supplementary", "level": None},
        in_part=True,
    )


@pytest.mark.step("WC-S3d")
async def test_the_complaint_in_hand_hears_of_its_supplementary_item(
    complaint: Worked, earlier: Worked, proof: Proof
) -> None:
    await complaint.complete(
        "WC-S3c", EXTERNAL, outcome="supplementary", answers=AGREED | {"WC-S3d": earlier.ref}
    )

    await earlier.complete(
        "WC-S3d",
        COMPLAINTS,
        outcome="dealt_with",
        answers={"WC-S3d.shown_by": complaint.ref},
        expect="this is work for the Allocations Officer",
    )
    read = partial(earlier.complete, "WC-S3d", ALLOCATIONS, outcome="dealt_with")
    await read(answers={"WC-S3d.shown_by": "co-nosuchcase"}, expect="there is no co-nosuchcase")
    await read(answers={"WC-S3d.shown_by": "issue-7"}, expect="there is no issue-7 in this file")
    await read(answers={"WC-S3d.shown_by": complaint.ref})

    case = await earlier.json()
    assert [m["status"] for m in case["messages"] if m["type"] == "supplementary.received"] == [
        "applied"
    ]
    assert case["phase"] == "assessing"
    proof.task("WC-S3d", role="allocations_officer", completed=True, refused="complaints_officer")


async def test_a_supplementary_item_may_belong_to_an_enquiry_that_is_kept_elsewhere(
    complaint: Worked,
) -> None:
    await complaint.complete(
        "WC-S3c", EXTERNAL, outcome="supplementary", answers=AGREED | {"WC-S3d": "ENQ-2041"}
    )

    case = await complaint.json()
    attached = next(r["data"] for r in case["records"] if r["name"] == "link")
    assert attached == {
        "correspondence": complaint.ref,
        "existing_complaint_or_enquiry": "ENQ-2041",
        "kept_here": False,
    }
    assert case["links"] == []


async def test_two_items_are_not_supplementary_to_each_other(
    complaint: Worked, receive: Receive, client: Client, sessions: Sessions
) -> None:
    """Both were closed, and nobody worked on either. A settle does not rely on the door for it."""
    other = await receive("2027-01-04T12:00+11:00")
    await other.complete("WC-S3a", ALLOCATIONS, outcome="escalation_in_hand", answers=IN_HAND)
    answers = AGREED | {"WC-S3d": complaint.ref}
    await other.complete("WC-S3c", EXTERNAL, outcome="supplementary", answers=answers)
    joined = partial(complaint.complete, "WC-S3c", EXTERNAL, outcome="supplementary")
    back = AGREED | {"WC-S3d": other.ref}
    await joined(answers=back, expect="nobody would work on either")
    past_the_door = Envelope(
        id=f"{complaint.ref}-past",
        type="task.completed",
        source="tests",
        actor=EXTERNAL,
        case=complaint.ref,
        occurred_at=datetime(2027, 1, 4, 2, tzinfo=UTC),
        about=await complaint.task("WC-S3c"),
        facts={
            "outcome": "supplementary",
            "version": (await complaint.shown("WC-S3c"))["version"],
            "answers": {key: back[key] for key in ("WC-S3c.consulted", "WC-S3c.on", "WC-S3d")},
        },
    )
    await admitted(past_the_door, {"WC-S3c": back["WC-S3c"]}, sessions)

    handle = client.get_workflow_handle(complaint.ref)
    await handle.signal("task.completed", past_the_door.model_dump(mode="json"))
    await complaint.office.rest.come()

    case = await complaint.json()
    refused = next(m for m in case["messages"] if m["id"] == past_the_door.id)
    assert refused["status"] == "refused"
    assert "nobody would work on either" in refused["reason"]
    assert case["phase"] == "awaiting_escalation_owner"


async def admitted(message: Envelope, words: Answers, sessions: Sessions) -> None:
    """Write the receipt of a door that let a completion in."""
    async with sessions.begin() as db:
        db.add(
            Receipt(
                **message.model_dump(exclude={"actor"}),
                actor=message.actor,
                officer=message.actor,
                door="cli",
                received_at=message.occurred_at,
                delivered_at=message.occurred_at,
                content=words,
                digest="of a door",
                attempts=1,
            )
        )


async def test_a_supplementary_item_must_name_what_it_belongs_to(complaint: Worked) -> None:
    await complaint.complete(
        "WC-S3c", EXTERNAL, outcome="supplementary", answers=AGREED, expect="WC-S3d"
    )

    assert await complaint.phase() == "awaiting_escalation_owner"
