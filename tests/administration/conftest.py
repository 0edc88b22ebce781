"""A database of its own, with the default cast: what files say holds for nobody else's cases."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from database import connect
from database.writes import people
from starter.player import seed
from tests.doors.seeing import Sessions


@asynccontextmanager
async def with_cast(owner: str) -> AsyncIterator[Sessions]:
    """Give the application's sessions on a new database, once it has offices and people."""
    async with connect.opened(owner.replace("casebound_owner", "casebound_app")) as sessions:
        async with sessions.begin() as db:
            await people.put_missing_offices(db)
            await seed.cast(db, "ACT")
        yield sessions


@pytest.fixture(scope="session")
async def stored(migrated_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Sessions]:
    """The application's sessions on it."""
    async with with_cast(await migrated_database("administration")) as sessions:
        yield sessions
