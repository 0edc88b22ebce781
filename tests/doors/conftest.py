"""People, customers and a Temporal server without a worker: signals and starts stay to be seen."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from database import connect
from database.models import Customer, Officer, OfficerAbsence, OfficerAccount, OfficerRole
from database.writes import people
from stack.build import binaries
from stack.ports import HOST, reserved
from stack.temporal import TemporalServer, prepare_namespace
from stack.temporal import connect as connect_temporal
from starter.doors.bringing import Bringer
from starter.doors.door import Door
from starter.player import seed
from tests.conftest import NO_FORWARDER
from tests.doors.seeing import NOW, PLANTED, Seen, Sessions
from worker.attributes import SEARCH_ATTRIBUTES

ROLE = "external_complaints_ssm"
SSM = "external_complaints_ssm.novak"
SSMS = {
    "away": (date(2020, 1, 1), None),
    "standin": (date(2020, 1, 1), None),
    "former": (date(2020, 1, 1), date(2026, 12, 2)),
    "last_day": (date(2020, 1, 1), date(2026, 12, 3)),
    "next_year": (date(2027, 1, 1), None),
}


@pytest.fixture(scope="session")
async def stored(migrated_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Sessions]:
    """The application's sessions on a database with the default cast and one customer."""
    owner = await migrated_database("doors")
    engine = connect.engine(owner.replace("casebound_owner", "casebound_app"), pool_size=10)
    sessions = connect.sessions(engine)
    async with sessions.begin() as db:
        await people.put_missing_offices(db)
        await seed.cast(db, "ACT")
        db.add(Customer(id="casey", name=PLANTED, programme="child_support"))
        db.add(OfficerAccount(account="psso.diaz.second", officer="psso.diaz"))
        db.add(OfficerAccount(account="novak.second", officer=SSM))
        db.add(Officer(id="nobody.yet", name="New", office="WA"))  # holds no role
        for name, (first, last) in SSMS.items():
            db.add(Officer(id=f"ssm.{name}", name=name, office="ACT"))
            await db.flush()
            db.add(OfficerRole(officer=f"ssm.{name}", role=ROLE, from_date=first, until_date=last))
        away = await db.get_one(Officer, "ssm.away")
        away.delegate = "ssm.standin"
        for first, last in ((date(2026, 11, 1), date(2026, 11, 5)), (NOW.date(), NOW.date())):
            db.add(OfficerAbsence(officer="ssm.away", from_date=first, until_date=last))
    yield sessions
    await engine.dispose()


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TemporalServer]:
    folder = tmp_path_factory.mktemp("temporal")
    temporal = TemporalServer(binaries().server, folder, in_memory=True)
    await temporal.start()
    yield temporal
    temporal.kill()


@pytest.fixture(scope="session")
async def client(server: TemporalServer) -> Client:
    found = await connect_temporal(server.address)
    await prepare_namespace(found, SEARCH_ATTRIBUTES)
    return found


@pytest.fixture(scope="session")
async def nowhere() -> AsyncIterator[Client]:
    """A client of a Temporal server that is down; no other test's stack comes to its port."""
    with reserved([]) as (port,):
        yield await Client.connect(
            f"{HOST}:{port}", lazy=True, data_converter=pydantic_data_converter
        )


@pytest.fixture
def door(stored: Sessions, client: Client) -> Door:
    return Door(stored, client, clock=NOW, bringer=Bringer(stored, client, patience=NO_FORWARDER))


@pytest.fixture
def door_without_temporal(stored: Sessions, nowhere: Client) -> Door:
    impatient = Bringer(stored, nowhere, patience=timedelta(milliseconds=200))
    return Door(stored, nowhere, clock=NOW, bringer=impatient)


@pytest.fixture
def seen(stored: Sessions, client: Client) -> Seen:
    return Seen(stored, client)


@pytest.fixture
def complaint() -> dict[str, Any]:
    """A complaint as the mail room sends it, to be changed by the test."""
    return {
        "type_": "complaint.received",
        "source": "mail_room",
        "office": "ACT",
        "customer": "casey",
        "occurred_at": NOW - timedelta(hours=1),
        "facts": {"channel": "post", "received_on": "2026-12-03"},
        "content": {"text": f"{PLANTED} says that nobody answers."},
    }
