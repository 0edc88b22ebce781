"""Play scenario files, each on a stack of its own, and tell the story as it happens."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starter.player import scenario_names
from starter.player.barrier import NotAtRestError
from starter.player.performance import ExpectationError, Performance
from starter.player.scenario import Scenario
from starter.player.scenario_file import read
from starter.player.stage import LIMIT_SECONDS, stage
from starter.player.story import Storyteller
from worker.place import SPOOL
from worker.views import views

PLAYED = Path(".casebound") / "played"


@dataclass
class Result:
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
) -> list[Result]:
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
        results.append(Result(file, scenario.title))
        await _play(results[-1], scenario, letters, teller, kept=kept, limit=limit)
        if results[-1].failure:
            break
    return results


async def _play(
    result: Result,
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
        performance,
        stack,
    ):
        started = time.monotonic()
        result.failure = await failure_of(performance, limit)
        result.seconds = time.monotonic() - started
        result.cases = dict(performance.names)
        teller.end(result, letters=letters)
        if kept and not result.failure:
            await asyncio.to_thread(_show_spool, stack.folder, letters)
            seen = views(performance.time.now)
            teller.kept(result, ui=stack.ui_url, folder=stack.folder, views=seen)
            await asyncio.Event().wait()  # until it is interrupted


async def failure_of(performance: Performance, limit: float) -> str | None:
    """Play; return what went wrong, if anything did."""
    try:
        async with asyncio.timeout(limit):
            await performance.play()
    except (ExpectationError, NotAtRestError) as error:
        return str(error)
    except TimeoutError:
        return await performance.barrier.report(f"not done after {limit:.0f} seconds of real time")
    return None


def _show_spool(folder: Path, letters: Path) -> None:
    """Let commands find the letters of a stack that is kept where they look for a print spool."""
    (folder / SPOOL).symlink_to(letters.resolve())


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
