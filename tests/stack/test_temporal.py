import asyncio
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from temporalio import workflow
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from stack import temporal as module
from stack.build import Binaries
from stack.errors import StackError
from stack.ports import HOST, free_port
from stack.temporal import (
    DYNAMIC,
    REGISTERING,
    SIMULATED,
    Attributes,
    TemporalServer,
    connect,
    prepare_namespace,
)
from stack.temporal_ui import TemporalUI

ROOT = Path(__file__).parents[2]
KEYWORD = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
INT = IndexedValueType.INDEXED_VALUE_TYPE_INT
ATTRIBUTES: Attributes = {"CbPhase": KEYWORD}


@asynccontextmanager
async def server(
    built: Binaries, folder: Path, *, in_memory: bool = True, simulated: bool = False
) -> AsyncIterator[TemporalServer]:
    temporal = TemporalServer(built.server, folder, in_memory=in_memory, simulated=simulated)
    try:
        await temporal.start()
        yield temporal
    finally:
        temporal.kill()


async def test_workflows_survive_kill_9_and_a_new_start(built: Binaries, folder: Path) -> None:
    async with server(built, folder, in_memory=False) as temporal:
        client = await connect(temporal.address)
        await prepare_namespace(client, ATTRIBUTES)
        await client.start_workflow("Waiting", id="ps-1", task_queue="nobody")
        temporal.kill()

        await temporal.start()

        found = await client.get_workflow_handle("ps-1").describe()
        assert found.status is WorkflowExecutionStatus.RUNNING
        await prepare_namespace(client, ATTRIBUTES)  # all there already


async def test_a_new_server_takes_up_the_same_folder(built: Binaries, folder: Path) -> None:
    async with server(built, folder, in_memory=False) as temporal:
        client = await connect(temporal.address)
        await prepare_namespace(client, ATTRIBUTES)
        await client.start_workflow("Waiting", id="ps-1", task_queue="nobody")
        await temporal.stop()

    async with server(built, folder, in_memory=False) as temporal:
        client = await connect(temporal.address)
        found = await client.get_workflow_handle("ps-1").describe()
        assert found.status is WorkflowExecutionStatus.RUNNING


@workflow.defn
class Quick:
    @workflow.run
    async def run(self) -> None:
        pass


async def test_a_server_that_starts_again_gives_out_work_at_once(
    built: Binaries, folder: Path
) -> None:
    async with server(built, folder, in_memory=False) as temporal:
        await prepare_namespace(await connect(temporal.address), {})

    async with server(built, folder, in_memory=False) as temporal:
        client = await connect(temporal.address)
        worker = Worker(
            client,
            task_queue="q",
            workflows=[Quick],
            workflow_runner=UnsandboxedWorkflowRunner(),
            build_id="tests",  # worked out by the SDK, it takes seconds
        )
        async with worker, asyncio.timeout(60):
            for number in range(4):  # enough to meet every part of the queue
                await client.execute_workflow(Quick.run, id=f"quick-{number}", task_queue="q")


async def test_a_file_that_another_version_made_is_refused(built: Binaries, folder: Path) -> None:
    (folder / "temporal.db").touch()
    (folder / "temporal.version").write_text("1.20.4")

    with pytest.raises(StackError, match=r"made by Temporal server 1\.20\.4"):
        async with server(built, folder, in_memory=False):
            pass


async def test_the_usual_port_is_left_to_whoever_has_it(
    built: Binaries, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        other.bind((HOST, free_port()))
        other.listen()
        monkeypatch.setattr(module, "USUAL_PORT", other.getsockname()[1])

        temporal = TemporalServer(built.server, folder, in_memory=True, usual_port=True)
        await temporal.start()

        assert temporal.address != f"{HOST}:{module.USUAL_PORT}"
        temporal.kill()


async def test_an_attribute_of_another_type_is_an_error(built: Binaries, folder: Path) -> None:
    async with server(built, folder) as temporal:
        client = await connect(temporal.address)
        await prepare_namespace(client, {"CbPhase": INT})

        with pytest.raises(StackError, match="CbPhase with another type"):
            await prepare_namespace(client, ATTRIBUTES)


async def test_many_long_lists_are_answered_at_once(built: Binaries, folder: Path) -> None:
    """Each row of a list once asked the database for its attributes: at 860 rows it gave up."""
    async with server(built, folder) as temporal:
        client = await connect(temporal.address)
        await prepare_namespace(client, ATTRIBUTES)
        for number in range(300):
            await client.start_workflow("Waiting", id=f"ps-{number}", task_queue="nobody")
        running = "WorkflowType = 'Waiting'"

        async def listed() -> int:
            return len([found async for found in client.list_workflows(running)])

        async with asyncio.timeout(60):
            while await listed() < 300:  # lists lag behind a little
                pass
        assert await asyncio.gather(*(listed() for _ in range(40))) == [300] * 40


async def test_attributes_can_be_used_at_once(built: Binaries, folder: Path) -> None:
    async with server(built, folder) as temporal:
        client = await connect(temporal.address)
        await prepare_namespace(client, ATTRIBUTES)

        assert (await client.count_workflows("CbPhase = 'allocation'")).count == 0


@pytest.mark.parametrize("simulated", [True, False], ids=["simulated", "real"])
async def test_time_can_be_skipped_in_a_simulated_stack_only(
    built: Binaries, folder: Path, simulated: bool
) -> None:
    async with server(built, folder, simulated=simulated) as temporal:
        client = await connect(temporal.address)
        await prepare_namespace(client, {})
        skipping = TimeSkipper(client).client

        async def start() -> None:
            await skipping.start_workflow(
                "Waiting", id="ps-1", task_queue="nobody", start_delay=timedelta(days=1)
            )

        if simulated:
            await start()
        else:
            with pytest.raises(RPCError, match=r"(?i)time.?skipping"):
                await start()


async def test_nothing_at_the_address_is_said_so() -> None:
    with pytest.raises(StackError, match=r"No Temporal server answers at 127\.0\.0\.1:9"):
        await connect("127.0.0.1:9")


async def test_the_ui_shows_and_changes_nothing(built: Binaries, folder: Path) -> None:
    async with server(built, folder) as temporal:
        client = await connect(temporal.address)
        await prepare_namespace(client, {})
        ui = TemporalUI(built.ui, folder, temporal=temporal.address, namespace="default")
        await ui.start()
        try:
            settings = await asyncio.to_thread(_get, f"{ui.url}/api/v1/settings")
        finally:
            await ui.stop()

    assert '"DisableWriteActions":true' in settings
    assert ui.child.pid is None


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310  our own UI
        return str(answer.read().decode())


@pytest.mark.parametrize(
    "settings", [DYNAMIC | SIMULATED | REGISTERING, None], ids=["stack", "deploy"]
)
def test_the_server_knows_every_dynamic_setting(
    built: Binaries, folder: Path, settings: dict[str, object] | None
) -> None:
    """An unknown key is passed over without a word when the server starts."""
    file = ROOT / "deploy" / "temporal" / "dynamic.yaml"
    if settings is not None:
        file = folder / "dynamic.yaml"
        file.write_text(
            yaml.safe_dump({key: [{"value": value}] for key, value in settings.items()})
        )

    done = subprocess.run(
        [built.server, "validate-dynamic-config", file], capture_output=True, text=True, check=True
    )

    assert not re.search("(?i)warn|error|unknown|unregistered", done.stdout + done.stderr)


async def test_a_namespace_elsewhere_is_prepared_by_a_job(built: Binaries, folder: Path) -> None:
    async with server(built, folder) as temporal:
        environment = os.environ | {
            "CASEBOUND_TEMPORAL_ADDRESS": temporal.address,
            "CASEBOUND_TEMPORAL_NAMESPACE": "agency",
        }
        job = [sys.executable, "-m", "stack.namespace", "worker.attributes:SEARCH_ATTRIBUTES"]
        for _ in range(2):  # it may be repeated
            await asyncio.to_thread(subprocess.run, job, cwd=ROOT, env=environment, check=True)

        client = await connect(temporal.address, "agency")
        assert (await client.count_workflows("CbPhase = 'allocation'")).count == 0
