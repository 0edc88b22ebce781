"""Where the worked cases are played: one stack for all of them."""

import pytest

from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from tests.end_to_end.told import Hall


@pytest.fixture(scope="session")
async def hall(
    postgres: PostgresServer, temporal: TemporalServer, tmp_path_factory: pytest.TempPathFactory
) -> Hall:
    """One stack; each story gets a database and a namespace of its own there."""
    folder = tmp_path_factory.mktemp("stories")
    hall = Hall(postgres, temporal.address, folder, template="story")
    await hall.open()
    return hall
