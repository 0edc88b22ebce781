"""A restriction is considered on what the file shows, a warning comes first, and 28 days follow."""

from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    NOT_THEIRS,
    PSSO,
    SERVICE,
    SSM,
    nth,
    speak,
)
from tests.steps.restrictions.working import CONSIDERED, WARNING, behave, considered

ON = "2027-01-06T11:00+11:00"


@pytest.fixture
async def ps(refer: Refer) -> Worked:
    """The customer's case in Personalised Services; an option was given, and is not answered."""
    return await refer("CSP-T4-S5a")


async def decline(ps: Worked) -> None:
    """Have the customer decline the option."""
    found = await ps.json()
    talk = nth(found, "contact")
    said = speak(found, unprepared="the_customer_rang")
    await ps.send(said["type"], officer=PSSO, facts=said["facts"])
    answer = {"option": "option-1", "answer": "declined", "answered_in": talk, "seen": 1}
    await ps.send("option.answered", officer=PSSO, facts=answer)


@pytest.fixture
async def case(ps: Worked, office: Office, customer: str) -> Worked:
    """A restriction that is considered; every other way is spent, and the behaviour goes on."""
    await decline(ps)
    await behave(ps)
    await behave(ps)
    return await considered(office, customer, on=ON)


@pytest.mark.step("CSP-T3-S1b")
async def test_of_a_customer_whom_nobody_manages_it_goes_no_further_than_the_referral(
    office: Office, customer: str, proof: Proof
) -> None:
    case = await considered(office, customer, on=ON)

    found, managed = await case.json(), await (await case.linked("PersonalisedServicesCase")).json()
    assert (found["state"], found["outcome"], found["restrictions"]) == ("closed", "referred", [])
    assert [r["name"] for r in found["records"]] == ["handed_to"]
    assert (managed["customer"], managed["phase"]) == (customer, "setup")
    proof.branch("CSP-T3-S1b", "No")


@pytest.mark.step(
    "CSP-T3-S1a", "CSP-T3-S1c", "CSP-T3-S2a", "CSP-T3-S2c", "CSP-T3-S2f", "CSP-T3-S2g"
)
async def test_it_rests_on_behaviour_that_goes_on_and_on_everything_else_tried(
    ps: Worked, office: Office, customer: str, proof: Proof
) -> None:
    """Behaviour reaches one that is only considered: of whoever behaved so, when it is written."""
    case = await considered(office, customer, on=ON)
    consider = partial(case.complete, "CSP-T3-S2f", outcome="warn", answers=CONSIDERED)
    await consider(SERVICE, expect=NOT_THEIRS)
    await consider(PSSO, expect="no incident is recorded")
    await behave(ps)
    await consider(PSSO, expect="incident-1 is the only incident")
    await behave(ps)
    await consider(PSSO, expect="option-1 is not answered, and has not lapsed")
    await decline(ps)
    await consider(PSSO)

    heard = [
        line["data"]["incident"]
        for line in (await case.json())["timeline"]
        if line["words"] == "the behaviour goes on" and line["kind"] == "recorded"
    ]
    assert heard == [f"{ps.ref}.incident-1", f"{ps.ref}.incident-2"]
    assert await case.phase() == "warning"
    cuba = partial(proof.record, system="Cuba")
    proof.task("CSP-T3-S1a", role="psso", completed="warn", refused=SERVICE)
    cuba("CSP-T3-S1a", name="consideration", values={"considered": "warn"})
    proof.task("CSP-T3-S1c", role="psso", completed="warn", refused=SERVICE)
    cuba("CSP-T3-S1c", name="plan_review", values={"plans": [f"{ps.ref}.plan-1"]})
    proof.holds("CSP-T3-S2a", words="the behaviour goes on")
    proof.blocks("CSP-T3-S2a", words="incident-1 is the only incident")
    proof.holds("CSP-T3-S2c", words="every other way is spent")
    proof.blocks("CSP-T3-S2c", words="option-1 is not answered")
    spent = {"options": {f"{ps.ref}.option-1": "declined"}}
    cuba("CSP-T3-S2c", name="options_exhausted", values=spent)
    proof.task("CSP-T3-S2f", role="psso", completed="warn", refused=SERVICE)
    proof.branch("CSP-T3-S2f", "Yes")
    cuba("CSP-T3-S2f", name="decision", values={"warning_first": "warn"})
    proof.task("CSP-T3-S2g", role="psso", completed="warn", refused=SERVICE)
    proof.answered("CSP-T3-S2g", False)


@pytest.mark.step("CSP-T3-S2d", "CSP-T3-S2f", "CSP-T3-S3a")
async def test_a_warning_that_may_not_go_is_stopped_and_the_restriction_is_proposed_without_one(
    case: Worked, office: Office, customer: str, bar_post: None, proof: Proof
) -> None:
    await case.complete("CSP-T3-S2f", PSSO, outcome="warn", answers=CONSIDERED)
    write = partial(case.complete, "CSP-T3-S3a", PSSO)
    await write(outcome="submit", answers=WARNING, expect="post is barred")
    await write(outcome="no_warning", reason="Warned by another programme on 4 January")
    other = await considered(office, customer, on="2027-01-06T15:00+11:00")
    earlier = {"CSP-T3-S2g": True}
    await other.complete("CSP-T3-S2f", PSSO, outcome="propose", answers=earlier)

    assert (await case.json())["outcome"] == "managed_on"
    assert await other.phase() == "proposed"
    proof.branch("CSP-T3-S2d", "No")
    proof.branch("CSP-T3-S2f", "No")
    proof.letter("CSP-T3-S3a", stopped="post is barred")


@pytest.mark.step("CSP-T3-S3a", "CSP-T3-S3b", "CSP-T3-S3c", "CSP-T3-S3d")
async def test_a_warning_is_signed_by_the_ssm_and_after_28_quiet_days_it_stands(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    """The intray is for visibility alone (A23)."""
    await case.complete("CSP-T3-S2f", PSSO, outcome="warn", answers=CONSIDERED)
    write = partial(case.complete, "CSP-T3-S3a", PSSO, outcome="submit")
    myself = WARNING | {"CSP-T3-S3a.signatory": PSSO}
    await write(answers=myself, expect="CSP-T3-S3a.signatory")
    rings = WARNING | {"CSP-T3-S3a.change": "Ring us on 1800 975 713, and speak quietly"}
    await write(answers=rings)
    await case.complete("CSP-T3-S3c", PSSO, outcome="approve", expect=NOT_THEIRS)
    await case.complete("CSP-T3-S3c", SSM, outcome="return", reason="Leave the number out")
    await write(answers=WARNING)
    await case.complete("CSP-T3-S3c", SSM, outcome="approve")
    watched = await case.json()
    await case.office.until("2027-02-04T09:00+11:00")

    found = await case.json()
    assert watched["phase"] == "watched"
    assert (found["state"], found["outcome"]) == ("closed", "warned")
    headings = [n["heading"] for n in (await ps.json())["file"]["notepads"]]
    assert "warning_letter_issued" in headings
    proof.letter(
        "CSP-T3-S3a",
        contains=["Abusive language, on the telephone.", "Speak to our staff without insults."],
        approved_by=SSM,
        signed_by=SSM,
    )
    proof.branch("CSP-T3-S3c", "Yes")
    proof.branch("CSP-T3-S3c", "No")
    proof.approval("CSP-T3-S3c", "given", by=SSM, outcome="approve")
    proof.approval("CSP-T3-S3c", "refused", by=SSM, outcome="return")
    proof.approval("CSP-T3-S3c", "wrong_person", by=PSSO, because=NOT_THEIRS)
    signed = {"signatory": SSM}
    proof.record("CSP-T3-S3c", system="Cuba", name="warning_letter", values=signed)
    issued = {"subject": "Warning letter issued"}
    proof.record("CSP-T3-S3b", system="Cuba", name="ps_stacking_document", values=issued)
    proof.due("CSP-T3-S3d", "2027-02-03")
    proof.passed("CSP-T3-S3d", then="the warning stands")
    proof.branch("CSP-T3-S3d", "No, 28 days pass")
    closed = {"state": "closed"}
    proof.record("CSP-T3-S3d", system="Cuba", name="warning_watch_intray", values=closed)


@pytest.mark.step("CSP-T3-S3d", "CSP-T3-S5a")
async def test_behaviour_within_the_28_days_leads_to_a_proposal_and_the_psso_may_decide_against(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    await case.complete("CSP-T3-S2f", PSSO, outcome="warn", answers=CONSIDERED)
    await case.complete("CSP-T3-S3a", PSSO, outcome="submit", answers=WARNING)
    await case.complete("CSP-T3-S3c", SSM, outcome="approve")
    await case.office.until("2027-02-03T23:00+11:00")
    await behave(ps)
    assert await case.phase() == "proposed"
    no = partial(case.complete, "CSP-T3-S5a", outcome="do_not_propose", reason="A new phone")
    await no(SSM, expect=NOT_THEIRS)
    await no(PSSO)

    assert (await case.json())["outcome"] == "managed_on"
    proof.branch("CSP-T3-S3d", "Yes")
    proof.met("CSP-T3-S3d")
    proof.branch("CSP-T3-S5a", "No")
