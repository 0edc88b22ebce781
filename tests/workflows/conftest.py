"""A real Temporal server with time skipping, the real activities, the real database."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.worker import Worker
from tests.workflows.driving import Driven

from activities.deliveries import Deliveries
from activities.settle import Settling
from database.models import Customer, CustomerAddress, Office, Officer, OfficerRole
from domain.catalogue import TASKS
from domain.offices import OFFICES
from domain.roles import Role
from letters.delivery import PrintSpool
from stack.build import binaries
from stack.temporal import TemporalServer, connect, prepare_namespace
from starter.cast import officer_id
from tests.workflows.kit.lifecycle import KitCase
from worker.attributes import SEARCH_ATTRIBUTES
from worker.run import case_worker, pusher, sandbox

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture(scope="session")
async def temporal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TemporalServer]:
    """A Temporal server in memory that can skip time."""
    server = TemporalServer(
        binaries().server, tmp_path_factory.mktemp("temporal"), in_memory=True, simulated=True
    )
    await server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
async def client(temporal: TemporalServer) -> Client:
    """A client with the product's namespace and search attributes."""
    client = await connect(temporal.address)
    await prepare_namespace(client, SEARCH_ATTRIBUTES)
    return client


@pytest.fixture(scope="session")
async def cast(sessions: Sessions) -> None:
    """The default cast, every office, and a customer to have cases about."""
    async with sessions.begin() as db:
        for code, office in OFFICES.items():
            db.add(Office(code=code, state=office.state.value, zone=office.zone))
        await db.flush()
        for role in Role:
            db.add(Officer(id=officer_id(role), name=f"Officer {role}", office="ACT", team=role))
        await db.flush()
        for role in Role:
            db.add(
                OfficerRole(officer=officer_id(role), role=role.value, from_date=date(2020, 1, 1))
            )


@pytest.fixture(scope="session")
def spool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The print spool of the tests."""
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="session")
async def workers(
    client: Client, sessions: Sessions, cast: None, spool: Path
) -> AsyncIterator[None]:
    """Workers for the product's lifecycles and for the kit's small case."""
    deliveries = Deliveries(PrintSpool(spool))
    settling = Settling(sessions, TASKS, pusher(sessions, client, deliveries))
    kit = Worker(
        client,
        task_queue="kit",
        workflows=[KitCase],
        activities=[settling.settle],
        workflow_runner=sandbox(),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
    )
    product = case_worker(client, sessions, deliveries, sticky=timedelta(seconds=1))
    async with kit, product:
        yield


@pytest.fixture
async def customer(sessions: Sessions, request: pytest.FixtureRequest) -> str:
    """A customer of one test, with an address in the ACT."""
    ident = f"cu-{abs(hash(request.node.nodeid)):x}"
    async with sessions.begin() as db:
        db.add(Customer(id=ident, name="Casey Example", programme="child_support", associates=[]))
        await db.flush()
        db.add(
            CustomerAddress(
                customer=ident,
                from_date=date(2020, 1, 1),
                lines=["1 Example Street", "CANBERRA ACT 2600"],
                state="ACT",
            )
        )
    return ident


@pytest.fixture
def kit_case(
    client: Client, sessions: Sessions, workers: None, customer: str, request: pytest.FixtureRequest
) -> Callable[..., Driven]:
    """Make a small case, not yet started, at a phase and a date."""

    def make(first: str = "asking", *, on: str = "2027-01-04T00:00:00+00:00") -> Driven:
        begins = datetime.fromisoformat(on).astimezone(UTC)
        ref = f"kit-{abs(hash(request.node.nodeid)):x}"
        return Driven(client, sessions, ref=ref, customer=customer, begins=begins, first=first)

    return make
