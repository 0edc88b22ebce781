"""Assessing: steps 3 and 4, what the Allocations Officer reads, judges and decides."""

from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.file import Incident
from domain.step_ids import StepId
from tests.database.rows import a_case, new_ref
from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import (
    ALLOCATIONS,
    ASSESSED,
    BEHAVIOUR,
    COMPLAINTS,
    EXTERNAL,
    IN_HAND,
    MANY_AVENUES,
    NOT_COMPLAINT,
)
from tests.steps.driving import LONG_AGO, Json

SITTING: tuple[StepId, ...] = ("WC-S3a", "WC-S3b", "WC-S3e", "WC-S3i", "WC-S4a")
READ: tuple[StepId, ...] = ("WC-S3b", "WC-S3e", "WC-S4a")


@pytest.mark.step("WC-S3a", "WC-S3b", "WC-S3e", "WC-S3g", "WC-S3h", "WC-S3i", "WC-S3j", "WC-S4a")
async def test_one_sitting_assesses_an_ordinary_complaint(receive: Receive, proof: Proof) -> None:
    complaint = await receive()
    answers = ASSESSED | {"WC-S4a.plan": False}

    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="level_1_other", answers=answers)

    assert await complaint.phase() == "level_1"
    for step in SITTING:
        proof.task(step, role="allocations_officer", completed="level_1_other")
    proof.branch("WC-S3a", "Yes")
    for step in READ:
        proof.branch(step, "No")
        proof.answered(step, value=False)
    proof.branch("WC-S3g", "No")
    proof.branch("WC-S3h", "No")
    proof.branch("WC-S3i", "Level 1, other")
    proof.blocks("WC-S3j", "blocks", words="not about how one staff member")
    said = partial(proof.record, system="Complaint record")
    decided = {"officer": ALLOCATIONS, "time": "2027-01-04T00:00:00+00:00"}
    said("WC-S3a", name="assessment", values={"result": "complaint"} | decided)
    said("WC-S3g", name="privacy_flag", values={"privacy": False})
    said("WC-S3h", name="aggression_flag", values={"aggression": False})
    said(
        "WC-S3i",
        name="level",
        values={
            "level": "level_1",
            "reason": "A first complaint, and nothing in the history",
            "deciding_officer": ALLOCATIONS,
        },
    )
    said("WC-S3j", name="complaint_category", values={"category": "process"})


@pytest.mark.step("WC-S3a", "WC-S3b", "WC-S3e", "WC-S3i", "WC-S4a")
async def test_only_an_allocations_officer_assesses(receive: Receive, proof: Proof) -> None:
    complaint = await receive()

    await complaint.complete(
        "WC-S3a",
        COMPLAINTS,
        outcome="level_2",
        answers=ASSESSED,
        expect="this is work for the Allocations Officer",
    )

    assert await complaint.phase() == "assessing"
    for step in SITTING:
        proof.task(step, role="allocations_officer", refused="complaints_officer")


@pytest.mark.step("WC-S3a", "WC-S5a")
async def test_what_is_no_complaint_goes_on_as_correspondence(
    receive: Receive, proof: Proof
) -> None:
    item = await receive(document="scan-0018")

    await item.complete("WC-S3a", ALLOCATIONS, outcome="not_complaint", answers=NOT_COMPLAINT)

    case = await item.json()
    assert (case["state"], case["outcome"], case["letters"]) == ("closed", "not_complaint", [])
    assert {d["state"] for d in case["deadlines"]} == {"withdrawn"}
    records = {(r["step"], r["system"], r["name"]): r["data"] for r in case["records"]}
    onward = "Customer contact: correspondence (CMA-T1-S1i)"
    onward_as = records["WC-S3a", "Cuba", "View Correspondence"]
    assert (onward_as["category_before"], onward_as["category"], onward_as["reason"]) == (
        "potential_complaint",
        "question",
        "It asks when a payment is due",
    )
    assert records["WC-S3a", onward, "handed_to"]["category"] == "question"
    proof.branch("WC-S3a", "No")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"complaint": item.ref, "status": "not_complaint"},
        in_part=True,
    )


@pytest.mark.step("WC-S3b")
async def test_an_escalation_in_hand_is_shown_and_found(receive: Receive, proof: Proof) -> None:
    earlier = await receive("2027-01-04T09:30+11:00", via="mp")
    complaint = await receive("2027-01-04T11:00+11:00")
    shown = await complaint.shown("WC-S3b")
    assert shown["open_escalations"] == [earlier.ref]
    assert await complaint.known("WC-S3b") == {
        "Other open complaints of the customer": [f"{earlier.ref}, with nobody yet"],
        "Escalations in hand": [earlier.ref],
        "Complaints logged from the same letter": [],
        "Items that may be the same: same sender, same category": [],
        "Open Personalised Services case": [],
        "What makes the customer complex or vulnerable, and nobody manages it": [],
    }

    await complaint.complete(
        "WC-S3a",
        ALLOCATIONS,
        outcome="level_2",
        answers=ASSESSED,
        expect=f"escalation from the customer?): this is known here: {earlier.ref}",
    )
    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="escalation_in_hand", answers=IN_HAND)

    assert await complaint.phase() == "awaiting_escalation_owner"
    proof.branch("WC-S3b", "Yes")
    proof.answered("WC-S3b", value=True)


@pytest.mark.step("WC-S3e")
async def test_the_same_issues_by_another_avenue_are_shown_and_found(
    receive: Receive, proof: Proof
) -> None:
    earlier = await receive("2027-01-04T09:30+11:00")
    complaint = await receive("2027-01-04T11:00+11:00", via="ombudsman")
    shown = await complaint.shown("WC-S3e")
    assert (shown["open_complaints"], shown["via"]) == ([earlier.ref], "ombudsman")

    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="many_avenues", answers=MANY_AVENUES)

    assert await complaint.phase() == "awaiting_complaints_ssm"
    proof.branch("WC-S3e", "Yes")
    proof.answered("WC-S3e", value=True)


@pytest.mark.step("WC-S3g", "WC-S3h")
async def test_privacy_and_bad_language_run_beside_the_assessment(
    receive: Receive, proof: Proof
) -> None:
    complaint = await receive()

    await complaint.complete(
        "WC-S3a",
        ALLOCATIONS,
        outcome="level_2",
        answers=ASSESSED | {"WC-S3g": True, "WC-S3h": True},
    )

    case = await complaint.json()
    handed = [(r["step"], r["system"]) for r in case["records"] if r["name"] == "handed_to"]
    assert case["phase"] == "level_2"
    assert handed == [
        ("WC-S3g", "Privacy intranet page"),
        ("WC-S3h", "Customer aggression guidelines"),
    ]
    proof.branch("WC-S3g", "Yes")
    proof.branch("WC-S3h", "Yes")


@pytest.mark.step("WC-S3i", "WC-S3j")
async def test_a_complaint_about_one_staff_member_is_about_behaviour(
    receive: Receive, proof: Proof
) -> None:
    complaint = await receive()

    await complaint.complete(
        "WC-S3a", ALLOCATIONS, outcome="level_1_behaviour", answers=ASSESSED | BEHAVIOUR
    )

    case = await complaint.json()
    category = next(r["data"] for r in case["records"] if r["name"] == "complaint_category")
    assert case["phase"] == "level_1"
    assert category == {"category": "staff_manner", "behavioural": True}
    proof.branch("WC-S3i", "Level 1, staff behaviour")
    proof.holds("WC-S3j", "holds", words="how one staff member dealt with the customer")


@pytest.mark.step("WC-S3i", "WC-S3j")
@pytest.mark.parametrize("about", ["technical_decision", "process"])
async def test_a_decision_or_a_process_is_never_staff_behaviour(
    receive: Receive, proof: Proof, about: str
) -> None:
    complaint = await receive()
    answers = ASSESSED | {"WC-S3j": about}

    await complaint.complete(
        "WC-S3a",
        ALLOCATIONS,
        outcome="level_1_behaviour",
        answers=answers,
        expect="this answer does not go with level_1_behaviour",
    )
    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="level_2", answers=answers)

    proof.branch("WC-S3i", "Level 2")
    proof.blocks("WC-S3j", "blocks")


@pytest.mark.step("WC-S4a")
async def test_personalised_services_owns_a_customer_by_what_is_kept_elsewhere_too(
    receive: Receive, proof: Proof
) -> None:
    """WC-S4a, A48: what is open here the product finds itself."""
    complaint = await receive()

    await complaint.complete(
        "WC-S3a",
        ALLOCATIONS,
        outcome="level_1_other",
        answers=ASSESSED | {"WC-S4a": False},
        expect="is not asked here",
    )
    await complaint.complete(
        "WC-S3a", ALLOCATIONS, outcome="level_1_other", answers=ASSESSED | {"WC-S4a.plan": True}
    )

    assert await complaint.phase() == "ps_coordinated"
    proof.branch("WC-S4a", "Yes")
    proof.answered("WC-S4a", value=True)


@pytest.mark.parametrize(
    ("answers", "outcome", "because"),
    [
        ({"WC-S3g": None}, "level_2", "WC-S3g"),
        ({"WC-S3b": True}, "level_2", "this answer does not go with level_2"),
        ({}, "level_3", "the outcome must be one of"),
    ],
    ids=["an answer is missing", "answers contradict", "no such level"],
)
async def test_a_sitting_that_does_not_add_up_is_refused_and_the_work_stays_open(
    receive: Receive, answers: Json, outcome: str, because: str
) -> None:
    complaint = await receive()
    given = {key: said for key, said in (ASSESSED | answers).items() if said is not None}

    await complaint.complete("WC-S3a", ALLOCATIONS, outcome=outcome, answers=given, expect=because)

    assert [t["state"] for t in (await complaint.json())["tasks"]] == ["open"]


async def test_somebody_who_may_complete_nothing_here_is_told_whose_work_it_is(
    receive: Receive,
) -> None:
    complaint = await receive()

    await complaint.complete(
        "WC-S3a",
        EXTERNAL,
        outcome="not_complaint",
        answers=NOT_COMPLAINT,
        expect="external_complaints_officer.haddad holds no such role on 4 January 2027",
    )


@pytest.mark.step("BG-REF")
async def test_who_is_complex_or_vulnerable_is_referred_and_a_no_to_that_is_none(
    receive: Receive, sessions: async_sessionmaker[AsyncSession], customer: str, proof: Proof
) -> None:
    """Without anything that says so, nobody need be referred; an earlier case may say so."""
    ordinary = await receive()
    await ordinary.complete("WC-S3a", ALLOCATIONS, outcome="level_1_other", answers=ASSESSED)
    complaint = await receive()
    earlier = new_ref()
    incident = Incident(
        id=f"{earlier}.incident-1",
        case=earlier,
        number=1,
        step="CSP-T3-S12d",
        by=COMPLAINTS,
        at=LONG_AGO,
        told_at=LONG_AGO,
        side=customer,
        origin="officer",
        customers=[customer],
        version=1,
        words={},
        customer=customer,
        sort="abuse",
        severity="low",
        channel="phone",
        recorded_in="CIRT",
        calls=1,
    )
    async with sessions.begin() as db:
        db.add(a_case(earlier, type="PersonalisedServicesCase", customer=customer, state="closed"))
        await db.flush()
        db.add(incident)
    assess = partial(complaint.complete, "WC-S3a", ALLOCATIONS, outcome="level_2")
    no, yes = (ASSESSED | {"WC-S3i.refer": refer} for refer in (False, True))
    await assess(answers=no, expect=f"this is known here: {earlier}.incident-1")
    await assess(answers=yes)

    case = await complaint.linked("PersonalisedServicesCase")
    assert (await case.json())["customer"] == customer
    proof.blocks("BG-REF", "blocks", words="nothing asks for a referral")
    proof.holds("BG-REF", "holds", words="complex or vulnerable")
    because = {"customer": customer, "because": [f"{earlier}.incident-1"]}
    proof.record("BG-REF", system="Complaint record", name="referral", values=because)
