from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from database.models import Base
from stack.postgres import PostgresServer
from tests.plugin.left import CATALOGUE, Left, people
from tests.plugin.story import Catalogue


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def plugin_database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A real PostgreSQL with the product's tables and a cast of officers."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    postgres = PostgresServer(folder, durable=False)
    await postgres.start()
    try:
        engine = create_async_engine(postgres.owner_url)
        async with engine.begin() as connection:
            await connection.execute(text("create sequence case_openings"))
            await connection.run_sync(Base.metadata.create_all)
        async with async_sessionmaker(engine).begin() as db:
            await people(db)
        await engine.dispose()
        yield postgres.owner_url
    finally:
        await postgres.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sessions(plugin_database: str) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    engine = create_async_engine(plugin_database)
    yield async_sessionmaker(engine, expire_on_commit=False)
    await engine.dispose()


@pytest.fixture(scope="session")
def proof_catalogue() -> Catalogue:
    return CATALOGUE


@pytest.fixture(scope="session")
def numbers() -> Callable[[], int]:
    """Cases of this run are numbered, so that each test has cases of its own."""
    return count(1).__next__


@pytest.fixture
def left(sessions: async_sessionmaker[AsyncSession], numbers: Callable[[], int]) -> Left:
    """A case, as settles have left it in the case database."""
    return Left(f"co-{numbers()}", sessions)
