"""What does a long file cost? Settles with 200 things in it, beside 5; and reading it.

One quiet stack, a worker in a process of its own. The telephone system reports one call after the
other to one case, each an act that its settle admits by the whole file; processor time is of the
worker and of PostgreSQL. Then the file and its gates are read, beside a read of as many rows by
their primary key, in this process. Everything is a ratio within one run. It fails where a settle
with the long file costs more than 1.2 times one with the short, or reading it more than 3 times
the plain read.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import select

from benchmarks.lifecycle import Stack, stack_up
from benchmarks.messages import come
from database.file import Contact
from database.models import Receipt, Task
from database.queries.cases import file_of
from starter.doors.caller import Authentication, Caller
from starter.doors.door import Door
from starter.doors.sent import Sent

SHORT, LONG = 5, 200  # things in the file
AMONG = 40  # how many settles a figure is the mean of
READS = 30
MOST_TIMES, MOST_TIMES_READ = 1.2, 3.0


async def referred(stack: Stack) -> str:
    """Let a customer be referred; return the case when it waits for its set-up."""
    door = Door(stack.sessions, stack.client, office="ACT", name="benchmark")
    leader = Caller("benchmark", Authentication.TOKEN, "team_leader.brown")
    receipt = await door.send(
        Sent("referral.received", leader, customer="cu-1", facts={"kind": "ps_referral"})
    )
    case = str(receipt.case)
    await come(stack, select(Task.id).where(Task.case == case))
    return case


async def called(stack: Stack, case: str, number: int) -> None:
    """Report one call; return when it is in the file."""
    door = Door(stack.sessions, stack.client, office="ACT", name="benchmark")
    facts = {"customer": "cu-1", "result": "no_answer", "at_source": f"call-{number}"}
    told = await door.send(
        Sent("contact.made", Caller("telephony", Authentication.CONFIGURED), case=case, facts=facts)
    )
    wanted = select(Receipt.status).where(Receipt.id == told.id, Receipt.source == told.source)
    await come(stack, wanted)


async def settles(stack: Stack, case: str) -> dict[int, float]:
    """Return what a settle costs with a short file and with a long one, in milliseconds."""
    number, costs = 0, {}
    for length in (SHORT, LONG):
        while number < length:
            await called(stack, case, number := number + 1)
        before = stack.processors("ours")
        while number < length + AMONG:
            await called(stack, case, number := number + 1)
        after = stack.processors("ours")
        spent = sum(after[part] - before[part] for part in ("worker", "database"))
        costs[length] = 1000 * spent / AMONG
    return costs


async def middle(read: Callable[[], Awaitable[object]]) -> float:
    """Return how long a read takes, in milliseconds: the median of several."""
    times = []
    for _ in range(READS):
        began = time.perf_counter()
        await read()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


async def reads(stack: Stack, case: str) -> tuple[float, float]:
    """Return how long the file with its gates takes, and as many rows by their primary key."""
    async with stack.sessions() as db:
        ids = list(await db.scalars(select(Contact.id).where(Contact.case == case)))
        plain = select(Contact.__table__).where(Contact.id.in_(ids))

        async def rows() -> object:
            return (await db.execute(plain)).all()

        return await middle(lambda: file_of(db, case)), await middle(rows)


async def main() -> int:
    """Measure; fail where a long file costs too much."""
    with tempfile.TemporaryDirectory() as folder:
        async with stack_up(Path(folder)) as stack:
            case = await referred(stack)
            costs = await settles(stack, case)
            whole, plain = await reads(stack, case)
    for length, cost in costs.items():
        print(f"a settle with {length:>3} things in the file: {cost:.1f} ms of processors")
    settling, reading = costs[LONG] / costs[SHORT], whole / plain
    print(f"settles: {settling:.2f} times, at most {MOST_TIMES}")
    print(f"file and gates: {whole:.1f} ms; as many rows by primary key: {plain:.1f} ms")
    print(f"reading: {reading:.2f} times, at most {MOST_TIMES_READ}")
    return 0 if settling <= MOST_TIMES and reading <= MOST_TIMES_READ else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
