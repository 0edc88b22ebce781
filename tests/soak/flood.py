"""Tell one case twenty thousand things, half of them by a door and half by signals, in two waves.

The first comes while the workers are away, as after an outage; the second while they are at work.
An officer's completion is sent into the second. ``make soak`` plays it at full size, after the
kills; the tests play it small.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database import connect
from database.models import Receipt, Task, TimelineEntry
from domain.messages import Envelope
from starter.doors.door import Door
from tests.answers import ASSESSED
from tests.processes.conftest import populate
from tests.sending import done, sent
from tests.soak.stack import Stack, stack_up
from tests.workflows.looking import until

REPLIED = "customer.replied"
AT_ONCE = 20
PATIENCE = 3600.0  # seconds until all is worked off
PAUSE = 0.5
MOST_EVENTS = 51_200  # of a run, before Temporal ends it


@dataclass
class Flooded:
    """What was told, and what became of it. Times are seconds of the wall."""

    told: int
    applied: int = 0
    lines: int = 0  # of the timeline, one a message
    repeated: int = 0  # sent again under their ids
    runs: list[int] = field(default_factory=list)  # events of each, the oldest first
    officer: float = 0.0  # from the completion to its status
    seconds: float = 0.0

    @property
    def broken(self) -> list[str]:
        """Everything that did not hold."""
        found = []
        if self.applied != self.told or self.lines != self.told:
            found.append(f"{self.told} told, {self.applied} applied, {self.lines} lines")
        if max(self.runs, default=0) >= MOST_EVENTS:
            found.append(f"a run of {max(self.runs)} events")
        return found

    def table(self) -> str:
        """Write it as a table of Markdown."""
        rows = {
            "messages to one case, and sent again under their ids": (self.told, self.repeated),
            "applied, and lines that say so": (self.applied, self.lines),
            "runs of its workflow, and events of the longest": (
                len(self.runs),
                max(self.runs, default=0),
            ),
            "seconds until an officer's completion was applied": (round(self.officer),),
            "minutes until all was worked off": (round(self.seconds / 60),),
        }
        lines = [f"| {what} | {', '.join(map(str, found))} |" for what, found in rows.items()]
        return "\n".join(["| | |", "|---|---:|", *lines])


async def flood(
    folder: Path, *, messages: int, tell: Callable[[str], None], warmed: Path | None = None
) -> Flooded:
    """Play it; return what was found once everything has its status."""
    found, began = Flooded(messages), time.monotonic()
    async with stack_up(folder, warmed) as (stack, client), _sessions(stack) as sessions:
        await populate(sessions)
        door = Door(sessions, client, office="ACT", name="flood")
        case = await _complaint(door, sessions)
        waves = [range(messages // 2), range(messages // 2, messages)]
        for program in list(stack.running):
            stack.kill(program)
        await _tell(door, client, case, waves[0], found)
        tell(f"{messages // 2} told while nobody was at work")
        for program in list(stack.running):
            await stack.start(program)
        second = asyncio.create_task(_tell(door, client, case, waves[1], found))
        await _complete(door, sessions, case, found)
        tell("an officer's completion was applied")
        await second

        async def all_applied() -> bool:
            found.applied = await _applied(sessions, case)
            tell(f"{found.applied} of {messages} applied")
            return found.applied == messages

        await until(all_applied, "everything is applied", PATIENCE, PAUSE)
        found.lines = await _lines(sessions, case)
        found.runs = await _runs(client, case)
    found.seconds = time.monotonic() - began
    return found


@asynccontextmanager
async def _sessions(stack: Stack) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    engine = connect.engine(stack.postgres.app_url)
    yield connect.sessions(engine)
    await engine.dispose()


async def _complaint(door: Door, sessions: async_sessionmaker[AsyncSession]) -> str:
    opened = await door.send(
        sent(
            "complaint.received",
            officer="mail_team.lee",
            customer="cu-1",
            facts={"channel": "post"},
            content={"subject": "Missing payments"},
        )
    )
    assert opened.case
    await _task(sessions, opened.case)
    return opened.case


async def _task(sessions: async_sessionmaker[AsyncSession], case: str) -> str:
    async def found() -> str | None:
        async with sessions() as db:
            return await db.scalar(select(Task.id).where(Task.case == case, Task.step == "WC-S3a"))

    return await until(found, f"{case} has work", PATIENCE, PAUSE)


async def _tell(
    door: Door, client: Client, case: str, numbers: Iterable[int], found: Flooded
) -> None:
    """Send one by the door, the next by a signal, and every tenth once more."""
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with limit:
            act = _by_the_door(door, case, number) if number % 2 else _signal(client, case, number)
            await act()
            if number % 10 == 0:
                found.repeated += 1
                await act()

    await asyncio.gather(*(one(number) for number in numbers))


def _by_the_door(door: Door, case: str, number: int) -> Callable[[], Awaitable[object]]:
    message = sent(REPLIED, source="telephony", id=f"flood-{number}", case=case)
    return lambda: door.send(message)


def _signal(client: Client, case: str, number: int) -> Callable[[], Awaitable[object]]:
    message = Envelope(
        id=f"flood-{number}", type=REPLIED, source="telephony", occurred_at=datetime.now(UTC)
    )
    handle = client.get_workflow_handle(case)
    return lambda: handle.signal(REPLIED, message.model_dump(mode="json"))


async def _complete(
    door: Door, sessions: async_sessionmaker[AsyncSession], case: str, found: Flooded
) -> None:
    began = time.monotonic()
    task, by = await _task(sessions, case), "allocations_officer.okafor"
    slip = await door.send(done(task, by, outcome="level_2", answers=ASSESSED))

    async def final() -> str | None:
        async with sessions() as db:
            return (await db.get_one(Receipt, (slip.source, slip.id))).status

    assert await until(final, "the completion has its status", PATIENCE, PAUSE) == "applied"
    found.officer = time.monotonic() - began


async def _applied(sessions: async_sessionmaker[AsyncSession], case: str) -> int:
    wanted = (
        select(func.count())
        .select_from(Receipt)
        .where(Receipt.case == case, Receipt.type == REPLIED, Receipt.status == "applied")
    )
    async with sessions() as db:
        return int(await db.scalar(wanted) or 0)


async def _lines(sessions: async_sessionmaker[AsyncSession], case: str) -> int:
    """Count the lines that say of a reply that it was received: one each, or it is no answer."""
    told = TimelineEntry.data["message"].astext
    wanted = select(told).where(
        TimelineEntry.case == case,
        TimelineEntry.kind == "received",
        TimelineEntry.data["type"].astext == REPLIED,
    )
    async with sessions() as db:
        counted = Counter(await db.scalars(wanted))
    return len(counted) if set(counted.values()) == {1} else sum(counted.values())


async def _runs(client: Client, case: str) -> list[int]:
    found = []
    async for run in client.list_workflows(f"WorkflowId = '{case}'"):
        described = await client.get_workflow_handle(case, run_id=run.run_id).describe()
        found.append((run.start_time, described.history_length))
    return [events for _, events in sorted(found)]
