import asyncio
import errno
import os
import signal
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil
import pytest
from temporalio.client import WorkflowExecutionStatus

from stack.build import Binaries
from stack.child import Child
from stack.claim import claimed, clear_abandoned, running
from stack.errors import DataInUseError, StackError, refusal
from stack.postgres import check_reachable
from stack.supervise import Part, Stack

ROOT = Path(__file__).parents[2]
NOTHING: dict[str, str] = {}  # the environment names no part that runs elsewhere


def gone(pid: int) -> bool:
    """Whether a process is no more; a zombie that nobody reaps is none."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_a_folder_survives_and_is_taken_up_again(built: Binaries, folder: Path) -> None:
    async with Stack(folder, durable=False, environment=NOTHING) as stack:
        database = await asyncpg.connect(stack.owner_url.replace("+asyncpg", ""))
        await database.execute("create table kept as select 7 as n")
        await database.close()
        await stack.client.start_workflow("Waiting", id="ps-1", task_queue="nobody")

    async with Stack(folder, durable=False, environment=NOTHING) as stack:
        database = await asyncpg.connect(stack.owner_url.replace("+asyncpg", ""))
        assert await database.fetchval("select n from kept") == 7
        await database.close()
        found = await stack.client.get_workflow_handle("ps-1").describe()
        assert found.status is WorkflowExecutionStatus.RUNNING


def crash(part: Part) -> int:
    pid = part.child.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    return pid


async def all_up(stack: Stack, *, but: list[int]) -> bool:
    """Whether every part runs as another process than those, and the database answers."""
    with suppress(StackError):
        await check_reachable(stack.database_url)
        return all(part.child.pid not in (None, *but) for part in stack.parts)
    return False


async def test_two_stacks_that_start_at_once_stay_apart_and_leave_nothing(built: Binaries) -> None:
    async def visit(ready: asyncio.Barrier) -> set[object]:
        async with Stack(ui=True, durable=False, usual_ports=True, environment=NOTHING) as stack:
            await stack.client.start_workflow("Waiting", id="ps-1", task_queue="nobody")
            await ready.wait()
            assert await stack.client.get_workflow_handle("ps-1").describe()
            pids = [part.child.pid for part in stack.parts]
        assert len(pids) == 3
        assert all(pid is not None and gone(pid) for pid in pids)
        assert not stack.folder.exists()
        return {stack.database_url, stack.temporal_address, stack.ui_url, *pids}

    both = asyncio.Barrier(2)
    first, second = await asyncio.gather(visit(both), visit(both))

    assert not first & second


async def test_a_folder_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").touch()

    with pytest.raises(StackError, match=r"file.*name another folder with --data"):
        async with Stack(folder / "file" / "data", environment=NOTHING):
            pass


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "no space is left"), (errno.EACCES, "may not write there")],
    ids=["full disk", "no right"],
)
def test_what_the_system_refuses_is_said_in_words(number: int, words: str) -> None:
    said = refusal(OSError(number, "x", "/data/claim"), "name another folder with --data")

    assert said.startswith("/data/claim: ")
    assert words in said
    assert said.endswith("or name another folder with --data.")


def test_what_a_killed_temporary_stack_left_is_cleared_away(folder: Path) -> None:
    left = folder / "casebound-stack-1"
    left.mkdir()
    with claimed(left):
        child = Child("A server", left, "server")
        child.start(["/bin/sleep", "600"], cwd=left)
        os.utime(left, (0, 0))  # old enough
        clear_abandoned(folder, "casebound-stack-")
        assert child.pid, "its stack is alive"

    clear_abandoned(folder, "casebound-stack-")

    assert child.pid is None
    assert not left.exists()


def test_a_folder_that_is_about_to_be_claimed_stays(folder: Path) -> None:
    new = folder / "casebound-stack-2"
    new.mkdir()
    (new / "claim").touch()

    clear_abandoned(folder, "casebound-stack-")

    assert list(folder.iterdir()) == [new]


async def test_a_folder_is_for_one_stack_which_others_find(built: Binaries, folder: Path) -> None:
    async with Stack(folder, durable=False, environment=NOTHING) as stack:
        with pytest.raises(DataInUseError, match=f"in use by process {os.getpid()}"):
            async with Stack(folder, durable=False, environment=NOTHING):
                pass
        found = running(folder)

        assert found is not None
        assert found.temporal_address == stack.temporal_address
        assert found.database_url == stack.database_url
        for secret in ("addresses.json", "temporal.db", "postgres"):
            assert not (folder / secret).stat().st_mode & 0o077, "for nobody else to read"

    assert running(folder) is None


@pytest.mark.parametrize(
    ("part", "name"), [(0, "PostgreSQL"), (1, "The Temporal server")], ids=["database", "server"]
)
async def test_a_part_that_ends_by_itself_ends_the_stack_by_name(
    built: Binaries, part: int, name: str
) -> None:
    async def live() -> None:
        async with Stack(durable=False, environment=NOTHING) as stack:
            crash(stack.parts[part])
            await asyncio.Event().wait()

    with pytest.raises(StackError, match=rf"{name} ended by itself \(signal SIGKILL\)") as error:
        await asyncio.wait_for(live(), 60)

    assert error.value.exit_status == 3
    assert ".log" in str(error.value)


async def test_a_part_that_keeps_its_data_is_started_again(
    built: Binaries, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Stack(folder, durable=False, environment=NOTHING) as stack:
        await stack.client.start_workflow("Waiting", id="ps-1", task_queue="nobody")
        crashed = [crash(part) for part in stack.parts]

        async with asyncio.timeout(60):
            while not await all_up(stack, but=crashed):  # noqa: ASYNC110  nothing tells of it
                await asyncio.sleep(0.02)
            found = await stack.client.get_workflow_handle("ps-1").describe()

    assert found.status is WorkflowExecutionStatus.RUNNING
    said = capsys.readouterr().err
    for name in ("PostgreSQL", "The Temporal server"):
        assert f"{name} ended by itself and is started again" in said


async def test_a_part_that_ends_again_and_again_ends_the_stack(
    built: Binaries, folder: Path
) -> None:
    async def live() -> None:
        async with Stack(folder, ui=True, durable=False, environment=NOTHING) as stack:
            while True:
                if stack.parts[-1].child.pid:
                    crash(stack.parts[-1])
                await asyncio.sleep(0.02)

    with pytest.raises(StackError, match="The Temporal UI"):
        await asyncio.wait_for(live(), 60)


async def test_a_part_that_the_caller_kills_may_be_started_again(built: Binaries) -> None:
    async with Stack(durable=False, environment=NOTHING) as stack:
        assert stack.postgres
        assert stack.temporal
        for part in (stack.postgres, stack.temporal):
            part.kill()
            await part.start()

        database = await asyncpg.connect(stack.database_url.replace("+asyncpg", ""))
        await database.close()
    assert stack.failure is None


async def test_parts_that_run_elsewhere_are_used(built: Binaries, folder: Path) -> None:
    async with Stack(durable=False, environment=NOTHING) as elsewhere:
        environment = {
            "CASEBOUND_TEMPORAL_ADDRESS": elsewhere.temporal_address,
            "CASEBOUND_TEMPORAL_NAMESPACE": "agency",
            "CASEBOUND_DATABASE_URL": elsewhere.database_url,
            "CASEBOUND_OWNER_DATABASE_URL": elsewhere.owner_url,
        }
        async with Stack(folder, durable=False, ui=True, environment=environment) as stack:
            assert stack.parts == []
            assert stack.namespace == stack.client.namespace == "agency"
            assert stack.owner_url == elsewhere.owner_url
            assert stack.ui_url is None


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("CASEBOUND_DATABASE_URL", "postgresql://app:planted@127.0.0.1:9/cases", "127.0.0.1:9"),
        ("CASEBOUND_TEMPORAL_ADDRESS", "127.0.0.1:9", "No Temporal server answers at 127.0.0.1:9"),
    ],
    ids=["database", "server"],
)
async def test_a_part_elsewhere_that_does_not_answer_is_named(
    variable: str, value: str, words: str
) -> None:
    with pytest.raises(StackError, match=words) as error:
        async with Stack(durable=False, environment={variable: value}):
            pass

    assert "planted" not in str(error.value)
    assert variable in str(error.value)
