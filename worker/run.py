"""Run lifecycles and their activities on one task queue."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.deliveries import Deliveries
from activities.outbox import OutboxPusher
from activities.pushes import TASK_QUEUE, start_case, tell_case
from activities.settle import SettleActivity
from domain.catalogue import TASKS
from starter.doors.clock import real_time
from worker.build import DECIDING, build
from worker.registration import LIFECYCLES

# Imported once a process, not once a case. The sandbox does not look into them: lint keeps them
# from clocks, chance and the environment (decision 0053).
PASSED_THROUGH = ("pydantic", "pydantic_core", "annotated_types", *DECIDING)


def sandbox() -> SandboxedWorkflowRunner:
    """Return the runner of every worker and of the replay tests."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=restrictions)


def pusher(
    sessions: async_sessionmaker[AsyncSession], client: Client, deliveries: Deliveries
) -> OutboxPusher:
    """Return the pusher that worker and forwarder share."""
    return OutboxPusher(
        sessions,
        {
            "start": start_case(client),
            "tell": tell_case(client),
            "letter": deliveries.push,
        },
        real_time,
    )


def case_worker(
    client: Client,
    sessions: async_sessionmaker[AsyncSession],
    deliveries: Deliveries,
    *,
    task_queue: str = TASK_QUEUE,
    lifecycles: Sequence[type[Any]] = LIFECYCLES,
    sticky: timedelta = timedelta(seconds=10),
    simulated: bool = False,
) -> Worker:
    """Return a worker for every lifecycle; ``async with`` runs it.

    ``simulated`` allows cases with a clock of their own.
    """
    pushes = pusher(sessions, client, deliveries)
    settles = SettleActivity(sessions, TASKS, pushes, simulated=simulated)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=lifecycles,
        activities=[settles.settle],
        workflow_runner=sandbox(),
        build_id=build(),
        sticky_queue_schedule_to_start_timeout=sticky,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )
