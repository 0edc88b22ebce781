"""Play scenario files on stacks of their own, and tell the story as it happens."""

import asyncio
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from activities.deliveries import Deliveries
from database import connect
from domain.calendar import public_holidays
from domain.offices import OFFICES
from letters.delivery import PrintSpool
from procedures.matrix import steps
from stack.supervise import Stack
from starter import scenario_names, seed
from starter.barrier import Barrier, NotAtRestError
from starter.door import Door
from starter.news import Tell
from starter.player import ExpectationError, Player
from starter.scenario import Scenario, ScenarioError
from starter.scenario_file import read
from starter.story import Storyteller
from worker.attributes import SEARCH_ATTRIBUTES
from worker.run import case_worker

LIMIT_SECONDS = 120.0  # of real time, for one scenario
PLAYED = Path(".casebound") / "played"
PEOPLED = (
    "a scenario brings its own people, days and settings, and the case database has some already; "
    "set CASEBOUND_DATABASE_URL to an empty database for each, or to none"
)
STICKY = timedelta(seconds=1)


@dataclass
class Played:
    """What came of one scenario."""

    file: Path
    title: str
    failure: str | None = None
    seconds: float = 0.0
    cases: dict[str, str] = field(default_factory=dict)


async def play(
    files: Sequence[Path],
    *,
    keep: bool = False,
    teller: Storyteller | None = None,
    data: Path | None = None,
    limit: float = LIMIT_SECONDS,
) -> list[Played]:
    """Play each file; stop at the first failed expectation.

    Args:
        files: the scenarios.
        keep: leave the last stack up until it is interrupted.
        teller: tells the story; on the terminal, where none is given.
        data: the letters stay below this folder, in one a scenario, for people to look at.
        limit: seconds of real time that one scenario may take.

    Raises:
        ScenarioError: a file cannot be read, or names what does not exist.
        StackError: a part of the stack did not start.
    """
    scenarios = [(file, read(file)) for file in files]
    for _, scenario in scenarios:
        scenario_names.check(scenario)
    teller = teller or Storyteller()
    results = []
    for number, (file, scenario) in enumerate(scenarios, start=1):
        letters = await asyncio.to_thread(_empty, (data or PLAYED) / file.stem / "letters")
        kept = keep and number == len(scenarios)
        results.append(Played(file, scenario.title))
        await _play(results[-1], scenario, letters, teller, kept=kept, limit=limit)
        if results[-1].failure:
            break
    return results


async def _play(
    result: Played,
    scenario: Scenario,
    letters: Path,
    teller: Storyteller,
    *,
    kept: bool,
    limit: float,
) -> None:
    teller.begin(scenario)
    name = result.file.stem
    async with stage(scenario, letters, name=name, tell=teller.tell, ui=kept, limit=limit) as (
        player,
        stack,
    ):
        started = time.monotonic()
        result.failure = await _failure(player, limit)
        result.seconds = time.monotonic() - started
        result.cases = dict(player.names)
        teller.end(result, letters=letters)
        if kept and not result.failure:
            teller.kept(result, ui=stack.ui_url, folder=stack.folder)
            await asyncio.Event().wait()  # until it is interrupted


@asynccontextmanager
async def stage(
    scenario: Scenario,
    letters: Path,
    *,
    name: str,
    tell: Tell,
    ui: bool = False,
    limit: float = LIMIT_SECONDS,
) -> AsyncIterator[tuple[Player, Stack]]:
    """Put up a stack with a scenario's people on it, and a worker; the player has yet to play."""
    reading = asyncio.create_task(asyncio.to_thread(_read_ahead, scenario))
    async with Stack(simulated=True, ui=ui, durable=False, attributes=SEARCH_ATTRIBUTES) as stack:
        await connect.migrate(stack.owner_url)
        await reading
        if stack.temporal is None:  # a server that runs elsewhere remembers earlier stories
            name = f"{name}-{secrets.token_hex(4)}"
        async with staged(
            scenario, letters, stack.database_url, stack.client, name=name, tell=tell, limit=limit
        ) as player:
            yield player, stack


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
) -> AsyncIterator[Player]:
    """Put a scenario's people on a migrated, empty database, and run a worker for them.

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
    engine = connect.engine(database_url)
    sessions = connect.sessions(engine)
    try:
        async with sessions.begin() as db:
            if await seed.peopled(db):
                raise ScenarioError(PEOPLED)
            await seed.scenario(db, scenario)
        player = Player(
            scenario=scenario,
            name=name,
            sessions=sessions,
            client=client,
            door=_door(scenario, sessions, client),
            tell=tell,
            barrier=Barrier(sessions, client, patience=limit / 2),
        )
        spool = Deliveries(PrintSpool(letters))
        async with case_worker(client, sessions, spool, sticky=STICKY, simulated=True):
            yield player
    finally:
        await engine.dispose()


def _door(scenario: Scenario, sessions: async_sessionmaker[AsyncSession], client: Client) -> Door:
    return Door(
        sessions,
        client,
        clock=scenario.starts,
        office=scenario.office,
        name="player",
        simulated=True,
    )


def _read_ahead(scenario: Scenario) -> None:
    """Read what every story needs and what takes its time, while the stack starts."""
    steps()
    public_holidays(OFFICES[scenario.office].state, scenario.starts.year)


async def _failure(player: Player, limit: float) -> str | None:
    """Play; return what went wrong, if anything did."""
    try:
        async with asyncio.timeout(limit):
            await player.play()
    except (ExpectationError, NotAtRestError) as error:
        return str(error)
    except TimeoutError:
        return await player.barrier.report(f"not done after {limit:.0f} seconds of real time")
    return None


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
