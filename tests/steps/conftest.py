"""What evidence is made with: an office at work on the real stack, bound to the test's proof."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from starter.doors.door import Door
from tests.plugin.proof import Proof
from tests.steps.driving import Office
from tests.steps.personalised_services.referring import bar_post, refer, roads, team
from tests.steps.roads import QUEUE, Keeper
from worker.bootstrap import Product, letters_of

__all__ = ["bar_post", "refer", "roads", "team"]  # of every lifecycle that begins with a referral


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
    product = Product(sessions, keeper.client, letters_of(spool), simulated=True)
    async with product.worker(task_queue=QUEUE, sticky=timedelta(seconds=1)):
        yield keeper
