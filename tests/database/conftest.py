"""One transaction a test, and a case in it that holds something of everything."""

from collections.abc import AsyncIterator
from datetime import date

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Approval, Customer, Document, Link, Office, Restriction, SystemRecord
from tests.database.rows import (
    DAY,
    HASH,
    NOON,
    a_case,
    a_deadline,
    a_letter,
    a_message,
    a_task,
    an_entry,
    new_ref,
    write,
)


@pytest_asyncio.fixture
async def db(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    """One transaction a test, rolled back: no row stays for another test to see."""
    async with sessions() as session:
        await write(
            session,
            Office(code="ACT", state="ACT", zone="Australia/Sydney"),
            Office(code="WA", state="WA", zone="Australia/Perth"),
            Customer(id="cust-query", name="C. Query", programme="child_support"),
        )
        yield session


@pytest_asyncio.fixture
async def full(db: AsyncSession) -> str:
    """A case that holds something of everything."""
    ref, other = new_ref(), new_ref("Complaint")
    waiting = {
        "step": "CSP-T6-S1k",
        "types": ["customer.replied"],
        "about": [f"{ref}.l1"],
        "until": f"{ref}.reply",
    }
    await write(
        db,
        a_case(ref, customer="cust-query", programme="child_support", waiting=waiting),
        a_case(other, type="Complaint", state="closed", outcome="resolved", closed_at=NOON + DAY),
        a_task(ref, due=NOON + DAY, due_on=date(2026, 12, 2)),
        a_deadline(ref),
        a_letter(ref),
        Approval(
            id=f"{ref}.a1",
            case=ref,
            step="CSP-T6-S2b",
            asked_of="ps_ssm",
            requested_by="psso.diaz",
            asked_at=NOON,
            state="asked",
        ),
        Restriction(
            id=f"{ref}.x1",
            case=ref,
            customer="cust-query",
            channel="phone",
            extent="partial",
            from_date=date(2026, 12, 1),
            state="ended",
        ),
        SystemRecord(
            id=f"{ref}.r1",
            case=ref,
            step="CSP-T7-S5a",
            system="Cuba",
            name="case note",
            data={"note": "x"},
            at=NOON,
        ),
        Link(case=ref, other=other, type="started_by", why="the complaint became this", at=NOON),
        a_message(ref, f"{ref}-m1"),
        a_message(ref, f"{ref}-m2", status=None),
        Document(
            sha256=HASH,
            source="telephony",
            message=f"{ref}-m1",
            name="letter.pdf",
            media_type="application/pdf",
            bytes=b"12345",
        ),
        an_entry(ref, 1),
        an_entry(ref, 2, kind="corrected", words="It was another day", corrects=1),
    )
    return ref
