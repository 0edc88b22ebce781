"""What does message 1,000 of a case cost, beside message 10?

One quiet stack, a worker in a process of its own. One complaint hears from its customer again and
again while nobody reads it: each message is told when the one before has its final status, and
each leaves work open. Bytes and events are those of the case's history in Temporal; processor time
is of the worker and of PostgreSQL. Everything is a ratio within one run. It fails where a late
message costs more than 1.2 times an early one, or where a run of the case is not bounded.
"""

import asyncio
import statistics
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from temporalio.api.enums.v1 import EventType

from benchmarks.lifecycle import Stack, stack_up
from database.models import Receipt, Task
from domain.messages import Envelope
from starter.doors.caller import Authentication, Caller
from starter.doors.door import Door
from starter.doors.sent import Sent

EARLY, LATE = 10, 1000  # the messages that are compared, each with those after it
AMONG = 100  # how many messages a figure is the mean of
MOST_TIMES = 1.2  # what a late message may cost, over what an early one does
MOST_EVENTS, MOST_BYTES = 5_000, 5_000_000  # of one run; Temporal ends one of 51,200 or 50 MB
SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED


@dataclass
class Cost:
    """What one message cost."""

    events: float
    bytes: float
    worker: float  # milliseconds of processors
    database: float


async def complaint(stack: Stack) -> str:
    """Let a complaint come in; return its reference when it waits to be assessed."""
    door = Door(stack.sessions, stack.client, office="ACT", name="benchmark")
    receipt = await door.send(
        Sent(
            "complaint.received",
            Caller("benchmark", Authentication.TOKEN, "mail_team.lee"),
            customer="cu-1",
            facts={"channel": "post"},
            content={"subject": "Four calls without an answer"},
        )
    )
    case = str(receipt.case)
    await come(stack, select(Task.id).where(Task.case == case))
    return case


async def come(stack: Stack, wanted: Any) -> None:
    """Return when a statement finds something."""
    async with stack.sessions() as db:
        while not await db.scalar(wanted):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.005)


async def told(stack: Stack, case: str, number: int) -> None:
    """Tell a case that its customer replied; return when that is settled."""
    message = Envelope(
        id=f"{case}-reply-{number}",
        type="customer.replied",
        source="telephony",
        actor=None,
        case=case,
        occurred_at=datetime.now(UTC),
        about=None,
        facts={},
    )
    handle = stack.client.get_workflow_handle(case)
    await handle.signal(message.type, message.model_dump(mode="json"))
    final = select(func.count()).where(
        Receipt.id == message.id, Receipt.source == message.source, Receipt.status.is_not(None)
    )
    await come(stack, final)


async def runs_of(stack: Stack, case: str) -> list[list[Any]]:
    """Return the events of each run of a case, the oldest run first."""
    found: list[tuple[Any, list[Any]]] = []
    async for run in stack.client.list_workflows(f"WorkflowId = '{case}'"):
        handle = stack.client.get_workflow_handle(case, run_id=run.run_id)
        found.append((run.start_time, [event async for event in handle.fetch_history_events()]))
    return [events for _, events in sorted(found, key=lambda each: each[0])]


def by_message(runs: list[list[Any]]) -> list[tuple[int, int]]:
    """Return events and bytes that followed each signal, that itself among them."""
    costs: list[list[int]] = []
    for events in runs:
        for event in events:
            if event.event_type == SIGNALED:
                costs.append([0, 0])
            if costs:
                costs[-1][0] += 1
                costs[-1][1] += event.ByteSize()
    return [(events, size) for events, size in costs]


async def measured(stack: Stack) -> tuple[dict[int, Cost], list[list[Any]]]:
    """Tell one case all its messages; return what early and late ones cost, and its runs."""
    case, number = await complaint(stack), 0
    processors = {}
    for position in (EARLY, LATE):
        while number < position:
            await told(stack, case, number := number + 1)
        before = stack.processors("ours")
        while number < position + AMONG:
            await told(stack, case, number := number + 1)
        after = stack.processors("ours")
        processors[position] = {part: after[part] - before[part] for part in after}
    runs = await runs_of(stack, case)
    history = by_message(runs)
    costs = {
        position: Cost(
            events=statistics.mean(each[0] for each in history[position : position + AMONG]),
            bytes=statistics.mean(each[1] for each in history[position : position + AMONG]),
            worker=1000 * processors[position]["worker"] / AMONG,
            database=1000 * processors[position]["database"] / AMONG,
        )
        for position in (EARLY, LATE)
    }
    return costs, runs


async def main() -> int:
    """Measure; fail where a late message costs too much, or a run is too long."""
    with tempfile.TemporaryDirectory() as folder:
        async with stack_up(Path(folder)) as stack:
            costs, runs = await measured(stack)
    early, late = costs[EARLY], costs[LATE]
    print(f"{'':>14}{'events':>10}{'bytes':>10}{'worker ms':>12}{'database ms':>14}")
    for position, cost in costs.items():
        print(
            f"message {position:>6}{cost.events:>10.1f}{cost.bytes:>10.0f}"
            f"{cost.worker:>12.1f}{cost.database:>14.1f}"
        )
    times = {
        "events": late.events / early.events,
        "bytes": late.bytes / early.bytes,
        "processor time": (late.worker + late.database) / (early.worker + early.database),
    }
    for what, ratio in times.items():
        print(f"{what}: {ratio:.2f} times, at most {MOST_TIMES}")
    longest = max(len(events) for events in runs)
    biggest = max(sum(event.ByteSize() for event in events) for events in runs)
    print(f"{len(runs)} runs: at most {longest} events, {biggest} bytes")
    bounded = longest <= MOST_EVENTS and biggest <= MOST_BYTES
    return 0 if bounded and max(times.values()) <= MOST_TIMES else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
