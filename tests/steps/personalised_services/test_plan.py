"""The case is reviewed and planned: Child Support Table 2."""

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    BOTH,
    NO_LETTER,
    NOT_THEIRS,
    OTHER_PERSON,
    PLANNED,
    PSM,
    PSSO,
    REVIEWED,
    SECOND_PSSO,
    SERVICE,
    SSM,
    Answers,
    open_work,
    opted,
    set_up,
)

ACROSS = {"CSP-T2-S1c": "Centrelink keeps its plan; one contact for both"}


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case that was locked and assigned on Monday 4 January."""
    return await refer("CSP-T2-S1a")


@pytest.mark.step("CSP-T2-S1a", "CSP-T2-S1b", "CSP-T2-S1c")
async def test_an_active_msp_is_discussed_across_programs_before_anything_is_planned(
    case: Worked, customer: str, proof: Proof
) -> None:
    await case.complete(
        "CSP-T2-S1a", SERVICE, outcome="active_msp", answers=REVIEWED, expect=NOT_THEIRS
    )
    await case.complete(
        "CSP-T2-S1a", PSSO, outcome="active_msp", answers=REVIEWED, expect="opened, of sort msp"
    )
    found = filing.act("plan.opened", sort="msp", customer=customer, start="2026-09-01")
    await case.complete("CSP-T2-S1a", PSSO, outcome="active_msp", answers=REVIEWED, acts=[found])
    await case.complete("CSP-T2-S1c", PSSO, answers=ACROSS, expect=NOT_THEIRS)
    before = await open_work(case)
    await case.complete("CSP-T2-S1c", PSM, answers=ACROSS)

    assert (before, await open_work(case)) == (["CSP-T2-S1c"], ["CSP-T2-S3"])
    proof.task("CSP-T2-S1a", role="psso", completed="active_msp", refused="service_officer")
    proof.answered("CSP-T2-S1a", "nothing")
    proof.task("CSP-T2-S1b", role="psso", completed="active_msp", refused="service_officer")
    proof.branch("CSP-T2-S1b", "Yes")
    proof.answered("CSP-T2-S1b", True)
    proof.task("CSP-T2-S1c", role="ps_psm", completed=True, refused="psso")
    proof.record(
        "CSP-T2-S1a",
        system="Cuba",
        name="ps_case_review",
        values={"history_report": "report-7", "earlier": "nothing"},
    )
    proof.record(
        "CSP-T2-S1c",
        system="CIMS",
        name="psm_referral",
        values={"seen_at_set_up": False, "seen_in_cims": True},
    )


@pytest.mark.step("CSP-T2-S1d")
async def test_the_options_of_the_research_are_recorded_once_the_customer_was_spoken_to(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T5-S3a")
    acts = opted(await case.json())
    await case.complete("CSP-T5-S3a", PSSO, outcome="no_letter", answers=NO_LETTER, acts=acts)

    proof.record(
        "CSP-T2-S1d",
        system="Cuba",
        name="ps_stacking_document",
        values={"options": "private_collection"},
    )


@pytest.mark.step("CSP-T2-S1b", "CSP-T2-S1d", "CSP-T2-S3")
async def test_without_an_msp_the_psso_plans_at_once_with_actions_that_serve_issues(
    case: Worked, customer: str, proof: Proof
) -> None:
    await case.complete("CSP-T2-S1a", PSSO, outcome="no_msp", answers=REVIEWED)
    await case.complete("CSP-T2-S3", SERVICE, answers=PLANNED, expect=NOT_THEIRS)
    await case.complete(
        "CSP-T2-S3", PSSO, answers=PLANNED, expect="plan-1 of cu-", acts=[filing.drafted()]
    )
    raised = filing.act("issue.raised", about="payment", raised_in="contact-1", parties=[customer])
    action = {"id": "a-1", "serves": "issue-1", "who": PSSO, "what": "correct_the_credits"}
    acts = [raised, *filing.planning("plan-1", action)]
    await case.complete("CSP-T2-S3", PSSO, answers=PLANNED, acts=acts)

    proof.branch("CSP-T2-S1b", "No")
    proof.task("CSP-T2-S1d", role="psso", completed=True, refused="service_officer")
    proof.record(
        "CSP-T2-S3",
        system="Cuba",
        name="cmp_content",
        values={
            "stacking_document_location": "stacking-1",
            "segment": "1",
            "source": "ps_referral",
            "main_reason": "unanswered_calls",
            "issues": ["issue-1"],
            "strategies": [
                {
                    "id": "s-issue-1",
                    "serves": "issue-1",
                    "what": "one_contact",
                    "state": "open",
                    "dropped": None,
                }
            ],
        },
    )


async def test_an_msp_that_the_set_up_saw_is_in_the_file_and_discussed(refer: Refer) -> None:
    """CSP-T1-S2d, CSP-T2-S1c."""
    case = await refer()
    customer = (await case.json())["customer"]
    active = {"CSP-T1-S2d": "active_plan"}
    acts = filing.setting_up(customer, PSSO)
    seen: Answers = {"outcome": "set_up", "answers": active}
    await case.complete("CSP-T1-S2c", PSSO, acts=acts, expect="that Customer First shows", **seen)
    msp = filing.act("plan.opened", sort="msp", customer=customer, start="2026-09-01")
    await case.complete("CSP-T1-S2c", PSSO, acts=[*acts, msp], **seen)
    said: Answers = {"answers": REVIEWED}
    await case.complete("CSP-T2-S1a", PSSO, outcome="no_msp", expect="is an active Managed", **said)

    await case.complete("CSP-T2-S1a", PSSO, outcome="active_msp", **said)

    assert await open_work(case) == ["CSP-T2-S1c"]


@pytest.mark.step("CSP-T2-S2a", "CSP-T2-S2b")
async def test_a_customer_from_another_psso_keeps_the_plan_there_is(
    refer: Refer, proof: Proof
) -> None:
    case = await refer("CSP-T2-S1a", kind="customer_assigned", reallocated_from=SECOND_PSSO)
    await case.complete("CSP-T2-S1a", PSSO, outcome="no_msp", answers=REVIEWED)
    await case.complete("CSP-T2-S2b", PSSO, answers=PLANNED, acts=filing.planning())

    found = await case.json()
    assigned = [r["data"] for r in found["records"] if r["step"] == "CSP-T1-S2e"]
    assert [(each["before"], each["psso"]) for each in assigned] == [(SECOND_PSSO, PSSO)]
    assert len(found["file"]["plans"]) == 1
    proof.branch("CSP-T2-S2a", "Yes")
    proof.record("CSP-T2-S2b", system="Cuba", name="cmp", values={"updated": True})


@pytest.mark.step("CSP-T2-S2c", "CSP-T2-S4")
async def test_a_plan_on_its_21st_day_is_in_time_and_the_ssm_approves_it(
    case: Worked, office: Office, proof: Proof
) -> None:
    await case.complete("CSP-T2-S1a", PSSO, outcome="no_msp", answers=REVIEWED)
    await office.until("2027-01-25T23:59+11:00")
    await case.complete("CSP-T2-S3", PSSO, answers=PLANNED, acts=filing.planning())
    await case.complete("CSP-T2-S4", SSM, outcome="approved", expect="plan_version-1 of plan-1, ")
    approved = filing.decided("plan.approved")
    await case.complete("CSP-T2-S4", SSM, outcome="approved", acts=approved)

    found = await case.json()
    assert (found["phase"], await open_work(case)) == ("active", ["CSP-T4-S1a"])
    proof.due("CSP-T2-S2c", "2027-01-25")
    (plan,) = [t for t in (await case.json())["tasks"] if t["step"] == "CSP-T2-S3"]
    assert plan["due"] == "2027-01-26T00:00:00+11:00"
    proof.met("CSP-T2-S2c")
    proof.approval("CSP-T2-S4", "given", by=SSM)
    proof.record(
        "CSP-T2-S4",
        system="Cuba",
        name="cmp_status",
        values={"approved": True, "by_whom": SSM, "when": "2027-01-25T12:59:00+00:00"},
    )


@pytest.mark.step("CSP-T2-S2c")
async def test_a_plan_that_is_late_is_the_ssms_to_find_out_about(
    case: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-26T00:00+11:00")

    tasks = {t["step"]: t["role"] for t in (await case.json())["tasks"] if t["state"] == "open"}
    assert tasks == {"CSP-T2-S1a": "psso", "CSP-T2-S2c": "ps_ssm"}
    proof.passed("CSP-T2-S2c", then="The Customer Management Plan was not complete in 21 days")


@pytest.mark.step("CSP-T2-S2c", "CSP-T2-S4")
async def test_a_plan_that_comes_back_has_its_21_days_still(
    case: Worked, office: Office, proof: Proof
) -> None:
    await case.complete("CSP-T2-S1a", PSSO, outcome="no_msp", answers=REVIEWED)
    await case.complete("CSP-T2-S3", PSSO, answers=PLANNED, acts=filing.planning())
    back = filing.decided("plan.returned")
    await case.complete("CSP-T2-S4", SSM, outcome="returned", reason="Name the actions", acts=back)
    await office.until("2027-01-26T00:00+11:00")

    found = await case.json()
    assert [(d["due_on"], d["state"]) for d in found["deadlines"] if d["step"] == "CSP-T2-S2c"] == [
        ("2027-01-25", "met"),
        ("2027-01-25", "passed"),
    ]
    proof.approval("CSP-T2-S4", "refused", by=SSM)
    proof.passed("CSP-T2-S2c", then="The Customer Management Plan was not complete in 21 days")


@pytest.mark.step("CSP-T2-S4")
async def test_nobody_approves_the_plan_that_they_wrote(refer: Refer, proof: Proof) -> None:
    case = await refer()
    await set_up(case, BOTH)
    await case.complete("CSP-T2-S1a", BOTH, outcome="no_msp", answers=REVIEWED)
    await case.complete("CSP-T2-S3", BOTH, answers=PLANNED, acts=filing.planning())
    approved = filing.decided("plan.approved")

    await case.complete("CSP-T2-S4", BOTH, outcome="approved", acts=approved, expect=OTHER_PERSON)

    assert await case.phase() == "planning"
    proof.approval("CSP-T2-S4", "wrong_person", by=BOTH, because="asked for this decision")


@pytest.mark.step("CSP-T2-S4")
async def test_a_version_that_is_submitted_in_any_phase_is_the_ssms_to_decide(
    refer: Refer, proof: Proof
) -> None:
    """CSP-T2-S3: what comes back is written anew, and nobody approves what they submitted."""
    case = await refer("CSP-T4-S5a", psso=BOTH, kind="acer_referral")
    action = {"id": "a-1", "serves": "issue-1", "who": BOTH, "what": "correct_the_credits"}
    changed, submitted = filing.planning("plan-1", action, number=2)
    await case.send("plan.changed", officer=BOTH, facts=changed["facts"])
    drafted = await open_work(case)
    await case.send("plan.submitted", officer=BOTH, facts=submitted["facts"])
    asked = await open_work(case)
    approved = filing.decided("plan.approved", "plan-1", action, number=2)
    own: Answers = {"outcome": "approved", "acts": approved, "expect": OTHER_PERSON}
    await case.complete("CSP-T2-S4", BOTH, **own)
    back = filing.decided("plan.returned", "plan-1", action, number=2)
    await case.complete("CSP-T2-S4", SSM, outcome="returned", reason="By when?", acts=back)
    returned = await open_work(case)
    again = filing.planning("plan-1", action, number=3)
    await case.complete("CSP-T2-S3", BOTH, acts=again)
    await case.complete("CSP-T2-S4", BOTH, **own)
    approved = filing.decided("plan.approved", "plan-1", action, number=3)
    await case.complete("CSP-T2-S4", SSM, outcome="approved", acts=approved)

    assert drafted == ["CSP-T4-S5a"]
    assert asked == ["CSP-T2-S4", "CSP-T4-S5a"]
    assert returned == ["CSP-T2-S3", "CSP-T4-S5a"]
    assert await open_work(case) == ["CSP-T4-S5a"]
    states = [version["state"] for version in (await case.json())["file"]["plan_versions"]]
    assert states == ["replaced", "returned", "approved"]
    proof.approval("CSP-T2-S4", "wrong_person", by=BOTH, because=OTHER_PERSON)
    proof.approval("CSP-T2-S4", "refused", by=SSM, outcome="returned")
    proof.approval("CSP-T2-S4", "given", by=SSM, outcome="approved")
