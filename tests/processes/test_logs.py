"""What processes log: one line of JSON an event, other libraries' too, and nobody's data."""

import json
import subprocess
import sys
from typing import Any

from temporalio.client import Client

from stack.temporal import TemporalServer
from tests.cli.commands import ROOT, environment

SCRIPT = """
import logging
from domain.errors import SettingError
from worker import logs
logs.for_processes()
log = logging.getLogger("temporalio.worker")
def fail():
    raise ValueError("C. Query of 1 Street")
try:
    fail()
except ValueError as error:
    log.exception("Failed handling activation\\nfuture: <C. Query>")
    try:
        raise SettingError("cma.callback_days: soon does not fit") from error
    except SettingError:
        log.exception("Completing activity as failed")
log.info("Worker starts")
"""


def logged(**changed: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=environment(**changed),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_an_error_in_another_library_is_one_line_with_its_kind_and_place() -> None:
    foreign, ours = logged()

    assert foreign["event"] == "Failed handling activation"
    assert (foreign["error"], foreign["level"]) == ("ValueError", "error")
    assert foreign["where"][-1] == "<string>:8 fail"
    assert ours["error"] == "SettingError <- ValueError"
    assert ours["words"] == "cma.callback_days: soon does not fit"
    assert "Query" not in json.dumps([foreign, ours])


def test_a_traceback_is_there_for_whoever_asks_for_it() -> None:
    foreign, _ = logged(CASEBOUND_DEBUG="1")

    assert "ValueError: C. Query of 1 Street" in foreign["traceback"]


CORE = """
import asyncio, sys
from datetime import timedelta
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from starter.cli import leave
from worker import logs
logs.for_processes()

@workflow.defn
class Failing:
    @workflow.run
    async def run(self) -> None:
        raise ValueError("C. Query of 1 Street")

async def main():
    client = await Client.connect(sys.argv[1])
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue="logs", workflows=[Failing], workflow_runner=runner):
        handle = await client.start_workflow(
            "Failing", id="logs-1", task_queue="logs", task_timeout=timedelta(seconds=1)
        )
        while not (await handle.describe()).raw_description.pending_workflow_task.attempt > 1:
            await asyncio.sleep(0.05)
        await handle.terminate()

asyncio.run(main())
leave(0)
"""


def test_temporals_core_logs_in_the_same_form_and_without_what_an_error_says(
    temporal: TemporalServer, client: Client
) -> None:
    """By itself it writes lines of another form, with the error of a workflow in their fields."""
    done = subprocess.run(
        [sys.executable, "-c", CORE, temporal.address],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert "temporalio.core" in {line["logger"] for line in lines}
    assert {line["level"] for line in lines} <= {"warning", "error"}
    assert "Query" not in done.stderr
