"""What tests run on: a real PostgreSQL, a real Temporal server that skips time, workers."""

import gc
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from sqlalchemy import Engine, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.worker._workflow import _WorkflowWorker

from database import connect
from database.models import Customer, CustomerAddress
from database.writes import people
from stack import temporal as temporal_stack
from stack.build import binaries
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from starter.doors.bringing import Bringer
from starter.doors.door import Door
from starter.player import seed
from tests.warm import warm
from worker.attributes import SEARCH_ATTRIBUTES
from worker.bootstrap import Product, played_letters

pytest_plugins = ["tests.plugin.plugin", "tests.distribution", "tests.servers"]

# Drawn examples are the same in each run and on each machine, and none is too slow for one that is
# busy. Who looks for new ones runs with --hypothesis-profile=default.
examples.register_profile(
    "anywhere", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("anywhere")

# A shell that runs the tests in the background has them ignore Ctrl-C, and so would every process
# that they start to interrupt it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Every process of the tests imports the product, and would compile it anew where nothing is kept:
# that and the rewriting of what is asserted were half of what collecting took.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# For a Temporal server to look for rubbish was a sixth of its work: it does so once it holds as
# much as it came to by itself in a run of all tests.
os.environ |= {"GOGC": "off", "GOMEMLIMIT": "800MiB"}

# At its start pytest shuts the folder of all runs to everybody else, and with it the way to another
# run's data for a PostgreSQL that runs as nobody: each checkout has a folder of its own.
if "PYTEST_DEBUG_TEMPROOT" not in os.environ:
    mine = hashlib.sha256(__file__.encode()).hexdigest()[:8]
    root = Path(tempfile.gettempdir(), f"casebound-tests-{mine}")
    root.mkdir(exist_ok=True)
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(root)

Sessions = async_sessionmaker[AsyncSession]

NO_FORWARDER = timedelta(seconds=60)  # a door waits for Temporal: nobody would bring it later
MIGRATED = "migrated"  # a database to make others like it: a copy takes a tenth of a migration
SECONDS_TO_YIELD = 2  # that the SDK gives a case
BEGINNING = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)  # Monday, 11:00 in Canberra
OBJECTS_TO_COLLECT = 100_000  # so many new ones, and Python looks for rubbish: 700 as a rule


gc.disable()  # until all is collected, which stays


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Let Python look for rubbish among what is new only, and not for ever again.

    A process holds every module of the product and nine thousand tests, none of which goes before
    its end: to look through them was a tenth of the seconds that Python took.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_TO_COLLECT, 20, 20)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def cases_take_their_time() -> Iterator[None]:
    """Let the SDK wait for a case that works as long as a machine takes whose cores are taken.

    After two seconds it takes it for one that never yields, fails its task, and leaves what it had
    to do unawaited; it has no setting for that.
    """
    made = _WorkflowWorker.__init__

    def patient(worker: _WorkflowWorker, *given: Any, **named: Any) -> None:
        made(worker, *given, **named)
        assert worker._deadlock_timeout_seconds == SECONDS_TO_YIELD
        worker._deadlock_timeout_seconds = 60

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_WorkflowWorker, "__init__", patient)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """Let all engines of a process share what they know of statements.

    An engine compiles each anew. A process of the product has one, one of the tests hundreds: a
    database for every story, a door and a worker of their own for every test.
    """
    made = connect.engine
    known: list[Engine] = []

    def sharing(*given: Any, **named: Any) -> AsyncEngine:
        engine = made(*given, **named)
        sync = engine.sync_engine
        if not known:
            event.listen(sync.pool, "first_connect", lambda *_: known.append(sync))
        else:
            sync.dialect, sync._compiled_cache = known[0].dialect, known[0]._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connect, "engine", sharing)
        yield


@pytest.fixture(scope="session", autouse=True)
def clusters_are_copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let PostgreSQL make a cluster once, and copy it for every other server of this process.

    Where a folder has the beginnings of one, it is begun again as ever.
    """
    made = PostgresServer._initialise
    kept = tmp_path_factory.mktemp("cluster") / "kept"

    def copied(server: PostgresServer) -> None:
        if kept.exists() and not server._data.with_name("postgres.unfinished").exists():
            subprocess.run(["cp", "-a", kept, server._data], check=True)
            return
        made(server)
        if not kept.exists():
            subprocess.run(["cp", "-a", server._data, kept], check=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PostgresServer, "_initialise", copied)
        yield


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PostgresServer]:
    """A fresh cluster, migrated; ``app_url`` and ``owner_url`` are what tests connect with."""
    server = PostgresServer(tmp_path_factory.mktemp("stack"), durable=False)
    await server.start()
    await connect.migrate(server.owner_url)
    await make_database(server, MIGRATED, template=str(make_url(server.owner_url).database))
    yield server
    await server.stop()


async def make_database(server: PostgresServer, name: str, *, template: str) -> str:
    """Make a database of a cluster like another one; return its owner's URL."""
    admin = await asyncpg.connect(server.superuser_url)
    try:
        copy = f'template "{template}" strategy file_copy'  # what is not durable is copied at once
        await admin.execute(f'create database "{name}" {copy} owner casebound_owner')
    finally:
        await admin.close()
    return make_url(server.owner_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def new_database(postgres: PostgresServer) -> Callable[[str], Awaitable[str]]:
    """Make an empty database of the cluster; answers its owner's URL."""

    async def make(name: str) -> str:
        return await make_database(postgres, name, template="template1")

    return make


@pytest.fixture(scope="session")
def migrated_database(postgres: PostgresServer) -> Callable[[str], Awaitable[str]]:
    """Make a migrated database of the cluster, by a copy; answers its owner's URL."""

    async def make(name: str) -> str:
        return await make_database(postgres, name, template=MIGRATED)

    return make


@pytest.fixture(scope="session")
async def sessions(postgres: PostgresServer) -> AsyncIterator[Sessions]:
    """Sessions as the application has them, with the rights of its role."""
    async with connect.opened(postgres.app_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def warmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where commands are at hand as processes of their own that have read the product."""
    with warm(tmp_path_factory.mktemp("warm")) as at:
        yield at


# ---------------------------------------------------------------- whatever runs real cases


@pytest.fixture(scope="session")
async def temporal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TemporalServer]:
    """A Temporal server in memory that can skip time."""
    folder = tmp_path_factory.mktemp("temporal")
    server = TemporalServer(binaries().server, folder, in_memory=True, simulated=True)
    with pytest.MonkeyPatch.context() as patch:
        # Where there are more processes than cores, a server's threads look for work in vain.
        patch.setenv("GOMAXPROCS", "1")
        await server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
async def client(temporal: TemporalServer) -> Client:
    """A client with the product's namespace and search attributes."""
    found = await temporal_stack.connect(temporal.address)
    await temporal_stack.prepare_namespace(found, SEARCH_ATTRIBUTES)
    return found


@pytest.fixture(scope="session")
async def cast(sessions: Sessions) -> None:
    """Every office, and the default cast in Canberra: one officer for every role."""
    async with sessions.begin() as db:
        await people.put_missing_offices(db)
        await seed.cast(db, "ACT")


@pytest.fixture(scope="session")
def spool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The print spool of the workers."""
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="session")
async def workers(
    client: Client, sessions: Sessions, cast: None, spool: Path
) -> AsyncIterator[None]:
    """The product's worker: every lifecycle, and the activities that they settle with."""
    product = Product(sessions, client, played_letters(spool), simulated=True)
    async with product.worker(sticky=timedelta(seconds=1)):
        yield


@pytest.fixture(scope="session")
def new_customer(sessions: Sessions) -> Callable[[str], Awaitable[str]]:
    """Add a Child Support customer of somebody's own, with an address in Canberra."""

    async def add(of: str) -> str:
        ident = f"cu-{hashlib.sha256(of.encode()).hexdigest()[:12]}"
        async with sessions.begin() as db:
            db.add(Customer(id=ident, name="Casey Example", programme="child_support"))
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

    return add


@pytest.fixture
async def customer(
    new_customer: Callable[[str], Awaitable[str]], request: pytest.FixtureRequest
) -> str:
    """A Child Support customer of one test, with an address in Canberra."""
    return await new_customer(request.node.nodeid)


@pytest.fixture
def door(client: Client, sessions: Sessions, cast: None) -> Door:
    """The door of a played stack, in Canberra; ``door.at(instant)`` sets its clock."""
    return Door(
        sessions,
        client,
        clock=BEGINNING,
        office="ACT",
        name="tests",
        simulated=True,
        bringer=Bringer(sessions, client, patience=NO_FORWARDER),
    )
