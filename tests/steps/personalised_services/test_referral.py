"""A referral arrives, and an urgent one is cleared first: Child Support Table 1, Step 1."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Letter
from letters.render import text_of
from tests.plugin.proof import Proof
from tests.signed_pages import show_who_signed
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    BOTH,
    COMPLAINTS,
    MAIL,
    NOT_THEIRS,
    OTHER_PERSON,
    PSM,
    PSSO,
    SSM,
    TEAM_LEADER,
    open_work,
)

FRIDAY = "2027-01-22T14:00+11:00"  # Tuesday is Australia Day


@pytest.fixture
async def urgent(refer: Refer) -> Worked:
    """A referral that a Team Leader thinks urgent."""
    return await refer(None, on=FRIDAY, urgent=True)


@pytest.mark.step("CSP-T1-S1a")
async def test_a_team_leader_refers_a_customer_and_the_intray_is_written_down(
    refer: Refer, proof: Proof
) -> None:
    case = await refer()

    assert await case.phase() == "setup"
    proof.signal("CSP-T1-S1a", "referral.received")
    proof.branch("CSP-T1-S1a", "No")
    proof.record(
        "CSP-T1-S1a",
        system="Cuba",
        name="referral_intray",
        values={
            "type": "ps_referral",
            "sender": TEAM_LEADER,
            "received_time": "2027-01-04T00:00:00+00:00",
        },
    )


@pytest.mark.step("CSP-T1-S1a")
@pytest.mark.parametrize(
    ("officer", "facts"),
    [
        (PSSO, {"kind": "ps_referral"}),
        (COMPLAINTS, {"kind": "complaints_referral", "urgent": True}),
    ],
    ids=["a PS Referral by a PSSO", "an urgent one by a Complaints Officer"],
)
async def test_a_ps_referral_and_an_urgent_one_come_from_a_team_leader_only(
    office: Office, customer: str, proof: Proof, officer: str, facts: dict[str, object]
) -> None:
    receipt = await office.send(
        "referral.received", officer=officer, customer=customer, facts=facts
    )

    proof.messages((receipt.source, receipt.id))
    assert (receipt.status, receipt.case) == ("refused", None)
    proof.signal("CSP-T1-S1a", "referral.received", refused="or the Team Leader")


@pytest.mark.parametrize(
    ("kind", "officer"),
    [
        ("complaints_referral", COMPLAINTS),
        ("customer_assigned", PSSO),
        ("acer_referral", SSM),
        ("centrelink_referral", TEAM_LEADER),
    ],
)
async def test_the_other_four_intrays_need_no_team_leader(
    refer: Refer, kind: str, officer: str
) -> None:
    case = await refer(kind=kind, officer=officer)

    assert await case.phase() == "setup"


@pytest.mark.step("CSP-T1-S1a", "CSP-T1-S1b", "CSP-T1-S1c", "CSP-T1-S2b")
async def test_an_urgency_that_the_ssm_confirms_gives_two_working_days_from_the_urgent_intray(
    urgent: Worked, office: Office, proof: Proof
) -> None:
    """The call on Friday only asks; the intray is raised when the SSM has confirmed (A11)."""
    await office.until("2027-01-25T09:00+11:00")
    await urgent.complete("CSP-T1-S1b", SSM, outcome="confirmed")

    case = await urgent.json()
    assert {d["step"]: d["state"] for d in case["deadlines"]} == {
        "CSP-T1-S2a": "withdrawn",
        "CSP-T1-S2b": "armed",
        "CB-TASK": "met",  # the SSM has answered
    }
    assert case["phase"] == "setup"
    proof.branch("CSP-T1-S1a", "Yes")
    proof.branch("CSP-T1-S1b", "Yes")
    proof.approval("CSP-T1-S1b", "given", by=SSM)
    proof.record(
        "CSP-T1-S1b",
        system="Cuba",
        name="confirmation",
        values={"who": SSM, "when": "2027-01-24T22:00:00+00:00"},
    )
    proof.record(
        "CSP-T1-S1c",
        system="Cuba",
        name="ps_urgent_referral_intray",
        values={"sender": TEAM_LEADER, "confirmed_by": SSM},
    )
    proof.due("CSP-T1-S2b", "2027-01-28", working="Australia Day")
    work = await office.task(urgent.ref, "CSP-T1-S2c")
    assert str(work.due_on) == "2027-01-28"


@pytest.mark.step("CSP-T1-S1b", "CSP-T1-S2b")
async def test_an_urgency_confirmed_after_days_leaves_its_two_days_and_no_date_in_the_past(
    urgent: Worked, office: Office, proof: Proof
) -> None:
    await office.until("2027-01-29T10:00+11:00")

    await urgent.complete("CSP-T1-S1b", SSM, outcome="confirmed")

    case = await urgent.json()
    assert {d["step"]: d["state"] for d in case["deadlines"]} == {
        "CSP-T1-S2a": "withdrawn",
        "CSP-T1-S2b": "armed",
        "CB-TASK": "met",  # the SSM has answered
    }
    assert [t["kind"] for t in case["tasks"] if t["state"] == "open"] == ["set_up_customers"]
    proof.branch("CSP-T1-S1b", "Yes")
    proof.due("CSP-T1-S2b", "2027-02-02")


@pytest.mark.step("CSP-T1-S1b", "CSP-T1-S2a")
async def test_an_urgency_that_the_ssm_does_not_see_leaves_five_working_days(
    urgent: Worked, proof: Proof
) -> None:
    await urgent.complete("CSP-T1-S1b", PSSO, outcome="confirmed", expect=NOT_THEIRS)
    await urgent.complete("CSP-T1-S1b", SSM, outcome="not_confirmed")

    case = await urgent.json()
    armed = [d["step"] for d in case["deadlines"] if d["state"] == "armed"]
    assert armed == ["CSP-T1-S2a"]
    assert not [r for r in case["records"] if r["step"] == "CSP-T1-S1c"]
    proof.branch("CSP-T1-S1b", "No")
    proof.approval("CSP-T1-S1b", "refused", by="ps_ssm")
    proof.due("CSP-T1-S2a", "2027-02-01", working="Australia Day")


@pytest.mark.step("CSP-T1-S1b")
async def test_whoever_thinks_it_urgent_does_not_confirm_it(refer: Refer, proof: Proof) -> None:
    case = await refer(None, urgent=True, officer=BOTH)

    await case.complete("CSP-T1-S1b", BOTH, outcome="confirmed", expect=OTHER_PERSON)

    assert await case.phase() == "referred"
    proof.approval("CSP-T1-S1b", "wrong_person", by=BOTH, because="asked for this decision")


@pytest.mark.step("CSP-T1-S1a")
async def test_a_second_referral_of_a_customer_joins_the_case_there_is_and_opens_none(
    refer: Refer, office: Office, customer: str, proof: Proof
) -> None:
    """CMA-T1-S5c: one case has the customer, and its PSSO sees what the referral brings."""
    case = await refer("CSP-T4-S1a")

    again = await office.send(
        "referral.received",
        officer=COMPLAINTS,
        customer=customer,
        facts={"kind": "complaints_referral", "avenue": "ombudsman"},
    )

    assert (again.case, again.status) == (case.ref, "applied")
    found = await case.json()
    asked = [(item["sender"], item["category"]) for item in found["file"]["correspondence"]]
    assert asked == [("ombudsman", "ombudsman_enquiry")]  # CSP-T6-S1e waits for the response
    (work,) = [t for t in found["tasks"] if t["kind"] == "take_up_referral"]
    assert (work["state"], work["assignee"]) == ("open", PSSO)
    take_up = partial(case.complete, work["id"], PSSO)
    await take_up(outcome="brings_more", expect="neither an issue nor an incident came")
    known = {"CSP-T1-S1a.known_as": "issue-9"}
    await take_up(outcome="known", answers=known, expect="there is no issue-9 in this file")
    await take_up(outcome="known", answers={"CSP-T1-S1a.known_as": "correspondence-1"})
    proof.record(
        "CSP-T1-S1a",
        system="Cuba",
        name="referral_intray",
        values={"type": "complaints_referral", "sender": COMPLAINTS, "joins": case.ref},
    )


async def test_two_referrals_of_a_customer_at_the_same_instant_are_one_case(
    office: Office, customer: str, team: None
) -> None:
    """CSP-T1-S1a, CMA-T1-S5c: two intrays that come together open one case, and both are in it."""
    await office.until("2027-01-04T11:00+11:00")
    both = await asyncio.gather(
        *(
            office.send(
                "referral.received", officer=TEAM_LEADER, customer=customer, facts={"kind": kind}
            )
            for kind in ("ps_referral", "acer_referral")
        )
    )

    (ref,) = {receipt.case for receipt in both}
    case = await office.work(ref or "")
    await office.rest.come()
    records = (await case.json())["records"]
    intrays = [r["data"]["type"] for r in records if r["name"] == "referral_intray"]
    assert sorted(intrays) == ["acer_referral", "ps_referral"]
    assert await open_work(case) == ["CSP-T1-S1a", "CSP-T1-S2c"]


async def test_a_referral_that_is_taken_back_before_anybody_has_it_is_closed_by_the_ssm(
    refer: Refer,
) -> None:
    """CB-CLOSE: what came with it is ended first, and there is no PSSO who could."""
    case = await refer(None, avenue="mp")
    await case.send("case.withdrawn", officer=COMPLAINTS)

    left = await case.task("CB-CLOSE")
    await case.complete(left, SSM, expect="correspondence-1 is not dealt with")
    closed = {"item": "correspondence-1", "why": "no_response_due", "seen": 1}
    await case.complete(left, SSM, acts=[{"type": "correspondence.closed", "facts": closed}])

    found = await case.json()
    assert (found["state"], found["outcome"]) == ("closed", "withdrawn")
    assert await open_work(case) == []


async def test_a_referral_that_does_not_suit_is_let_go_by_the_ssm_and_all_who_referred_are_told(
    refer: Refer, office: Office, customer: str, sessions: async_sessionmaker[AsyncSession]
) -> None:
    """CLK-T1-S1g, CLK-T1-S1h, CLK-T5-S2b, CLK-T5-S2c; A10: nobody refuses a referral alone.

    The agreement sends the notices: approved by the SSM, signed by whoever proposed it.
    """
    case = await refer(None, kind="centrelink_referral", officer=TEAM_LEADER)
    facts = {"ground": "not_suited", "next": "keep", "shown_by": "mail-7"}
    propose = partial(case.send, "decline.proposed", facts=facts)
    await propose(officer=TEAM_LEADER, expect="is not for team_leader")
    await propose(officer=BOTH)
    decide = partial(case.complete, "CLK-T5-S2c")
    await decide(PSSO, outcome="agreed", expect=NOT_THEIRS)
    await decide(BOTH, outcome="agreed", expect=OTHER_PERSON)
    await decide(SSM, outcome="not_agreed", reason="Three areas have this customer")
    assert (await case.json())["phase"] == "setup"
    await office.send(
        "referral.received",
        officer=COMPLAINTS,
        customer=customer,
        facts={"kind": "complaints_referral"},
    )
    (joined,) = [t for t in (await case.json())["tasks"] if t["kind"] == "take_up_referral"]
    words = {"words": "What was tried so far is not said"}
    facts |= {"ground": "process_not_followed", "next": "refer_again"}
    await case.send("decline.proposed", officer=PSM, facts=facts, content=words)
    shown = await case.known("CLK-T5-S2c")
    assert shown["Why the referral should not be taken up"] == [
        f"process not followed, says {PSM}: decline-2 of the file"
    ]
    complaint = await office.open(
        "complaint.received",
        on="2027-01-04T12:00+11:00",
        officer=MAIL,
        customer=customer,
        facts={"channel": "post"},
    )
    await decide(SSM, outcome="agreed")
    assert await case.phase() == "exit"  # what came meanwhile is read first
    known = {"CSP-T1-S1a.known_as": "decline-2"}
    await case.complete(joined["id"], SSM, outcome="known", answers=known)

    found = await case.json()
    assert (found["state"], found["outcome"]) == ("closed", "returned")
    told = [m for m in (await complaint.json())["messages"] if m["type"] == "customer.left"]
    assert [m["status"] for m in told] == ["applied"]
    assert [(d["state"], d["ground"]) for d in found["file"]["declines"]] == [
        ("not_agreed", "not_suited"),
        ("agreed", "process_not_followed"),
    ]
    to = [
        (n["addressee"], n["state"], n["channel"], n["approved_by"], n["signed_by"])
        for n in found["letters"]
    ]
    assert to == [
        ("centrelink", "sent", "email", SSM, PSM),
        ("complaints_officer", "sent", "email", SSM, PSM),
    ]
    async with sessions() as db:
        pages = [
            await db.scalar(select(Letter.pdf).where(Letter.id == each["id"])) or b""
            for each in found["letters"]
        ]
    for each, pdf in zip(found["letters"], pages, strict=True):
        show_who_signed(each, pdf)
    said = text_of(pages[0])
    for sentence in (
        "On 4 January 2027 we received your referral",
        "You may refer the customer again",
        "What was tried so far is not said",
        "A Service Support Manager of Personalised Services agreed to this",
        "Personalised Services Program Support Manager",
    ):
        assert sentence in said
    assert "Casey" not in said
    assert await open_work(case) == []
