"""An issue goes to a specialist area, and comes back decided, told and closed: the background."""

from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Worked
from tests.steps.personalised_services.conftest import Refer
from tests.steps.personalised_services.working import (
    NOT_THEIRS,
    PSSO,
    SPECIALIST,
    Answers,
    act,
    nth,
    speak,
)

DECIDED: Answers = {
    "issues": ["issue-1"],
    "result": "allowed",
    "delegation": "d-31",
    "in_force_from": "2027-01-04",
}


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case whose customer is to be contacted, and objects to a decision."""
    case = await refer("CSP-T4-S1a")
    found = await case.json()
    talk = speak(found)
    await case.send(talk["type"], officer=PSSO, facts=talk["facts"])
    raised = {"about": "objection", "raised_in": nth(found, "contact")}
    parties = {"parties": [found["customer"]]}
    await case.send("issue.raised", officer=PSSO, facts=raised | parties)
    await case.send("issue.raised", officer=PSSO, facts=raised | parties | {"about": "income"})
    return case


async def kinds(case: Worked) -> list[tuple[str, str]]:
    """Return the open work beside the contact, each with its role."""
    tasks = (await case.json())["tasks"]
    open_ = [(t["kind"], t["role"]) for t in tasks if t["state"] == "open"]
    return sorted(each for each in open_ if each[0] != "contact_customer")


@pytest.mark.step(
    "BG-ROLE-SPEC-b",
    "BG-ROLE-SPEC-c",
    "BG-ROLE-PSSO-a",
    "BG-ROLE-PSSO-d",
    "BG-ROLE-PSSO-e",
)
async def test_an_issue_goes_to_its_area_and_comes_back_decided_told_and_closed(
    case: Worked, proof: Proof
) -> None:
    """Nothing is decided, and nobody told, before the specialist and the PSSO have spoken.

    The delegation stays where it is: BG-ROLE-SPEC-f, BG-ROLE-PSSO-f.
    """
    customer = (await case.json())["customer"]
    went = await kinds(case)
    decide = act("issue.decided", **DECIDED)
    alone = "the PSSO was not consulted on issue-1 before acting"
    await case.send("issue.decided", officer=SPECIALIST, facts=DECIDED, expect=alone)
    theirs = "issue-1 is with objections, whose officer has the delegation"
    await case.send("issue.decided", officer=PSSO, facts=DECIDED, expect=theirs)
    asks = {"sort": "consultation", "to": PSSO, "customer": customer, "issue": "issue-1"}
    await case.send("intray.raised", officer=SPECIALIST, facts=asks)
    closed = act("intray.closed", intray="intray-1", why="answered", seen=1)
    await case.complete(
        "BG-ROLE-PSSO-c", PSSO, acts=[closed], expect="nobody spoke with the specialist"
    )
    spoke = {"issue": "issue-1", "specialist": SPECIALIST}
    before = act("psso.consulted", before="acting", **spoke)
    await case.complete("BG-ROLE-PSSO-c", PSSO, acts=[before, closed])
    await case.complete("BG-ROLE-SPEC-f", PSSO, acts=[decide], expect=NOT_THEIRS)
    await case.complete("BG-ROLE-SPEC-f", SPECIALIST, expect="issue-1 is not decided")
    await case.complete("BG-ROLE-SPEC-f", SPECIALIST, acts=[decide])
    came_back = await kinds(case)

    talk = speak(await case.json())
    told = act("decision.told", decision="decision-1", party=customer, rests_on="contact-3")
    over = act("issue.closed", issue="issue-1", outcome="resolved", on="decision-1", seen=3)
    agreed = act("psso.consulted", before="telling", told_how="by_the_psso", **spoke)
    untold = "the PSSO was not consulted on issue-1 before telling the customer"
    await case.complete("BG-ROLE-PSSO-e", PSSO, acts=[talk, told, over], expect=untold)
    await case.complete("BG-ROLE-PSSO-e", PSSO, acts=[agreed], expect="has not been told")
    await case.complete("BG-ROLE-PSSO-e", PSSO, acts=[agreed, talk, told, over])

    found = await case.json()
    assert went == [("decide_issue", "specialist_officer")]
    assert came_back == [("tell_decision", "psso")]
    assert await kinds(case) == []
    states = {issue["id"]: issue["state"] for issue in found["file"]["issues"]}
    assert states == {"issue-1": "closed", "issue-2": "open"}
    cuba = partial(proof.record, system="Cuba")
    consulted = {"issue": "issue-1", "specialist": SPECIALIST}
    cuba("BG-ROLE-SPEC-b", name="psso_consultation", values=consulted)
    cuba("BG-ROLE-SPEC-c", name="psso_consultation", values=consulted)
    cuba("BG-ROLE-PSSO-a", name="issue_list", values={"about": "objection", "area": "objections"})
    outstanding = [{"issue": "issue-2", "about": "income", "area": None}]
    notice = {"specialist": SPECIALIST, "outstanding": outstanding}
    cuba("BG-ROLE-PSSO-d", name="notice_to_the_specialist", values=notice)
    approach = {"issue": "issue-1", "approach": "by_the_psso"}
    cuba("BG-ROLE-PSSO-e", name="agreed_communication_approach", values=approach)


async def test_what_a_specialist_heard_and_what_changed_reach_the_owner(case: Worked) -> None:
    """BG-ROLE-SPEC-d, BG-ROLE-SPEC-e, BG-ROLE-PSSO-c: each is answered, and closed."""
    customer = (await case.json())["customer"]
    for sort in ("liaison", "change", "business_request"):
        told = {"sort": sort, "to": PSSO, "customer": customer, "issue": "issue-1"}
        await case.send("intray.raised", officer=SPECIALIST, facts=told)
    asked = await kinds(case)
    first = act("intray.closed", intray="intray-1", why="answered", seen=1)
    await case.complete("BG-ROLE-PSSO-c", PSSO, acts=[first])
    for number in (2, 3):  # closed by an act of its own, the work is needed no more
        facts = {"intray": f"intray-{number}", "why": "answered", "seen": 1}
        await case.send("intray.closed", officer=PSSO, facts=facts)
    assert await kinds(case) == [("decide_issue", "specialist_officer")]

    found = await case.json()
    assert asked == [("answer_intray", "psso")] * 3 + [("decide_issue", "specialist_officer")]
    left = {r["name"]: r["step"] for r in found["records"] if r["step"].startswith("BG-ROLE-")}
    assert left["liaison_note"] == "BG-ROLE-SPEC-d"
    assert left["change_notice"] == "BG-ROLE-SPEC-e"
    assert left["business_request"] == "BG-ROLE-PSSO-c"
