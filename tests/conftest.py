"""The parts that tests run on: a real PostgreSQL, migrated."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import make_url
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
def new_database(postgres: PostgresServer) -> Callable[[str], Awaitable[str]]:
    """Make an empty database of the cluster; answers its owner's URL."""

    async def make(name: str) -> str:
        admin = await asyncpg.connect(host="127.0.0.1", port=postgres.port, user="postgres")
        await admin.execute(f"create database {name} owner casebound_owner")
        await admin.close()
        url = make_url(postgres.owner_url).set(database=name)
        return url.render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="session")
async def sessions(postgres: PostgresServer) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions as the application has them, with the rights of its role."""
    engine = connect.engine(postgres.app_url)
    yield connect.sessions(engine)
    await engine.dispose()
