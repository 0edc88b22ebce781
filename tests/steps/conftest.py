"""What evidence is made with: an office at work on the real stack, bound to the test's proof."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database.models import SettingOverride
from domain.catalogue import SETTINGS
from starter.doors.door import Door
from tests.plugin.proof import Proof
from tests.steps.driving import Office
from tests.steps.personalised_services.referring import bar_post, refer, roads, team
from tests.steps.roads import QUEUE, Keeper
from worker.bootstrap import Product, played_letters

__all__ = ["bar_post", "refer", "roads", "team"]  # of every lifecycle that begins with a referral

Sets = Callable[[str, str, Any], Awaitable[None]]


@pytest.fixture
def office(
    door: Door,
    sessions: async_sessionmaker[AsyncSession],
    client: Client,
    proof: Proof,
    workers: None,
) -> Iterator[Office]:
    """The office in Canberra; what it opens is evidence of the test."""
    office = Office(door, sessions, client, proof)
    yield office
    office.rest.close()


@pytest.fixture(scope="session")
async def keeper(
    client: Client, sessions: async_sessionmaker[AsyncSession], spool: Path, workers: None
) -> AsyncIterator[Keeper]:
    """What keeps the cases that walk the roads, at a worker of their own."""
    keeper = Keeper(client, sessions)
    product = Product(sessions, keeper.client, played_letters(spool), simulated=True)
    async with product.worker(task_queue=QUEUE, sticky=timedelta(seconds=1)):
        yield keeper


@pytest.fixture
def agency_sets(sessions: async_sessionmaker[AsyncSession]) -> Sets:
    """Let a setting have a value on one day: every test has a day of its own for that."""

    async def agency_sets(on: str, name: str, value: Any) -> None:
        day = date.fromisoformat(on)
        async with sessions.begin() as db:
            for first, worth in ((day, value), (day + timedelta(1), SETTINGS[name].default)):
                db.add(
                    SettingOverride(name=name, from_date=first, value=[worth], set_by="the tests")
                )

    return agency_sets
