"""Nobody is on the whiteboard without an approval or a restriction, and nobody twice."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Customer, WhiteboardEntry
from database.queries.known import customer, in_part
from database.queries.whiteboard import whiteboard
from tests.database.rows import a_case, new_ref

Sessions = async_sessionmaker[AsyncSession]
SINCE = datetime(2027, 2, 1, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("cast")


async def a_transfer(db: AsyncSession, customer: str, **more: Any) -> WhiteboardEntry:
    """Put a customer on the whiteboard."""
    ref = new_ref("ColdTransfer")
    if await db.get(Customer, customer) is None:
        db.add(Customer(id=customer, name="Casey Example", programme="child_support"))
        await db.flush()
    db.add(a_case(ref, type="ColdTransfer", customer=customer))
    await db.flush()
    known: dict[str, Any] = {"approved_by": "ps_ssm.ito", "restrictions": [], "calls": 0}
    row = WhiteboardEntry(case=ref, customer=customer, since=SINCE, **(known | more))
    db.add(row)
    await db.flush()
    return row


async def test_it_rests_on_an_approval_or_on_a_restriction(sessions: Sessions) -> None:
    """CSP-T3-S11a, CSP-T3-S11d, A19."""
    with pytest.raises(IntegrityError, match="ck_whiteboard_rests_on"):
        async with sessions.begin() as db:
            await a_transfer(db, "cu-nobody-approved", approved_by=None)
    async with sessions.begin() as db:
        restricted = ["sr-aaaaaaaaaa.phone"]
        await a_transfer(db, "cu-restricted", approved_by=None, restrictions=restricted)


async def test_a_customer_is_there_once_and_again_after_it_was_lifted(sessions: Sessions) -> None:
    """CSP-T3-S12a, A18."""
    async with sessions.begin() as db:
        await a_transfer(db, "cu-rings-often")
    with pytest.raises(IntegrityError, match="uq_whiteboard_customer"):
        async with sessions.begin() as db:
            await a_transfer(db, "cu-rings-often")
    async with sessions.begin() as db:
        shown = [each for each in await whiteboard(db) if each["customer"] == "cu-rings-often"]
        (first,) = shown
        (await db.get_one(WhiteboardEntry, first["case"])).until = SINCE
        await db.flush()
        second = await a_transfer(db, "cu-rings-often", calls=3)
        shown = [each for each in await whiteboard(db) if each["customer"] == "cu-rings-often"]
        assert [(each["case"], each["calls"]) for each in shown] == [(second.case, 3)]


async def test_whoever_looks_the_customer_up_sees_it_as_long_as_it_stands(
    sessions: Sessions,
) -> None:
    """CSP-T3-S12a: also who has the other parent's work only, for the customer may ring them."""
    async with sessions.begin() as db:
        await a_transfer(db, "cu-another-who-rings")
        row = await a_transfer(db, "cu-looked-up")
        there = await customer(db, "cu-looked-up", SINCE.date())
        row.until = SINCE
        await db.flush()
        gone = await customer(db, "cu-looked-up", SINCE.date())

    assert [each["case"] for each in there["whiteboard"]] == [row.case]
    assert in_part(there)["whiteboard"] == there["whiteboard"]
    assert gone["whiteboard"] == []
