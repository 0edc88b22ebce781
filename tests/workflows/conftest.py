"""A worker for the kit's small case, beside the product's own."""

import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.deliveries import Deliveries
from activities.settle import SettleActivity
from domain.catalogue import TASKS
from letters.delivery import PrintSpool
from starter.doors.door import Door
from tests.workflows.driving import Maker
from tests.workflows.kit.lifecycle import KINDS, KitCase
from tests.workflows.looking import Sessions
from worker.bootstrap import Product
from worker.run import sandbox

Employ = Callable[[str, str], Worker]


@pytest.fixture(scope="session")
def employ(client: Client, sessions: Sessions, cast: None, spool: Path) -> Employ:
    """Make a worker for the small case, with the activities of the product: queue and build."""
    deliveries = Deliveries(PrintSpool(spool), letter_kinds=KINDS)
    lanes = Product(sessions, client, deliveries).lanes()
    settling = SettleActivity(sessions, TASKS, lanes, KINDS, simulated=True)

    def worker(queue: str, build: str) -> Worker:
        return Worker(
            client,
            task_queue=queue,
            workflows=[KitCase],
            activities=[settling.settle],
            workflow_runner=sandbox(),
            build_id=build,
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
            graceful_shutdown_timeout=timedelta(seconds=5),
        )

    return worker


@pytest.fixture(scope="session")
async def kit_worker(client: Client, employ: Employ) -> AsyncIterator[Client]:
    """Run the small case; answers the client."""
    async with employ("kit", "kit"):
        yield client


@pytest.fixture
async def kit_case(
    kit_worker: Client,
    sessions: Sessions,
    customer: str,
    door: Door,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Maker]:
    """Make small cases, which end with the test."""
    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:10]
    maker = Maker(kit_worker, sessions, door, customer, name)
    yield maker
    for case in maker.made:
        await case.end()
