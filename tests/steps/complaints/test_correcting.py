"""What was written down wrong is put right with a reason, and what followed follows anew."""

import pytest

from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.test_handed_over import referrals, registered, report
from tests.steps.complaints.working import (
    ALLOCATIONS,
    ASSESSED,
    COMPLAINTS,
    EXTERNAL,
    LEVEL_1,
    MAIL,
    clocks,
    recorded,
)
from tests.steps.driving import Json, Office, Worked

REASON = {"reason": "The stamp of the front desk was overlooked"}


async def correct(complaint: Worked, officer: str = COMPLAINTS, **facts: str) -> None:
    """Put something right."""
    why = {"why": "stamp_overlooked"}
    await complaint.send("complaint.corrected", officer=officer, facts=why | facts, content=REASON)


def clock(case: Json) -> Json:
    found: list[Json] = [d for d in case["deadlines"] if d["rule"] == "WC-S3n"]
    assert len(found) == 1
    return found[0]


@pytest.mark.step("WC-S3n", "WC-S2a", "WC-S3m")
async def test_a_day_that_was_wrong_counts_the_clock_and_fills_the_letter_anew(
    levelled: Receive, proof: Proof
) -> None:
    """WC-S2a, WC-S3m, WC-S3n, WC-S5b: the date moves to an earlier day, where the right one is."""
    complaint = await levelled("level_2", on="2027-01-05T11:00+11:00")
    assert clock(await complaint.json())["due_on"] == "2027-01-07"

    await correct(complaint, received_on="2027-01-04")
    between = await complaint.json()
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")

    case = await complaint.json()
    assert (clock(between)["due_on"], clock(between)["state"]) == ("2027-01-06", "armed")
    assert [t["due_on"] for t in between["tasks"] if t["state"] == "open"] == ["2027-01-06"]
    assert [row["why"] for row in recorded(case, "correction")] == ["stamp_overlooked"]
    (correction,) = recorded(case, "correction")
    assert (correction["before"], correction["after"], correction["reason"]) == (
        {"received_on": "2027-01-05"},
        {"received_on": "2027-01-04"},
        REASON["reason"],
    )
    proof.letter("WC-S3m", contains="4 January 2027", signed_by="complaints_officer")
    proof.due("WC-S3n", "2027-01-06")
    proof.record(
        "WC-S2a",
        system="Cuba",
        name="View Correspondence",
        values={"date_received": "2027-01-04"},
        in_part=True,
    )


@pytest.mark.step("WC-S5b")
async def test_a_day_of_the_old_year_is_late_after_all_and_is_told_to_the_customer(
    levelled: Receive, proof: Proof
) -> None:
    """WC-S3m, WC-S3n, WC-S5b: the letter that left is judged by the date as it is now."""
    complaint = await levelled("level_2", on="2027-01-05T11:00+11:00")
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")
    assert clock(await complaint.json())["state"] == "met"

    await correct(complaint, received_on="2026-12-29")
    between = await complaint.json()
    await report(complaint, "level_2_complaints")
    assert await complaint.phase() == "handed_over"  # the customer has not been told
    letter = {"WC-S3m.letter": "letter-7"}
    await complaint.complete(
        "WC-S3m", LEVEL_1, answers=letter, expect="it is with complaints_officer"
    )
    untold = "no letter is named, and nobody has spoken with the customer"
    await complaint.complete("WC-S3m", COMPLAINTS, expect=untold)
    rang = {"customer": between["customer"], "result": "reached", "identity": "confirmed"}
    acts = [{"type": "contact.made", "facts": rang}]
    await complaint.complete("WC-S3m", COMPLAINTS, acts=acts)

    case = await complaint.json()
    assert (clock(between)["due_on"], clock(between)["state"]) == ("2026-12-31", "passed")
    assert (case["state"], case["outcome"]) == ("closed", "ended")
    old, new = recorded(case, "Allocation 2026"), recorded(case, "Allocation 2027")
    assert {row["status"] for row in old if "status" in row} == {"corrected", "ended"}
    assert "moved" in {row.get("status") for row in new}
    ended = next(row for row in old if row.get("status") == "ended")
    assert ended["acknowledgement_late"] is True
    proof.holds("WC-S5b", "holds", words="it belongs in Allocation 2026")


@pytest.mark.step("WC-S1a", "WC-S1c")
async def test_a_complaint_that_was_made_by_phone_leaves_the_procedure(
    levelled: Receive, proof: Proof
) -> None:
    """WC-S1c: no letter is owed, and the telephone procedure has it."""
    complaint = await levelled("level_2")

    await correct(complaint, channel="phone")

    case = await complaint.json()
    assert (case["phase"], referrals(case)) == (
        "handed_over",
        [("telephone_complaints", None, None)],
    )
    assert set(clocks(case)) == {"withdrawn"}
    assert [letter["state"] for letter in case["letters"]] == ["withdrawn"]
    proof.branch("WC-S1c", "No, in person or by phone")
    proof.blocks("WC-S1a", "blocks", words="it came by phone")


@pytest.mark.step("WC-S3i", "WC-S5a")
async def test_another_level_gives_the_complaint_to_others(levelled: Receive, proof: Proof) -> None:
    """WC-S3i, WC-S5a: before the letter to another officer, after it to another procedure."""
    complaint = await levelled("level_1_other")
    await correct(complaint, officer=ALLOCATIONS, level="level_2")
    before = await complaint.json()
    await complaint.complete("WC-S3m", LEVEL_1, outcome="send", expect="Complaints Officer")
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")

    await correct(complaint, officer=ALLOCATIONS, level="level_1")

    case = await complaint.json()
    assert (before["phase"], case["phase"], case["state"]) == ("level_2", "handed_over", "open")
    assert referrals(case) == [
        ("level_2_complaints", "withdrawn", "managed_at_another_level"),
        ("level_1_complaints", None, None),
    ]
    proof.record(
        "WC-S3i",
        system="Complaint record",
        name="level",
        values={"level": "level_1", "deciding_officer": ALLOCATIONS},
        in_part=True,
    )
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"status": "corrected", "level": "level_1"},
        in_part=True,
    )


@pytest.mark.step("WC-S3a")
async def test_a_complaint_of_another_customer_is_assessed_anew_and_what_left_is_privacys(
    levelled: Receive, office: Office, customer: str, proof: Proof
) -> None:
    """WC-S2a, WC-S3g: what one was sent of another leads to a privacy incident."""
    other = f"{customer}-other"
    await office.send(
        "customer.updated",
        officer=MAIL,
        facts={"customer": other, "programme": "child_support"},
        content={"name": "Kim Example"},
    )
    complaint = await levelled("level_2")
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")

    await correct(complaint, customer=other)
    case = await complaint.json()
    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="level_2", answers=ASSESSED)

    assert (case["customer"], case["phase"], case["owner"]) == (other, "assessing", None)
    assert referrals(case) == [
        ("level_2_complaints", "withdrawn", "of_another_customer"),
        ("privacy", None, None),
    ]
    assert {row["side"] for row in case["file"]["referrals"]} == {other}
    assert clock(case)["due_on"] == "2027-01-06"  # the right one has no acknowledgement yet
    assert await complaint.phase() == "level_2"
    assert registered(await complaint.json())["corrected"] is None
    (sent,) = [row for row in recorded(case, "handed_to") if "sent_to" in row]
    assert (sent["sent_to"], sent["of"]) == (customer, other)
    proof.task("WC-S3a", role="allocations_officer", completed="level_2")


async def test_what_changes_nothing_and_a_level_that_nobody_chose_are_refused(
    receive: Receive, customer: str
) -> None:
    complaint = await receive()
    say = {"officer": COMPLAINTS, "content": REASON}
    same = {"why": "mistyped", "customer": customer, "channel": "post"}

    await complaint.send("complaint.corrected", facts=same, expect="it changes nothing", **say)
    early = {"why": "mistyped", "level": "level_2"}
    await complaint.send("complaint.corrected", facts=early, expect="no level is chosen yet", **say)
    await complaint.send(
        "complaint.corrected",
        officer=MAIL,
        facts=early,
        content=REASON,
        expect="is not for mail_team.lee to send",
    )

    assert recorded(await complaint.json(), "correction") == []


async def test_the_handling_officer_records_that_a_complaint_was_taken_back(
    levelled: Receive,
) -> None:
    complaint = await levelled("level_2")

    await complaint.send("case.withdrawn", officer=EXTERNAL, content={"text": "By phone today"})

    assert (await complaint.json())["outcome"] == "withdrawn"
