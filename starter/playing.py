"""Play scenario files on stacks of their own, and tell the story as it happens."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from activities.deliveries import Deliveries
from database import connect
from letters.delivery import PrintSpool
from stack.supervise import Stack
from starter import seed
from starter.door import Door
from starter.player import ExpectationError, Player
from starter.scenario import Scenario, ScenarioError, read
from starter.story import Storyteller
from worker.attributes import SEARCH_ATTRIBUTES
from worker.run import case_worker

PATIENCE_SECONDS = 120.0
PLAYED = Path(".casebound") / "played"


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
) -> list[Played]:
    """Play each file; stop at the first failed expectation.

    ``keep`` leaves the last stack up until it is interrupted. The letters stay in a folder a
    scenario below ``data``, for people to look at.

    Raises:
        ScenarioError: a file cannot be read.
        StackError: a part of the stack did not start.
    """
    scenarios = [(file, read(file)) for file in files]
    teller = teller or Storyteller()
    results = []
    for number, (file, scenario) in enumerate(scenarios, start=1):
        letters = await asyncio.to_thread(_empty, (data or PLAYED) / file.stem / "letters")
        last = number == len(scenarios)
        result = await _play_one(file, scenario, letters, teller, keep=keep and last)
        results.append(result)
        if result.failure:
            break
    return results


async def _play_one(
    file: Path, scenario: Scenario, letters: Path, teller: Storyteller, *, keep: bool
) -> Played:
    result = Played(file, scenario.title)
    teller.begin(scenario)
    async with Stack(simulated=True, ui=keep, durable=False, attributes=SEARCH_ATTRIBUTES) as stack:
        await connect.migrate(stack.owner_url)
        engine = connect.engine(stack.database_url)
        sessions = connect.sessions(engine)
        try:
            async with sessions.begin() as db:
                await seed.scenario(db, scenario)
            deliveries = Deliveries(PrintSpool(letters))
            worker = case_worker(stack.client, sessions, deliveries, sticky=timedelta(seconds=1))
            async with worker:
                door = Door(
                    sessions,
                    stack.client,
                    clock=scenario.starts,
                    office=scenario.office,
                    name="player",
                    simulated=True,
                )
                player = Player(
                    scenario=scenario,
                    folder=file.parent,
                    sessions=sessions,
                    client=stack.client,
                    door=door,
                    tell=teller.tell,
                )
                await _run(player, result)
                teller.end(result, letters=letters, ui=stack.ui_url, kept=keep)
                if keep and not result.failure:
                    await _until_interrupted()
        finally:
            await engine.dispose()
    return result


async def _run(player: Player, result: Played) -> None:
    started = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await player.play()
    except (ExpectationError, ScenarioError) as error:
        result.failure = str(error)
    except TimeoutError:
        result.failure = f"not done after {PATIENCE_SECONDS:.0f} seconds of real time"
    result.seconds = time.monotonic() - started
    result.cases = dict(player.names)


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


async def _until_interrupted() -> None:
    await asyncio.Event().wait()
