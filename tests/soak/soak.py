"""Kill whatever runs, at random moments, while complaints are worked; then look whether all holds.

Two workers, two forwarders, the Temporal server and PostgreSQL are processes of their own, as in
production, and any of them, or all at once, may be killed by SIGKILL at any moment. Officers go on
working meanwhile: what a door could not take they send again under its id, and sometimes also what
it did take. ``make soak`` plays it at full size; the tests play it small.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database import connect
from database.errors import DatabaseError, DatabaseUnavailableError, guarded
from database.models import Case, Task
from database.queries.messages import Slip
from stack import temporal as temporal_stack
from stack.build import binaries
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from starter.doors.door import Door
from starter.doors.sent import Sent
from tests.processes.conftest import populate
from tests.processes.office import ASSESSED
from tests.processes.process import Process
from tests.sending import done, sent
from tests.soak.invariants import Checked, check
from tests.workflows.looking import until
from worker.attributes import SEARCH_ATTRIBUTES

AT_ONCE = 6
KILLERS = 2  # at work beside each other, so that a part dies while another comes up
LONGEST_BREATH = 1.0  # seconds of a killer's rest before the next kill
REPEATED = 0.3  # of the messages are sent twice
ALL_AT_ONCE = 0.05  # of the kills are of everything
PATIENCE = 180.0  # for a case to go on, whatever is killed meanwhile
AGAIN = 0.1

Found = TypeVar("Found")
PROGRAMS = ("worker-1", "worker-2", "forwarder-1", "forwarder-2")


@dataclass
class Report:
    """What was done, and what was found."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    complaints: int = 0
    messages: int = 0
    repeated: int = 0
    unavailable: int = 0  # times that a door could not write a receipt
    seconds: float = 0.0
    checked: list[Checked] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        """Everything that breaks a rule."""
        return [f"{rule.words}: {row}" for rule in self.checked for row in rule.broken]

    def table(self) -> str:
        """Write the report as two tables of Markdown."""
        killed = ", ".join(f"{part} {number}" for part, number in sorted(self.kills.items()))
        rows = [
            "| | |",
            "|---|---:|",
            f"| kills | {sum(self.kills.values())} ({killed}) |",
            f"| complaints, from receipt to close | {self.complaints} |",
            f"| messages, and sent again under their ids | {self.messages}, {self.repeated} |",
            f"| times that a door had no database | {self.unavailable} |",
            f"| minutes | {self.seconds / 60:.0f} |",
            "",
            "| What must hold | looked at | broken |",
            "|---|---:|---:|",
        ]
        rows += [f"| {r.words} | {r.looked_at} | {len(r.broken)} |" for r in self.checked]
        return "\n".join(rows)


@dataclass
class Stack:
    """Everything that can be killed, and how it is started again."""

    postgres: PostgresServer
    temporal: TemporalServer
    settings: dict[str, str]
    folder: Path
    running: dict[str, Process] = field(default_factory=dict)
    refused: int = 0  # starts of a program that found no server

    @property
    def parts(self) -> list[str]:
        """What there is to kill; servers before the programs that need them."""
        return ["postgres", "temporal", *PROGRAMS]

    def kill(self, part: str) -> None:
        """End one part at once."""
        if part in PROGRAMS:
            self.running[part].kill()
        else:
            self._server(part).kill()

    async def start(self, part: str) -> None:
        """Start one part again; returns when it answers."""
        if part in PROGRAMS:
            self.running[part] = await self._program(part)
        else:
            await self._server(part).start()

    async def _program(self, part: str) -> Process:
        """Start a program as a supervisor does: again, where a server that it needs is away."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await asyncio.to_thread(
                        Process,
                        part.partition("-")[0],
                        settings=self.settings,
                        folder=self.folder,
                        ready=" on " if part.startswith("worker") else " to ",
                    )
                except AssertionError:
                    self.refused += 1
                    await asyncio.sleep(AGAIN)

    def _server(self, part: str) -> PostgresServer | TemporalServer:
        return self.postgres if part == "postgres" else self.temporal

    def end(self) -> None:
        """Kill whatever still runs."""
        for part in self.running:
            self.kill(part)


class Office:
    """Officers who work complaints, whatever is down."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        door: Door,
        chance: random.Random,
        report: Report,
    ) -> None:
        self._sessions, self._door = sessions, door
        self._chance, self._report = chance, report
        self.ended = asyncio.Event()

    async def work(self) -> None:
        """Work one complaint after the other, until it is ended; the last one to its end."""
        while not self.ended.is_set():
            await self._complaint(self._report.complaints)

    async def _complaint(self, number: int) -> None:
        self._report.complaints += 1
        name = f"soak-{number}"
        opened = await self._send(
            sent(
                "complaint.received",
                id=f"{name}-received",
                officer="mail_team.lee",
                customer="cu-1",
                facts={"channel": "post"},
                content={"subject": "Missing payments"},
            )
        )
        assert opened.case
        task = await self._task(opened.case, "WC-S3a")
        by = "allocations_officer.okafor"
        await self._send(done(task, by, id=f"{name}-assessed", outcome="level_2", answers=ASSESSED))
        task = await self._task(opened.case, "WC-S3m")
        if self._chance.random() < 0.5:
            await self._send(sent("customer.called_back", id=f"{name}-call", case=opened.case))
        about = {"WC-S3m.about": "payments that are missing"}
        by = "complaints_officer.wu"
        await self._send(done(task, by, id=f"{name}-sent", outcome="send", answers=about))
        await self._closed(opened.case)

    async def _send(self, message: Sent) -> Slip:
        """Send until there is a receipt; now and then once more, which must change nothing."""
        slip = await self._insist(lambda: self._door.send(message))
        self._report.messages += 1
        if self._chance.random() < REPEATED:
            again = await self._insist(lambda: self._door.send(message))
            self._report.repeated += 1
            assert (again.source, again.id, again.case) == (slip.source, slip.id, slip.case)
        return slip

    async def _insist(self, act: Callable[[], Awaitable[Found]]) -> Found:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await act()
                except DatabaseUnavailableError:
                    self._report.unavailable += 1
                    await asyncio.sleep(AGAIN)

    async def _task(self, case: str, step: str) -> str:
        wanted = select(Task.id).where(Task.case == case, Task.step == step, Task.state == "open")
        return await self._come(wanted, f"{case} has the task {step}")

    async def _closed(self, case: str) -> None:
        wanted = select(Case.ref).where(Case.ref == case, Case.state == "closed")
        await self._come(wanted, f"{case} is closed")

    async def _come(self, wanted: Select[Any], what: str) -> str:
        """Wait until the case database has something, even where it is away for a time."""

        async def found() -> str | None:
            try:
                async with guarded(None, "soak"), self._sessions() as db:
                    return cast("str | None", await db.scalar(wanted))
            except DatabaseError:
                return None

        return await until(found, what, PATIENCE, AGAIN)


async def destroy(
    stack: Stack, kills: int, chance: random.Random, report: Report, tell: Callable[[str], None]
) -> None:
    """Kill parts at random moments, and start them again; some while others are still coming up."""
    down: set[str] = set()
    each_once = chance.sample(stack.parts, len(stack.parts))  # then by chance alone

    def doomed() -> list[str]:
        if each_once:
            return [each_once.pop()]
        up = [part for part in stack.parts if part not in down]
        return up if chance.random() < ALL_AT_ONCE else [chance.choice(up)]

    async def one_after_the_other() -> None:
        while sum(report.kills.values()) < kills:
            await asyncio.sleep(chance.uniform(0, LONGEST_BREATH))
            parts = doomed()
            down.update(parts)
            report.kills.update(parts)
            for part in parts:
                await asyncio.to_thread(stack.kill, part)
            for part in parts:
                await stack.start(part)
                down.remove(part)
            tell(f"{sum(report.kills.values())} of {kills} kills, {report.complaints} complaints")

    async with asyncio.TaskGroup() as group:
        for _ in range(KILLERS):
            group.create_task(one_after_the_other())


@asynccontextmanager
async def stack_up(folder: Path) -> AsyncIterator[tuple[Stack, Client]]:
    """Put everything up in a folder; take it down at the end."""
    postgres = PostgresServer(folder)
    temporal = TemporalServer(binaries().server, folder)
    spool = folder / "spool"
    spool.mkdir()
    stack: Stack | None = None
    try:
        await postgres.start()
        await temporal.start()
        await connect.migrate(postgres.owner_url)
        client = await temporal_stack.connect(temporal.address)
        await temporal_stack.prepare_namespace(client, SEARCH_ATTRIBUTES)
        settings = {
            "CASEBOUND_DATABASE_URL": postgres.app_url,
            "CASEBOUND_TEMPORAL_ADDRESS": temporal.address,
            "CASEBOUND_SPOOL": str(spool),
        }
        stack = Stack(postgres, temporal, settings, folder)
        for program in PROGRAMS:
            await stack.start(program)
        yield stack, client
    finally:
        if stack:
            stack.end()
        temporal.kill()
        postgres.kill()


async def soak(folder: Path, *, kills: int, seed: int, tell: Callable[[str], None]) -> Report:
    """Play it; return what was found once everything is at rest."""
    # Both are to be repeated, and neither is to wait for the other.
    report, chance, whims = Report(seed), random.Random(seed), random.Random(seed + 1)  # noqa: S311
    began = time.monotonic()
    async with stack_up(folder) as (stack, client):
        engine = connect.engine(stack.postgres.app_url)
        sessions = connect.sessions(engine)
        await populate(sessions)
        door = Door(sessions, client, office="ACT", name="soak")
        office = Office(sessions, door, whims, report)
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(office.work())
            await destroy(stack, kills, chance, report, tell)
            office.ended.set()
        report.checked = await at_rest(sessions, client, folder / "spool")
        await engine.dispose()
    report.seconds = time.monotonic() - began
    return report


async def at_rest(
    sessions: async_sessionmaker[AsyncSession], client: Client, spool: Path
) -> list[Checked]:
    """Look until nothing is broken, or until it has been for so long that it will stay so."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = await check(sessions, client, spool)
        if not any(rule.broken for rule in found) or time.monotonic() > deadline:
            return found
        await asyncio.sleep(AGAIN)


def main() -> int:
    """Play it at full size; print the report, and fail where a rule is broken."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()))
    given = parser.parse_args()

    def tell(words: str) -> None:
        sys.stderr.write(f"\r{words}   ")

    with tempfile.TemporaryDirectory(prefix="casebound-soak-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        report = asyncio.run(soak(folder, kills=given.kills, seed=given.seed, tell=tell))
    sys.stdout.write(f"\nseed {report.seed}\n\n{report.table()}\n")
    sys.stdout.writelines(f"{words}\n" for words in report.broken[:50])
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
