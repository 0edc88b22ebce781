"""A complaint is open with the procedure that has it, until that says how it ended (A07)."""

from typing import Any

import pytest

from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import (
    AGREED,
    ALLOCATIONS,
    ASSESSED,
    COMPLAINTS,
    EXTERNAL,
    IN_HAND,
    LEVEL_1,
    NOT_COMPLAINT,
    ORDINARY,
    recorded,
)
from tests.steps.driving import Office, Worked


async def report(complaint: Worked, procedure: str, outcome: str = "resolved", **more: str) -> None:
    """Let a procedure say how it ended what it had."""
    await complaint.send(
        "procedure.reported",
        officer=COMPLAINTS,
        facts={"procedure": procedure, "outcome": outcome},
        content={"words": "The customer was rung, and the account put right"},
        **more,
    )


def referrals(case: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    kept = sorted(case["file"]["referrals"], key=lambda each: str(each["id"]))
    return [(each["to"], each["answer"], each["outcome"]) for each in kept]


def registered(case: dict[str, Any]) -> dict[str, str]:
    """Return who has a complaint by its rows in the register, by what each says of it."""
    rows = recorded(case, "Allocation 2027")
    return {row["status"]: row["owner"] for row in rows if "status" in row}


def promised(case: dict[str, Any]) -> tuple[str, str, bool]:
    """Return what became of the day by which the acknowledgement says that the customer hears."""
    (found,) = (each for each in case["deadlines"] if each["id"].endswith(".promise"))
    return found["state"], found["due_on"], found["owed"]


async def test_a_promised_day_that_passes_is_overdue_until_the_customer_was_told_how_far_it_is(
    levelled: Receive, office: Office
) -> None:
    """CB-LETTER, WC-S3m: the letter has said by when the customer hears."""
    complaint = await levelled("level_2")
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")
    (letter,) = (await complaint.json())["letters"]

    await office.until("2027-01-19T09:00+11:00")

    late = await complaint.json()
    assert promised(late) == ("passed", letter["fields"]["hears_by"], True)
    (tell,) = (task for task in late["tasks"] if task["kind"] == "tell_how_far")
    assert (tell["state"], tell["assignee"]) == ("open", COMPLAINTS)
    await complaint.complete(tell["id"], COMPLAINTS, expect="nobody has spoken with the customer")
    customer = late["customer"]
    rang = {"customer": customer, "result": "reached", "identity": "confirmed"}
    await complaint.complete(tell["id"], COMPLAINTS, acts=[{"type": "contact.made", "facts": rang}])
    assert promised(await complaint.json()) == ("passed", letter["fields"]["hears_by"], False)


@pytest.mark.step("WC-S3g", "WC-S5a")
async def test_a_complaint_rests_with_others_until_each_has_reported(
    levelled: Receive, proof: Proof
) -> None:
    """WC-S5a, WC-S3g: the level's procedure, and privacy that runs beside it."""
    complaint = await levelled("level_2", {"WC-S3g": True})
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")
    resting = await complaint.json()

    await report(complaint, "aggression", expect="nothing of")
    await report(complaint, "level_2_complaints")
    between = await complaint.json()
    await report(complaint, "level_2_complaints", expect="it is with privacy")
    await report(complaint, "privacy", "no_breach")

    case = await complaint.json()
    assert (resting["phase"], resting["state"], resting["tasks"][-1]["state"]) == (
        "handed_over",
        "open",
        "completed",
    )
    assert referrals(resting) == [("privacy", None, None), ("level_2_complaints", None, None)]
    assert (between["phase"], between["state"]) == ("handed_over", "open")
    assert (case["state"], case["outcome"]) == ("closed", "ended")
    assert referrals(case) == [
        ("privacy", "answered", "no_breach"),
        ("level_2_complaints", "answered", "resolved"),
    ]
    assert registered(case)["allocated"] == registered(case)["ended"] == COMPLAINTS
    assert [promised(each) for each in (resting, between, case)] == [
        ("armed", "2027-01-18", True),
        ("met", "2027-01-18", False),
        ("met", "2027-01-18", False),
    ]
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"status": "ended", "level": "level_2"},
        in_part=True,
    )
    proof.branch("WC-S3g", "Yes")


@pytest.mark.step("WC-S3b", "WC-S3d")
async def test_an_escalation_is_in_hand_after_its_acknowledgement_too(
    levelled: Receive, receive: Receive, proof: Proof
) -> None:
    """WC-S3b, WC-S3d: what comes meanwhile attaches to it, and its owner reads it by name."""
    earlier = await levelled("level_2", on="2027-01-04T09:30+11:00")
    await earlier.complete("WC-S3m", COMPLAINTS, outcome="send")
    item = await receive("2027-01-04T14:00+11:00")
    shown = (await item.shown("WC-S3a"))["open_escalations"]

    await item.complete("WC-S3a", ALLOCATIONS, outcome="escalation_in_hand", answers=IN_HAND)
    await item.complete(
        "WC-S3c", EXTERNAL, outcome="supplementary", answers=AGREED | {"WC-S3d": earlier.ref}
    )
    await item.complete("WC-S3g", ALLOCATIONS, answers=ORDINARY)

    reading = (await earlier.json())["tasks"][-1]
    assert shown == [earlier.ref]
    assert (reading["step"], reading["assignee"]) == ("WC-S3d", COMPLAINTS)
    await report(earlier, "level_2_complaints")
    assert (await earlier.json())["state"] == "open"  # what came is still unread
    read = {"WC-S3d.shown_by": item.ref}
    await earlier.complete("WC-S3d", COMPLAINTS, outcome="dealt_with", answers=read)
    assert (await earlier.json())["state"] == "closed"
    assert registered(await item.json())["supplementary"] == COMPLAINTS
    proof.branch("WC-S3b", "Yes")
    proof.branch("WC-S3d", "No, supplementary")


async def test_what_is_no_complaint_stays_open_with_privacy_alone(receive: Receive) -> None:
    """WC-S3a, WC-S3g."""
    item = await receive()
    flagged = NOT_COMPLAINT | {"WC-S3g": True}
    await item.complete("WC-S3a", ALLOCATIONS, outcome="not_complaint", answers=flagged)
    between = await item.json()

    await report(item, "privacy", "breach_found")

    case = await item.json()
    assert (between["phase"], between["state"]) == ("handed_over", "open")
    assert (case["state"], case["outcome"]) == ("closed", "not_complaint")


async def test_a_complaint_that_is_taken_back_is_taken_back_from_the_procedure_too(
    levelled: Receive,
) -> None:
    """WC-S5a. Privacy goes on: it is the agency's concern."""
    complaint = await levelled("level_1_other", {"WC-S3g": True})
    await complaint.complete("WC-S3m", LEVEL_1, outcome="send")

    await complaint.send("case.withdrawn", officer=LEVEL_1)
    between = await complaint.json()
    assert promised(between) == ("withdrawn", "2027-01-18", False)
    await report(complaint, "privacy", "no_breach")

    case = await complaint.json()
    assert (between["phase"], between["state"]) == ("handed_over", "open")
    assert referrals(between) == [
        ("privacy", None, None),
        ("level_1_complaints", "withdrawn", "withdrawn"),
    ]
    assert recorded(case, "taken_back") == [{"complaint": complaint.ref, "why": "withdrawn"}]
    assert (case["state"], case["outcome"]) == ("closed", "withdrawn")


async def test_the_file_of_nobody_known_goes_to_the_customer_who_is_found(
    receive: Receive, office: Office, customer: str
) -> None:
    """WC-S2a: a hand-over before that is not lost to them."""
    complaint = await receive(of=None)
    await complaint.complete(
        "WC-S3a", ALLOCATIONS, outcome="level_2", answers=ASSESSED | {"WC-S3g": True}
    )
    found = {"customer": customer}
    await office.send("customer.identified", case=complaint.ref, officer=COMPLAINTS, facts=found)

    (referral,) = (await complaint.json())["file"]["referrals"]
    assert (referral["party"], referral["side"], referral["to"]) == (customer, customer, "privacy")
    await report(complaint, "privacy", "no_breach")
    assert referrals(await complaint.json())[0][1] == "answered"
