"""A restriction in force without a live review, or that nobody is told of, cannot be."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Customer, Deadline, Restriction
from tests.database.rows import a_case, new_ref
from tests.restricting import bar

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
async def restricted(sessions: Sessions, cast: None) -> Restriction:
    """A customer who may not ring, and whose restriction is to be reviewed."""
    ref = new_ref("ServiceRestriction")
    async with sessions.begin() as db:
        db.add(Customer(id=f"cu-{ref}", name="Casey Example", programme="child_support"))
        await db.flush()
        db.add(a_case(ref, type="ServiceRestriction", customer=f"cu-{ref}"))
        await db.flush()
        (row,) = bar(db, ref, f"cu-{ref}", "phone")
    return row


async def test_its_review_cannot_be_taken_away(sessions: Sessions, restricted: Restriction) -> None:
    """CSP-T3-S7j: neither withdrawn, nor met, while the restriction stands; it may only pass."""
    mine = Deadline.id == restricted.review
    for state in ("withdrawn", "met"):
        with pytest.raises(IntegrityError, match="ck_restrictions_reviewed"):
            async with sessions.begin() as db:
                await db.execute(update(Deadline).where(mine).values(state=state))
    async with sessions.begin() as db:
        await db.execute(update(Deadline).where(mine).values(state="passed"))
        row = await db.get_one(Restriction, restricted.id)
        assert (row.state, row.review_state) == ("in_force", "passed")


async def test_none_comes_into_force_without_one(
    sessions: Sessions, restricted: Restriction
) -> None:
    mine = Restriction.id == restricted.id
    for without in ({"review": None, "review_state": None}, {"review_due": None}):
        with pytest.raises(IntegrityError, match="ck_restrictions_reviewed"):
            async with sessions.begin() as db:
                await db.execute(update(Restriction).where(mine).values(without))


async def test_none_is_in_force_that_whoever_has_the_customer_before_them_does_not_see(
    sessions: Sessions, restricted: Restriction
) -> None:
    """CSP-T3-S7f to S7h: special contact details; a front screen shows the pointer alone."""
    mine = Restriction.id == restricted.id
    for wrong, by in (
        ({"contact_details": None}, "told_of"),
        ({"front_screen": None}, "told_of"),
        ({"front_screen": "threatened staff"}, "front_screen"),
    ):
        with pytest.raises(IntegrityError, match=f"ck_restrictions_{by}"):
            async with sessions.begin() as db:
                await db.execute(update(Restriction).where(mine).values(wrong))
