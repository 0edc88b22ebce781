"""The complaint of a Personalised Services customer: step 4, and who writes then (BG-WC-a)."""

import pytest

from starter.player import seed
from starter.player.scenario_parts import OfficerPart
from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import (
    ALLOCATIONS,
    BEHAVIOUR,
    COMPLAINTS,
    EXTERNAL,
    IN_HAND,
    LEVEL_1,
    ORDINARY,
    PSSO,
    recorded,
)
from tests.steps.conftest import Sets
from tests.steps.driving import Office, Sessions, Worked
from tests.steps.personalised_services.working import set_up


@pytest.fixture
async def ps(office: Office, customer: str) -> Worked:
    """The customer's own case in Personalised Services, with its PSSO."""
    case = await office.open(
        "referral.received",
        on="2027-01-04T10:00+11:00",
        officer="team_leader.brown",
        customer=customer,
        facts={"kind": "ps_referral", "customer": customer},
        content={"reason": "One officer must look after this"},
    )
    await set_up(case, PSSO)
    return case


@pytest.mark.step("WC-S4a", "WC-S4b", "WC-S3m", "WC-S3k", "WC-S5a", "BG-WC-a")
async def test_the_owning_psso_is_told_coordinates_and_writes_to_the_customer(
    ps: Worked, levelled: Receive, proof: Proof
) -> None:
    complaint = await levelled("level_2", BEHAVIOUR, via="mp")
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send", expect="this is work for the")

    await complaint.complete("WC-S3m", PSSO, outcome="send")
    await complaint.complete("WC-S3k", PSSO, answers={"WC-S3k": True})

    told, case = await ps.json(), await complaint.json()
    noticed = [m["status"] for m in told["messages"] if m["type"] == "complaint.noticed"]
    work = [(t["assignee"], t["state"]) for t in told["tasks"] if t["step"] == "WC-S4b"]
    assert (noticed, work) == (["applied"], [(PSSO, "open")])
    assert [link["ref"] for link in case["links"]] == [ps.ref]
    proof.branch("WC-S4a", "Yes")
    proof.signal("WC-S4b", "complaint.noticed")
    proof.record(
        "WC-S4b",
        system="Personalised Services",
        name="psso_notified",
        values={"complaint": complaint.ref, "ps_case": ps.ref, "psso": PSSO},
    )
    proof.letter("WC-S3m", contains="4 January 2027", signed_by="psso")
    proof.holds("WC-S3k", "holds")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"level": "level_2", "owner": PSSO, "status": "allocated"},
    )
    proof.holds("BG-WC-a", "holds", words="handled by the psso")


@pytest.mark.step("WC-S4b")
async def test_a_complaint_follows_its_customer_to_another_psso(
    ps: Worked, levelled: Receive, office: Office, sessions: Sessions, proof: Proof
) -> None:
    complaint = await levelled("level_2", BEHAVIOUR)
    async with sessions.begin() as db:
        other = f"psso.{ps.ref[3:]}"
        await seed.officer(db, other, OfficerPart(roles=["psso"]), "ACT")

    await ps.send("case.handed_over", officer="ps_ssm.ito", facts={"to": other})
    await complaint.complete("WC-S3m", PSSO, outcome="send", expect=f"it is with {other}")
    await complaint.complete("WC-S3m", other, outcome="send")
    await complaint.complete("WC-S3k", other, answers={"WC-S3k": True})

    case = await complaint.json()
    assert (case["owner"], case["phase"]) == (other, "handed_over")
    assert recorded(case, "psso_notified")[-1] == {"complaint": complaint.ref, "psso": other}
    proof.signal("WC-S4b", "psso.changed")


@pytest.mark.step("WC-S4b")
async def test_personalised_services_is_told_that_a_complaint_was_taken_back(
    ps: Worked, levelled: Receive, proof: Proof
) -> None:
    complaint = await levelled("level_2")

    await complaint.send("case.withdrawn", officer=PSSO, content={"text": "They are content"})

    told = await ps.json()
    reading = [t for t in told["tasks"] if t["kind"] == "read_message" and t["state"] == "open"]
    assert [(t["step"], t["assignee"]) for t in reading] == [("WC-S4b", PSSO)]
    assert (await complaint.json())["outcome"] == "withdrawn"
    proof.signal("WC-S4b", "complaint.withdrawn")


@pytest.mark.step("WC-S4b")
async def test_only_complaints_tells_personalised_services_of_a_complaint(
    ps: Worked, proof: Proof
) -> None:
    facts = {"complaint": "co-elsewhere"}

    await ps.send("complaint.noticed", officer=LEVEL_1, facts=facts, expect="is not for level_1")

    assert [t for t in (await ps.json())["tasks"] if t["step"] == "WC-S4b"] == []
    proof.signal("WC-S4b", "complaint.noticed", refused="is not for level_1_officer.marsh to send")


@pytest.mark.step("WC-S3d", "WC-S4a", "WC-S4b", "WC-S5a")
async def test_a_supplementary_item_of_a_ps_customer_reaches_the_psso_too(
    ps: Worked, receive: Receive, proof: Proof
) -> None:
    earlier = await receive("2027-01-04T10:30+11:00", via="mp")
    item = await receive()
    await item.complete("WC-S3a", ALLOCATIONS, outcome="escalation_in_hand", answers=IN_HAND)
    agreed = {
        "WC-S3c": "It belongs to the letter of the MP",
        "WC-S3c.consulted": ALLOCATIONS,
        "WC-S3c.on": "2027-01-04",
        "WC-S3d": earlier.ref,
    }
    await item.complete("WC-S3c", EXTERNAL, outcome="supplementary", answers=agreed)

    await item.complete("WC-S4a", ALLOCATIONS, answers=ORDINARY)

    case = await item.json()
    assert (case["state"], case["outcome"], case["letters"]) == ("closed", "supplementary", [])
    assert {link["ref"] for link in case["links"]} == {earlier.ref, ps.ref}
    proof.branch("WC-S3d", "No, supplementary")
    proof.branch("WC-S4a", "Yes")
    proof.signal("WC-S4b", "complaint.noticed")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"complaint": item.ref, "status": "supplementary"},
        in_part=True,
    )


async def test_where_no_ps_case_is_kept_here_a_person_tells_the_psso(levelled: Receive) -> None:
    complaint = await levelled("level_1_other", {"WC-S4a.plan": True})
    await complaint.complete("WC-S3m", PSSO, outcome="send")
    between = await complaint.json()

    await complaint.complete(
        "WC-S4b", ALLOCATIONS, answers={"WC-S4b": COMPLAINTS}, expect="Which PSSO was told?"
    )
    await complaint.complete("WC-S4b", ALLOCATIONS, answers={"WC-S4b": PSSO})

    case = await complaint.json()
    assert (between["phase"], case["phase"]) == ("acknowledged", "handed_over")
    assert case["owner"] == PSSO
    assert recorded(case, "psso_notified") == [{"psso": PSSO}]


async def test_what_the_agency_adds_for_ps_customers_is_work_besides_the_notice(
    ps: Worked, levelled: Receive, agency_sets: Sets
) -> None:
    listed = {"rang_psso": {"words": "Rang the PSSO", "type": "checked"}}
    await agency_sets("2028-03-09", "wc.ps_customer_checklist", listed)
    complaint = await levelled("level_2", None, "2028-03-09T11:00+11:00")

    await complaint.complete(
        "WC-S4b", ALLOCATIONS, answers={"WC-S4b": PSSO}, expect="Rang the PSSO"
    )
    await complaint.complete(
        "WC-S4b", ALLOCATIONS, answers={"WC-S4b": PSSO, "WC-S4b.rang_psso": True}
    )

    assert "complaint.noticed" in [m["type"] for m in (await ps.json())["messages"]]
