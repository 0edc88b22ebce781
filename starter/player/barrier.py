"""When is a played stack at rest? One statement answers; nothing is guessed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.service import RPCError

PENDING = text("""
select (select count(*) from messages where status is null)
     + (select count(*) from outbox where done_at is null and kind <> 'record')
     + (select count(*) from deadlines
         where state = 'armed' and "case" = :moved and due <= :at)
       as pending,
       (select count(*) from outbox where done_at is null and problem is not null)
       as stuck
""")
MESSAGES = text("""
select type, "case", reason from messages where status is null order by recorded_at
""")
STOPPED = text("""
select ref, stopped->>'reason' as reason from cases where stopped is not null order by ref
""")
OUTBOX = text("""
select id, kind, problem from outbox where done_at is null and kind <> 'record' order by id
""")
OVERDUE = text("""
select id, step from deadlines where state = 'armed' and "case" = :moved and due <= :at
""")
OPEN = text("""
select ref from cases where state = 'open'
 union select "case" from messages where status is null and "case" is not null
""")

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS_BETWEEN_LOOKS = 0.05  # where another process writes; the own one tells at once


class NotAtRestError(Exception):
    """The stack did not come to rest: what is pending, and the last failure."""


@dataclass
class Barrier:
    """Waits for a fact in PostgreSQL, ``patience`` seconds of real time at the longest.

    It looks again whenever a connection comes back: a door or a worker that shares the sessions'
    engine has committed.
    """

    sessions: async_sessionmaker[AsyncSession]
    client: Client
    patience: float = 60.0
    _engine: AsyncEngine = field(init=False)
    _written: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def __post_init__(self) -> None:
        """Listen to those who share the engine."""
        self._engine = self.sessions.kw["bind"]
        event.listen(self._engine.sync_engine, "checkin", self._wake)

    def _wake(self, *_connection: Any) -> None:
        self._written.set()

    async def rest(self, moved: str = "", at: datetime = LONG_AGO) -> None:
        """Return once every message has a status and no deadline of ``moved`` is overdue.

        Raises:
            NotAtRestError: the limit was reached, or something is left that nobody tries again.
        """
        try:
            # Each look is a transaction of its own, and so sees what was committed until then.
            looking = self._engine.execution_options(isolation_level="AUTOCOMMIT")
            async with asyncio.timeout(self.patience), looking.connect() as connection:
                while not await self._rests(connection, moved, at):
                    await self._news()
        except TimeoutError:
            words = f"The stack did not come to rest within {self.patience:.0f} seconds"
            raise NotAtRestError(await self.report(words, moved, at)) from None

    async def _news(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_BETWEEN_LOOKS):
                await self._written.wait()

    async def _rests(self, connection: AsyncConnection, moved: str, at: datetime) -> bool:
        self._written.clear()  # before the look: what is written meanwhile is seen by the next
        found = (await connection.execute(PENDING, {"moved": moved, "at": at})).one()
        if found.stuck and found.pending == found.stuck:
            raise NotAtRestError(await self.report("The stack cannot go on", moved, at))
        return not found.pending

    async def report(self, words: str, moved: str = "", at: datetime = LONG_AGO) -> str:
        """Say what is pending, and what failed last."""
        lines = [line async for line in self._pending(moved, at)]
        return "\n  ".join([f"{words}:", *(lines or ["nothing is pending"])])

    async def _pending(self, moved: str, at: datetime) -> AsyncIterator[str]:
        async with self.sessions() as db:
            for row in await db.execute(MESSAGES):
                why = f": {row.reason}" if row.reason else ""
                yield f"{row.type} for {row.case} has no status{why}"
            for row in await db.execute(STOPPED):
                yield f"{row.ref} stands still: {row.reason}"
            for row in await db.execute(OUTBOX):
                yield f"{row.kind} {row.id} has not left: {row.problem or 'not tried yet'}"
            for row in await db.execute(OVERDUE, {"moved": moved, "at": at}):
                yield f"deadline {row.id} ({row.step}) has come and was not handled"
            refs = [row.ref for row in await db.execute(OPEN)]
        for ref in refs:
            for line in await self._failures(ref):
                yield line

    async def _failures(self, ref: str) -> list[str]:
        """Ask Temporal what a case is at, and what failed last."""
        try:
            described = await self.client.get_workflow_handle(ref).describe()
        except RPCError as error:
            return [f"{ref}: Temporal says {error.status.name}"]
        raw = described.raw_description
        found = [
            f"{ref}: activity {activity.activity_type.name}, attempt {activity.attempt}"
            + (f", failed last: {activity.last_failure.message}" if activity.attempt > 1 else "")
            for activity in raw.pending_activities
        ]
        if raw.HasField("pending_workflow_task"):
            attempt = raw.pending_workflow_task.attempt
            found.append(f"{ref}: workflow task, attempt {attempt}")
        return found
