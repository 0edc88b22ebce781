"""Temporal or the case database goes away and comes back: every message arrives."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client

from database import connect
from database.errors import DatabaseUnavailableError
from database.models import Receipt
from database.writes import people
from stack.build import binaries
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer, prepare_namespace
from stack.temporal import connect as connect_temporal
from starter.doors.bringing import Bringer, Brought
from starter.doors.door import Door
from tests.doors.seeing import NOW, Seen, Sessions, eventually
from tests.sending import sent
from worker.attributes import SEARCH_ATTRIBUTES
from worker.forwarder import Forwarder

REPLIED: dict[str, Any] = {"type_": "customer.replied", "source": "telephony"}
SHORT = timedelta(milliseconds=50)


class Passes:
    """A lane with nothing in it, which counts how often the forwarder came by."""

    at_once = 1
    made = 0

    async def push_left(self, age: timedelta, stopping: asyncio.Event) -> bool:  # noqa: ARG002
        """Push nothing."""
        self.made += 1
        return True

    async def several(self) -> bool:
        """Tell whether it came by more than once."""
        return self.made > 1


@asynccontextmanager
async def forwarding(
    sessions: Sessions, client: Client, *, patience: timedelta = timedelta(seconds=30)
) -> AsyncIterator[Passes]:
    """Run a forwarder beside the test; ``patience`` is for a Temporal that may be away."""
    passes = Passes()
    forwarder = Forwarder(
        sessions,
        Bringer(sessions, client, patience=patience),
        [passes],
        age=timedelta(0),
        pause=SHORT,
        longest_pause=SHORT,
    )
    running = asyncio.create_task(forwarder.run())
    yield passes
    forwarder.stop()
    await running


# ---------------------------------------------------------------------------- Temporal


@pytest.fixture
async def restarted(tmp_path: Path) -> AsyncIterator[TemporalServer]:
    """A Temporal server that keeps what it has, to be stopped and started by the test."""
    server = TemporalServer(binaries().server, tmp_path)
    await server.start()
    yield server
    server.kill()


async def test_what_came_while_temporal_was_down_arrives_when_it_is_back(
    stored: Sessions, restarted: TemporalServer, complaint: dict[str, Any]
) -> None:
    client = await connect_temporal(restarted.address)
    await prepare_namespace(client, SEARCH_ATTRIBUTES)
    impatient = Bringer(stored, client, patience=timedelta(milliseconds=500))
    door, seen = Door(stored, client, clock=NOW, bringer=impatient), Seen(stored, client)
    case = (await door.send(sent(**complaint, id="before-the-stop"))).case
    assert case is not None

    await restarted.stop()
    left = [await door.send(sent(**REPLIED, id=f"stop-{n}", case=case)) for n in range(3)]
    assert [receipt.delivered_at for receipt in left] == [None, None, None]
    async with forwarding(stored, client, patience=timedelta(milliseconds=500)) as passes:
        await eventually(passes.several)
        await restarted.start()

        async def delivered() -> bool:
            rows = [await seen.message("telephony", f"stop-{n}") for n in range(3)]
            return all(row.delivered_at for row in rows)

        await eventually(delivered)

    # What Temporal took without an answer is told again; a case knows it by its id.
    told = [message["id"] for _, message in await seen.signals(case)]
    assert sorted(set(told)) == ["stop-0", "stop-1", "stop-2"]


# ---------------------------------------------------------------------------- PostgreSQL


@dataclass
class Outage:
    """A case database that can be taken away and given back."""

    sessions: Sessions
    superuser_url: str

    async def begin(self) -> None:
        """Let nobody in any more, and throw out who is in."""
        await self._run("alter database outage connection limit 0")
        await self._run(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'outage'"
        )

    async def end(self) -> None:
        """Let everybody in again."""
        await self._run("alter database outage connection limit -1")

    async def throw_out_who_waits(self) -> bool:
        """Throw out whoever waits for a lock; tell whether anybody did."""
        return bool(
            await self._run(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = 'outage' and wait_event_type = 'Lock'"
            )
        )

    async def _run(self, statement: str) -> list[Any]:
        admin = await asyncpg.connect(self.superuser_url)
        found = await admin.fetch(statement)
        await admin.close()
        return list(found)


@pytest.fixture(scope="module")
async def outage(
    migrated_database: Callable[[str], Awaitable[str]], postgres: PostgresServer
) -> AsyncIterator[Outage]:
    owner = await migrated_database("outage")
    engine = connect.engine(owner.replace("casebound_owner", "casebound_app"))
    sessions = connect.sessions(engine)
    async with sessions.begin() as db:
        await people.put_missing_offices(db)
    yield Outage(sessions, postgres.superuser_url)
    await engine.dispose()


async def test_sender_repeats_what_got_no_receipt_while_the_database_was_away(
    outage: Outage, client: Client, complaint: dict[str, Any]
) -> None:
    door = Door(outage.sessions, client, clock=NOW)
    message = complaint | {"customer": None, "id": "away"}
    await outage.begin()

    with pytest.raises(DatabaseUnavailableError, match="with the same ids"):
        await door.send(sent(**message))

    await outage.end()
    receipt = await door.send(sent(**message))
    assert not receipt.repeated
    assert receipt.delivered_at == NOW


async def test_forwarder_goes_on_when_the_database_is_back(
    outage: Outage, client: Client, nowhere: Client, complaint: dict[str, Any]
) -> None:
    impatient = Bringer(outage.sessions, nowhere, patience=SHORT)
    door = Door(outage.sessions, nowhere, clock=NOW, bringer=impatient)
    await door.send(sent(**complaint | {"customer": None}, id="left"))
    seen = Seen(outage.sessions, client)

    async def delivered() -> bool:
        return (await seen.message("mail_room", "left")).delivered_at is not None

    await outage.begin()
    async with forwarding(outage.sessions, client) as passes:
        await eventually(passes.several)
        await outage.end()
        await eventually(delivered)


class Jammed(Bringer):
    """A bringer after which the database holds the receipt fast, so that it cannot be marked."""

    holder: AsyncSession

    async def bring(self, row: Receipt) -> Brought:
        """Bring the message, then hold its receipt."""
        brought = await super().bring(row)
        self.holder = self._sessions()
        held = "select 1 from messages where source = :s and id = :i for update"
        await self.holder.execute(text(held), {"s": row.source, "i": row.id})
        return brought


async def test_door_that_cannot_say_that_it_delivered_leaves_that_to_the_forwarder(
    outage: Outage, client: Client, complaint: dict[str, Any]
) -> None:
    """The message has gone out; it goes out once more, and its case knows it by its id."""
    received = await Door(outage.sessions, client, clock=NOW).send(
        sent(**complaint | {"customer": None}, id="jammed")
    )
    assert received.case is not None
    jammed = Jammed(outage.sessions, client, patience=timedelta(seconds=30))
    door = Door(outage.sessions, client, clock=NOW, bringer=jammed)

    sending = asyncio.create_task(door.send(sent(**REPLIED, id="jammed", case=received.case)))
    await eventually(outage.throw_out_who_waits)
    receipt = await sending

    assert (receipt.status, receipt.delivered_at) == (None, None)
    await jammed.holder.close()
    seen = Seen(outage.sessions, client)

    async def delivered() -> bool:
        return (await seen.message("telephony", "jammed")).delivered_at is not None

    async with forwarding(outage.sessions, client):
        await eventually(delivered)
    assert [message["id"] for _, message in await seen.signals(received.case)] == [
        "jammed",
        "jammed",
    ]
