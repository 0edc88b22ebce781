"""Everything on one machine is killed at once, and up again: nothing that was taken in is lost."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from database import connect
from stack import temporal
from stack.claim import running
from starter.doors.door import Door
from tests.processes.conftest import populate
from tests.processes.holds import Holds
from tests.processes.office import Office
from tests.processes.process import Process


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL, run by root as somebody else, can pass through."""
    with tempfile.TemporaryDirectory(prefix="casebound-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@asynccontextmanager
async def up(folder: Path) -> AsyncIterator[tuple[Office, Process]]:
    """Run ``casebound up`` on a folder, with an office in it."""
    process = await asyncio.to_thread(
        Process, "up", settings={}, folder=folder, ready="Ctrl-C stops it"
    )
    try:
        data = folder / ".casebound"
        at = running(data)
        assert at
        client = await temporal.connect(at.temporal_address)
        engine = connect.engine(at.database_url)
        sessions = connect.sessions(engine)
        door = Door(sessions, client, office="ACT", name="tests")
        yield Office(sessions, client, door, Holds(""), data / "spool", {}), process
        await engine.dispose()
    finally:
        kill(process)


def kill(process: Process) -> None:
    """End a process and all that it started, by SIGKILL."""
    if psutil.pid_exists(process.pid):
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    process.kill()


async def test_what_was_taken_in_before_a_crash_goes_on_after_it(folder: Path) -> None:
    async with up(folder) as (office, process):
        await populate(office.sessions)
        waiting, sending = [await office.complaint("cu-1") for _ in range(2)]
        before = await office.effects(waiting)
        sent = await office.send_letter(sending)
        received = await office.receive("cu-1")
        kill(process)

    async with up(folder) as (office, process):
        assert await office.effects(waiting) == before
        await office.applied(sent)
        await office.applied(received)
        await office.handed_over(sending)
        await office.send_letter(waiting)
        await office.handed_over(waiting)

        for case in (waiting, sending):
            await office.sent(case)
            assert office.envelopes(case) == ["case.l1.json", "case.l1.pdf"]
        assert await office.effects(waiting) == await office.effects(sending)
        assert await office.open_steps(received.case) == ["WC-S3a"]
        process.stop()
