"""Receiving a written complaint, and entering it in the register: steps 1, 2 and 5."""

import pytest

from domain.errors import MalformedMessageError
from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import ALLOCATIONS, ASSESSED, COMPLAINTS, clocks


@pytest.mark.step("WC-S1a", "WC-S1b", "WC-S1c", "WC-S2a", "WC-S2b", "WC-S2c", "WC-S5a", "WC-S5b")
async def test_a_posted_complaint_is_logged_registered_and_queued_for_one_team(
    receive: Receive, proof: Proof
) -> None:
    complaint = await receive("2027-01-04T11:00+11:00", document="scan-0017")

    case = await complaint.json()
    assert (case["phase"], case["team"]) == ("assessing", "Escalated and External Complaints")
    proof.holds("WC-S1a", "holds", words="it came by post")
    proof.record(
        "WC-S1a",
        system="Complaint record",
        name="channel_of_receipt",
        values={"channel": "post"},
    )
    proof.moved("WC-S1b", phase="assessing")
    proof.branch("WC-S1c", "Yes")
    proof.record(
        "WC-S2a",
        system="Cuba",
        name="View Correspondence",
        values={
            "date_received": "2027-01-04",
            "channel": "post",
            "category": "potential_complaint",
            "document": "scan-0017",
        },
    )
    proof.moved("WC-S2b", phase="assessing")
    proof.record(
        "WC-S2b",
        system="Cuba",
        name="Potential Complaint Received",
        values={"queued_to": "Complaints Team"},
    )
    proof.guidance("WC-S2c", "Customer referral guidelines")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        fields=["complaint", "customer"],
        values={"date": "2027-01-04", "status": "received"},
        in_part=True,
    )
    proof.holds("WC-S5b", "holds", words="Allocation 2027")
    proof.record(
        "WC-S5b",
        system="Allocation register",
        name="Allocation 2027",
        values={"share_drive": "Escalated Complaints"},
    )


@pytest.mark.step("WC-S1a")
@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("online_form", "it came by online form"),
        ("medicare", "it came by medicare"),
    ],
)
async def test_whatever_is_written_is_accepted_however_it_came(
    receive: Receive, proof: Proof, channel: str, words: str
) -> None:
    complaint = await receive(channel=channel)

    case = await complaint.json()
    kept = [r["data"] for r in case["records"] if r["name"] == "channel_of_receipt"]
    assert (case["phase"], kept) == ("assessing", [{"channel": channel}])
    proof.holds("WC-S1a", "holds", words=words)


@pytest.mark.step("WC-S1a", "WC-S1c")
@pytest.mark.parametrize("channel", ["in_person", "phone"])
async def test_what_is_said_in_person_or_by_phone_leaves_the_procedure(
    receive: Receive, proof: Proof, channel: str
) -> None:
    complaint = await receive(channel=channel)

    case = await complaint.json()
    assert (case["phase"], case["state"]) == ("handed_over", "open")
    assert [case["tasks"], clocks(case), case["letters"]] == [[], [], []]
    assert [(r["step"], r["name"]) for r in case["records"]] == [("WC-S1c", "handed_to")]
    assert case["records"][0]["system"] == "Managing complaints and feedback (telephone complaint)"
    proof.blocks("WC-S1a", "blocks", words="it came by")
    proof.branch("WC-S1c", "No, in person or by phone")


@pytest.mark.step("WC-S2a", "WC-S5a", "WC-S5b")
async def test_a_letter_of_the_old_year_belongs_in_the_old_years_register(
    receive: Receive, proof: Proof
) -> None:
    await receive("2027-01-04T11:00+11:00", received_on="2026-12-31")

    proof.record(
        "WC-S2a",
        system="Cuba",
        name="View Correspondence",
        values={"date_received": "2026-12-31"},
        in_part=True,
    )
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2026",
        values={"date": "2026-12-31"},
        in_part=True,
    )
    proof.holds("WC-S5b", "holds", words="Allocation 2026")


@pytest.mark.step("WC-S2a", "WC-S5a", "WC-S5b")
async def test_a_letter_of_new_years_morning_is_one_of_the_new_year(
    receive: Receive, proof: Proof
) -> None:
    """It is still the old year in Greenwich."""
    await receive("2027-01-01T08:30+11:00")

    proof.record(
        "WC-S2a",
        system="Cuba",
        name="View Correspondence",
        values={"date_received": "2027-01-01"},
        in_part=True,
    )
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"date": "2027-01-01"},
        in_part=True,
    )
    proof.holds("WC-S5b", "holds", words="Allocation 2027")


async def test_nothing_was_received_after_the_day_that_it_is_logged(receive: Receive) -> None:
    with pytest.raises(MalformedMessageError, match="received_on: 5 January 2027 has not come"):
        await receive("2027-01-04T23:30+11:00", received_on="2027-01-05")


@pytest.mark.step("WC-S5a")
async def test_the_register_says_which_level_while_the_complaint_is_worked(
    levelled: Receive, proof: Proof
) -> None:
    await levelled("level_2")

    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"level": "level_2", "status": "assessed", "acknowledged": False},
        in_part=True,
    )


async def test_what_rests_on_a_reading_of_the_text_says_on_which(levelled: Receive) -> None:
    complaint = await levelled("level_2")

    decided = [line for line in (await complaint.json())["timeline"] if line["kind"] == "decided"]
    readings = {line["step"]: line["data"]["reading"] for line in decided}
    assert {step: reading for step, reading in readings.items() if reading} == {
        "WC-S1a": "A01",
        "WC-S5b": "A03",
        "WC-S4a": "A48",
        "WC-S3o": "A01",
        "BG-WC-a": "A04",
    }


@pytest.mark.step("WC-S5a")
async def test_the_register_says_at_last_which_level_and_who_has_it(
    receive: Receive, proof: Proof, customer: str
) -> None:
    complaint = await receive()
    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="level_2", answers=ASSESSED)

    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")

    case = await complaint.json()
    assert (case["phase"], case["state"]) == ("handed_over", "open")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={
            "complaint": complaint.ref,
            "customer": customer,
            "date": "2027-01-04",
            "level": "level_2",
            "owner": "complaints_officer.wu",
            "status": "allocated",
            "acknowledged": True,
            "acknowledgement_late": False,
        },
    )
