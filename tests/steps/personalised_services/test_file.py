"""The case file: acts come at any time, are admitted in their settle, and gates read the rows."""

from tests.steps.driving import Worked
from tests.steps.personalised_services.conftest import Refer
from tests.steps.personalised_services.working import PSSO, SECOND_PSSO


async def talk(case: Worked, customer: str) -> None:
    """Speak with the customer."""
    await case.send(
        "contact.made",
        officer=PSSO,
        facts={"customer": customer, "result": "reached", "identity": "confirmed"},
        content={"said": "The payments do not fit the care that I have"},
    )


async def test_an_act_at_any_time_is_one_settle_and_stands_in_the_file(refer: Refer) -> None:
    """CSP-T4-S1a, BG-ROLE-PSSO-a, CSP-T6-S1b."""
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]

    await talk(case, customer)
    await case.send(
        "issue.raised",
        officer=PSSO,
        facts={"about": "care_levels", "raised_in": "contact-1", "parties": [customer]},
        content={"words": "The children are with me four nights"},
    )

    found = await case.json()
    (issue,) = found["file"]["issues"]
    assert (issue["id"], issue["about"], issue["state"], issue["owner"]) == (
        "issue-1",
        "care_levels",
        "open",
        PSSO,
    )
    gate = next(each for each in found["gates"] if each["step"] == "CSP-T6-S1b")
    assert gate["blocked_by"] == ["issue-1, levels of care, is open"]
    left = [(r["system"], r["name"], r["data"]) for r in found["records"] if "file-" in r["id"]]
    assert left == [
        (
            "Cuba",
            "contact_record",
            {
                "customer": customer,
                "channel": "phone",
                "result": "reached",
                "purpose": "service",
            },
        ),
        ("Cuba", "issue_list", {"about": "care_levels", "area": None}),
    ]
    lines = [line["data"]["row"] for line in found["timeline"] if "row" in line["data"]]
    assert lines == ["contact-1", "issue-1"]


async def test_an_act_that_the_rules_refuse_leaves_its_reason_and_no_row(refer: Refer) -> None:
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]

    await case.send(
        "issue.raised",
        officer=PSSO,
        facts={"about": "care_levels", "raised_in": "contact-1", "parties": [customer]},
        expect="there is no contact-1 in this file",
    )
    await case.send(
        "indicator.set",
        officer=SECOND_PSSO,
        facts={
            "sort": "sensitive_issue",
            "customer": customer,
            "why": "vulnerable",
            "review_by": "2027-03-01",
        },
        expect="indicator.set is not for somebody who has nothing of this customer's",
    )

    file = (await case.json())["file"]
    assert not any(file.values())


async def test_a_change_by_somebody_who_saw_an_older_version_is_refused(refer: Refer) -> None:
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]
    await talk(case, customer)
    raised = {"sort": "ps_followup", "to": PSSO, "customer": customer}
    await case.send("intray.raised", officer=PSSO, facts=raised)
    close = {"intray": "intray-1", "why": "dealt_with"}
    await case.send("intray.closed", officer=PSSO, facts=close | {"seen": 1})
    await case.send(
        "intray.closed",
        officer=PSSO,
        facts=close | {"seen": 1},
        expect="intray-1 was changed by psso.diaz since version 1 was shown",
    )

    (intray,) = (await case.json())["file"]["intrays"]
    assert (intray["closed"], intray["version"]) == ("dealt_with", 2)
