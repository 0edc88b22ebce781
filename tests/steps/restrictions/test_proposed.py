"""A restriction is proposed after violence, read at three levels, decided, and in force."""

from tests.steps.driving import Office
from tests.steps.personalised_services.conftest import Refer
from tests.steps.personalised_services.working import PSSO, SM, SSM
from tests.steps.restrictions.working import APPROVER, SUBMISSION, agreed, behave, considered


async def test_a_restriction_comes_into_force_with_its_review_armed(
    refer: Refer, office: Office, customer: str
) -> None:
    ps = await refer("CSP-T4-S1a")
    case = await considered(office, customer, on="2027-01-06T11:00+11:00", violence=True)
    await behave(ps, sort="threat_of_violence", severity="high")
    await case.complete(
        "CSP-T3-S2d", SSM, outcome="propose", answers={"CSP-T3-S2d": "Threats at the front desk"}
    )
    await case.complete("CSP-T3-S5a", PSSO, outcome="submit", answers=SUBMISSION)
    await agreed(case)

    found = await case.json()
    assert found["phase"] == "in_force"
    assert [(r["channel"], r["extent"], r["state"]) for r in found["restrictions"]] == [
        ("face_to_face", "partial", "in_force"),
        ("phone", "full", "in_force"),
    ]
    print([t["words"] for t in found["timeline"]])
    _ = SM, APPROVER
