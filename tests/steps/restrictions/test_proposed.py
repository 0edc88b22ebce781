"""A restriction is proposed, read at three levels by three people, decided, and in force."""

from functools import partial

import pytest

from domain.step_ids import StepId
from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    EVERY_ROLE,
    NOT_THEIRS,
    PSSO,
    SM,
    SSM,
)
from tests.steps.restrictions.working import (
    APPROVER,
    CHANNELS,
    SUBMISSION,
    agreed,
    behave,
    considered,
)

ON = "2027-01-06T11:00+11:00"
CONSULTED = {"CSP-T3-S2d": "Threats at the front desk"}


@pytest.fixture
async def ps(refer: Refer) -> Worked:
    """The customer's case in Personalised Services, with an incident of violence."""
    ps = await refer("CSP-T4-S1a")
    await behave(ps, sort="threat_of_violence", severity="high", channel="face_to_face")
    return ps


@pytest.fixture
async def case(ps: Worked, office: Office, customer: str) -> Worked:
    """A restriction that the SSM has considered at once, for violence."""
    case = await considered(office, customer, on=ON, violence=True)
    await case.complete("CSP-T3-S2d", SSM, outcome="propose", answers=CONSULTED)
    return case


async def submit(case: Worked) -> None:
    """Send submission and letter to the SSM."""
    await case.complete("CSP-T3-S5a", PSSO, outcome="submit", answers=SUBMISSION)


@pytest.mark.step("CSP-T3-S2d", "CSP-T3-S2e", "CSP-T3-S1b")
async def test_violence_goes_to_the_ssm_at_once_and_the_emergency_before_everything_else(
    ps: Worked, office: Office, customer: str, proof: Proof
) -> None:
    """No warning comes first (A44)."""
    case = await considered(office, customer, on=ON, violence=True, immediate=True)
    consult = partial(case.complete, "CSP-T3-S2d", answers=CONSULTED)
    await consult(PSSO, outcome="propose", expect=NOT_THEIRS)
    await consult(SSM, outcome="propose")

    assert await case.phase() == "proposed"
    proof.branch("CSP-T3-S1b", "Yes")
    proof.task("CSP-T3-S2d", role="ps_ssm", completed="propose", refused=PSSO)
    proof.branch("CSP-T3-S2d", "Yes")
    consulted = {"consulted": SSM, "result": "propose"}
    proof.record("CSP-T3-S2d", system="Cuba", name="consultation", values=consulted)
    proof.record("CSP-T3-S2e", system="CIRT", name="incident", values={"immediate_threat": True})


@pytest.mark.step("CSP-T3-S6c", "CSP-T3-S6d", "CSP-T3-S6e", "CSP-T3-S6f", "CSP-T3-S5g")
async def test_three_people_read_it_in_order_and_each_return_begins_at_the_first_again(
    case: Worked, proof: Proof
) -> None:
    """A letter that is changed is read by all levels again; nobody reads it at two of them."""
    late = {"CSP-T3-S7j": "2027-03-31"}
    await submit(case)
    await case.complete("CSP-T3-S6d", PSSO, outcome="approve", expect=NOT_THEIRS)
    await case.complete("CSP-T3-S6d", SSM, outcome="return", reason="Say what was tried")
    await submit(case)
    await case.complete("CSP-T3-S6d", EVERY_ROLE, outcome="approve")
    two = f"{EVERY_ROLE} approved it at another level"
    await case.complete("CSP-T3-S6e", EVERY_ROLE, outcome="approve", expect=two)
    await case.complete("CSP-T3-S6e", SM, outcome="return", reason="Name the effect on others")
    await submit(case)
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    await case.complete("CSP-T3-S6f", SM, outcome="approve", answers=late, expect=NOT_THEIRS)
    await case.complete("CSP-T3-S6f", APPROVER, outcome="return", reason="Leave the telephone")
    await submit(case)
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    await case.complete("CSP-T3-S6f", APPROVER, outcome="approve", answers=late)

    assert await case.phase() == "in_force"
    proof.task("CSP-T3-S6c", role="psso", completed="submit")
    forwarded = {"status": "approve"}
    proof.record("CSP-T3-S5g", system="Cuba", name="restriction_submission", values=forwarded)
    levels: tuple[tuple[StepId, str, str], ...] = (
        ("CSP-T3-S6d", SSM, PSSO),
        ("CSP-T3-S6e", SM, EVERY_ROLE),
        ("CSP-T3-S6f", APPROVER, SM),
    )
    for step, by, other in levels:
        because = "at another level" if step == "CSP-T3-S6e" else NOT_THEIRS
        proof.approval(step, "given", by=by, outcome="approve")
        proof.approval(step, "refused", by=by, outcome="return")
        proof.approval(step, "wrong_person", by=other, because=because)


@pytest.mark.step(
    "CSP-T3-S7c", "CSP-T3-S7d", "CSP-T3-S7e", "CSP-T3-S7f", "CSP-T3-S7g", "CSP-T3-S7i", "CSP-T3-S7j"
)
async def test_approved_its_letter_leaves_and_everybody_who_must_know_does(
    case: Worked, ps: Worked, proof: Proof
) -> None:
    await submit(case)
    await agreed(case)

    found = await case.json()
    assert found["phase"] == "in_force"
    assert [
        (r["channel"], r["extent"], r["state"], r["review_due"]) for r in found["restrictions"]
    ] == [
        ("face_to_face", "partial", "in_force", "2027-03-31"),
        ("phone", "full", "in_force", "2027-03-31"),
    ]
    (letter,) = found["letters"]
    cuba = partial(proof.record, system="Cuba")
    submission = {"restriction_submission": f"{case.ref}.t2"}
    cuba("CSP-T3-S7c", name="restriction_approval_notepad", values=submission)
    cuba("CSP-T3-S7d", name="restriction_letter_notepad", values={"letter": letter["id"]})
    cuba("CSP-T3-S7f", name="special_contact_details", fields=["arrangements"])
    short = {"summary": "full telephone, partial face-to-face"}
    cuba("CSP-T3-S7g", name="special_contact_details", values=short)
    segment = {"segment": "3", "review_date": "2027-03-31"}
    cuba("CSP-T3-S7i", name="segment_field", values=segment)
    proof.record("CSP-T3-S7i", system="PS Portal", name="ps_portal", values=segment)
    proof.due("CSP-T3-S7j", "2027-03-31")
    proof.letter(
        "CSP-T3-S7e",
        contains=[
            "We will review this decision by 31 March 2027",
            "Ringing us",
            "Staff were insulted on three days.",
            "Write to us; one officer answers within five days.",
            "Commonwealth Ombudsman",
        ],
        lacks=["1800"],
        approved_by=APPROVER,
        signed_by=APPROVER,
    )
    headings = [(n["heading"], n["points_to"]) for n in (await ps.json())["file"]["notepads"]]
    assert ("restriction_letter_notepad", letter["id"]) in headings


async def test_no_channel_or_every_channel_is_refused_and_a_review_day_must_be_to_come(
    case: Worked,
) -> None:
    """CSP-T3-S4a, CSP-T3-S7j: none restricted, all barred, reviewed in the past."""
    none = dict.fromkeys(CHANNELS, "none")
    all_of_them = dict.fromkeys(CHANNELS, "full")
    write = partial(case.complete, "CSP-T3-S5a", PSSO, outcome="submit")
    await write(answers=SUBMISSION | none, expect="no channel is restricted")
    await write(answers=SUBMISSION | all_of_them, expect="every channel is barred in full")
    await submit(case)
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    past = {"CSP-T3-S7j": "2026-12-01"}
    await case.complete(
        "CSP-T3-S6f", APPROVER, outcome="approve", answers=past, expect="CSP-T3-S7j"
    )
    await case.complete(
        "CSP-T3-S6f",
        APPROVER,
        outcome="approve",
        expect="CSP-T3-S7j (On which day is it reviewed?)",
    )


@pytest.mark.step("CSP-T3-S7b")
async def test_refused_the_three_are_told_and_the_customer_is_managed_on(
    case: Worked, proof: Proof
) -> None:
    await submit(case)
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    await case.complete("CSP-T3-S6f", APPROVER, outcome="refuse", reason="The plan is not spent")

    found = await case.json()
    assert (found["state"], found["outcome"], found["restrictions"]) == ("closed", "refused", [])
    told = {"to": [PSSO, SM, SSM]}
    proof.record("CSP-T3-S7b", system="CIMS", name="restriction_refusal", values=told)
    proof.holds("CSP-T3-S7b", words="the restriction was refused")
