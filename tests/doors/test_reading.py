"""What is known of people is read by officers with tokens, and each reading is written down."""

import hashlib
from datetime import date

import pytest
import pytest_asyncio
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.file import Detail
from database.models import (
    Customer,
    CustomerAddress,
    Document,
    Letter,
    Nominee,
    Office,
    Officer,
    OfficerAccount,
    OfficerRole,
    PastSettle,
    Reading,
)
from database.queries import readings
from domain.errors import UnknownNameError
from starter.doors.caller import Authentication, Caller
from starter.doors.reading import MayNotReadError, Readings, Seen, by_machine
from tests.database.rows import NOON, a_case, a_message, a_task, an_entry, new_ref, write

Sessions = async_sessionmaker[AsyncSession]


def hash_of(ref: str) -> str:
    return hashlib.sha256(ref.encode()).hexdigest()


def officer(name: str) -> Caller:
    return Caller("cli", Authentication.TOKEN, name)


@pytest_asyncio.fixture
async def told(sessions: Sessions) -> tuple[str, Readings]:
    """A case whose customer wrote a letter with a document, and the task that it opened."""
    ref = new_ref()
    who, key = f"cu-{ref}", f"telephony|{ref}-m1"
    async with sessions.begin() as db:
        await write(
            db,
            Office(code="ACT", state="ACT", zone="Australia/Sydney"),
            *(
                Officer(id=f"{role}.{ref}", name="S. Body", office="ACT")
                for role in ("psso", "ps_ssm", "none")
            ),
            *(
                OfficerRole(officer=f"{role}.{ref}", role=role, from_date=date(2026, 1, 1))
                for role in ("psso", "ps_ssm")
            ),
            Customer(id=who, name="Casey Example", programme="child_support"),
            CustomerAddress(
                customer=who, from_date=date(2026, 1, 1), lines=["1 Example Street"], state="ACT"
            ),
            Nominee(
                customer=who, from_date=date(2025, 1, 1), name="Former", lines=["2 Elsewhere"],
                until_date=date(2025, 12, 31),
            ),
            a_case(ref, customer=who, owner=f"psso.{ref}"),
            a_message(ref, f"{ref}-m1", content={"text": "My payments are missing."}),
            a_message(ref, f"{ref}-m2", content={"text": "I moved."}),
            a_task(ref, customer=who),
            an_entry(ref, 1, kind="opened", data={"task": f"{ref}.t1"}),
            PastSettle(case=ref, sequence=1, digest="", answer={}, cause={"messages": [key]}),
            Document(
                sha256=hash_of(ref), source="telephony", message=f"{ref}-m1", name="letter.pdf",
                media_type="application/pdf", bytes=b"pages",
            ),
            Detail(
                id=f"{ref}.detail-1", case=ref, number=1, step="CB-NOTE", by=f"psso.{ref}",
                at=NOON, told_at=NOON, side=who, origin="customer", customers=[who], version=1,
                words={"value": "0400 000 000"}, customer=who, sort="phone", mark="protected",
            ),
        )  # fmt: skip
    return ref, Readings(sessions)


async def test_who_a_customer_is_is_shown_with_how_they_may_be_reached(
    told: tuple[str, Readings],
) -> None:
    ref, reading = told

    found = await reading.customer(officer(f"psso.{ref}"), f"cu-{ref}")

    assert (found["name"], found["address"]["lines"]) == ("Casey Example", ["1 Example Street"])
    assert found["nominees"] == []  # of last year
    assert [(each["value"], each["mark"]) for each in found["details"]] == [
        ("0400 000 000", "protected")
    ]
    assert [case["ref"] for case in found["cases"]] == [ref]


async def test_a_task_shows_what_was_written_that_opened_it_and_nothing_else(
    told: tuple[str, Readings],
) -> None:
    ref, reading = told

    of_task = await reading.of_task(officer(f"psso.{ref}"), f"{ref}.t1")
    of_case = await reading.of_case(officer(f"psso.{ref}"), ref)

    assert [each["content"] for each in of_task] == [{"text": "My payments are missing."}]
    assert [file["name"] for file in of_task[0]["documents"]] == ["letter.pdf"]
    assert {each["content"]["text"] for each in of_case} == {
        "My payments are missing.",
        "I moved.",
    }


async def test_each_reading_is_written_down_and_shown_to_managers_alone(
    told: tuple[str, Readings], sessions: Sessions
) -> None:
    ref, reading = told
    psso = officer(f"psso.{ref}")
    await reading.customer(psso, f"cu-{ref}")
    await reading.of_task(psso, f"{ref}.t1")
    _, held = await reading.document(psso, hash_of(ref)[:12])
    await reading.receipt(psso, f"telephony|{ref}-m2")

    wanted = readings.Filters(officer=psso.officer)
    shown = await reading.readings(officer(f"ps_ssm.{ref}"), wanted, limit=10, cursor=None)
    with pytest.raises(MayNotReadError, match="only managers"):
        await reading.readings(psso, wanted, limit=10, cursor=None)

    assert held == b"pages"
    assert [(each["what"], each["case"], each["thing"]) for each in shown["readings"]] == [
        ("written", ref, f"telephony|{ref}-m2"),
        ("document", ref, hash_of(ref)),
        ("written", ref, f"telephony|{ref}-m1"),
        ("customer", None, None),
    ]
    assert {each["known_by"] for each in shown["readings"]} == {"token"}
    async with sessions() as db:
        lines = await db.scalars(
            text('select kind from timeline where "case" = :ref'), {"ref": ref}
        )
        assert list(lines) == ["opened"]  # who reads is no part of the case's history


async def test_of_the_other_parent_an_officer_sees_what_the_work_needs(
    told: tuple[str, Readings], sessions: Sessions
) -> None:
    """A former partner's address, phone and words are for whoever has that customer's own work."""
    ref, reading = told
    theirs, payee, other = officer(f"psso.{ref}"), officer(f"ps_ssm.{ref}"), f"other-{ref}"
    async with sessions.begin() as db:
        await write(
            db,
            Customer(id=other, name="Robin", programme="child_support", associates=[f"cu-{ref}"]),
            a_case(new_ref(), customer=other, owner=payee.officer),
        )

    part = await reading.customer(payee, f"cu-{ref}")
    whole = await reading.customer(theirs, f"cu-{ref}")
    for ask in (
        reading.of_case(payee, ref),
        reading.of_task(payee, f"{ref}.t1"),
        reading.document(payee, hash_of(ref)[:12]),
        reading.receipt(payee, f"telephony|{ref}-m1"),
    ):
        with pytest.raises(MayNotReadError, match=f"has the work of {other}"):
            await ask

    assert (part["name"], part["in_part_for"], whole["in_part_for"]) == (
        "Casey Example",
        other,
        None,
    )
    hidden = [part[name] for name in ("address", "email", "channel", "nominees", "details")]
    assert hidden == [None, None, None, [], []]
    assert whole["details"]
    shown = await reading.readings(
        payee, readings.Filters(customer=f"cu-{ref}"), limit=9, cursor=None
    )
    assert [(each["officer"], each["what"]) for each in shown["readings"]] == [
        (theirs.officer, "customer"),
        (payee.officer, "customer in part"),
    ]


async def test_what_a_user_of_the_machine_was_shown_is_written_down_too(
    told: tuple[str, Readings], sessions: Sessions
) -> None:
    ref, reading = told
    async with sessions.begin() as db:
        await by_machine(db, "operator", [Seen("letter", ref, f"{ref}.l1"), Seen("cases")])

    wanted = readings.Filters(officer="operator", case=ref)
    shown = await reading.readings(officer(f"ps_ssm.{ref}"), wanted, limit=1, cursor=None)

    (line,) = shown["readings"]
    assert (line["customer"], line["what"], line["thing"], line["known_by"]) == (
        f"cu-{ref}",
        "letter",
        f"{ref}.l1",
        "user of the machine",
    )


async def test_who_sees_a_letter_before_it_is_signed_is_written_down_whichever_account_it_was(
    told: tuple[str, Readings], sessions: Sessions
) -> None:
    ref, reading = told
    async with sessions.begin() as db:
        letter = Letter(id=f"{ref}.l1", case=ref, kind="after_contact_letter", step="CSP-T4-S2e")
        letter.state = "drafted"
        db.add(letter)
        db.add(OfficerAccount(account=f"second.{ref}", officer=f"psso.{ref}"))

    async with reading.letter(officer(f"second.{ref}"), f"{ref}.l1") as (_, person, roles):
        assert (person, roles) == (f"psso.{ref}", {"psso"})
    with pytest.raises(LookupError):
        async with reading.letter(officer(f"ps_ssm.{ref}"), f"{ref}.l1"):
            raise LookupError("it could not be shown")
    with pytest.raises(UnknownNameError):
        async with reading.letter(officer(f"psso.{ref}"), f"{ref}.l2"):
            pass

    async with sessions() as db:
        lines = (await db.scalars(select(Reading).where(Reading.thing == f"{ref}.l1"))).all()
    assert [(line.officer, line.what, line.customer, line.case) for line in lines] == [
        (f"psso.{ref}", "preview", f"cu-{ref}", ref)
    ]


async def test_who_holds_no_role_reads_nothing_and_leaves_no_line(
    told: tuple[str, Readings], sessions: Sessions
) -> None:
    ref, reading = told

    with pytest.raises(MayNotReadError, match="holds no role today"):
        await reading.customer(officer(f"none.{ref}"), f"cu-{ref}")
    with pytest.raises(UnknownNameError):
        await reading.customer(officer(f"psso.{ref}"), "cu-nobody")
    with pytest.raises(UnknownNameError):
        await reading.document(officer(f"psso.{ref}"), hash_of(ref)[:7])  # too little to be meant

    async with sessions() as db:
        noted = await db.scalars(select(Reading).where(Reading.officer.endswith(ref)))
        assert list(noted) == []
