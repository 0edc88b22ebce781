"""A complaint of somebody whom nobody could place: whose it is may be found out later (WC-S2a)."""

import pytest

from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import Receive
from tests.steps.complaints.working import ALLOCATIONS, ASSESSED, COMPLAINTS, MAIL
from tests.steps.driving import Office, Worked


@pytest.fixture
async def nobodys(receive: Receive) -> Worked:
    """A complaint without a customer."""
    return await receive(of=None)


async def identify(office: Office, complaint: Worked, customer: str, officer: str) -> str:
    receipt = await office.send(
        "customer.identified",
        case=complaint.ref,
        officer=officer,
        facts={"customer": customer},
    )
    return receipt.reason or str(receipt.status)


async def test_two_complaints_of_nobody_have_nothing_in_common(
    receive: Receive, nobodys: Worked
) -> None:
    other = await receive("2027-01-04T11:30+11:00", of=None)

    assert (await other.shown("WC-S3a"))["open_complaints"] == []


@pytest.mark.step("WC-S3e")
async def test_an_assessment_looks_again_once_the_customer_is_known(
    receive: Receive, nobodys: Worked, office: Office, customer: str, proof: Proof
) -> None:
    earlier = await receive("2027-01-04T11:30+11:00")

    assert await identify(office, nobodys, customer, ALLOCATIONS) == "applied"

    case = await nobodys.json()
    assert (case["customer"], case["programme"]) == (customer, "child_support")
    assert [t["state"] for t in case["tasks"]] == ["withdrawn", "open"]
    assert (await nobodys.shown("WC-S3a"))["open_complaints"] == [earlier.ref]
    proof.task("WC-S3e", role="allocations_officer")


@pytest.mark.step("WC-S3m", "WC-S5a")
async def test_a_letter_to_nobody_is_stopped_and_goes_once_the_customer_is_known(
    nobodys: Worked, office: Office, customer: str, proof: Proof
) -> None:
    await nobodys.complete("WC-S3a", ALLOCATIONS, outcome="level_2", answers=ASSESSED)
    await nobodys.complete("WC-S3m", COMPLAINTS, outcome="send", expect="to is missing")

    assert await identify(office, nobodys, customer, COMPLAINTS) == "applied"
    await nobodys.complete("WC-S3m", COMPLAINTS, outcome="send")

    (letter,) = (await nobodys.json())["letters"]
    assert (letter["state"], letter["to"]["name"]) == ("sent", "Casey Example")
    proof.letter("WC-S3m", stopped="to is missing")
    proof.letter("WC-S3m", contains=["Casey Example"])
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"customer": customer, "status": "allocated"},
        in_part=True,
    )


async def test_nobody_gets_a_complaint_that_has_a_customer(
    receive: Receive, office: Office, customer: str
) -> None:
    complaint = await receive()

    refused = await identify(office, complaint, customer, ALLOCATIONS)

    assert refused == "whose complaint it is is known already; complaint.corrected puts it right"


async def test_a_customer_must_be_known_here(nobodys: Worked, office: Office) -> None:
    refused = await identify(office, nobodys, "cu-nobody", MAIL)

    assert refused.startswith("customer: not known here; `casebound customers import`")
    assert (await nobodys.json())["customer"] is None


async def test_the_wrong_role_identifies_nobody(
    nobodys: Worked, office: Office, customer: str
) -> None:
    refused = await identify(office, nobodys, customer, "ps_ssm.ito")

    assert refused != "applied"
