"""An issue goes to a specialist area, and comes back decided, told and closed: the background."""

from functools import partial

import pytest

from domain.step_ids import StepId
from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    NOT_THEIRS,
    OTHER_SPECIALIST,
    PSSO,
    SERVICE,
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
    "BG-ROLE-SPEC-a",
    "BG-ROLE-SPEC-b",
    "BG-ROLE-SPEC-c",
    "BG-ROLE-SPEC-f",
    "BG-ROLE-PSSO-a",
    "BG-ROLE-PSSO-d",
    "BG-ROLE-PSSO-e",
    "BG-ROLE-PSSO-f",
)
async def test_an_issue_goes_to_its_area_and_comes_back_decided_told_and_closed(
    case: Worked, proof: Proof
) -> None:
    """Nothing is decided, and nobody told, before the specialist and the PSSO have spoken.

    The delegation stays where it is: it is the area's, neither the PSSO's nor another area's.
    """
    customer = (await case.json())["customer"]
    went = await kinds(case)
    decide = act("issue.decided", **DECIDED)
    alone = "the PSSO was not consulted on issue-1 before acting"
    await case.send("issue.decided", officer=SPECIALIST, facts=DECIDED, expect=alone)
    theirs = "issue-1 is with objections, whose officer has the delegation"
    await case.send("issue.decided", officer=PSSO, facts=DECIDED, expect=theirs)
    elsewhere = f"issue-1 is with objections; {OTHER_SPECIALIST} has the delegation of privacy"
    await case.send("issue.decided", officer=OTHER_SPECIALIST, facts=DECIDED, expect=elsewhere)
    asks = {"sort": "consultation", "to": PSSO, "customer": customer, "issue": "issue-1"}
    await case.send("intray.raised", officer=SPECIALIST, facts=asks)
    closed = act("intray.closed", intray="intray-1", why="answered", seen=1)
    await case.complete(
        "BG-ROLE-PSSO-c", PSSO, acts=[closed], expect="nobody spoke with the specialist"
    )
    spoke = {"issue": "issue-1", "specialist": SPECIALIST}
    before = act("psso.consulted", before="acting", **spoke)
    others = act("psso.consulted", issue="issue-1", specialist=OTHER_SPECIALIST, before="acting")
    await case.complete("BG-ROLE-PSSO-c", PSSO, acts=[others, closed], expect=elsewhere)
    await case.send("psso.consulted", officer=PSSO, facts=others["facts"], expect=elsewhere)
    await case.complete("BG-ROLE-PSSO-c", PSSO, acts=[before, closed])
    await case.complete("BG-ROLE-SPEC-f", PSSO, outcome="decided", acts=[decide], expect=NOT_THEIRS)
    done: Answers = {"outcome": "decided", "acts": [decide]}
    not_theirs = f"it is with objections; {OTHER_SPECIALIST} has the delegation of privacy"
    await case.complete("BG-ROLE-SPEC-f", OTHER_SPECIALIST, expect=not_theirs, **done)
    await case.complete(
        "BG-ROLE-SPEC-f", SPECIALIST, outcome="decided", expect="issue-1 is not decided"
    )
    await case.complete("BG-ROLE-SPEC-f", SPECIALIST, **done)
    came_back = await kinds(case)

    talk = speak(await case.json())
    told = act("decision.told", decision="decision-1", party=customer, rests_on="contact-3")
    over = act("issue.closed", issue="issue-1", outcome="resolved", on="decision-1", seen=3)
    agreed = act("psso.consulted", before="telling", told_how="by_the_psso", **spoke)
    untold = "the PSSO was not consulted on issue-1 before telling the customer"
    await case.complete("BG-ROLE-PSSO-e", PSSO, acts=[talk, told, over], expect=untold)
    await case.complete("BG-ROLE-PSSO-e", PSSO, acts=[agreed], expect="has not been told")
    everything = [agreed, talk, told, over]
    await case.complete("BG-ROLE-PSSO-e", SPECIALIST, acts=everything, expect=NOT_THEIRS)
    await case.complete("BG-ROLE-PSSO-e", PSSO, acts=everything)

    found = await case.json()
    assert went == [("decide_issue", "specialist_officer")]
    assert came_back == [("tell_decision", "psso")]
    assert await kinds(case) == []
    states = {issue["id"]: issue["state"] for issue in found["file"]["issues"]}
    assert states == {"issue-1": "closed", "issue-2": "open"}
    _consulted_before_acting_and_before_telling(proof, alone)
    _decided_by_whoever_has_the_delegation(proof, alone, elsewhere, theirs)


def _consulted_before_acting_and_before_telling(proof: Proof, alone: str) -> None:
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
    proof.task("BG-ROLE-PSSO-e", role="psso", completed=True, refused=SPECIALIST)
    proof.holds("BG-ROLE-SPEC-b", words="a specialist consulted the PSSO")
    proof.blocks("BG-ROLE-SPEC-b", words=alone)


def _decided_by_whoever_has_the_delegation(
    proof: Proof, alone: str, elsewhere: str, theirs: str
) -> None:
    proof.holds("BG-ROLE-SPEC-a", "holds")
    proof.blocks("BG-ROLE-SPEC-a", words=elsewhere)
    proof.holds("BG-ROLE-SPEC-f", "holds", words="whoever has the delegation decided")
    proof.blocks("BG-ROLE-SPEC-f", words=alone)
    proof.holds("BG-ROLE-PSSO-f", "holds", words="whoever has the delegation decided")
    proof.blocks("BG-ROLE-PSSO-f", words=theirs)
    by = {"by": "specialist_officer", "outcome": "decided"}
    proof.approval("BG-ROLE-PSSO-f", "given", **by)
    proof.approval("BG-ROLE-PSSO-f", "wrong_person", by=PSSO, because=NOT_THEIRS)


@pytest.mark.step("BG-ROLE-SPEC-d", "BG-ROLE-SPEC-e", "BG-ROLE-PSSO-c")
async def test_what_a_specialist_heard_and_what_changed_reach_the_owner(
    case: Worked, proof: Proof
) -> None:
    """Each is answered, and closed."""
    customer = (await case.json())["customer"]
    about = {"to": PSSO, "customer": customer}
    for sort in ("liaison", "change", "business_request"):
        told = {"sort": sort, "issue": "issue-1"} | about
        await case.send(
            "intray.raised", officer=SPECIALIST, facts=told, content={"note": "Look at this"}
        )
    nowhere = "say which issue the specialist wants to speak about"
    about_nothing = {"sort": "consultation"} | about
    await case.send("intray.raised", officer=SPECIALIST, facts=about_nothing, expect=nowhere)
    asked = await kinds(case)
    for step, intray in (("BG-ROLE-SPEC-d", "intray-1"), ("BG-ROLE-PSSO-c", "intray-3")):
        closed = act("intray.closed", intray=intray, why="answered", seen=1)
        closed |= {"content": {"note": "The forms went on Monday"}}
        await case.complete(step, SERVICE, acts=[closed], expect=NOT_THEIRS)
        await case.complete(step, PSSO, acts=[closed])
    # Closed by an act of its own, the work is needed no more.
    facts = {"intray": "intray-2", "why": "answered", "seen": 1}
    await case.send("intray.closed", officer=PSSO, facts=facts)

    assert asked == [("answer_intray", "psso")] * 3 + [("decide_issue", "specialist_officer")]
    assert await kinds(case) == [("decide_issue", "specialist_officer")]
    cuba = partial(proof.record, system="Cuba")
    note = {"issue": "issue-1", "to": PSSO, "note": "Look at this"}
    cuba("BG-ROLE-SPEC-d", name="liaison_note", values=note)
    cuba("BG-ROLE-SPEC-e", name="change_notice", values=note)
    response = {"request": "intray-3", "response": "The forms went on Monday"}
    cuba("BG-ROLE-PSSO-c", name="business_request", values=response)
    done: Answers = {"role": "psso", "completed": True, "refused": "service_officer"}
    proof.task("BG-ROLE-SPEC-d", **done)
    proof.task("BG-ROLE-PSSO-c", **done)
    proof.signal("BG-ROLE-SPEC-e", "intray.raised")
    proof.signal("BG-ROLE-SPEC-e", "intray.raised", refused=nowhere)


@pytest.mark.step("BG-ROLE-PSSO-g")
async def test_a_plan_that_falls_due_for_review_has_the_zone_consulted(
    case: Worked, office: Office, proof: Proof
) -> None:
    """An MSP of another program, by its own review day; the CMP, before a customer may leave."""
    customer = (await case.json())["customer"]
    msp = {"sort": "msp", "customer": customer, "start": "2026-09-01", "review_by": "2027-01-08"}
    await case.send("plan.opened", source="cims", facts=msp)
    await office.until("2027-01-09T00:00+11:00")
    asked: Answers = {"plan": "plan-2", "recommended": "go_on", "seen": 1}
    alone = act("plan.consulted_on", consulted=["care_team"], **asked)
    made = act("plan.consulted_on", consulted=["zone", "care_team"], **asked)
    step: StepId = "BG-ROLE-PSSO-g"
    await case.complete(step, SERVICE, acts=[made], expect=NOT_THEIRS)
    await case.complete(step, PSSO, expect="nobody was consulted on plan-2")
    await case.complete(step, PSSO, acts=[alone], expect="say who was consulted, the service zone")
    await case.complete(step, PSSO, acts=[made | {"content": {"words": "One contact for both"}}])

    proof.task(step, role="psso", completed=True, refused="service_officer")
    said = {"consulted": ["zone", "care_team"], "recommendation": "go_on", "customer": customer}
    proof.record(step, system="Cuba", name="consultation_and_recommendation", values=said)
