"""What evidence is made with: an office at work on the real stack, bound to the test's proof."""

from collections.abc import Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from starter.doors.door import Door
from tests.plugin.proof import Proof
from tests.steps.driving import Office


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
