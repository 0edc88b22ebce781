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
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database import connect
from database.errors import DatabaseError, DatabaseUnavailableError, guarded
from database.models import Case, Customer, Task
from database.queries.messages import Slip
from starter.doors.door import Door
from starter.doors.sent import Sent
from tests.answers import ASSESSED
from tests.processes.conftest import add_customer, populate
from tests.sending import done, sent
from tests.soak.flood import flood
from tests.soak.invariants import Checked, check
from tests.soak.stack import Stack, stack_up
from tests.workflows.looking import until

AT_ONCE = 6
KILLERS = 3  # at work beside each other, so that a part dies while another comes up
LONGEST_BREATH = 1.0  # seconds of a killer's rest before the next kill
REPEATED = 0.3  # of the messages are sent twice
ALL_AT_ONCE = 0.05  # of the kills are of everything
PATIENCE = 900.0  # for a case to go on, whatever is killed meanwhile: leases must lapse first
AGAIN = 0.1

Found = TypeVar("Found")


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
        await self._insist(lambda: self._customer(f"cu-{number}"))
        opened = await self._send(
            sent(
                "complaint.received",
                id=f"{name}-received",
                officer="mail_team.lee",
                customer=f"cu-{number}",
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
        await self._come(
            select(Case.ref).where(Case.ref == opened.case, Case.phase == "handed_over"),
            f"{opened.case} is handed over",
        )
        reported = {"procedure": "level_2_complaints", "outcome": "resolved"}
        await self._send(
            sent(
                "procedure.reported",
                id=f"{name}-reported",
                officer=by,
                case=opened.case,
                facts=reported,
            )
        )
        await self._come(
            select(Case.ref).where(Case.ref == opened.case, Case.state == "closed"),
            f"{opened.case} is closed",
        )

    async def _customer(self, ident: str) -> None:
        """Add a customer, once: of nobody is another complaint in hand."""
        async with guarded(None, "soak"), self._sessions.begin() as db:
            if await db.get(Customer, ident) is None:
                await add_customer(db, ident)

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
        return up if not up or chance.random() < ALL_AT_ONCE else [chance.choice(up)]

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


async def soak(
    folder: Path,
    *,
    kills: int,
    seed: int,
    tell: Callable[[str], None],
    warmed: Path | None = None,
) -> Report:
    """Play it; return what was found once everything is at rest."""
    # Both are to be repeated, and neither is to wait for the other.
    report, chance, whims = Report(seed), random.Random(seed), random.Random(seed + 1)  # noqa: S311
    began = time.monotonic()
    async with stack_up(folder, warmed) as (stack, client):
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
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()))
    given = parser.parse_args()

    def tell(words: str) -> None:
        sys.stderr.write(f"\r{words}   ")

    broken: list[str] = []
    if given.kills:
        with _folder() as folder:
            report = asyncio.run(soak(folder, kills=given.kills, seed=given.seed, tell=tell))
        sys.stdout.write(f"\nseed {report.seed}\n\n{report.table()}\n")
        broken += report.broken
    if given.messages:
        with _folder() as folder:
            flooded = asyncio.run(flood(folder, messages=given.messages, tell=tell))
        sys.stdout.write(f"\n\n{flooded.table()}\n")
        broken += flooded.broken
    sys.stdout.writelines(f"{words}\n" for words in broken[:50])
    return 1 if broken else 0


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that PostgreSQL, run by root as somebody else, can pass through."""
    with tempfile.TemporaryDirectory(prefix="casebound-soak-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


if __name__ == "__main__":
    sys.exit(main())
