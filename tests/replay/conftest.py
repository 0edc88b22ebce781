"""Stories that are played for these tests, each in a database and a namespace of its own."""

import gc
import logging
from collections.abc import Iterator

import pytest

from stack.postgres import PostgresServer
from tests.replay.stories import make_template


@pytest.fixture(scope="session")
async def story_ground(postgres: PostgresServer) -> PostgresServer:
    """The cluster, ready to give every story a database."""
    await make_template(postgres)
    return postgres


@pytest.fixture
def quiet() -> Iterator[None]:
    """Keep the SDK from writing about failures that a test wants, and from leaving any behind."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)
    gc.collect(1)  # what is older was there before
