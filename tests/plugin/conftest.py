from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from domain.catalogue import LETTERS, TASKS, steps_of
from procedures.matrix import steps
from stack.postgres import PostgresServer
from tests.plugin.faults import Faults, State, faults_of
from tests.plugin.left import CATALOGUE, Left, people
from tests.plugin.proof import Proof
from tests.plugin.reading import read_story
from tests.plugin.settles import Settles
from tests.plugin.story import Catalogue

PRODUCT = Catalogue(tasks=TASKS, letters=LETTERS, steps_of=steps_of)


@pytest.fixture(scope="session")
async def plugin_database(
    postgres: PostgresServer, sessions: async_sessionmaker[AsyncSession]
) -> str:
    """The database of this run, with officers of the plugin's own."""
    async with sessions.begin() as db:
        await people(db)
    return postgres.app_url


@pytest.fixture(scope="session")
def proof_catalogue() -> Catalogue:
    return CATALOGUE


@pytest.fixture(scope="session")
def numbers() -> Callable[[], int]:
    """Cases of this run are numbered, so that each test has cases of its own."""
    return count(1).__next__


@pytest.fixture
def left(
    plugin_database: str, sessions: async_sessionmaker[AsyncSession], numbers: Callable[[], int]
) -> Left:
    """A case, as settles have left it in the case database."""
    return Left(f"plugin-{numbers()}", sessions)


@pytest.fixture
async def settled(
    plugin_database: str, sessions: async_sessionmaker[AsyncSession], numbers: Callable[[], int]
) -> str:
    """A complaint that real settles have left: received, and assessed by the right officer."""
    case = Settles(f"co-settled-{numbers()}", sessions)
    await case.assessed()
    return case.ref


@pytest.fixture
async def faults(left: Left, sessions: async_sessionmaker[AsyncSession]) -> Faults:
    """State something of the case, save it, and return what does not hold."""

    async def check(state: State) -> list[str]:
        proof = Proof(steps())
        proof.cases(left.ref)
        state(proof)
        proof.marked = tuple(statement.step for statement in proof.statements)
        await left.save()
        async with sessions() as db:
            story = await read_story(db, CATALOGUE, proof.refs, proof.receipts, proof.found)
        return faults_of(proof, story)

    return check
