"""Look at one case: what it left in the case database, and what Temporal holds of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata as Metadata
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.common import SearchAttributeKey

from database.models import Case, Deadline, Outbox, Receipt, Task, TimelineEntry
from database.queries import messages
from database.queries.messages import Slip
from domain.messages import Envelope
from worker.lanes import Lanes

Sessions = async_sessionmaker[AsyncSession]
Row = TypeVar("Row")
Fact = TypeVar("Fact")
Message = Envelope | Slip | Receipt

PROBLEM = SearchAttributeKey.for_bool("CbProblem")
PAUSE, LONGEST_PAUSE = 0.005, 0.1  # seconds between two looks; each look costs the machine some
PATIENCE = 60.0  # seconds: only what never comes takes so long, however slow the machine is


class NotSoError(AssertionError):
    """Something that a test waits for did not become so in time."""


async def until(
    fact: Callable[[], Awaitable[Fact | None]],
    what: str,
    patience: float = 60,
    pause: float = PAUSE,
) -> Fact:
    """Wait for a fact that is told by no event, with a limit in real time; return it.

    What is not so soon is looked at ever less often: those who make it so have the machine.
    """
    try:
        async with asyncio.timeout(patience):
            found = await fact()
            while not found:
                await asyncio.sleep(pause)
                pause = max(pause, min(1.3 * pause, LONGEST_PAUSE))
                found = await fact()
            return found
    except TimeoutError:
        raise NotSoError(f"not so after {patience:.0f} s: {what}") from None


async def pauses_end(sessions: Sessions, case: str) -> None:
    """Let the pauses and leases of a case's pushes be over."""
    over = update(Outbox).where(Outbox.case == case)
    async with sessions.begin() as db:
        await db.execute(over.values(next_attempt_at=func.clock_timestamp()))


async def push_again(sessions: Sessions, case: str, lanes: Lanes) -> None:
    """Let the pauses and leases of a case's pushes be over, and push all that it has open.

    The case's worker, which pushes by itself, may be a moment quicker: what it has tried in place
    of these lanes they try once more.
    """
    left = select(func.count()).where(
        Outbox.case == case,
        Outbox.kind != "record",
        Outbox.done_at.is_(None),
        Outbox.given_up_at.is_(None),
    )

    async def tried() -> bool:
        async with sessions() as db:
            most = await db.scalar(left) or 0
        await pauses_end(sessions, case)
        pushed = [  # some leave something for the others
            await lane.pusher.push_case(case) for lane in (*lanes.lanes, *lanes.lanes)
        ]
        return sum(came.tried for came in pushed) >= most

    await until(tried, f"all that {case} has open was tried by these lanes")


async def histories(client: Client, ref: str) -> list[WorkflowHistory]:
    """Return the history of every run of a case, the first one first."""
    runs = [await client.get_workflow_handle(ref).fetch_history()]
    while before := _run_before(runs[0]):
        runs.insert(0, await client.get_workflow_handle(ref, run_id=before).fetch_history())
    return runs


def _run_before(history: WorkflowHistory) -> str:
    started = history.events[0].workflow_execution_started_event_attributes
    return started.continued_execution_run_id


def builds(history: WorkflowHistory) -> list[str]:
    """Return the builds of the workers that a run was on, one after the other."""
    completed = [
        event.workflow_task_completed_event_attributes.worker_version.build_id
        for event in history.events
        if event.HasField("workflow_task_completed_event_attributes")
    ]
    return [build for build, _ in groupby(completed)]


@dataclass
class Looked:
    """One case, looked at."""

    client: Client
    sessions: Sessions
    ref: str

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """The case's workflow, whichever run it is in."""
        return self.client.get_workflow_handle(self.ref)

    # ------------------------------------------------------------------ the case database

    async def case(self) -> Case:
        """Return the case as it stands."""
        async with self.sessions() as db:
            return await db.get_one(Case, self.ref)

    async def phase(self) -> str:
        """Return the phase that the case stands in."""
        return (await self.case()).phase

    async def rows(self, model: type[Row], **fields: Any) -> list[Row]:
        """Return the rows of this case that have these fields."""
        async with self.sessions() as db:
            return list(await db.scalars(select(model).filter_by(case=self.ref, **fields)))

    async def task(self, kind: str) -> Task:
        """Return the open task of a kind."""
        found = await self.rows(Task, kind=kind, state="open")
        assert len(found) == 1, f"{len(found)} open tasks {kind}"
        return found[0]

    async def deadline(self, name: str) -> Deadline:
        """Return a deadline by its name in the case."""
        async with self.sessions() as db:
            return await db.get_one(Deadline, f"{self.ref}.{name}")

    async def timeline(self, kind: str | None = None) -> list[TimelineEntry]:
        """Return the timeline in order, or its lines of one kind."""
        entries = await self.rows(TimelineEntry, **({"kind": kind} if kind else {}))
        return sorted(entries, key=lambda entry: entry.sequence)

    async def receipt(self, message: Message) -> Receipt:
        """Return what became of a message so far."""
        async with self.sessions() as db:
            found = await messages.find(db, message.source, message.id)
        assert found is not None, f"no receipt of {message.source}|{message.id}"
        return found

    async def status(self, message: Message) -> str | None:
        """Return the status of a message so far."""
        return (await self.receipt(message)).status

    async def outcome(self, message: Message) -> Receipt:
        """Wait for the final status of a message; return its receipt."""

        async def final() -> Receipt | None:
            async with self.sessions() as db:
                found = await messages.find(db, message.source, message.id)
            return found if found and found.final_at else None

        return await until(final, f"{message.type} {message.id} has a final status")

    async def quarantined(self, count: int = 1) -> Sequence[Receipt]:
        """Wait for so many messages to be quarantined; return their receipts."""

        async def enough() -> list[Receipt] | None:
            found = await self.rows(Receipt, status="quarantined")
            return found if len(found) >= count else None

        return await until(enough, f"{count} messages quarantined")

    async def becomes(self, fact: Callable[[], Awaitable[object]], what: str) -> None:
        """Wait for a fact about the case."""
        await until(fact, f"{self.ref}: {what}")

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hold the row of the case, so that its settle waits in the middle of its work."""
        async with self.sessions.begin() as db:
            await db.execute(select(Case).where(Case.ref == self.ref).with_for_update())
            yield

    # ------------------------------------------------------------------ Temporal

    async def result(self) -> str:
        """Wait for the workflow to end; return the phase that it ended in."""
        async with asyncio.timeout(PATIENCE):
            return str(await self.handle.result())

    async def settling(self) -> None:
        """Wait until a settle is under way; a case whose row is held stays in it."""

        async def started() -> bool:
            return bool((await self.handle.describe()).raw_description.pending_activities)

        await until(started, f"a settle of {self.ref} is under way")

    async def untouched(self) -> None:
        """Wait until no worker has the case in hand: one that stops leaves nothing half done."""

        async def idle() -> bool:
            described = (await self.handle.describe()).raw_description
            return not (described.pending_activities or described.HasField("pending_workflow_task"))

        await until(idle, f"no worker has {self.ref} in hand")

    async def history(self, run: str | None = None) -> WorkflowHistory:
        """Return the history of a run, of the current one by default."""
        return await self.client.get_workflow_handle(self.ref, run_id=run).fetch_history()

    async def histories(self) -> list[WorkflowHistory]:
        """Return the history of every run, the first one first."""
        return await histories(self.client, self.ref)

    async def runs(self, least: int = 1) -> list[str]:
        """Return the ids of the case's runs, the newest first, once the list shows so many."""
        found: list[str] = []

        async def enough() -> bool:
            listed = self.client.list_workflows(f'WorkflowId="{self.ref}"')
            found[:] = [described.run_id async for described in listed]
            return len(found) >= least

        await until(enough, f"{least} runs of {self.ref} are listed")
        return found

    async def count(self, name: str) -> int:
        """Count the events of a type in the current run, such as ``TIMER_STARTED``."""
        wanted = EventType.Value(f"EVENT_TYPE_{name}")
        return sum(event.event_type == wanted for event in (await self.history()).events)

    async def failing(self) -> str:
        """Wait until a workflow task fails; return what it says."""

        async def failed() -> str | None:
            for event in (await self.history()).events:
                if event.HasField("workflow_task_failed_event_attributes"):
                    return event.workflow_task_failed_event_attributes.failure.message
            return None

        return await until(failed, f"{self.ref} fails visibly")

    async def retrying(self) -> str:
        """Wait until an activity is tried again; return what its last failure says."""

        async def retried() -> str | None:
            described = await self.handle.describe()
            for activity in described.raw_description.pending_activities:
                if activity.HasField("last_failure"):
                    return str(activity.last_failure)
            return None

        return await until(retried, f"a settle of {self.ref} is tried again")

    async def stopped(self) -> str:
        """Wait until the case shows that it stands still; return what it says to operators."""

        async def shown() -> bool:
            described = await self.handle.describe()
            return bool(described.typed_search_attributes.get(PROBLEM))

        await until(shown, f"{self.ref} is stopped")
        return await self.details()

    async def details(self) -> str:
        """Return the current details, as the Temporal UI shows them."""
        found = await self.handle.query("__temporal_workflow_metadata", result_type=Metadata)
        return str(found.current_details)

    async def told_temporal(self) -> str:
        """Return all that Temporal holds of the current run, readable: history and view."""
        described = await self.handle.describe()
        events = [event.SerializeToString() for event in (await self.history()).events]
        readable = b"\n".join(events).decode(errors="replace")
        return f"{readable}\n{described.raw_description}"
