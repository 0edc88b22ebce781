"""Receiving a written complaint: steps 1, 2 and 5."""

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office


@pytest.mark.step("WC-S1a", "WC-S1b", "WC-S1c", "WC-S2a", "WC-S2b", "WC-S2c", "WC-S5a", "WC-S5b")
async def test_a_posted_complaint_is_logged_registered_and_queued_for_one_team(
    office: Office, proof: Proof, customer: str
) -> None:
    complaint = await office.open(
        "complaint.received",
        on="2027-01-04T11:00+11:00",
        officer="mail_team.lee",
        customer=customer,
        facts={"channel": "post", "document": "scan-0017"},
        content={"text": "Nobody answers my letters."},
    )

    case = await complaint.json()
    assert (case["phase"], case["team"]) == ("assessing", "Escalated and External Complaints")
    proof.holds("WC-S1a", "holds", words="it came by post")
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
    proof.guidance("WC-S2c", "Customer referral guidelines")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        fields=["complaint", "customer"],
        values={"date": "2027-01-04", "status": "received"},
    )
    proof.holds("WC-S5b", "holds", words="Allocation 2027")
