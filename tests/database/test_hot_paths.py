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
from database.models import Officer, Receipt
from database.queries import cases, tasks
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
insert into cases (ref, type, office, phase, state, opened_at, clock_offset, next_sequence,
                   next_entry, owner, waiting, carried, matrix)
select 'ps-' || n, 'PersonalisedServicesCase', 'ACT', 'active', 'open', '2027-01-04', '0', 1, 1,
       'psso.' || n % 1000, jsonb_build_object('step', 'CSP-T4-S5a', 'types',
       jsonb_build_array('task.completed')), '{{}}', ''
  from generate_series(1, {MANY}) n;
update cases
   set phase = 'finalisation',
       waiting = '{{"step": "CSP-T6-S1k", "types": ["customer.replied"]}}'
 where opening % 1000 = 7;
insert into tasks (id, "case", kind, step, steps, title, role, assignee, state, opened_at,
                   working, checklist, data, answers)
select 'ps-' || n || '.t1', 'ps-' || n, 'follow_up', 'CSP-T4-S5a', '{{}}', 'Follow up', 'psso',
       'psso.' || n % 1000, 'open', '2027-01-04', '[]', '{{}}', '{{}}', '{{}}'
  from generate_series(1, {MANY}) n;
insert into deadlines (id, "case", step, rule, label, start, due_on, due, working, calendar, state,
                       owed)
select 'ps-' || n || '.follow-up', 'ps-' || n, 'CSP-T4-S5a', 'CSP-T4-S5a', '', '2027-01-04',
       '2027-01-03', case n % 1000 when 7 then timestamptz '2027-01-04' else '2027-02-04' end,
       '[]', '', 'passed', true
  from generate_series(1, {MANY}) n;
insert into timeline ("case", sequence, occurred_at, step, kind, words, data)
select 'ps-1', n, '2027-01-04', 'CB-MESSAGE', 'received', 'a message', '{{}}'
  from generate_series(1, {MANY}) n;
insert into customers (id, name, programme, associates)
values ('cu-1', 'Casey', 'child_support', '{{}}');
analyze
"""


@pytest.fixture(scope="module")
async def kept(migrated_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[AsyncEngine]:
    """A database in which much was kept; nothing of it is still to be done."""
    url = await migrated_database("hot_paths")
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


async def _cases_in_a_phase(engine: AsyncEngine) -> None:
    await _cases(engine, phase="finalisation")


async def _cases_that_wait_for_a_step(engine: AsyncEngine) -> None:
    await _cases(engine, waiting_for="CSP-T6-S1k")


async def _cases_that_wait_for_a_message(engine: AsyncEngine) -> None:
    await _cases(engine, waiting_for="customer.replied")


async def _cases_of_an_owner(engine: AsyncEngine) -> None:
    await _cases(engine, owner="psso.7")


async def _cases(engine: AsyncEngine, **filters: Any) -> None:
    async with connect.sessions(engine)() as db:
        found = await cases.list_cases(db, cases.Filters(**filters), now=NOW)
    assert len(found["cases"]) == MANY // 1000


async def _work_of_an_officer(engine: AsyncEngine) -> None:
    async with connect.sessions(engine)() as db:
        db.add(Officer(id="psso.7", name="Sam", office="ACT"))
        await db.flush()
        found = await tasks.list_tasks(db, tasks.Filters(officer="psso.7"), now=NOW)
    assert len(found["tasks"]) == MANY // 1000


async def _cases_that_are_overdue(engine: AsyncEngine) -> None:
    await _cases(engine, due_by=NOW)


async def _work_that_is_overdue(engine: AsyncEngine) -> None:
    async with connect.sessions(engine)() as db:
        found = await tasks.list_tasks(db, tasks.Filters(officer="psso.7", due_by=NOW), now=NOW)
    assert len(found["tasks"]) == MANY // 1000


async def _a_page_of_a_timeline(engine: AsyncEngine) -> None:
    async with connect.sessions(engine)() as db:
        found = await cases.timeline(db, "ps-1", before=10_000)
    assert [found[0]["sequence"], found[-1]["sequence"]] == [9_000, 9_999]


@pytest.mark.parametrize(
    "work",
    [
        *(_push_case, _push_left, _forward, _update_customer, _receipt),
        *(_cases_in_a_phase, _cases_that_wait_for_a_step, _cases_that_wait_for_a_message),
        *(_cases_of_an_owner, _work_of_an_officer, _a_page_of_a_timeline),
        *(_cases_that_are_overdue, _work_that_is_overdue),
    ],
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
