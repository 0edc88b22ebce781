"""The parts that tests run on: a real PostgreSQL, migrated."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import connect
from stack.postgres import PostgresServer


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PostgresServer]:
    """A fresh cluster, migrated; ``app_url`` and ``owner_url`` are what tests connect with."""
    server = PostgresServer(tmp_path_factory.mktemp("stack"), durable=False)
    await server.start()
    await connect.migrate(server.owner_url)
    yield server
    await server.stop()


@pytest.fixture(scope="session")
async def sessions(postgres: PostgresServer) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions as the application has them, with the rights of its role."""
    engine = connect.engine(postgres.app_url)
    yield connect.sessions(engine)
    await engine.dispose()
