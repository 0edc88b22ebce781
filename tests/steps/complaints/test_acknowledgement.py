"""The acknowledgement and its two days: WC-S3m to WC-S3p."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database.models import Customer, CustomerAddress, Letter, SystemRecord
from tests.plugin.proof import Proof
from tests.steps.complaints.conftest import MONDAY, Receive
from tests.steps.complaints.working import (
    ALLOCATIONS,
    ASSESSED,
    BEHAVIOUR,
    COMPLAINTS,
    COMPLAINTS_SSM,
    LEVEL_1,
    clocks,
    recorded,
)
from tests.steps.conftest import Sets
from tests.steps.driving import Json, Office, Worked
from tests.steps.late import as_if_told_at_once
from tests.workflows.looking import until

LAST_MINUTE = "2027-01-06T23:59+11:00"  # of a complaint that came on Monday
TOO_LATE = "2027-01-07T00:01+11:00"
ABOUT = {"WC-S3m.about": "letters that were not answered"}


def clock(case: Json) -> Json:
    """Return the two-day limit of a case."""
    return next(d for d in case["deadlines"] if d["rule"] == "WC-S3n")


def alerts(case: Json) -> list[tuple[str, str]]:
    """Return the alerts of a case, by kind and state."""
    return [(t["kind"], t["state"]) for t in case["tasks"] if t["step"] == "WC-S3n"]


@pytest.mark.step("WC-S3m", "WC-S3n", "WC-S3o", "WC-S3p")
async def test_the_letter_is_in_time_on_the_last_day_and_needs_nobodys_approval(
    office: Office, levelled: Receive, proof: Proof
) -> None:
    complaint = await levelled("level_2")

    await office.until(LAST_MINUTE)
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send", answers=ABOUT)

    case = await complaint.json()
    assert (case["phase"], case["approvals"]) == ("handed_over", [])
    assert [t["kind"] for t in case["tasks"]] == [
        "assess_complaint",
        "acknowledge_complaint",
        "acknowledgement_about_to_lapse",
    ]
    proof.due("WC-S3n", "2027-01-06")
    proof.met("WC-S3n")
    proof.branch("WC-S3o", "No")
    proof.holds("WC-S3p", "holds", words="without EL1 approval")
    proof.record(
        "WC-S3m",
        system="Complaint record",
        name="acknowledgement_letter",
        values={
            "letter_copy": case["letters"][0]["id"],
            "issue_date": "2027-01-06T12:59:00+00:00",
            "officer": COMPLAINTS,
        },
    )
    proof.letter(
        "WC-S3m",
        contains=["4 January 2027", "6 January 2027", "letters that were not answered"],
        signed_by=COMPLAINTS,
        channel="post",
        copies=0,
    )


@pytest.mark.step("WC-S3n", "BG-WC-b")
async def test_the_complaints_ssm_is_alerted_before_and_after_the_time_is_over(
    office: Office, levelled: Receive, proof: Proof
) -> None:
    complaint = await levelled("level_2")
    await office.until("2027-01-05T23:59+11:00")
    assert alerts(await complaint.json()) == []

    await office.until("2027-01-06T00:00+11:00")
    assert alerts(await complaint.json()) == [("acknowledgement_about_to_lapse", "open")]
    await office.until(TOO_LATE)
    task = await complaint.task("WC-S3n")
    seen = {"WC-S3n.cause": "workload", "WC-S3n.shown_by": await complaint.task("WC-S3m")}
    see_to = partial(complaint.complete, task, outcome="dealt_with", answers=seen)
    await see_to(COMPLAINTS, expect="this is work for the Complaints")
    await see_to(COMPLAINTS_SSM)

    case = await complaint.json()
    assert (case["phase"], clock(case)["state"]) == ("level_2", "passed")
    assert alerts(case) == [
        ("acknowledgement_about_to_lapse", "withdrawn"),
        ("acknowledgement_lapsed", "completed"),
    ]
    assert recorded(case, "acknowledgement_clock") == []  # it may yet have gone in time
    proof.passed("WC-S3n", then="The acknowledgement is late: see that it goes out")
    proof.holds("BG-WC-b", "holds", words="Complaints SSM here")


@pytest.mark.step("WC-S3m", "WC-S5a")
async def test_a_late_letter_is_owed_for_all_to_see_until_it_goes_out_and_stays_marked_as_late(
    office: Office, levelled: Receive, proof: Proof, client: Client
) -> None:
    """Seven working days late a complaint was in no list, and Temporal knew no date of it."""
    complaint = await levelled("level_1_other")
    await office.until("2027-01-18T09:00+11:00")

    async def shown() -> bool:
        described = await client.get_workflow_handle(complaint.ref).describe()
        named = described.typed_search_attributes.search_attributes
        dues = [str(pair.value) for pair in named if pair.key.name == "CbNextDue"]
        return dues == ["2027-01-06T13:00:00+00:00"]

    await until(shown, "Temporal shows what is late")
    owed = clock(await complaint.json())
    await complaint.complete("WC-S3m", LEVEL_1, outcome="send")

    case = await complaint.json()
    assert (case["phase"], clock(case)["state"]) == ("handed_over", "passed")
    assert (owed["owed"], clock(case)["owed"]) == (True, False)
    assert alerts(case)[-1] == ("acknowledgement_lapsed", "withdrawn")
    assert [noted["result"] for noted in recorded(case, "acknowledgement_clock")] == ["missed"]
    proof.letter("WC-S3m", contains="18 January 2027", signed_by="level_1_officer")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"acknowledged": True, "acknowledgement_late": True, "owner": LEVEL_1},
        in_part=True,
    )


async def test_a_letter_that_became_work_too_late_cannot_be_dated_back_into_its_time(
    office: Office, receive: Receive
) -> None:
    """Dated back it was "not late", and its page bore a day on which nobody had begun it."""
    complaint = await receive()
    await office.until("2027-01-07T09:00+11:00")
    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="level_2", answers=ASSESSED)
    back = partial(complaint.complete, "WC-S3m", COMPLAINTS, outcome="send", answers=ABOUT)

    await back(at=LAST_MINUTE, expect="before this work was opened, on 7 January 2027 09:00:00")

    case = await complaint.json()
    assert (case["state"], clock(case)["state"]) == ("open", "passed")
    assert [letter["state"] for letter in case["letters"]] == ["drafted"]
    await back()
    case = await complaint.json()
    assert (case["phase"], clock(case)["state"]) == ("handed_over", "passed")
    assert [letter["signed_at"] for letter in case["letters"]] == ["2027-01-07T09:00:00+11:00"]
    assert recorded(case, "acknowledgement_clock") == [
        {"due_date": "6 January 2027", "result": "missed"}
    ]


@pytest.mark.step("WC-S3n")
@pytest.mark.parametrize(
    ("on", "facts", "due"),
    [
        ("2027-01-22T11:00+11:00", {}, ("2027-01-27", "Australia Day")),
        (
            "2027-01-18T09:15+11:00",
            {"received_on": "2027-01-16"},
            ("2027-01-19", "Sat 16 Jan 2027"),
        ),
        ("2027-04-05T00:30+10:00", {}, ("2027-04-07", "Mon 5 Apr 2027 00:30 AEST")),
    ],
    ids=["a holiday is no working day", "delivered on a Saturday", "summer time has ended"],
)
async def test_two_working_days_count_from_the_day_of_receipt(
    receive: Receive, proof: Proof, on: str, facts: Json, due: tuple[str, str]
) -> None:
    await receive(on, **facts)

    proof.due("WC-S3n", due[0], working=due[1])


@pytest.mark.step("WC-S3n", "WC-S5a")
async def test_a_complaint_that_was_mislaid_is_late_when_it_is_found(
    office: Office, receive: Receive, proof: Proof
) -> None:
    complaint = await receive(received_on="2026-12-14")
    await office.until(MONDAY)

    case = await complaint.json()
    assert [t["kind"] for t in case["tasks"] if t["state"] == "open"] == [
        "assess_complaint",
        "acknowledgement_lapsed",
    ]
    said = {line["kind"] for line in case["timeline"] if line["step"] == "WC-S3n"}
    assert (said & {"armed", "overdue", "passed"}, clock(case)["due_on"]) == (
        {"overdue", "passed"},  # nobody is told to keep a day that is over
        "2026-12-16",
    )
    assert alerts(case) == [("acknowledgement_lapsed", "open")]
    proof.passed("WC-S3n", then="The acknowledgement is late: see that it goes out")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2026",
        values={"date": "2026-12-14", "status": "received"},
        in_part=True,
    )


@pytest.mark.step("WC-S3n")
async def test_an_agency_may_count_calendar_days(
    receive: Receive, agency_sets: Sets, proof: Proof
) -> None:
    await agency_sets("2028-03-03", "wc.acknowledgement_unit", "calendar_days")

    await receive("2028-03-03T11:00+11:00")  # a Friday

    proof.due("WC-S3n", "2028-03-05", working="wc.acknowledgement_unit = calendar_days")


@pytest.mark.step("WC-S3o", "WC-S5a")
async def test_a_complaint_of_an_exempt_kind_gets_no_letter(
    levelled: Receive, agency_sets: Sets, proof: Proof
) -> None:
    exemptions = {"campaign": "One of many letters of the same words"}
    await agency_sets("2028-03-06", "wc.acknowledgement_exemptions", exemptions)

    complaint = await levelled("level_2", {"WC-S3o": "campaign"}, "2028-03-06T08:30+11:00")

    case = await complaint.json()
    assert (case["phase"], case["letters"]) == ("handed_over", [])
    assert set(clocks(case)) == {"withdrawn"}
    proof.branch("WC-S3o", "Yes")
    proof.record(
        "WC-S3o",
        system="Complaint record",
        name="exemption",
        values={"exemption_code": "campaign", "deciding_officer": ALLOCATIONS},
    )
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2028",
        values={"acknowledged": False, "acknowledgement_late": False, "level": "level_2"},
        in_part=True,
    )


@pytest.mark.step("WC-S3o", "WC-S5a")
async def test_no_letter_is_late_that_nobody_has_to_write(
    office: Office, receive: Receive, agency_sets: Sets, proof: Proof
) -> None:
    exemptions = {"campaign": "One of many letters of the same words"}
    await agency_sets("2028-03-24", "wc.acknowledgement_exemptions", exemptions)
    complaint = await receive("2028-03-20T11:00+11:00")
    await office.until("2028-03-24T09:00+11:00")

    await complaint.complete(
        "WC-S3a", ALLOCATIONS, outcome="level_2", answers=ASSESSED | {"WC-S3o": "campaign"}
    )

    case = await complaint.json()
    results = [noted["result"] for noted in recorded(case, "acknowledgement_clock")]
    assert (results, alerts(case)[-1][1]) == (["not needed"], "withdrawn")
    proof.branch("WC-S3o", "Yes")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2028",
        values={"status": "allocated", "acknowledgement_late": False},
        in_part=True,
    )


@pytest.mark.step("WC-S3m", "WC-S5a")
async def test_a_letter_sent_in_time_is_not_late_because_the_case_hears_of_it_later(
    office: Office,
    levelled: Receive,
    sessions: async_sessionmaker[AsyncSession],
    proof: Proof,
) -> None:
    """Letter, register, record and date carry the one instant at which it left."""
    complaint = await levelled("level_2")
    await office.until(TOO_LATE)

    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send", at=LAST_MINUTE)

    case = await complaint.json()
    results = [noted["result"] for noted in recorded(case, "acknowledgement_clock")]
    assert (results, alerts(case)[-1][1]) == (["met"], "withdrawn")
    await as_if_told_at_once(
        sessions, complaint.ref, "WC-S3n", LAST_MINUTE, "acknowledgement_lapsed"
    )
    async with sessions() as db:
        letter = (await db.scalars(select(Letter).where(Letter.case == complaint.ref))).one()
        written = {
            row.name: row.at.isoformat()
            for row in await db.scalars(
                select(SystemRecord)
                .where(SystemRecord.case == complaint.ref)
                .order_by(SystemRecord.at)
            )
        }
    (issued,) = recorded(case, "acknowledgement_letter")
    left = "2027-01-06T12:59:00+00:00"
    assert letter.sent_at is not None
    assert (letter.sent_at.isoformat(), issued["issue_date"]) == (left, left)
    assert written["acknowledgement_letter"] == written["Allocation 2027"] == left
    proof.letter("WC-S3m", contains="6 January 2027")
    proof.record(
        "WC-S5a",
        system="Allocation register",
        name="Allocation 2027",
        values={"acknowledged": True, "acknowledgement_late": False},
        in_part=True,
    )


@pytest.mark.step("WC-S3o")
async def test_an_exemption_that_nobody_listed_is_refused(receive: Receive, proof: Proof) -> None:
    complaint = await receive()
    assessed = ASSESSED | {"WC-S3o": "campaign"}
    refused = "campaign is not in wc.acknowledgement_exemptions; "
    await complaint.complete(
        "WC-S3a", ALLOCATIONS, outcome="level_2", answers=assessed, expect=refused
    )

    await complaint.complete("WC-S3a", ALLOCATIONS, outcome="level_2", answers=ASSESSED)

    assert (await complaint.task("WC-S3m")).startswith(complaint.ref)
    proof.branch("WC-S3o", "No")


@pytest.fixture
async def nowhere(sessions: async_sessionmaker[AsyncSession], customer: str) -> str:
    """A customer whose address is not known."""
    async with sessions.begin() as db:
        db.add(Customer(id=f"{customer}-x", name="Robin Example", programme="child_support"))
    return f"{customer}-x"


@pytest.mark.step("WC-S3m")
async def test_a_letter_to_nowhere_is_stopped_and_goes_once_there_is_an_address(
    levelled: Receive, nowhere: str, sessions: async_sessionmaker[AsyncSession], proof: Proof
) -> None:
    complaint = await levelled("level_2", of=nowhere)

    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send", expect="address")
    stopped = await complaint.json()
    async with sessions.begin() as db:
        db.add(
            CustomerAddress(
                customer=nowhere,
                from_date=date(2027, 1, 4),
                lines=["8 New Street", "BELCONNEN ACT 2617"],
                state="ACT",
            )
        )
    await complaint.complete("WC-S3m", COMPLAINTS, outcome="send")

    assert [letter["state"] for letter in stopped["letters"]] == ["stopped"]
    assert clock(stopped)["state"] == "armed"
    assert await complaint.phase() == "handed_over"
    proof.letter("WC-S3m", stopped="address")
    proof.letter("WC-S3m", contains=["Robin Example", "8 New Street"])


async def acknowledged_for(complaint: Worked) -> str:
    """Return the role that the acknowledgement waits for."""
    tasks = (await complaint.json())["tasks"]
    return str(next(t["role"] for t in tasks if t["step"] == "WC-S3m"))


@pytest.mark.parametrize(
    ("outcome", "about", "role", "other"),
    [
        ("level_1_other", {}, "level_1_officer", COMPLAINTS),
        ("level_1_behaviour", BEHAVIOUR, "level_1_officer", COMPLAINTS),
        ("level_2", {}, "complaints_officer", LEVEL_1),
    ],
)
async def test_the_level_says_who_writes_and_the_other_does_not(
    levelled: Receive, outcome: str, about: Json, role: str, other: str
) -> None:
    complaint = await levelled(outcome, about)

    await complaint.complete("WC-S3m", other, outcome="send", expect="this is work for the")

    assert await acknowledged_for(complaint) == role
