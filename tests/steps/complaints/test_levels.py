"""Complaints about staff behaviour: Level 1 tasks and the first contact (WC-S3k, WC-S3l)."""

import pytest

from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import BEHAVIOUR, COMPLAINTS, LEVEL_1, recorded
from tests.steps.conftest import Sets
from tests.steps.driving import Office

RESOLVED = {"WC-S3k": True}


@pytest.mark.step("WC-S3k", "WC-S3l", "WC-S3m", "WC-S3p", "BG-WC-a")
async def test_level_1_handles_behaviour_beside_the_letter_and_ends_with_both(
    levelled: Receive, proof: Proof
) -> None:
    complaint = await levelled("level_1_behaviour", BEHAVIOUR)

    await complaint.complete("WC-S3m", LEVEL_1, outcome="send")
    await complaint.complete("WC-S3k", LEVEL_1, answers=RESOLVED)
    between = await complaint.json()
    await complaint.complete("WC-S3l", COMPLAINTS, expect="this is work for the Level 1 Officer")
    await complaint.complete("WC-S3l", LEVEL_1)

    case = await complaint.json()
    assert (between["phase"], between["state"]) == ("acknowledged", "open")
    assert (case["phase"], case["state"]) == ("handed_over", "open")
    assert [row["items"] for row in recorded(case, "level_1_checklist")] == [[]]
    proof.record(
        "WC-S3k",
        system="Complaint record",
        name="first_contact_resolution",
        values={"achieved": True},
    )
    proof.holds("WC-S3k", "holds", words="resolution at the first contact is tried")
    proof.task("WC-S3l", role="level_1_officer", completed=True, refused="complaints_officer")
    proof.letter("WC-S3m", contains="4 January 2027", signed_by="level_1_officer")
    proof.holds("WC-S3p", "holds", words="without EL1 approval")
    proof.blocks("BG-WC-a", "blocks", words="handled by the level 1 officer")


@pytest.mark.step("WC-S3l")
async def test_the_agencys_list_is_what_the_level_1_officer_answers(
    levelled: Receive, agency_sets: Sets, proof: Proof
) -> None:
    listed = {
        "spoke_to_staff": {"words": "Spoke to the staff member", "type": "checked"},
        "finding": {"words": "What was found?", "type": "text"},
    }
    await agency_sets("2028-03-07", "wc.level_1_checklist", listed)
    complaint = await levelled("level_1_behaviour", BEHAVIOUR, "2028-03-07T11:00+11:00")
    done = {"WC-S3l.spoke_to_staff": True, "WC-S3l.finding": "The call was short"}

    await complaint.complete("WC-S3l", LEVEL_1, expect="Spoke to the staff member")
    await complaint.complete("WC-S3l", LEVEL_1, answers=done)

    proof.record(
        "WC-S3l",
        system="Complaint record",
        name="level_1_checklist",
        values={
            "items": ["WC-S3l.finding", "WC-S3l.spoke_to_staff"],
            "officer": LEVEL_1,
            "time": "2028-03-07T00:00:00+00:00",
        }
        | done,
    )
    proof.task("WC-S3l", role="level_1_officer", completed=True)


async def test_what_was_asked_is_written_down_although_the_list_has_changed_since(
    office: Office, levelled: Receive, agency_sets: Sets
) -> None:
    listed = {"spoke_to_staff": {"words": "Spoke to the staff member", "type": "checked"}}
    await agency_sets("2028-03-10", "wc.level_1_checklist", listed)
    complaint = await levelled("level_1_behaviour", BEHAVIOUR, "2028-03-10T11:00+11:00")
    await office.until("2028-03-14T09:00+11:00")

    await complaint.complete("WC-S3l", LEVEL_1, answers={"WC-S3l.spoke_to_staff": True})

    (row,) = recorded(await complaint.json(), "level_1_checklist")
    assert (row["items"], row["WC-S3l.spoke_to_staff"]) == (["WC-S3l.spoke_to_staff"], True)


@pytest.mark.step("WC-S3k", "BG-WC-a")
async def test_level_2_tries_the_first_contact_too_where_it_is_about_behaviour(
    levelled: Receive, proof: Proof
) -> None:
    complaint = await levelled("level_2", BEHAVIOUR)

    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")
    between = await complaint.json()
    await complaint.complete("WC-S3k", COMPLAINTS, answers={"WC-S3k": False})

    assert between["phase"] == "acknowledged"  # the letter did not wait for the contact
    case = await complaint.json()
    assert (case["phase"], case["state"]) == ("handed_over", "open")
    assert recorded(case, "first_contact_resolution") == [{"achieved": False}]
    assert recorded(case, "level_1_checklist") == []
    proof.holds("WC-S3k", "holds", words="resolution at the first contact is tried")
    proof.blocks("BG-WC-a", "blocks", words="handled by the complaints officer")


@pytest.mark.step("WC-S3k", "WC-S3o")
async def test_an_exempt_complaint_about_behaviour_has_its_first_contact_without_a_letter(
    levelled: Receive, agency_sets: Sets, proof: Proof
) -> None:
    exemptions = {"spoken_to": "The customer was spoken to on the day"}
    await agency_sets("2028-03-08", "wc.acknowledgement_exemptions", exemptions)
    complaint = await levelled(
        "level_2", BEHAVIOUR | {"WC-S3o": "spoken_to"}, "2028-03-08T11:00+11:00"
    )

    await complaint.complete("WC-S3k", LEVEL_1, answers=RESOLVED, expect="this is work for the")
    await complaint.complete("WC-S3k", COMPLAINTS, answers=RESOLVED)

    case = await complaint.json()
    assert (case["phase"], case["letters"]) == ("handed_over", [])
    assert recorded(case, "first_contact_resolution") == [{"achieved": True}]
    proof.holds("WC-S3k", "holds")
    proof.branch("WC-S3o", "Yes")


@pytest.mark.step("WC-S3k")
async def test_what_is_not_about_behaviour_has_no_first_contact_to_answer_for(
    levelled: Receive, proof: Proof
) -> None:
    complaint = await levelled("level_2")

    await complaint.complete(
        "WC-S3m", COMPLAINTS, outcome="send", answers=RESOLVED, expect="WC-S3k is not asked here"
    )

    proof.blocks("WC-S3k", "blocks", words="for complaints about staff behaviour")
