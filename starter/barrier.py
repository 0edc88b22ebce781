"""When is a played stack at rest? One statement answers; nothing is guessed."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

PENDING = text("""
select (select count(*) from messages where status is null)
     + (select count(*) from outbox
         where done_at is null and problem is null and kind <> 'record')
     + (select count(*) from deadlines
         where state = 'armed' and "case" = :moved and due <= :at)
""")

PAUSE = 0.002
PATIENCE = 60.0


class NotAtRestError(Exception):
    """The stack did not come to rest in time: what is pending, and the last failure."""


@dataclass
class Barrier:
    """Waits for a fact in PostgreSQL, with a limit in real time."""

    sessions: async_sessionmaker[AsyncSession]
    client: Client
    patience: float = PATIENCE

    async def rest(self, moved: str = "", at: datetime | None = None) -> None:
        """Return once every message has a status and no deadline of ``moved`` is overdue.

        Raises:
            NotAtRestError: the limit was reached.
        """
        instant = at or datetime.fromisoformat("1970-01-01T00:00:00+00:00")
        try:
            async with asyncio.timeout(self.patience):
                while True:
                    if not await self._pending(moved, instant):
                        return
                    await asyncio.sleep(PAUSE)  # a fact in PostgreSQL has no event to wait for
        except TimeoutError:
            raise NotAtRestError(await self._report(moved)) from None

    async def _pending(self, moved: str, at: datetime) -> int:
        async with self.sessions() as db:
            found = await db.scalar(PENDING, {"moved": moved, "at": at})
        return int(found or 0)

    async def _report(self, moved: str) -> str:
        async with self.sessions() as db:
            messages = await db.execute(
                text('select type, "case" from messages where status is null')
            )
            lines = [f"{row.type} for {row.case} has no status" for row in messages]
            waiting = await db.execute(
                text("select ref from cases where state = :open"), {"open": "open"}
            )
            refs = [row.ref for row in waiting]
        for ref in refs:
            lines += await self._failures(ref)
        return (
            f"The stack did not come to rest within {self.patience:.0f} seconds"
            + (f" after {moved} was moved" if moved else "")
            + ":\n"
            + "\n".join(f"  {line}" for line in lines)
        )

    async def _failures(self, ref: str) -> list[str]:
        from temporalio.service import RPCError

        try:
            described = await self.client.get_workflow_handle(ref).describe()
        except RPCError as error:
            return [f"{ref}: Temporal says {error.status.name}"]
        raw = described.raw_description
        found = [
            f"{ref}: {activity.activity_type.name} attempt {activity.attempt}: "
            f"{activity.last_failure.message}"
            for activity in raw.pending_activities
        ]
        if raw.HasField("pending_workflow_task") and raw.pending_workflow_task.attempt > 1:
            found.append(f"{ref}: workflow task attempt {raw.pending_workflow_task.attempt}")
        return found
