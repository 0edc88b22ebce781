"""Run lifecycles and their activities on one task queue."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.settle import SettleActivity
from worker.build import DECIDING
from worker.runner import LeanRunner, fits

# Imported once a process, not once a case. The sandbox does not look into them: lint keeps them
# from clocks, chance and the environment (decision 0053).
PASSED_THROUGH = ("pydantic", "pydantic_core", "annotated_types", *DECIDING)


def sandbox() -> LeanRunner:
    """Return the runner of every worker and of the replay tests."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return LeanRunner(SandboxedWorkflowRunner(restrictions=restrictions))


def case_worker(
    client: Client,
    settles: SettleActivity,
    *,
    task_queue: str,
    lifecycles: Sequence[type[Any]],
    sticky: timedelta,
    build: str,
    at_once: int,
) -> Worker:
    """Return a worker for ``lifecycles`` on one task queue; ``async with`` runs it.

    It takes ``at_once`` settles at a time and leaves the others to whoever is free: one that was
    taken and then waited for a connection would use up its time.

    Raises:
        ValueError: the client encodes payloads, or stores them elsewhere.
    """
    if not fits(client.data_converter):
        raise ValueError(
            "this worker's runner serves clients without payload codec and external storage; "
            "let it run cases in the sandbox itself (worker/run.py) before giving a client either"
        )
    return Worker(
        client,
        task_queue=task_queue,
        workflows=lifecycles,
        activities=[settles.settle],
        workflow_runner=sandbox(),
        build_id=build,
        max_concurrent_activities=at_once,
        sticky_queue_schedule_to_start_timeout=sticky,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )
