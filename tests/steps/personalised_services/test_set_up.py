"""The customer is locked, assigned and set up: Child Support Table 1, Steps 2 and 3."""

from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Customer
from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.conftest import Refer
from tests.steps.personalised_services.working import (
    NOT_THEIRS,
    PSSO,
    SERVICE,
    SET_UP,
    SSM,
    TEAM_LEADER,
)

ASSOCIATED = SET_UP | {
    "CSP-T1-S2c.associated": "cu-other",
    "CSP-T1-S2e": "reallocated",
    "CSP-T1-S2g.associated": True,
    "CSP-T1-S2l.needed": True,
    "CSP-T1-S2l": "2027-01-04",
    "CSP-T1-S2m": "manual-record-17",
}


@pytest.fixture(scope="module")
async def known(sessions: async_sessionmaker[AsyncSession]) -> None:
    """The associated customer is known here."""
    async with sessions.begin() as db:
        db.add(Customer(id="cu-other", name="Robin Example", programme="child_support"))


@pytest.fixture
async def case(refer: Refer, known: None) -> Worked:
    """A case that is referred and not yet set up."""
    return await refer()


@pytest.mark.step("CSP-T1-S2a", "CSP-T1-S2c", "CSP-T1-S2f", "CSP-T1-S2g", "CSP-T1-S2h")
async def test_a_customer_is_locked_and_assigned_within_five_working_days(
    case: Worked, office: Office, customer: str, proof: Proof
) -> None:
    await office.until("2027-01-11T23:30+11:00")  # the last day, half an hour before its end
    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=ASSOCIATED)

    found = await case.json()
    locked = [t["data"] for t in found["timeline"] if t["words"].startswith("Customer locked")]
    assert (found["phase"], found["owner"], found["segment"]) == ("planning", PSSO, "1")
    assert [(lock["fence"], lock["owner"]) for lock in locked] == [(1, PSSO)]
    limits = {limit["rule"]: limit["due"] for limit in found["deadlines"]}
    assert found["tasks"][0]["due"] == limits["CSP-T1-S2a"]
    proof.due("CSP-T1-S2a", "2027-01-11")
    proof.met("CSP-T1-S2a")
    cuba = partial(proof.record, system="Cuba")
    cuba(
        "CSP-T1-S2c",
        name="lock_and_assignment",
        values={"primary": customer, "associated": "cu-other", "psso": PSSO},
    )
    cuba("CSP-T1-S2f", name="special_recovery_condition", values={"CSP-T1-S2f": True})
    cuba("CSP-T1-S2g", name="cmp", values={"customer": customer})
    cuba("CSP-T1-S2g", name="cmp", values={"customer": "cu-other"})
    cuba("CSP-T1-S2h", name="ps_stacking_document", values={"location": "stacking-1"})
    cuba(
        "CSP-T1-S2h",
        name="referral_reason_notepad",
        values={"reason": "Calls that were not returned"},
    )


@pytest.mark.step("CSP-T1-S2i", "CSP-T1-S2k", "CSP-T1-S2m", "CSP-T1-S3")
async def test_what_the_set_up_writes_is_recorded_for_each_system(
    case: Worked, proof: Proof
) -> None:
    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=ASSOCIATED)

    proof.record("CSP-T1-S2i", system="Cuba", name="ps_case_review", values={"CSP-T1-S2i": True})
    proof.record(
        "CSP-T1-S2k",
        system="Cuba",
        name="cmp",
        values={
            "stacking_document_location": "stacking-1",
            "segment": "1",
            "source": "ps_referral",
            "main_reason": "Calls that were not returned",
        },
    )
    proof.record(
        "CSP-T1-S2m",
        system="Casebound",
        name="manual_ps_record",
        values={"CSP-T1-S2m": "manual-record-17"},
    )
    proof.record(
        "CSP-T1-S3",
        system="PS Portal",
        name="ps_portal",
        values={"CSP-T1-S3": True, "CSP-T1-S2k.segment": "1"},
    )


@pytest.mark.step("CSP-T1-S2d", "CSP-T1-S2e", "CSP-T1-S2j", "CSP-T1-S2l")
async def test_a_psso_who_is_unsure_asks_the_ssm_and_has_the_set_up_again(
    case: Worked, customer: str, proof: Proof
) -> None:
    await case.complete(
        "CSP-T1-S2c", SERVICE, outcome="set_up", answers=ASSOCIATED, expect=NOT_THEIRS
    )
    await case.complete("CSP-T1-S2c", PSSO, outcome="ask_ssm")
    await case.complete(
        "CSP-T1-S2d",
        SSM,
        outcome="advised",
        answers={"CSP-T1-S2d.advice": "Take the plan as active"},
    )
    await case.complete(
        "CSP-T1-S2c",
        PSSO,
        outcome="set_up",
        answers=ASSOCIATED | {"CSP-T1-S2d": "active_plan"},
    )

    proof.branch("CSP-T1-S2d", "No, ask the PS SSM")
    proof.branch("CSP-T1-S2d", "Yes")
    proof.answered("CSP-T1-S2d", "active_plan")
    proof.task("CSP-T1-S2d", role="psso", completed="set_up", refused="service_officer")
    proof.task("CSP-T1-S2e", role="psso", completed="set_up", refused="service_officer")
    proof.task("CSP-T1-S2j", role="psso", completed="set_up", refused="service_officer")
    proof.task("CSP-T1-S2l", role="psso", completed="set_up", refused="service_officer")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T1-S2e", name="assignment", values={"CSP-T1-S2e": "reallocated"})
    primary = {"customer": customer, "on": "2027-01-04"}
    cuba("CSP-T1-S2j", name="contact_record", values=primary)
    associated = {"customer": "cu-other", "on": "2027-01-04"}
    cuba("CSP-T1-S2l", name="contact_record", values=associated)


@pytest.mark.parametrize(
    ("answers", "because"),
    [
        (
            {"CSP-T1-S2c.associated": "cu-other", "CSP-T1-S2g.associated": True},
            "Need the associated customer be contacted?) is not answered",
        ),
        (
            {
                "CSP-T1-S2c.associated": "cu-other",
                "CSP-T1-S2g.associated": True,
                "CSP-T1-S2l.needed": True,
            },
            "On which day was the associated customer contacted?) is not answered",
        ),
        (
            {"CSP-T1-S2c.associated": "cu-other", "CSP-T1-S2l.needed": False},
            "is open for the associated customers) is not answered",
        ),
        ({"CSP-T1-S2l": "2027-01-04"}, "it goes with CSP-T1-S2l.needed alone"),
    ],
    ids=["is it needed?", "on which day?", "a plan of their own", "of whom?"],
)
async def test_an_associated_customer_has_a_plan_and_a_contact_and_nobody_else_has(
    case: Worked, answers: dict[str, object], because: str
) -> None:
    await case.complete(
        "CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP | answers, expect=because
    )

    assert await case.phase() == "setup"


@pytest.mark.parametrize(
    ("associated", "because"),
    [("cu-nobody", "not known here"), ("ITS OWN", "name another one")],
)
async def test_an_associated_customer_is_known_and_is_another_one(
    case: Worked, customer: str, associated: str, because: str
) -> None:
    named = customer if associated == "ITS OWN" else associated
    answers = ASSOCIATED | {"CSP-T1-S2c.associated": named}

    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=answers, expect=because)

    assert await case.phase() == "setup"


async def test_an_associated_customer_who_need_not_be_contacted_has_no_contact_record(
    case: Worked, customer: str
) -> None:
    quiet = ASSOCIATED | {"CSP-T1-S2l.needed": False}
    del quiet["CSP-T1-S2l"]

    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=quiet)

    records = (await case.json())["records"]
    assert [r["data"]["customer"] for r in records if r["name"] == "contact_record"] == [customer]
    planned = [r["data"]["customer"] for r in records if r["step"] == "CSP-T1-S2g"]
    assert planned == [customer, "cu-other"]


@pytest.mark.parametrize(
    ("named", "because"),
    [
        (TEAM_LEADER, "is no Personalised Services Service Officer on 4 January 2027"),
        ("psso.nobody", "no officer is known as 'psso.nobody'"),
    ],
    ids=["somebody of another role", "nobody"],
)
async def test_the_customer_is_assigned_to_a_psso(case: Worked, named: str, because: str) -> None:
    await case.complete(
        "CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP | {"CSP-T1-S2c": named}, expect=because
    )

    found = await case.json()
    assert (found["phase"], found["owner"]) == ("setup", None)


@pytest.mark.step("CSP-T1-S2a")
async def test_a_set_up_that_nobody_did_is_the_ssms_to_find_out_about(
    case: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-12T00:00+11:00")

    found = await case.json()
    alerts = [t for t in found["tasks"] if t["step"] == "CSP-T1-S2a"]
    assert [(t["role"], t["state"]) for t in alerts] == [("ps_ssm", "open")]
    assert found["phase"] == "setup"
    proof.passed("CSP-T1-S2a", then="The set-up was not done in five working days")


@pytest.mark.step("CSP-T1-S2b")
async def test_an_urgent_set_up_on_its_second_working_day_is_in_time(
    refer: Refer, office: Office, proof: Proof
) -> None:
    case = await refer(None, on="2027-01-22T14:00+11:00", urgent=True)
    await case.complete("CSP-T1-S1b", SSM, outcome="confirmed")

    await office.until("2027-01-27T23:59+11:00")
    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP)

    assert await case.phase() == "planning"
    proof.met("CSP-T1-S2b")


@pytest.mark.step("CSP-T1-S2b")
async def test_an_urgent_set_up_that_comes_later_stays_late(
    refer: Refer, office: Office, proof: Proof
) -> None:
    case = await refer(None, on="2027-01-22T14:00+11:00", urgent=True)
    await case.complete("CSP-T1-S1b", SSM, outcome="confirmed")

    await office.until("2027-01-28T09:00+11:00")
    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP)

    states = {d["step"]: d["state"] for d in (await case.json())["deadlines"]}
    assert states["CSP-T1-S2b"] == "passed"
    proof.passed("CSP-T1-S2b", then="The urgent set-up was not done in two working days")
