"""Follow-up as arranged, until the customer has decided: Child Support Table 4, Step 5."""

from functools import partial

import pytest

from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.conftest import Refer
from tests.steps.personalised_services.working import (
    CONTACTED,
    NO_LETTER,
    NOT_THEIRS,
    PSSO,
    SERVICE,
    SPOKEN,
    SSM,
    open_work,
)

AGAIN = SPOKEN | {"CSP-T4-S5a": "2027-01-22"}
COMMITTED = AGAIN | {
    "CSP-T4-S5e": "2027-01-20",
    "CSP-T4-S5e.who": "customer",
    "CSP-T4-S5e.what": "Send the statement",
}


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case whose customer is to be contacted again on Friday 15 January."""
    return await refer("CSP-T4-S5a")


def follow_ups(found: dict[str, list[dict[str, str]]], step: str) -> list[tuple[str, str]]:
    """Return the days of a step's deadlines and what became of them."""
    return [(d["due_on"], d["state"]) for d in found["deadlines"] if d["step"] == step]


@pytest.mark.step("CSP-T4-S5a", "CSP-T4-S5b", "CSP-T4-S5c", "CSP-T4-S5d", "CSP-T4-S5g")
async def test_the_customer_is_contacted_again_until_they_have_decided(
    case: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-15T23:59+11:00")
    await case.complete("CSP-T4-S5a", SERVICE, outcome="not_yet", answers=AGAIN, expect=NOT_THEIRS)
    await case.complete("CSP-T4-S5a", PSSO, outcome="not_yet", answers=AGAIN)

    found = await case.json()
    assert follow_ups(found, "CSP-T4-S5a") == [("2027-01-15", "met"), ("2027-01-22", "armed")]
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T4-S5b", name="contact_record", values={"CSP-T4-S5b": "Both payments arrived"})
    given = {"CSP-T4-S5c": "How to collect privately, and what follows"}
    cuba("CSP-T4-S5c", name="options_given", values=given)
    cuba("CSP-T4-S5d", name="confirmation", values={"CSP-T4-S5d": True})
    cuba("CSP-T4-S5g", name="customer_decision", values={"decision": "not_yet"})
    proof.due("CSP-T4-S5a", "2027-01-22")
    proof.met("CSP-T4-S5a")
    proof.task("CSP-T4-S5b", role="psso", completed="not_yet", refused="service_officer")
    proof.task("CSP-T4-S5c", role="psso", completed="not_yet", refused="service_officer")
    proof.task("CSP-T4-S5d", role="psso", completed="not_yet", refused="service_officer")
    proof.branch("CSP-T4-S5g", "Not yet")
    proof.signal("CSP-T4-S5g", "task.completed")
    proof.signal("CSP-T4-S5g", "task.completed", refused=NOT_THEIRS)


@pytest.mark.step("CSP-T4-S5a")
async def test_a_contact_that_was_not_made_on_the_day_alerts_the_ssm(
    case: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-16T00:00+11:00")

    tasks = {(t["role"], t["step"]) for t in (await case.json())["tasks"] if t["state"] == "open"}
    assert tasks == {("psso", "CSP-T4-S5a"), ("ps_ssm", "CSP-T4-S5a")}
    proof.passed("CSP-T4-S5a", then="The customer was not contacted on the day agreed")


@pytest.mark.step("CSP-T4-S5a")
async def test_a_customer_who_rings_first_is_no_contact_as_arranged(
    case: Worked, office: Office, proof: Proof
) -> None:
    """The work is due now, and the day agreed goes on being guarded: nobody has rung them yet."""
    await office.until("2027-01-13T10:00+11:00")
    await case.send("customer.called_back", source="telephony", facts={"issue": "payments"})
    called = await case.json()
    await office.until("2027-01-16T00:00+11:00")

    decided = [line["words"] for line in called["timeline"] if line["kind"] == "decided"]
    assert decided[-1] == "the customer came first: the follow-up is due now"
    assert follow_ups(called, "CSP-T4-S5a") == [("2027-01-15", "armed")]
    assert follow_ups(await case.json(), "CSP-T4-S5a") == [("2027-01-15", "passed")]
    proof.passed("CSP-T4-S5a", then="The customer was not contacted on the day agreed")


@pytest.mark.step("CSP-T4-S5a")
async def test_contact_made_after_the_customer_rang_meets_the_day_agreed(
    case: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-13T10:00+11:00")
    await case.send("customer.called_back", source="telephony", facts={"issue": "payments"})
    await case.complete("CSP-T4-S5a", PSSO, outcome="not_yet", answers=AGAIN)

    found = await case.json()
    assert follow_ups(found, "CSP-T4-S5a") == [("2027-01-15", "met"), ("2027-01-22", "armed")]
    proof.met("CSP-T4-S5a")


@pytest.mark.step("CSP-T4-S5a")
async def test_a_follow_up_is_guarded_from_the_moment_it_is_agreed(
    refer: Refer, office: Office, proof: Proof
) -> None:
    """Segment and options come before the follow-up itself, and may take longer than agreed."""
    case = await refer("CSP-T4-S1a")
    await case.complete("CSP-T4-S1a", PSSO, outcome="made", answers=CONTACTED)
    agreed = await case.json()
    await office.until("2027-01-16T00:00+11:00")

    assert follow_ups(agreed, "CSP-T4-S5a") == [("2027-01-15", "armed")]
    assert await open_work(case) == ["CSP-T4-S5a", "CSP-T5-S1b"]
    proof.due("CSP-T4-S5a", "2027-01-15")
    proof.passed("CSP-T4-S5a", then="The customer was not contacted on the day agreed")


@pytest.mark.step("CSP-T4-S5g")
async def test_options_that_the_customer_takes_up_are_recorded_anew(
    case: Worked, proof: Proof
) -> None:
    await case.complete("CSP-T4-S5a", PSSO, outcome="takes_up", answers=AGAIN)

    assert await case.task("CSP-T5-S3a")
    proof.branch("CSP-T4-S5g", "Takes up options")


@pytest.mark.step("CSP-T4-S5g")
async def test_a_customer_who_declines_is_on_the_way_out(case: Worked, proof: Proof) -> None:
    await case.complete("CSP-T4-S5a", PSSO, outcome="declines", answers=SPOKEN)

    assert await case.phase() == "closing_contact"
    proof.branch("CSP-T4-S5g", "Declines")


@pytest.mark.step("CSP-T4-S5e")
async def test_a_commitment_that_was_kept_is_over(
    case: Worked, office: Office, proof: Proof
) -> None:
    await case.complete("CSP-T4-S5a", PSSO, outcome="not_yet", answers=COMMITTED)
    await office.until("2027-01-20T16:00+11:00")
    await case.complete(
        "CSP-T4-S5a", PSSO, outcome="not_yet", answers=AGAIN | {"CSP-T4-S5e.kept": True}
    )
    await office.until("2027-01-21T09:00+11:00")

    found = await case.json()
    assert follow_ups(found, "CSP-T4-S5e") == [("2027-01-20", "met")]
    proof.record(
        "CSP-T4-S5e",
        system="Cuba",
        name="commitment",
        values={"who": "customer", "what": "Send the statement", "due_date": "2027-01-20"},
    )
    proof.due("CSP-T4-S5e", "2027-01-20")
    proof.met("CSP-T4-S5e")


@pytest.mark.step("CSP-T4-S5e")
async def test_a_commitment_whose_day_is_over_is_followed_up(
    case: Worked, office: Office, proof: Proof
) -> None:
    await case.complete("CSP-T4-S5a", PSSO, outcome="not_yet", answers=COMMITTED)
    await office.until("2027-01-21T00:00+11:00")

    assert await case.task("CSP-T4-S5e")
    proof.passed("CSP-T4-S5e", then="The day of a commitment is over")


@pytest.mark.step("CSP-T4-S5f")
async def test_a_social_worker_is_brought_in_only_after_the_ssm_has_discussed_it(
    case: Worked, proof: Proof
) -> None:
    considered = AGAIN | {"CSP-T4-S5f": True}
    await case.complete("CSP-T4-S5a", PSSO, outcome="not_yet", answers=considered)
    await case.complete("CSP-T4-S5f", PSSO, outcome="refer", expect=NOT_THEIRS)
    before = [r["step"] for r in (await case.json())["records"] if r["name"] == "handed_to"]
    await case.complete("CSP-T4-S5f", SSM, outcome="refer")

    after = [r["step"] for r in (await case.json())["records"] if r["name"] == "handed_to"]
    assert (before, after) == ([], ["CSP-T4-S5f"])
    proof.blocks("CSP-T4-S5f", "blocks")
    proof.holds("CSP-T4-S5f", "holds")
    proof.record(
        "CSP-T4-S5f", system="Cuba", name="discussion", values={"outcome": "refer", "officer": SSM}
    )
    proof.approval("CSP-T4-S5f", "given", by="ps_ssm", outcome="refer")
    proof.approval("CSP-T4-S5f", "wrong_person", by=PSSO, because=NOT_THEIRS)


@pytest.mark.step("CSP-T4-S5a")
async def test_a_day_that_went_by_before_the_options_were_recorded_alerts_the_ssm_on_that_day(
    refer: Refer, office: Office, proof: Proof
) -> None:
    case = await refer("CSP-T5-S3a")
    await office.until("2027-01-20T10:00+11:00")
    alert = await office.task(case.ref, "CSP-T4-S5a")
    await case.complete("CSP-T5-S3a", PSSO, outcome="no_letter", answers=NO_LETTER)

    assert (alert.kind, alert.opened_at.isoformat()) == (
        "follow_up_overdue",
        "2027-01-15T13:00:00+00:00",
    )
    assert follow_ups(await case.json(), "CSP-T4-S5a") == [("2027-01-15", "passed")]
    assert await open_work(case) == ["CSP-T4-S5a", "CSP-T4-S5a"]  # the PSSO's, and the SSM's alert
    proof.passed("CSP-T4-S5a", then="The customer was not contacted on the day agreed")


@pytest.mark.parametrize("step", ["CSP-T4-S5a", "CSP-T4-S5e"])
async def test_a_day_that_is_over_cannot_be_agreed(case: Worked, step: str) -> None:
    """Counted from today it would be no date at all, and the case would stand still."""
    past = COMMITTED | {step: "2027-01-03"}
    why = "3 January 2027 does not fit; give a date from 4 January 2027"

    await case.complete("CSP-T4-S5a", PSSO, outcome="not_yet", answers=past, expect=why)

    await case.complete("CSP-T4-S5a", PSSO, outcome="not_yet", answers=COMMITTED)
    assert await case.phase() == "active"
