"""Two people set up the same customers at once."""

import asyncio
from collections.abc import Sequence
from datetime import date

from sqlalchemy import text

from database.models import Customer
from database.writes.people import CustomerGiven, put_customers
from tests.doors.seeing import Sessions
from tests.workflows.looking import until

ONE, OTHER = "at-once-1", "at-once-2"
WAITING = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")


async def put(sessions: Sessions, ids: Sequence[str], name: str) -> None:
    """Import customers in the order of a file."""
    values = {"name": name, "programme": "child_support"}
    async with sessions.begin() as db:
        given = [CustomerGiven(id_, values) for id_ in ids]
        await put_customers(db, given, today=date(2026, 12, 3))


async def test_two_imports_of_the_same_customers_wait_for_each_other_and_never_in_a_circle(
    stored: Sessions,
) -> None:
    await put(stored, (ONE, OTHER), "Casey")

    async with stored.begin() as holding:
        await holding.execute(
            text("select id from customers where id = :id for update"), {"id": ONE}
        )
        imports = [
            asyncio.create_task(put(stored, (ONE, OTHER), "Robin")),
            asyncio.create_task(put(stored, (OTHER, ONE), "Kim")),
        ]

        async def both_wait() -> bool:
            async with stored() as db:
                return (await db.scalar(WAITING) or 0) >= len(imports)

        await until(both_wait, "both imports wait")
    await asyncio.gather(*imports)

    async with stored() as db:
        names = {(await db.get_one(Customer, id_)).name for id_ in (ONE, OTHER)}
    assert len(names) == 1
