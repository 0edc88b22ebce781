"""What follows from the decision: Child Support Table 7, Steps 2 to 5."""

from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.conftest import Refer
from tests.steps.personalised_services.working import (
    ACTIONED,
    APPROVED,
    BOTH,
    DECLINED,
    EXPLAINED,
    LEFT,
    MAIL,
    NOT_THEIRS,
    OTHER_PERSON,
    PSSO,
    REACTIVATED,
    REQUESTED,
    SERVICE,
    SSM,
    open_work,
)

TRANSFERRED = {
    "CSP-T7-S4a.issues": True,
    "CSP-T7-S4a.only_process": True,
    "CSP-T7-S4a.no_history": True,
    "CSP-T7-S4a.area": "change_of_assessment",
}


async def decline(case: Worked, where: str) -> None:
    """Have the SSM decline what the PSSO asked for, and explain where the customer goes next."""
    await case.complete(
        "CSP-T7-S1e", SSM, outcome="decline", answers=DECLINED, reason="A call is open"
    )
    await case.complete("CSP-T7-S3f", PSSO, outcome=where, answers=EXPLAINED, expect=NOT_THEIRS)
    await case.complete("CSP-T7-S3f", SSM, outcome=where, answers=EXPLAINED)


@pytest.fixture
async def leaving(refer: Refer) -> Worked:
    """A case whose finalisation is approved: the exit actions are open."""
    return await refer("CSP-T7-S5b")


@pytest.mark.step(
    "CSP-T7-S2a",
    "CSP-T7-S2b",
    "CSP-T7-S2c",
    "CSP-T7-S5a",
    "CSP-T7-S5b",
    "CSP-T7-S5c",
    "CSP-T7-S5d",
)
async def test_an_approved_customer_is_unlocked_handed_over_and_the_case_is_closed(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S2c")
    await case.complete("CSP-T7-S2c", SSM, answers=ACTIONED)
    await case.complete("CSP-T7-S5b", SERVICE, answers=LEFT, expect=NOT_THEIRS)
    await case.complete("CSP-T7-S5b", PSSO, answers=LEFT)

    found = await case.json()
    assert (found["state"], found["outcome"]) == ("closed", "finalised")
    unlocked = [t["actor"] for t in found["timeline"] if t["words"] == "Customer unlocked"]
    assert (unlocked, await open_work(case)) == ([PSSO], [])
    assert {d["state"] for d in found["deadlines"]} <= {"met", "passed", "withdrawn"}
    proof.record(
        "CSP-T7-S2a", system="Cuba", name="issue_box", values={"issue_status_resolved": True}
    )
    proof.record(
        "CSP-T7-S2b", system="Cuba", name="ps_stacking_document", values={"CSP-T7-S2b": True}
    )
    proof.record(
        "CSP-T7-S2c", system="Cuba", name="ssm_actions_window", values={"CSP-T7-S2c": True}
    )
    proof.record("CSP-T7-S5a", system="Cuba", name="case_notes_window", values={"CSP-T7-S5a": True})
    proof.task("CSP-T7-S5b", role="psso", completed=True, refused="service_officer")
    line = {"CSP-T7-S5b": "child_support_general"}
    proof.record("CSP-T7-S5b", system="Cuba", name="lock", values=line)
    proof.branch("CSP-T7-S5c", "No, remove")
    proof.record(
        "CSP-T7-S5c",
        system="Cuba",
        name="special_recovery_condition",
        values={"state": "removed"},
    )
    proof.record("CSP-T7-S5d", system="PS Portal", name="ps_portal", values={"CSP-T7-S5d": True})


@pytest.mark.step("CSP-T6-S3c", "CSP-T7-S5c")
async def test_a_specialist_process_is_a_reason_and_an_overpayment_keeps_the_indicator(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    goes_on = APPROVED | {"CSP-T6-S3c": "specialist_process"}
    await case.complete("CSP-T7-S1e", SSM, outcome="approve", answers=goes_on)
    await case.complete("CSP-T7-S2c", SSM, answers=ACTIONED)
    await case.complete("CSP-T7-S5b", PSSO, answers=LEFT | {"CSP-T7-S5c": True})

    assert (await case.json())["state"] == "closed"
    proof.branch("CSP-T6-S3c", "Specialist process goes on, all else resolved")
    proof.branch("CSP-T7-S5c", "Yes, keep")
    proof.record(
        "CSP-T7-S5c", system="Cuba", name="special_recovery_condition", values={"state": "kept"}
    )


async def test_at_the_exit_business_line_referrer_and_open_complaints_are_told(
    leaving: Worked, office: Office, customer: str
) -> None:
    open_, taken_back = [
        await office.open(
            "complaint.received",
            on="2027-01-04T11:00+11:00",
            officer=MAIL,
            customer=customer,
            facts={"channel": "post"},
        )
        for _ in range(2)
    ]
    await taken_back.send("case.withdrawn", officer=MAIL)

    await leaving.complete("CSP-T7-S5b", PSSO, answers=LEFT)

    notices = {
        r["name"]: r["data"]["to"]
        for r in (await leaving.json())["records"]
        if "notice" in r["name"]
    }
    told = [
        [m["status"] for m in (await complaint.json())["messages"] if m["type"] == "customer.left"]
        for complaint in (open_, taken_back)
    ]
    assert notices == {
        "business_line_notice": "child_support_general",
        "referrer_notice": "team_leader.brown",
    }
    assert (await taken_back.json())["state"] == "closed"
    assert told == [["applied"], []]


@pytest.mark.step(
    "CSP-T6-S3c",
    "CSP-T7-S1e",
    "CSP-T7-S3a",
    "CSP-T7-S3b",
    "CSP-T7-S3c",
    "CSP-T7-S3d",
    "CSP-T7-S3e",
    "CSP-T7-S3f",
)
async def test_a_request_without_a_permitted_reason_is_declined_and_that_is_explained(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    await case.complete("CSP-T7-S1e", SSM, outcome="approve", answers=DECLINED)
    still = await open_work(case)
    await case.complete(
        "CSP-T7-S1e", SSM, outcome="decline", answers=DECLINED, expect="given with a reason"
    )
    await decline(case, "back_to_psso")

    found = await case.json()
    assert (still, found["phase"], found["owner"]) == (["CSP-T7-S1e"], "reactivation", PSSO)
    proof.branch("CSP-T6-S3c", "None")
    proof.branch("CSP-T7-S1e", "No")
    for decision in ("CSP-T6-S3c", "CSP-T7-S1e"):
        proof.approval(decision, "refused", by=SSM, outcome="decline")
    proof.record(
        "CSP-T7-S3a", system="Cuba", name="ssm_actions_window", values={"CSP-T7-S3a": True}
    )
    proof.task("CSP-T7-S3b", role="ps_ssm", completed="back_to_psso", refused="psso")
    proof.task("CSP-T7-S3c", role="ps_ssm", completed="back_to_psso", refused="psso")
    proof.record(
        "CSP-T7-S3d", system="Cuba", name="ps_stacking_document", values={"CSP-T7-S3d": True}
    )
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T7-S3d", name="ssm_actions_window", values={"CSP-T7-S3d": True})
    cuba("CSP-T7-S3e", name="cmp_status", values={"returned": True})
    explained = {"CSP-T7-S3b": "By phone: one call was not known"}
    cuba("CSP-T7-S3b", name="rejection_discussion", values=explained)
    cuba("CSP-T7-S3c", name="next_steps", values={"CSP-T7-S3c": "Ring the customer on Tuesday"})
    cuba("CSP-T7-S3f", name="route", values={"route": "back_to_psso"})
    proof.task("CSP-T7-S3f", role="ps_ssm", completed="back_to_psso", refused="psso")
    proof.branch("CSP-T7-S3f", "Otherwise")


@pytest.mark.step("CSP-T7-S3f", "CSP-T7-S5e", "CSP-T7-S5f", "CSP-T7-S5g")
async def test_a_customer_proposed_for_segment_3_is_active_again_with_the_psso_who_asked(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    await decline(case, "segment_3")
    await case.complete("CSP-T7-S5e", SSM, answers=REACTIVATED, expect=NOT_THEIRS)
    await case.complete("CSP-T7-S5e", PSSO, answers=REACTIVATED)

    found = await case.json()
    handed = [r["step"] for r in found["records"] if r["name"] == "handed_to"]
    assert (handed, found["phase"], found["owner"]) == (["CSP-T8-S1a"], "active", PSSO)
    assert await open_work(case) == ["CSP-T5-S1b"]
    proof.branch("CSP-T7-S3f", "Segment 3")
    proof.record("CSP-T7-S5e", system="Cuba", name="assignment", values={"psso": PSSO})
    proof.record("CSP-T7-S5e", system="Cuba", name="ps_status", values={"active": True})
    left_open = {"CSP-T7-S5g": "The call of Monday"}
    proof.record("CSP-T7-S5g", system="Cuba", name="issue_list", values=left_open)
    proof.task("CSP-T7-S5f", role="psso", completed=True, refused="ps_ssm")
    proof.answered("CSP-T7-S5f", True)
    proof.task("CSP-T7-S5g", role="psso", completed=True, refused="ps_ssm")


@pytest.mark.step("CSP-T7-S3f", "CSP-T7-S4a")
async def test_a_specialist_area_takes_a_customer_only_where_all_three_conditions_hold(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T7-S1e")
    await decline(case, "specialist_area")
    await case.complete(
        "CSP-T7-S4a",
        SSM,
        outcome="transfer",
        answers=TRANSFERRED | {"CSP-T7-S4a.no_history": False},
    )

    assert await case.phase() == "reactivation"
    proof.branch("CSP-T7-S3f", "Specialist business area")
    proof.branch("CSP-T7-S4a", "No")
    proof.approval("CSP-T7-S4a", "refused", by=SSM)


@pytest.mark.step("CSP-T7-S4a", "CSP-T7-S5a", "CSP-T7-S5d")
async def test_a_transfer_unlocks_the_customer_before_it_ends(refer: Refer, proof: Proof) -> None:
    case = await refer("CSP-T6-S2a", psso=BOTH)
    await case.complete("CSP-T6-S2a", BOTH, answers=REQUESTED)
    await case.complete("CSP-T7-S1e", SSM, outcome="decline", answers=DECLINED, reason="Not yet")
    await case.complete("CSP-T7-S3f", SSM, outcome="specialist_area", answers=EXPLAINED)
    await case.complete(
        "CSP-T7-S4a", BOTH, outcome="transfer", answers=TRANSFERRED, expect=OTHER_PERSON
    )
    await case.complete("CSP-T7-S4a", SSM, outcome="transfer", answers=TRANSFERRED)
    shown = await case.shown("CSP-T7-S5b")
    await case.complete("CSP-T7-S5b", BOTH, answers=LEFT | {"CSP-T7-S5b": "change_of_assessment"})

    found = await case.json()
    assert shown["business_line"] == "change_of_assessment"
    assert (found["state"], found["outcome"]) == ("closed", "transferred")
    assert "Customer unlocked" in [t["words"] for t in found["timeline"]]
    proof.branch("CSP-T7-S4a", "Yes, transfer")
    proof.record(
        "CSP-T7-S4a",
        system="Cuba",
        name="transfer_approval",
        values={"approval": "transfer", "receiving_area": "change_of_assessment"},
    )
    proof.approval("CSP-T7-S4a", "given", by=SSM)
    proof.approval("CSP-T7-S4a", "wrong_person", by=BOTH, because="asked for this decision")
    proof.record("CSP-T7-S5a", system="Cuba", name="case_notes_window", values={"CSP-T7-S5a": True})
    proof.record("CSP-T7-S5d", system="PS Portal", name="ps_portal", values={"CSP-T7-S5d": True})


async def test_what_a_leaving_customer_wrote_is_read_before_the_case_closes(
    leaving: Worked,
) -> None:
    case = leaving
    await case.send("customer.replied", source="telephony", content={"text": "One thing more"})

    await case.complete("CSP-T7-S5b", PSSO, answers=LEFT)

    assert (await case.json())["state"] == "open"
    unread = await case.task("CB-MESSAGE")
    await case.complete(unread, PSSO, answers={"CB-MESSAGE": "Rang back"})
    assert (await case.json())["state"] == "closed"
