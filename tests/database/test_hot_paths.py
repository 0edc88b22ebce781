"""What is asked all day reads what it needs, however much the agency has kept in its years."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.outbox import OutboxPusher, Pass
from database import connect
from database.models import Receipt
from database.queries import cases
from database.writes import people, receipts
from starter.doors import customers
from starter.doors.clock import real_time
from tests.pushing import Pushing

Work = Callable[[AsyncEngine], Awaitable[Any]]

NOW = datetime(2027, 1, 4, tzinfo=UTC)
MANY = 20_000
FEW = 200  # rows that a statement may read and leave

FILL = f"""
insert into outbox (id, "case", kind, payload, attempts)
select 'ps-' || n % 1000 || '.r' || n, 'ps-' || n % 1000, 'record', '{{}}', 0
  from generate_series(1, {MANY}) n;
insert into messages (source, id, type, "case", occurred_at, received_at, facts, content, digest,
                      status, attempts)
select 'cuba', 'm' || n, 'customer.updated', null, '2027-01-04', '2027-01-04',
       jsonb_build_object('customer', 'cu-' || n), '{{}}', '', 'applied', 0
  from generate_series(1, {MANY}) n;
insert into documents (sha256, source, message, name, media_type, bytes)
select 'hash' || n, 'cuba', 'm' || n, 'letter.pdf', 'application/pdf', '\\x00'
  from generate_series(1, {MANY}) n;
insert into customers (id, name, programme, associates)
values ('cu-1', 'Casey', 'child_support', '{{}}');
analyze
"""


@pytest.fixture(scope="module")
async def kept(new_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[AsyncEngine]:
    """A database in which much was kept; nothing of it is still to be done."""
    url = await new_database("hot_paths")
    await connect.migrate(url)
    engine = connect.engine(url)
    async with connect.sessions(engine).begin() as db:
        await people.put_missing_offices(db)
        for statement in FILL.split(";"):
            await db.execute(text(statement))
    yield engine
    await engine.dispose()


def _pusher(engine: AsyncEngine) -> OutboxPusher:
    return OutboxPusher(connect.sessions(engine), {"tell": Pushing()}, real_time)


async def _push_case(engine: AsyncEngine) -> None:
    assert (await _pusher(engine).push_case("ps-7")).tried == 0


async def _push_left(engine: AsyncEngine) -> None:
    assert not await _pusher(engine).push_next(Pass(), older=timedelta(0))


async def _forward(engine: AsyncEngine) -> None:
    async with connect.sessions(engine)() as db:
        await receipts.lease(db, timedelta(0), 20, timedelta(minutes=1))


async def _update_customer(engine: AsyncEngine) -> None:
    async with connect.sessions(engine)() as db:
        row = Receipt(
            source="cims",
            id="new",
            occurred_at=NOW,
            facts={"customer": "cu-1", "channel": "post"},
            content={},
        )
        await customers.update(db, row, now=NOW)


async def _receipt(engine: AsyncEngine) -> None:
    async with connect.sessions(engine)() as db:
        await cases.receipt(db, "m77")


@pytest.mark.parametrize(
    "work",
    [_push_case, _push_left, _forward, _update_customer, _receipt],
    ids=lambda w: w.__name__,
)
async def test_it_reads_what_it_needs(kept: AsyncEngine, work: Work) -> None:
    asked: list[tuple[str, Any]] = []

    def note(*given: Any) -> None:
        asked.append((given[2], given[3]))

    event.listen(kept.sync_engine, "before_cursor_execute", note)
    try:
        await work(kept)
    finally:
        event.remove(kept.sync_engine, "before_cursor_execute", note)

    looks = [
        each for each in asked if each[0].lstrip().upper().startswith(("SELECT", "UPDATE", "WITH"))
    ]
    assert looks
    for statement, values in looks:
        assert await _read_for_nothing(kept, statement, values) <= FEW, statement


async def _read_for_nothing(engine: AsyncEngine, statement: str, values: Any) -> int:
    """Return how many rows PostgreSQL reads for a statement and leaves; nothing is changed."""
    async with engine.connect() as connection:
        explain = f"explain (analyze, format json) {statement}"
        plan = (await connection.exec_driver_sql(explain, values)).scalar_one()
    found = json.loads(plan) if isinstance(plan, str) else plan
    return sum(node.get("Rows Removed by Filter", 0) for node in _nodes(found[0]["Plan"]))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
