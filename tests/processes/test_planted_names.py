"""What a database says of a row that it refuses never leaves the database.

Its errors quote the row: here the name of the customer, planted in constraints of the test's own.
The settle fails and is tried again until an operator has put the database right; Temporal's
history, the view of what is pending, the worker's log and PostgreSQL's log know the case only.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from database.models import Outbox
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from tests.processes.conftest import PLANTED
from tests.processes.office import Office
from tests.processes.process import Process
from tests.replay.recorded import readable
from tests.workflows.looking import Looked, until

CHECK = "alter table letters add constraint refusal check ({}) not valid"
RAISES = """
create function refuse() returns trigger language plpgsql as $$
begin raise exception 'nothing may be written to %', new.fields; end $$;
create trigger refusal before update on letters
    for each row when (new.sha256 is not null) execute function refuse()
"""
REFUSALS = {  # and the SQLSTATE; each time PostgreSQL quotes the row or a part of it
    "when the letter is made": (CHECK.format("fields::text not like '%Planted%'"), "23514"),
    "in the words of a trigger": (RAISES, "P0001"),
}
LEFT = CHECK.format("state <> 'sent' or fields::text not like '%Planted%'")
REMOVAL = """
alter table letters drop constraint if exists refusal;
drop trigger if exists refusal on letters;
drop function if exists refuse()
"""


@pytest.fixture(scope="module")
async def worker(office: Office) -> AsyncIterator[Process]:
    """One worker for all refusals."""
    worker = await office.worker()
    yield worker
    worker.stop()


@asynccontextmanager
async def refusing(office: Office, refusal: str) -> AsyncIterator[None]:
    """Have the database refuse the customer's name, for the length of an ``async with``."""
    connection = await asyncpg.connect(office.holds.url)
    try:
        await connection.execute(refusal)
        yield
    finally:
        await connection.execute(REMOVAL)
        await connection.close()


@pytest.mark.parametrize(("refusal", "sqlstate"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_a_name_that_the_database_refuses_is_told_to_nobody(
    *,
    office: Office,
    worker: Process,
    postgres: PostgresServer,
    temporal: TemporalServer,
    refusal: str,
    sqlstate: str,
) -> None:
    case = await office.complaint("cu-1")
    looked = Looked(office.client, office.sessions, case)

    async with refusing(office, refusal):
        await office.send_letter(case)
        failure = await looked.retrying()
        pending = await looked.told_temporal()
    await office.handed_over(case)

    assert f"The case database refused (SQLSTATE {sqlstate}, " in failure
    assert case in failure
    told = {
        "the failure": failure,
        "what is pending": pending,
        "the history": readable(await looked.history()),
        "the worker's log": worker.written,
        "PostgreSQL's log": postgres.child.log.read_text(),
        "the server's log": temporal.child.log.read_text(),
    }
    assert {where for where, words in told.items() if PLANTED in words} == set()
    assert (await office.letter(case)).fields["to"]["name"] == PLANTED
    assert "Completing activity as failed" in worker.written


async def test_a_name_refused_once_the_letter_has_left_is_told_to_nobody(
    office: Office, worker: Process, postgres: PostgresServer, temporal: TemporalServer
) -> None:
    """The settle is done then: the outbox keeps why its row is open."""
    case = await office.complaint("cu-1")
    looked = Looked(office.client, office.sessions, case)

    async with refusing(office, LEFT):
        await office.send_letter(case)
        problem = await until(lambda: stuck(looked), "the push of the letter has failed")

    assert problem.startswith("The case database refused (SQLSTATE 23514, ")
    told = {
        "the outbox": problem,
        "the history": readable(await looked.history()),
        "the worker's log": worker.written,
        "PostgreSQL's log": postgres.child.log.read_text(),
        "the server's log": temporal.child.log.read_text(),
    }
    assert {where for where, words in told.items() if PLANTED in words} == set()
    assert "outbox.failed" in worker.written


async def stuck(looked: Looked) -> str | None:
    """Return why the letter's row of the outbox is open."""
    rows = await looked.rows(Outbox, kind="letter")
    return rows[0].problem if rows else None
