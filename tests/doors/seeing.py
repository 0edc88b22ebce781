"""Look at what a door left behind, and put there what a test begins with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database.models import Case, Receipt, Task, TimelineEntry
from database.queries import messages
from domain.catalogue import TASKS
from tests.workflows.looking import until

Sessions = async_sessionmaker[AsyncSession]

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
PLANTED = "Erika Planted"  # a name that no error, log or history may show


async def eventually(fact: Callable[[], Awaitable[bool]]) -> None:
    """Wait for a fact."""
    await until(fact, "what the test waits for", pause=0.01)


@dataclass
class Seen:
    """Looks at what is there, and puts there what a test begins with."""

    sessions: Sessions
    client: Client

    async def message(self, source: str, id_: str) -> Receipt:
        async with self.sessions() as db:
            found = await messages.find(db, source, id_)
        assert found is not None
        return found

    async def count(self, source: str, id_: str) -> int:
        async with self.sessions() as db:
            wanted = select(Receipt).where(Receipt.source == source, Receipt.id == id_)
            return len(list(await db.scalars(wanted)))

    async def task(self, id_: str) -> Task:
        async with self.sessions() as db:
            return await db.get_one(Task, id_)

    async def tasks(self, case: str) -> list[Task]:
        async with self.sessions() as db:
            return list(await db.scalars(select(Task).where(Task.case == case).order_by(Task.id)))

    async def timeline(self, case: str) -> list[TimelineEntry]:
        async with self.sessions() as db:
            wanted = select(TimelineEntry).where(TimelineEntry.case == case)
            return list(await db.scalars(wanted.order_by(TimelineEntry.sequence)))

    async def signals(self, case: str) -> list[tuple[str, dict[str, Any]]]:
        """Return the signals that a workflow got: name and message."""
        history = await self.client.get_workflow_handle(case).fetch_history()
        found = []
        for event in history.events:
            if event.HasField("workflow_execution_signaled_event_attributes"):
                told = event.workflow_execution_signaled_event_attributes
                decoded = await self.client.data_converter.decode(told.input.payloads)
                found.append((told.signal_name, decoded[0]))
        return found

    async def history(self, case: str) -> str:
        return (await self.client.get_workflow_handle(case).fetch_history()).to_json()

    async def add_case(self, ref: str, **fields: Any) -> str:
        values = {
            "ref": ref,
            "type": "PersonalisedServicesCase",
            "office": "ACT",
            "customer": "casey",
            "phase": "finalisation",
            "state": "open",
            "opened_at": NOW,
            "clock_offset": timedelta(0),
            "next_sequence": 2,
            "carried": {},
            "matrix": "test",
        }
        async with self.sessions.begin() as db:
            db.add(Case(**values | fields))
        return ref

    async def add_task(self, id_: str, kind: str, case: str | None, **fields: Any) -> str:
        declared = TASKS[kind]
        values = {
            "id": id_,
            "case": case,
            "kind": kind,
            "step": declared.step,
            "steps": list(declared.covers),
            "title": declared.title,
            "role": declared.roles[0].value,
            "state": "open",
            "opened_at": NOW,
        }
        async with self.sessions.begin() as db:
            db.add(Task(**values | fields))
        return id_
