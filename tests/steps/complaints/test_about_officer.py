"""Who a complaint is about never handles it; who is named settles it (WC-S3j, WC-S3c)."""

import pytest

from starter.player import seed
from starter.player.scenario_parts import OfficerPart
from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.test_personalised_services import ps
from tests.steps.complaints.working import (
    AGREED,
    ALLOCATIONS,
    BEHAVIOUR,
    COMPLAINTS,
    EXTERNAL,
    IN_HAND,
    PSSO,
    recorded,
)
from tests.steps.driving import Office, Sessions, Worked

__all__ = ["ps"]  # the fixture

RESOLVED = {"WC-S3k": True}


@pytest.fixture
async def colleague(sessions: Sessions, customer: str) -> str:
    """Another officer of each kind, with a second account."""
    name = f"colleague.{customer}"
    roles = ["complaints_officer", "external_complaints_officer", "psso"]
    async with sessions.begin() as db:
        await seed.officer(db, name, OfficerPart(roles=roles, accounts=[f"{name}.second"]), "ACT")
    return name


@pytest.mark.step("WC-S3j", "WC-S3m")
async def test_an_officer_never_handles_a_complaint_about_themselves(
    levelled: Receive, colleague: str, customer: str, proof: Proof
) -> None:
    """WC-S3j: by no account, message, act on the file or task; and nobody can name them for it."""
    about = {"WC-S3j.officer": f"{colleague}.second"}
    complaint = await levelled("level_2", BEHAVIOUR | about)
    letter = {"outcome": "send", "expect": f"{colleague} never handles this: it is about them"}

    await complaint.complete("WC-S3m", colleague, **letter)
    await complaint.complete("WC-S3m", f"{colleague}.second", **letter)
    await complaint.send("case.withdrawn", officer=colleague, expect="never handles this")
    received = {"sender": "mp", "received_on": "2027-01-04", "category": "mp_response"}
    await complaint.send(
        "correspondence.received",
        officer=colleague,
        facts=received | {"about": [customer]},
        expect="is not for whoever the case is about",
    )
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")
    await complaint.complete("WC-S3k", COMPLAINTS, answers=RESOLVED)
    reported = {"procedure": "level_2_complaints", "outcome": "resolved"}
    await complaint.send(
        "procedure.reported", officer=colleague, facts=reported, expect="never handles this"
    )

    case = await complaint.json()
    assert (case["phase"], case["owner"]) == ("handed_over", COMPLAINTS)
    assert [row["officer"] for row in recorded(case, "about_officer")] == [colleague]
    proof.letter("WC-S3m", contains="4 January 2027", signed_by="complaints_officer")
    proof.holds("WC-S3j", "holds", words="how one staff member dealt with the customer")


@pytest.mark.step("WC-S4b")
async def test_a_complaint_about_the_psso_is_coordinated_by_the_ssm(
    ps: Worked, levelled: Receive, colleague: str, proof: Proof
) -> None:
    """WC-S3j, WC-S4b: the customer keeps the PSSO; the complaint goes to others."""
    complaint = await levelled("level_2", BEHAVIOUR | {"WC-S3j.officer": PSSO})

    await complaint.complete("WC-S3m", PSSO, outcome="send", expect="never handles this")
    await complaint.complete("WC-S3m", colleague, outcome="send")
    work = [(t["role"], t["assignee"]) for t in (await ps.json())["tasks"] if t["step"] == "WC-S4b"]

    assert work == [("ps_ssm", None)]
    assert (await complaint.json())["owner"] == colleague
    proof.signal("WC-S4b", "complaint.noticed")


async def test_whom_it_turns_out_to_be_about_loses_it(levelled: Receive) -> None:
    complaint = await levelled("level_2")
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")

    facts = {"why": "new_information", "about_officer": COMPLAINTS}
    await complaint.send("complaint.corrected", officer=ALLOCATIONS, facts=facts)

    case = await complaint.json()
    assert (case["owner"], case["phase"]) == (None, "handed_over")


@pytest.mark.step("WC-S3c")
async def test_only_the_officer_who_is_named_settles_what_is_agreed_and_not_with_themselves(
    receive: Receive, colleague: str, office: Office, proof: Proof
) -> None:
    await receive("2027-01-04T09:30+11:00", via="mp")
    item = await receive("2027-01-04T11:00+11:00")
    await item.complete("WC-S3a", ALLOCATIONS, outcome="escalation_in_hand", answers=IN_HAND)
    settle = {"outcome": "new_complaint"}

    await item.complete(
        "WC-S3c", colleague, answers=AGREED, expect=f"it is with {EXTERNAL}", **settle
    )
    alone = AGREED | {"WC-S3c.consulted": EXTERNAL}
    await item.complete("WC-S3c", EXTERNAL, answers=alone, expect="must name another", **settle)
    await item.complete("WC-S3c", EXTERNAL, answers=AGREED, **settle)

    assert await item.phase() == "assessing"
    proof.task("WC-S3c", role="external_complaints_officer", completed="new_complaint")
