"""Record histories for the replay tests: ``python -m tests.replay.record [ROAD...]``.

Plays every scenario, or those that are named, on a stack of its own, and keeps the histories of
its cases under ``histories/<version>/``, one of each flow. A history whose flow is as before is
left as it is, so that a file changes only with the code that it guards. Histories of earlier
versions are never touched: cases that those releases began are still open somewhere.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from stack.supervise import Stack
from starter.player.barrier import NotAtRestError
from starter.player.performance import ExpectationError
from starter.player.scenario import ScenarioError
from tests.replay.recorded import HISTORIES, VERSION, Recorded, doubles, flow, read
from tests.replay.replaying import broken
from tests.replay.stories import CaseTold, Manner, make_template, told

ROOT = Path(__file__).parents[2]
ROADS = (ROOT / "scenarios", Path(__file__).with_name("roads"))
MORE = ("answered_on_the_last_day", "level_2_through_an_mp")  # are played in each manner
AT_ONCE = 2


def roads() -> dict[str, Path]:
    """Return every road by its name."""
    return {file.stem: file for folder in ROADS for file in sorted(folder.rglob("*.yaml"))}


def road_of(name: str) -> str:
    """Return the road on which a story was played in any manner."""
    for manner in Manner:
        name = name.removesuffix(manner)
    return name


async def record(names: list[str]) -> bool:
    """Play these roads and keep what is new; return whether each came to its end."""
    limit = asyncio.Semaphore(AT_ONCE)
    well = True
    async with Stack(simulated=True, durable=False, environment={}) as stack:
        assert stack.postgres
        await make_template(stack.postgres)

        async def one(road: Path, manner: Manner) -> None:
            nonlocal well
            async with limit:
                try:
                    await _keep(await _histories(stack, road, manner))
                except (ExpectationError, NotAtRestError, ScenarioError) as error:
                    well = False
                    print(f"FAILED     {road.name}: {error}")  # noqa: T201  # the answer

        async with asyncio.TaskGroup() as group:
            for name in names:
                for manner in Manner if name in MORE else (Manner.PLAIN,):
                    group.create_task(one(roads()[name], manner))
    _drop_doubles()
    return well


async def _histories(stack: Stack, road: Path, manner: Manner) -> list[Recorded]:
    assert stack.postgres
    with tempfile.TemporaryDirectory() as letters:
        async with told(
            road,
            postgres=stack.postgres,
            address=stack.temporal_address,
            letters=Path(letters),
            manner=manner,
        ) as cases:
            return _named(f"{road.stem}{manner}", cases)


def _named(road: str, cases: list[CaseTold]) -> list[Recorded]:
    numbers: Counter[str] = Counter()
    named = []
    for case in cases:
        numbers[case.type] += 1
        for run, history in enumerate(case.runs, start=1):
            part = f".{run}" if len(case.runs) > 1 else ""
            named.append(Recorded(road, f"{case.type}-{numbers[case.type]}{part}", history))
    return named


async def _keep(recorded: list[Recorded]) -> None:
    """Keep the histories of a road, and drop those that it no longer has."""
    for one in recorded:
        where = one.file.relative_to(HISTORIES)
        if await _as_before(one):
            print(f"as before  {where}")  # noqa: T201  # what the command answers
        else:
            one.write()
            print(f"recorded   {where}")  # noqa: T201  # what the command answers
    for file in {file for one in recorded for file in one.file.parent.iterdir()}:
        if file not in [one.file for one in recorded]:
            file.unlink()


def _drop_doubles() -> None:
    """Keep one history of each flow: the earliest release's, which is never recorded again."""
    for one in doubles():
        if one.version == VERSION:
            one.file.unlink()
            print(f"a double   {one.file.relative_to(HISTORIES)}")  # noqa: T201  # the answer


async def _as_before(recorded: Recorded) -> bool:
    if not recorded.file.exists():
        return False
    kept = read(recorded.file)
    return flow(kept.history) == flow(recorded.history) and not await broken([kept])


def main() -> None:
    """Read the roads from the command line; all of them, where none is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.replay.record", description=__doc__)
    parser.add_argument("roads", nargs="*", metavar="ROAD", choices=[*roads(), []])
    names = parser.parse_args().roads
    if not names:
        for folder in (HISTORIES / VERSION).glob("*"):
            if road_of(folder.name) not in roads():
                shutil.rmtree(folder)
    if not asyncio.run(record(names or list(roads()))):
        sys.exit("Some roads did not come to their end; what is kept of them is as it was.")


if __name__ == "__main__":
    main()
