"""At rest is a fact in PostgreSQL: one statement says so, and no pause is a guess."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from database import connect
from database.writes import people
from starter.player.barrier import LONG_AGO, Barrier, NotAtRestError
from tests.end_to_end.told import Hall

NOW = datetime(2027, 3, 1, tzinfo=UTC)

RECEIPT = text("""
insert into messages (source, id, type, "case", occurred_at, received_at, facts, content, digest,
                      attempts)
values ('tests', :id, 'customer.replied', 'ps-2222222222', now(), now(), '{}', '{}', '', 0)
""")
SETTLE = text("update messages set status = 'applied' where id = :id")


@dataclass
class Watched:
    """A barrier, and how often it has looked."""

    engine: AsyncEngine
    barrier: Barrier
    looks: int = 0
    _looked: asyncio.Event = field(default_factory=asyncio.Event)

    def saw(self, statement: str) -> None:
        if "as pending" in statement:
            self.looks += 1
            self._looked.set()

    async def looked(self, times: int) -> None:
        """Wait until it has looked some times more."""
        until = self.looks + times
        while self.looks < until:
            self._looked.clear()
            await self._looked.wait()

    async def write(self, statement: Any, **values: Any) -> None:
        async with self.engine.begin() as db:
            await db.execute(statement, values)


@pytest.fixture
async def watched(
    stage_hall: Hall, client: Client, request: pytest.FixtureRequest
) -> AsyncIterator[Watched]:
    """A barrier on an empty case database."""
    url = await stage_hall.empty("".join(c for c in request.node.name if c.isalnum())[:40])
    engine = connect.engine(url)
    watched = Watched(engine, Barrier(connect.sessions(engine), client, patience=60))

    def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        watched.saw(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", before)
    yield watched
    await engine.dispose()


async def test_it_rests_where_nothing_is_pending_after_one_look(watched: Watched) -> None:
    await watched.barrier.rest()

    assert watched.looks == 1


async def test_it_does_not_rest_while_a_message_has_no_status_however_often_it_looks(
    watched: Watched,
) -> None:
    await watched.write(RECEIPT, id="one")
    resting = asyncio.create_task(watched.barrier.rest())

    await watched.looked(5)
    assert not resting.done()

    await watched.write(SETTLE, id="one")
    await asyncio.wait_for(resting, 60)


async def test_it_sees_what_another_process_writes(watched: Watched) -> None:
    await watched.write(RECEIPT, id="one")
    resting = asyncio.create_task(watched.barrier.rest())
    await watched.looked(1)

    other = connect.engine(watched.engine.url.render_as_string(hide_password=False))
    async with other.begin() as db:
        await db.execute(SETTLE, {"id": "one"})
    await other.dispose()

    await asyncio.wait_for(resting, 60)


async def test_a_deadline_that_has_come_keeps_its_own_case_from_rest_and_no_other(
    watched: Watched,
) -> None:
    async with connect.sessions(watched.engine).begin() as db:
        await people.put_missing_offices(db)
    await watched.write(
        text("""
insert into cases (ref, type, office, phase, state, opened_at, clock_offset, next_sequence,
                   next_entry, carried, matrix)
values ('ps-2222222222', 'PersonalisedServicesCase', 'ACT', 'active', 'open', now(), '0', 1, 1,
        '{}', '')
""")
    )
    await watched.write(
        text("""
insert into deadlines (id, "case", step, rule, label, state, due, due_on, working, calendar, start)
values ('ps-2222222222.reply', 'ps-2222222222', 'CSP-T6-S1k', 'CSP-T6-S1k', '', 'armed', :due,
        '2027-03-01', '[]', '', :due)
"""),
        due=NOW,
    )

    await watched.barrier.rest("co-2222222222", NOW)
    await watched.barrier.rest("ps-2222222222", LONG_AGO)
    watched.barrier.patience = 0.2
    with pytest.raises(NotAtRestError) as error:
        await watched.barrier.rest("ps-2222222222", NOW)

    assert "deadline ps-2222222222.reply (CSP-T6-S1k) has come and was not handled" in str(
        error.value
    )


async def test_what_is_stuck_is_said_at_once_with_what_failed(watched: Watched) -> None:
    await watched.write(
        text("""
insert into outbox (id, "case", kind, payload, created_at, attempts, problem)
values ('co-2222222222.l1', 'co-2222222222', 'letter', '{}', now(), 1, 'the spool is full')
""")
    )

    with pytest.raises(NotAtRestError) as error:
        await watched.barrier.rest()

    assert str(error.value) == (
        "The stack cannot go on:\n  letter co-2222222222.l1 has not left: the spool is full"
    )


async def test_at_the_limit_it_says_what_is_pending(watched: Watched) -> None:
    await watched.write(RECEIPT, id="one")
    watched.barrier.patience = 0.2

    with pytest.raises(NotAtRestError) as error:
        await watched.barrier.rest()

    assert str(error.value) == (
        "The stack did not come to rest within 0 seconds:\n"
        "  customer.replied for ps-2222222222 has no status\n"
        "  ps-2222222222: Temporal says NOT_FOUND"
    )
