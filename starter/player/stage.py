"""Put up what a scenario is played on: a stack, its people, a worker, a door with its clock."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

from database import connect
from domain.calendar import public_holidays
from domain.offices import OFFICES
from procedures.matrix import steps
from stack.supervise import Stack
from starter.player import seed
from starter.player.barrier import Barrier
from starter.player.news import Tell
from starter.player.performance import Performance
from starter.player.scenario import Scenario, ScenarioError
from worker.attributes import SEARCH_ATTRIBUTES
from worker.bootstrap import Product, played_letters

LIMIT_SECONDS = 120.0  # of real time, for one scenario
PEOPLED = (
    "a scenario brings its own people, days and settings, and the case database has some already; "
    "set CASEBOUND_DATABASE_URL to an empty database for each, or to none"
)
STICKY = timedelta(seconds=1)


@asynccontextmanager
async def stage(
    scenario: Scenario,
    letters: Path,
    *,
    name: str,
    tell: Tell,
    ui: bool = False,
    limit: float = LIMIT_SECONDS,
) -> AsyncIterator[tuple[Performance, Stack]]:
    """Put up a stack with a scenario's people on it, and a worker; the player has yet to play."""
    reading = asyncio.create_task(asyncio.to_thread(_read_ahead, scenario))
    async with Stack(simulated=True, ui=ui, durable=False, attributes=SEARCH_ATTRIBUTES) as stack:
        await connect.migrate(stack.owner_url)
        await reading
        if stack.temporal is None:  # a server that runs elsewhere remembers earlier stories
            name = f"{name}-{secrets.token_hex(4)}"
        async with staged(
            scenario, letters, stack.database_url, stack.client, name=name, tell=tell, limit=limit
        ) as performance:
            yield performance, stack


@asynccontextmanager
async def staged(
    scenario: Scenario,
    letters: Path,
    database_url: str,
    client: Client,
    *,
    name: str,
    tell: Tell,
    limit: float = LIMIT_SECONDS,
) -> AsyncIterator[Performance]:
    """Put a scenario's people on a migrated, empty database, and run a worker for them.

    See ``seated``.
    """
    async with (
        seated(scenario, letters, database_url, client, name=name, tell=tell, limit=limit) as (
            product,
            performance,
        ),
        product.worker(sticky=STICKY),
    ):
        yield performance


@asynccontextmanager
async def seated(
    scenario: Scenario,
    letters: Path,
    database_url: str,
    client: Client,
    *,
    name: str,
    tell: Tell,
    limit: float = LIMIT_SECONDS,
) -> AsyncIterator[tuple[Product, Performance]]:
    """Put a scenario's people on a migrated, empty database; nobody works for them yet.

    Args:
        scenario: to play.
        letters: the print spool.
        database_url: as the application's role has it.
        client: of a namespace that no other story uses.
        name: marks the messages.
        tell: told each line of the story.
        limit: seconds of real time, for the whole.

    Raises:
        ScenarioError: the database has people already.
    """
    async with connect.opened(database_url) as sessions:
        async with sessions.begin() as db:
            if await seed.peopled(db):
                raise ScenarioError(PEOPLED)
            await seed.scenario(db, scenario)
        product = Product(sessions, client, played_letters(letters), simulated=True)
        performance = Performance(
            scenario=scenario,
            name=name,
            sessions=sessions,
            client=client,
            door=product.door("player", clock=scenario.starts, office=scenario.office),
            tell=tell,
            barrier=Barrier(sessions, client, patience=limit / 2),
        )
        yield product, performance


def _read_ahead(scenario: Scenario) -> None:
    """Read what every story needs and what takes its time, while the stack starts."""
    steps()
    public_holidays(OFFICES[scenario.office].state, scenario.starts.year)
