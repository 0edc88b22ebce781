"""What does a whole complaint cost, beside the same complaint as Temporal's samples would write it?

One quiet stack, two workers in processes of their own, the same driver. Rounds are interleaved, so
that whatever else the machine does meets both. A complaint is opened, assessed at level 1,
acknowledged by a letter (a PDF, kept and put into a spool), and closed. Ours goes through the door,
as officers do, and everything is checked; the naive one (``naive.py``) is signalled and checks
nothing. Processor time is of the whole tree of processes: each worker, the Temporal server,
PostgreSQL, this driver.
"""

import asyncio
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import psutil
from sqlalchemy import TextClause, make_url, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from benchmarks import naive
from database import connect
from database.models import Customer, CustomerAddress
from database.writes import people
from stack import temporal as temporal_stack
from stack.build import binaries
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from starter.doors.caller import Authentication, Caller
from starter.doors.door import Door
from starter.doors.sent import Sent, completion
from starter.player import seed
from worker.attributes import SEARCH_ATTRIBUTES

ROUNDS, CASES, AT_ONCE = 4, 60, 6
WARMING = 12
SLOWEST = 1.0  # ours, in cases a second, over the naive one's: at least
DEAREST = 1.0  # ours, in processor time of worker, server and database, over the naive one's

CUSTOMERS = 50
ALLOCATIONS, HANDLER = "allocations_officer.okafor", "level_1_officer.marsh"
ASSESSED = {
    "WC-S3b": False,
    "WC-S3e": False,
    "WC-S3g": False,
    "WC-S3h": False,
    "WC-S3i": "Four calls without an answer",
    "WC-S3j": "process",
}
# What a driver waits for is named, so that looking costs the same however much there is.
OURS_CAME = text("""
    select kind || ' ' || "case", id from tasks
    where state = 'open' and kind || ' ' || "case" = any(:keys)
    union all
    select 'closed ' || ref, '' from cases
    where phase = 'handed_over' and 'closed ' || ref = any(:keys)
""")
NAIVE_CAME = text("""
    select kind || ' ' || ref, id from naive.tasks
    where state = 'open' and kind || ' ' || ref = any(:keys)
    union all
    select 'closed ' || ref, '' from naive.cases where closed and 'closed ' || ref = any(:keys)
""")


@dataclass
class Stack:
    """What both kinds of complaint run on."""

    client: Client
    sessions: async_sessionmaker[AsyncSession]
    postgres: psutil.Process
    temporal: psutil.Process
    workers: dict[str, psutil.Process]

    def processors(self, kind: str) -> dict[str, float]:
        """Return the processor seconds that each part has had until now."""
        return {
            "worker": _seconds(self.workers[kind]),
            "server": _seconds(self.temporal),
            "database": _seconds(self.postgres),
            "driver": time.process_time(),
        }


def _seconds(process: psutil.Process) -> float:
    """Return what a process has had, with its children, ended ones among them."""
    times = [process.cpu_times()]
    total = times[0].children_user + times[0].children_system
    for child in process.children(recursive=True):
        try:
            times.append(child.cpu_times())
        except psutil.NoSuchProcess:
            continue
    return total + sum(each.user + each.system for each in times)


@dataclass
class Round:
    """What one round of one kind took."""

    seconds: float
    processors: dict[str, float]

    @property
    def rate(self) -> float:
        """Cases a second."""
        return CASES / self.seconds

    def each(self, part: str) -> float:
        """Milliseconds of processors that a case took of one part."""
        return 1000 * self.processors[part] / CASES

    @property
    def behind_the_door(self) -> float:
        """Milliseconds of processors that a case took of worker, server and database."""
        return sum(self.each(part) for part in ("worker", "server", "database"))


@dataclass
class Rows:
    """Tells waiting drivers what has appeared in the database; one statement looks for all."""

    sessions: async_sessionmaker[AsyncSession]
    came: TextClause
    waiting: dict[str, asyncio.Future[str]] = field(default_factory=dict)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def come(self, key: str) -> str:
        """Return the value of a key as soon as it is there."""
        self.waiting[key] = asyncio.get_running_loop().create_future()
        return await self.waiting[key]

    async def watch(self) -> None:
        """Look until it is ended: never in the middle of a look."""
        while not self.ended.is_set():
            if self.waiting:
                async with self.sessions() as db:
                    found = await db.execute(self.came, {"keys": list(self.waiting)})
                for key, value in found:
                    self.waiting.pop(key).set_result(value)
            await asyncio.sleep(0.01)


class Ours:
    """The product's complaint, through the door."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._door = Door(stack.sessions, stack.client, office="ACT", name="benchmark")
        self.rows = Rows(stack.sessions, OURS_CAME)

    async def complaint(self, number: int) -> None:
        """Take one complaint from receipt to its end."""
        receipt = await self._door.send(
            Sent(
                "complaint.received",
                _officer("mail_team.lee"),
                customer=f"cu-{number % CUSTOMERS}",
                facts={"channel": "post"},
                content={"subject": "Four calls without an answer"},
            )
        )
        task = await self.rows.come(f"assess_complaint {receipt.case}")
        await self._complete(task, ALLOCATIONS, outcome="level_1_other", answers=ASSESSED)
        task = await self.rows.come(f"acknowledge_complaint {receipt.case}")
        await self._complete(task, HANDLER, outcome="send")
        await self.rows.come(f"closed {receipt.case}")

    async def _complete(self, task: str, officer: str, **how: Any) -> None:
        receipt = await self._door.send(completion(task, _officer(officer), **how))
        if receipt.status == "refused":
            raise RuntimeError(f"{task}: {receipt.reason}")


def _officer(account: str) -> Caller:
    return Caller("benchmark", Authentication.TOKEN, account)


class Naive:
    """The complaint of ``naive.py``, by signals."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.rows = Rows(stack.sessions, NAIVE_CAME)

    async def complaint(self, number: int) -> None:  # noqa: ARG002 - it knows no customer
        """Take one complaint from receipt to its end."""
        ref = f"naive-{secrets.token_hex(6)}"
        handle = await self._stack.client.start_workflow(
            "NaiveComplaint", ref, id=ref, task_queue=naive.TASK_QUEUE
        )
        await self.rows.come(f"assess {ref}")
        await handle.signal("assessed", "level_1")
        await self.rows.come(f"acknowledge {ref}")
        await handle.signal("acknowledged")
        await self.rows.come(f"closed {ref}")


async def played(kind: Ours | Naive, stack: Stack, name: str, cases: int) -> Round:
    """Play a round: ``cases`` complaints, some at once."""
    numbers = iter(range(cases))

    async def one_after_the_other() -> None:
        for number in numbers:
            await kind.complaint(number)

    kind.rows.ended.clear()
    watching = asyncio.create_task(kind.rows.watch())
    try:
        before, began = stack.processors(name), time.monotonic()
        await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
        seconds, after = time.monotonic() - began, stack.processors(name)
    finally:
        kind.rows.ended.set()
        await watching
    return Round(seconds, {part: after[part] - before[part] for part in after})


@asynccontextmanager
async def stack_up(folder: Path) -> AsyncIterator[Stack]:
    """Put up PostgreSQL, a Temporal server and both workers; take all of it down at the end."""
    postgres = PostgresServer(folder, durable=False)
    temporal = TemporalServer(binaries().server, folder, in_memory=True, simulated=True)
    me = psutil.Process()
    await postgres.start()
    database = _newest(me, ())
    await temporal.start()
    server = _newest(me, (database,))
    workers: list[asyncio.subprocess.Process] = []
    try:
        await connect.migrate(postgres.owner_url)
        client = await temporal_stack.connect(temporal.address)
        await temporal_stack.prepare_namespace(client, SEARCH_ATTRIBUTES)
        engine = connect.engine(postgres.app_url)
        await _filled(postgres, connect.sessions(engine))
        workers = [
            await _ours(postgres.app_url, temporal.address, folder),
            await _naive(postgres.app_url, temporal.address, folder),
        ]
        processes = [psutil.Process(worker.pid) for worker in workers]
        yield Stack(
            client,
            connect.sessions(engine),
            database,
            server,
            dict(zip(("ours", "naive"), processes, strict=True)),
        )
        await engine.dispose()
    finally:
        for worker in workers:
            worker.kill()
            await worker.wait()
        temporal.kill()
        await postgres.stop()


def _newest(parent: psutil.Process, known: tuple[psutil.Process, ...]) -> psutil.Process:
    (new,) = [child for child in parent.children() if child not in known]
    return new


async def _filled(postgres: PostgresServer, sessions: async_sessionmaker[AsyncSession]) -> None:
    async with sessions.begin() as db:
        await people.put_missing_offices(db)
        await seed.cast(db, "ACT")
        for number in range(CUSTOMERS):
            ident = f"cu-{number}"
            db.add(Customer(id=ident, name="Casey Example", programme="child_support"))
            await db.flush()
            db.add(
                CustomerAddress(
                    customer=ident,
                    from_date=date(2020, 1, 1),
                    lines=["1 Example Street", "CANBERRA ACT 2600"],
                    state="ACT",
                )
            )
    owner = await asyncpg.connect(_plain(postgres.owner_url))
    await owner.execute(naive.TABLES)
    await owner.close()


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


async def _ours(database_url: str, address: str, folder: Path) -> asyncio.subprocess.Process:
    spool = folder / "spool"
    spool.mkdir()
    environment = {
        "CASEBOUND_DATABASE_URL": database_url,
        "CASEBOUND_TEMPORAL_ADDRESS": address,
        "CASEBOUND_SPOOL": str(spool),
    }
    casebound = Path(sys.executable).with_name("casebound")
    return await _started([str(casebound), "worker"], environment, folder / "ours.log")


async def _naive(database_url: str, address: str, folder: Path) -> asyncio.subprocess.Process:
    spool = folder / "naive-spool"
    spool.mkdir()
    arguments = [
        sys.executable,
        "-m",
        "benchmarks.naive",
        _plain(database_url),
        address,
        str(spool),
    ]
    return await _started(arguments, {}, folder / "naive.log")


async def _started(
    arguments: list[str], environment: dict[str, str], log: Path
) -> asyncio.subprocess.Process:
    with log.open("wb") as written:
        return await asyncio.create_subprocess_exec(
            *arguments, env=os.environ | environment, stdout=written, stderr=written
        )


def table(rounds: dict[str, list[Round]]) -> tuple[float, float]:
    """Print the medians; return ours over the naive one: cases a second, processor time."""
    parts = ("worker", "server", "database", "driver")
    print(f"{'':10}{'cases/s':>10}" + "".join(f"{part:>12}" for part in parts) + "   ms a case")
    for name, played_rounds in rounds.items():
        rate = statistics.median(each.rate for each in played_rounds)
        costs = [statistics.median(each.each(part) for each in played_rounds) for part in parts]
        print(f"{name:10}{rate:>10.2f}" + "".join(f"{cost:>12.0f}" for cost in costs))
    pairs = list(zip(rounds["ours"], rounds["naive"], strict=True))
    faster = statistics.median(ours.rate / other.rate for ours, other in pairs)
    dearer = statistics.median(
        ours.behind_the_door / other.behind_the_door for ours, other in pairs
    )
    return faster, dearer


async def main() -> int:
    """Measure; fail where ours is slower than the naive one, or dearer."""
    rounds: dict[str, list[Round]] = {"ours": [], "naive": []}
    with tempfile.TemporaryDirectory() as folder:
        async with stack_up(Path(folder)) as stack:
            kinds: dict[str, Ours | Naive] = {"ours": Ours(stack), "naive": Naive(stack)}
            for name, kind in kinds.items():
                await played(kind, stack, name, WARMING)
            for number in range(ROUNDS):
                for name in sorted(kinds, reverse=bool(number % 2)):
                    rounds[name].append(await played(kinds[name], stack, name, CASES))
    faster, dearer = table(rounds)
    print(f"ours over naive: {faster:.2f} times the cases a second, at least {SLOWEST}")
    print(
        f"                 {dearer:.2f} times the processors, the driver's left out, "
        f"at most {DEAREST}"
    )
    return 0 if faster >= SLOWEST and dearer <= DEAREST else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
