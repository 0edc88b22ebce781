"""The customers are locked, assigned and set up: Child Support Table 1, Steps 2 and 3."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Customer
from tests.plugin.proof import Proof
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services import filing
from tests.steps.personalised_services.referring import Refer, referred
from tests.steps.personalised_services.working import (
    NOT_THEIRS,
    PSSO,
    REVIEWED,
    SECOND_PSSO,
    SERVICE,
    SET_UP,
    SSM,
    TEAM_LEADER,
    go,
    set_up,
)


@pytest.fixture
async def other(sessions: async_sessionmaker[AsyncSession], customer: str) -> str:
    """The other parent, who is known here."""
    name = f"{customer}-other"
    async with sessions.begin() as db:
        db.add(Customer(id=name, name="Robin Example", programme="child_support"))
    return name


@pytest.fixture
async def case(refer: Refer) -> Worked:
    """A case that is referred and not yet set up."""
    return await refer()


async def give(case: Worked, acts: Sequence[dict[str, Any]], officer: str = PSSO) -> None:
    """Give acts one by one, each as it is done."""
    for act in acts:
        await case.send(
            act["type"], officer=officer, facts=act["facts"], content=act.get("content", {})
        )


@pytest.mark.step(
    "CSP-T1-S2a", "CSP-T1-S2c", "CSP-T1-S2f", "CSP-T1-S2g", "CSP-T1-S2h", "CSP-T2-S2a"
)
async def test_both_parents_are_set_up_item_by_item_over_the_five_days_the_lock_first(
    case: Worked, office: Office, customer: str, other: str, proof: Proof
) -> None:
    acts = filing.setting_up(customer, PSSO, {"customer": other, "role": "payee"})
    await give(case, acts[:1])
    await office.until("2027-01-08T15:00+11:00")
    await give(case, acts[1:4])
    await case.complete(
        "CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP, expect="no notepad is headed"
    )
    await office.until("2027-01-11T23:30+11:00")  # the last day, half an hour before its end
    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP, acts=acts[4:])

    found = await case.json()
    assert (found["phase"], found["owner"], found["segment"]) == ("planning", PSSO, "1")
    locks = {lock["customer"]: (lock["holder"], lock["fence"]) for lock in found["file"]["locks"]}
    assert locks == {customer: (PSSO, 1), other: (PSSO, 1)}
    due = {limit["rule"]: limit["due_on"] for limit in found["deadlines"]}
    assert due["CSP-T2-S2c"] == "2027-01-25"  # 21 days from the act of lock, not from the set-up
    proof.due("CSP-T1-S2a", "2027-01-11")
    proof.met("CSP-T1-S2a")
    cuba = partial(proof.record, system="Cuba")
    cuba(
        "CSP-T1-S2c",
        name="lock_and_assignment",
        values={"primary": customer, "associated": [other], "psso": PSSO},
    )
    cuba("CSP-T1-S2f", name="special_recovery_condition", values={"customer": customer})
    cuba("CSP-T1-S2g", name="cmp", values={"customer": customer})
    cuba("CSP-T1-S2g", name="cmp", values={"customer": other})
    await case.complete("CSP-T2-S1a", PSSO, outcome="no_msp", answers=REVIEWED)
    cuba("CSP-T2-S2a", name="cmp_window", values={"customer": customer, "start": "2027-01-04"})
    proof.branch("CSP-T2-S2a", "No")
    cuba("CSP-T1-S2h", name="ps_stacking_document", values={"first_notepad": "referral_reason"})
    cuba(
        "CSP-T1-S2h",
        name="referral_reason_notepad",
        values={"reason": "Calls that were not returned"},
    )


@pytest.mark.step("CSP-T1-S2i", "CSP-T1-S2k", "CSP-T1-S2m", "CSP-T1-S3")
async def test_what_the_set_up_does_is_left_for_each_system_with_its_fields(
    case: Worked, customer: str, other: str, proof: Proof
) -> None:
    abroad = {"customer": other, "international": True, "was_with": SECOND_PSSO}
    acts = filing.setting_up(customer, PSSO, abroad)
    by_hand = filing.act("party.recorded_by_hand", party="party-2", kept_in="record-17", seen=1)
    missing = "is international and has no record by hand (party-2)"

    await case.complete(
        "CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP, acts=acts, expect=missing
    )
    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP, acts=[*acts, by_hand])

    cuba = partial(proof.record, system="Cuba")
    assigned = [r["data"] for r in (await case.json())["records"] if r["step"] == "CSP-T1-S2e"]
    assert assigned == [{"customer": other, "before": SECOND_PSSO, "psso": PSSO}]
    cuba("CSP-T1-S2i", name="ps_case_review", values={"review": "Two payments went astray"})
    cuba(
        "CSP-T1-S2k",
        name="cmp",
        values={
            "customer": customer,
            "stacking_document_location": "stacking-1",
            "stacking_document_date": "2027-01-04",
            "segment": "1",
            "source": "ps_referral",
            "main_reason": "Calls that were not returned",
        },
    )
    proof.record(
        "CSP-T1-S2m",
        system="Casebound",
        name="manual_ps_record",
        values={"party": "party-2", "kept_in": "record-17"},
    )
    proof.record(
        "CSP-T1-S3",
        system="PS Portal",
        name="ps_portal",
        values={"psso": PSSO, "segment": "1", "stacking_document": "stacking-1"},
    )


@pytest.mark.step("CSP-T1-S2d", "CSP-T1-S2e", "CSP-T1-S2j", "CSP-T1-S2l")
async def test_a_psso_who_is_unsure_asks_the_ssm_and_has_the_set_up_again(
    case: Worked, customer: str, other: str, proof: Proof
) -> None:
    acts = filing.setting_up(customer, PSSO, {"customer": other})
    acts = [*acts, filing.act("plan.opened", sort="msp", customer=customer, start="2026-09-01")]
    active = {"CSP-T1-S2d": "active_plan"}
    await case.complete("CSP-T1-S2c", SERVICE, outcome="set_up", answers=active, expect=NOT_THEIRS)
    await give(case, acts[:1])
    await case.complete("CSP-T1-S2c", PSSO, outcome="ask_ssm")
    await case.complete(
        "CSP-T1-S2d",
        SSM,
        outcome="advised",
        answers={"CSP-T1-S2d.advice": "Take the plan as active"},
    )
    work = [t for t in (await case.json())["tasks"] if t["state"] == "open"]
    assert [(t["step"], t["assignee"]) for t in work] == [("CSP-T1-S2c", PSSO)]
    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=active, acts=acts[1:])

    lines = [t["words"] for t in (await case.json())["timeline"] if t["kind"] == "armed"]
    assert len([words for words in lines if "A month without contact" in words]) == 1

    proof.branch("CSP-T1-S2d", "No, ask the PS SSM")
    proof.branch("CSP-T1-S2d", "Yes")
    proof.answered("CSP-T1-S2d", "active_plan")
    for step in ("CSP-T1-S2d", "CSP-T1-S2e", "CSP-T1-S2j", "CSP-T1-S2l"):
        proof.task(step, role="psso", completed="set_up", refused="service_officer")
    cuba = partial(proof.record, system="Cuba")
    cuba("CSP-T1-S2j", name="contact_record", values={"customer": customer, "result": "voicemail"})
    cuba("CSP-T1-S2l", name="contact_record", values={"customer": other, "result": "voicemail"})


async def test_nobody_is_locked_where_one_parent_is_held_elsewhere_and_who_holds_is_named(
    case: Worked, office: Office, customer: str, other: str
) -> None:
    """CSP-T1-S2c, CMA-T1-S5c: also where the lock comes with the whole set-up."""
    first = await referred(office, other)
    await set_up(first, SECOND_PSSO)
    both = filing.setting_up(customer, PSSO, {"customer": other})
    named = f"{other} is locked to {SECOND_PSSO} by {first.ref}: agree with them"

    await case.send(both[0]["type"], officer=PSSO, facts=both[0]["facts"], expect=named)
    await case.complete(
        "CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP, acts=both, expect=named
    )
    nothing = (await case.json())["file"]
    await go(first, None, since="CSP-T2-S1a", psso=SECOND_PSSO)  # the other case ends
    await give(case, both[:1])

    held = [lock for lock in nothing["locks"] if not lock["id"].startswith("ps-")]
    assert (held, nothing["parties"]) == ([], [])
    mine = [lock for lock in (await case.json())["file"]["locks"] if lock["released"] is None]
    assert {(lock["customer"], lock["holder"]) for lock in mine} == {
        (customer, PSSO),
        (other, PSSO),
    }


async def test_of_two_cases_that_lock_both_parents_at_once_one_has_both_and_the_other_nobody(
    case: Worked, office: Office, customer: str, other: str
) -> None:
    """CSP-T1-S2c, CMA-T1-S5c: whichever is first, and in whatever order they name the parents."""
    theirs = await referred(office, other)
    asked = {
        case.ref: filing.locked(customer, PSSO, {"customer": other}),
        theirs.ref: filing.locked(other, SECOND_PSSO, {"customer": customer}),
    }

    receipts = await asyncio.gather(
        *(
            office.send(act["type"], case=ref, officer=act["facts"]["psso"], facts=act["facts"])
            for ref, act in asked.items()
        )
    )

    (won,) = [str(receipt.case) for receipt in receipts if receipt.status == "applied"]
    (lost,) = [receipt for receipt in receipts if receipt.status == "refused"]
    has = asked[won]["facts"]["psso"]
    for parent in (customer, other):
        assert f"{parent} is locked to {has} by {won}" in (lost.reason or "")
    held = (await office.json(won))["file"]["locks"]
    assert {(lock["customer"], lock["holder"]) for lock in held} == {(customer, has), (other, has)}


async def test_a_customer_whom_nobody_reaches_is_locked_and_set_up_all_the_same(
    case: Worked, customer: str
) -> None:
    """CSP-T1-S2c, CSP-T1-S2j, A46: an attempt that counts is contact enough to take them on."""
    acts = filing.setting_up(customer, PSSO)
    tried = [
        filing.contacted(customer, "engaged") if act["type"] == "contact.made" else act
        for act in acts
    ]

    await case.complete("CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP, acts=tried)

    assert await case.phase() == "planning"


@pytest.mark.step("CSP-T4-S1c")
async def test_the_contact_of_the_set_up_waits_for_what_behaviour_and_a_restriction_ask_for(
    case: Worked, customer: str, bar_post: None, proof: Proof
) -> None:
    acts = filing.setting_up(customer, PSSO)
    await give(case, acts[:1])
    await case.send(
        "behaviour.reported",
        source="cims",
        facts={
            "sort": "threat",
            "severity": "high",
            "customer": customer,
            "channel": "phone",
            "recorded_in": "CIMS",
        },
    )
    contact, (barred,) = filing.contacted(customer), (await case.json())["restrictions"]
    await case.send(
        "contact.made",
        officer=PSSO,
        facts=contact["facts"],
        expect=f"incident-1, {barred['id']} asks for checks before",
    )
    notepads, rest = acts[3:5], [*acts[1:3], *acts[5:]]
    went_over = ["incident-1", barred["id"], "notepad-2"]
    prepared = filing.act("contact.prepared", customer=customer, went_over=went_over)
    await case.complete(
        "CSP-T1-S2c", PSSO, outcome="set_up", answers=SET_UP, acts=[*notepads, prepared, *rest]
    )

    assert await case.phase() == "planning"
    proof.record(
        "CSP-T4-S1c",
        system="Cuba",
        name="ps_stacking_document_read",
        values={"customer": customer, "went_over": went_over},
    )


@pytest.mark.parametrize(
    ("named", "because"),
    [
        (TEAM_LEADER, "is no Personalised Services Service Officer on 4 January 2027"),
        ("psso.nobody", "no officer is known as 'psso.nobody'"),
    ],
    ids=["somebody of another role", "nobody"],
)
async def test_the_customer_is_assigned_to_a_psso(
    case: Worked, customer: str, named: str, because: str
) -> None:
    facts = filing.locked(customer, named)["facts"]

    await case.send("parties.locked", officer=PSSO, facts=facts, expect=because)

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
    await set_up(case)

    assert await case.phase() == "planning"
    proof.met("CSP-T1-S2b")


@pytest.mark.step("CSP-T1-S2b")
async def test_an_urgent_set_up_that_comes_later_stays_late(
    refer: Refer, office: Office, proof: Proof
) -> None:
    case = await refer(None, on="2027-01-22T14:00+11:00", urgent=True)
    await case.complete("CSP-T1-S1b", SSM, outcome="confirmed")

    await office.until("2027-01-28T09:00+11:00")
    await set_up(case)

    states = {d["step"]: d["state"] for d in (await case.json())["deadlines"]}
    assert states["CSP-T1-S2b"] == "passed"
    proof.passed("CSP-T1-S2b", then="The urgent set-up was not done in two working days")
