"""Each rule finds what breaks it: a checker that finds nothing anywhere would show nothing."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import connect
from stack.postgres import PostgresServer
from tests.soak.invariants import IN_THE_DATABASE

SOUND = """
insert into offices values ('ACT', 'ACT', 'Australia/Sydney');
insert into cases (ref, type, office, phase, state, opened_at, clock_offset, next_sequence,
                   next_entry, carried, matrix)
values ('co-1', 'Complaint', 'ACT', 'assessing', 'open', now(), '0', 2, 4, '{}', '');
insert into settled values ('co-1', 1, '', '{}', '{}');
insert into messages (source, id, type, "case", occurred_at, received_at, facts, content, digest,
                      status, attempts)
values ('mail', 'm1', 'complaint.received', 'co-1', now(), now(), '{}', '{}', '', 'applied', 0);
insert into timeline ("case", sequence, settle, occurred_at, step, kind, words, data)
values ('co-1', 1, 1, now(), 'WC-S2a', 'received', '',
        '{"message": "mail|m1", "status": "applied"}'),
       ('co-1', 2, 1, now(), 'WC-S3a', 'opened', '', '{"task": "co-1.t1"}'),
       ('co-1', 3, 1, now(), 'WC-S3n', 'armed', '', '{}');
insert into tasks (id, "case", kind, step, steps, title, role, state, working, checklist, data,
                   answers, opened_at)
values ('co-1.t1', 'co-1', 'assess_complaint', 'WC-S3a', '{}', '', 'allocations_officer', 'open',
        '[]', '{}', '{}', '{}', now());
insert into deadlines (id, "case", step, rule, label, start, due_on, due, working, calendar, state)
values ('co-1.a', 'co-1', 'WC-S3n', 'WC-S3n', '', now(), now() + interval '2 days',
        now() + interval '2 days', '[]', '', 'armed');
insert into letters (id, "case", kind, step, state, "to", copies, fields, approvals, attempts, pdf,
                     sha256, signed_sha256, sent_at)
values ('co-1.l1', 'co-1', 'complaint_acknowledgement', 'WC-S3m', 'sent', '{}', '[]', '{}', 0, 0,
        'pdf', encode(sha256('pdf'), 'hex'), encode(sha256('pdf'), 'hex'), now());
insert into outbox (id, "case", kind, payload, attempts, done_at)
values ('co-1.l1', 'co-1', 'letter', '{}', 1, now());
"""
ONCE_MORE = """
insert into timeline
select "case", 4, settle, occurred_at, recorded_at, actor, step, kind, words, data, corrects
  from timeline where sequence = {line}; update cases set next_entry = 5
"""
TASK_TWICE = """
insert into tasks
select 'co-1.t2', "case", customer, kind, step, steps, title, role, assignee, state, due, due_on,
       working, checklist, data, outcome, answers, opened_at, ended_at, completed_by
  from tasks
"""
BREAKING = {
    "a message has one final status, and one line that says so": (
        "update messages set status = null",
        ONCE_MORE.format(line=1),
    ),
    "a timeline has no gap": ("update cases set next_entry = 5",),
    "settles are counted without a gap, each answered once": (
        "update cases set next_sequence = 3",
        "insert into settled values ('co-1', 3, '', '{}', '{}')",
    ),
    "a task is opened once and ended at most once": (
        "update tasks set state = 'completed'",
        ONCE_MORE.format(line=2),
    ),
    "no case has the same work open twice": (TASK_TWICE,),
    "nothing is armed in the past": ("update deadlines set due = now() - interval '1 hour'",),
    "a closed case has nothing armed and waits for nothing": ("update cases set state = 'closed'",),
    "what was signed has left, and is what was signed": (
        "update letters set state = 'signed'",
        "update letters set pdf = 'another'",
        "update letters set signed_sha256 = 'another'",
    ),
    "the outbox is empty": ("update outbox set done_at = null",),
}


@pytest.fixture(scope="module")
async def superuser(
    postgres: PostgresServer, migrated_database: Callable[[str], Awaitable[str]]
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions of one who may break every rule, in a database with one sound case."""
    await migrated_database("invariants")
    url = make_url(postgres.superuser_url).set(database="invariants")
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    await connection.execute(SOUND)
    await connection.close()
    engine = connect.engine(url.render_as_string(hide_password=False))
    yield connect.sessions(engine)
    await engine.dispose()


async def broken(db: AsyncSession) -> set[str]:
    """Return the rules that something breaks."""
    found = {rule.words: list(await db.scalars(text(rule.breaks))) for rule in IN_THE_DATABASE}
    return {words for words, rows in found.items() if rows}


async def test_a_sound_case_breaks_no_rule(superuser: async_sessionmaker[AsyncSession]) -> None:
    async with superuser() as db:
        assert await broken(db) == set()
        assert [await db.scalar(text(rule.counts)) for rule in IN_THE_DATABASE[:5]] == [
            1,
            3,
            1,
            1,
            1,
        ]


@pytest.mark.parametrize(
    ("words", "change"),
    [(words, change) for words, changes in BREAKING.items() for change in changes],
)
async def test_a_rule_finds_what_breaks_it(
    superuser: async_sessionmaker[AsyncSession], words: str, change: str
) -> None:
    async with superuser() as db:
        for statement in change.split("; "):
            await db.execute(text(statement))
        assert words in await broken(db)
        await db.rollback()


def test_every_rule_is_tried() -> None:
    assert set(BREAKING) == {rule.words for rule in IN_THE_DATABASE}
