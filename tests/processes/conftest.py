"""An office of its own for the tests of processes: a database with points to be held at."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from database import connect
from database.models import Customer, CustomerAddress
from database.writes import people
from stack import temporal as temporal_stack
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from starter.doors.door import Door
from starter.player import seed
from tests.processes.holds import POINTS, Holds
from tests.processes.office import Office
from tests.workflows.looking import Sessions
from worker.attributes import SEARCH_ATTRIBUTES

NAME = "processes"
PLANTED = "Erika Planted"  # the customer's name


@pytest.fixture(scope="module")
async def office(
    temporal: TemporalServer,
    postgres: PostgresServer,
    migrated_database: Callable[[str], Awaitable[str]],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    warmed: Path,
) -> AsyncIterator[Office]:
    """An office with a customer ``cu-1``, and no worker yet; each module has one of its own."""
    name = f"{NAME}_{Path(request.node.name).stem}"
    owner = await migrated_database(name)
    plain = make_url(postgres.superuser_url).set(database=make_url(owner).database)
    holds = Holds(plain.render_as_string(hide_password=False))
    connection = await asyncpg.connect(holds.url)
    await connection.execute(POINTS)
    await connection.close()
    application = make_url(owner).set(username="casebound_app").render_as_string()
    client = await temporal_stack.connect(temporal.address, name.replace("_", "-"))
    await temporal_stack.prepare_namespace(client, SEARCH_ATTRIBUTES)
    engine = connect.engine(application)
    sessions = connect.sessions(engine)
    await populate(sessions)
    spool = tmp_path_factory.mktemp("spool")
    settings = {
        "CASEBOUND_DATABASE_URL": application,
        "CASEBOUND_TEMPORAL_ADDRESS": temporal.address,
        "CASEBOUND_TEMPORAL_NAMESPACE": client.namespace,
        "CASEBOUND_SPOOL": str(spool),
    }
    door = Door(sessions, client, office="ACT", name="tests")
    yield Office(sessions, client, door, holds, spool, settings, warmed)
    await engine.dispose()


async def populate(sessions: Sessions) -> None:
    """Add every office, the default cast, and one customer who has an address."""
    async with sessions.begin() as db:
        await people.put_missing_offices(db)
        await seed.cast(db, "ACT")
        await add_customer(db, "cu-1")


async def add_customer(db: AsyncSession, ident: str, email: str | None = None) -> None:
    """Add a customer who has an address, and is written to by email where one is given."""
    channel = "email" if email else None
    db.add(
        Customer(id=ident, name=PLANTED, programme="child_support", channel=channel, email=email)
    )
    await db.flush()
    lines = ["1 Example Street", "CANBERRA ACT 2600"]
    first = date(2020, 1, 1)
    db.add(CustomerAddress(customer=ident, from_date=first, lines=lines, state="ACT"))
