"""How tests are shared out where several processes run them (``pytest -n``).

Each process has a PostgreSQL and a Temporal server of its own, so only what a test puts up beside
them decides what stays together: as a rule the tests of a file. What stays together is a unit, and
a process that is free takes the longest one that is left: so all of them end together.
"""

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import psutil
import pytest
from xdist.scheduler import LoadScopeScheduling

# What looks at one thing that is put up once in a process: a stack, all tests of a folder, or a
# story, file by file.
BESIDE_A_STACK = "tests/cli/beside"
TOGETHER = {
    "tests/end_to_end/test_story.py": "tests/end_to_end[open_to_look_at]",
}
# What looks at many stories, each of which is played once in a process: a story stays together.
OF_STORIES = (
    "tests/end_to_end/test_history.py",
    "tests/end_to_end/test_next.py",
    "tests/end_to_end/test_scenarios.py",
)
# What puts up all that it needs for each of its tests.
APART = (
    "tests/end_to_end/test_demo.py",
    "tests/soak/test_soak.py",
)
# What takes other seconds than its number of tests says, where nothing else runs; roughly, for a
# wrong number costs only an end at which one process still works.
SECONDS = {
    "tests/architecture/test_imports.py": 25,
    "tests/architecture/test_steps.py": 6,
    BESIDE_A_STACK: 100,
    "tests/cli/test_help_and_errors.py": 8,
    "tests/docs/test_commands.py": 65,
    "tests/end_to_end/test_demo.py": 12,
    "tests/end_to_end/test_new_lifecycle.py": 30,
    "tests/end_to_end[open_to_look_at]": 40,
    "tests/letters/test_render.py": 15,
    "tests/letters/test_spool.py": 12,
    "tests/player/test_elsewhere.py": 20,
    "tests/plugin/test_plugin.py": 20,
    "tests/processes/test_full_spool.py": 20,
    "tests/processes/test_hanging_mail.py": 25,
    "tests/processes/test_killed_forwarder.py": 35,
    "tests/processes/test_killed_stack.py": 18,
    "tests/processes/test_killed_worker.py": 35,
    "tests/processes/test_planted_names.py": 25,
    "tests/replay/test_replay.py": 20,
    "tests/repairs/test_repair.py": 40,
    "tests/repairs/test_restored.py": 45,
    "tests/soak/test_soak.py": 30,
    "tests/stack/test_supervise.py": 40,
    "tests/stack/test_temporal.py": 25,
    "tests/stack/test_up.py": 20,
    "tests/steps/personalised_services/test_segment_3.py": 40,
    "tests/steps/personalised_services/test_four_eyes.py": 20,
    "tests/steps/restrictions/test_in_force.py": 20,
    "tests/steps/restrictions/test_proposed.py": 20,
    "tests/steps/test_routes.py": 25,
    "tests/workflows/kit/test_continuing.py": 25,
    "tests/workflows/kit/test_refused_settles.py": 60,
}
# What waits for most of its seconds: for a settle to be given up, a process to be there or to end.
WAITING = {
    BESIDE_A_STACK,
    "tests/processes/test_full_spool.py",
    "tests/processes/test_hanging_mail.py",
    "tests/processes/test_killed_forwarder.py",
    "tests/processes/test_killed_stack.py",
    "tests/processes/test_killed_worker.py",
    "tests/processes/test_planted_names.py",
    "tests/repairs/test_repair.py",
    "tests/repairs/test_restored.py",
    "tests/stack/test_supervise.py",
    "tests/stack/test_up.py",
    "tests/workflows/kit/test_refused_settles.py",
}
OF_A_STORY = 1.2  # seconds for each of its tests: most look at what came of the first
WORKERS = {"kit_worker", "workers"}  # fixtures of what walks through a case
WALKING, WITH_SERVERS, WITHOUT = 1.0, 0.2, 0.01  # seconds a test
FEW = 4  # up to so many cores, a process more than there are


def unit(test: str) -> str:
    """Return what a test belongs to, by its id: its file, or what is put up for it, as above."""
    file, _, name = test.partition("::")
    if file in OF_STORIES:
        return f"{Path(file).parent.as_posix()}[{name.partition('[')[2].rstrip(']')}]"
    if file.startswith(f"{BESIDE_A_STACK}/"):
        return BESIDE_A_STACK
    return test if file in APART else TOGETHER.get(file, file)


def seconds(name: str, tests: list[pytest.Item]) -> float:
    """Return about how long a unit takes."""
    known = SECONDS.get(name) or SECONDS.get(name.partition("::")[0])
    if known is not None:
        return known
    if "[" in name:
        return OF_A_STORY * len(tests)
    return sum(map(_of_one, tests))


def _of_one(test: pytest.Item) -> float:
    if WORKERS & set(getattr(test, "fixturenames", ())):
        return WALKING
    return WITH_SERVERS if test.get_closest_marker("servers") else WITHOUT


class Units(LoadScopeScheduling):  # type: ignore[misc]  # xdist says nothing of its types
    """Hands whole units to whichever process is free, in the order of the collection.

    What waits goes to one process at a time: where all of them wait at once, the cores stand idle.
    """

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        busy = (units for other, units in self.assigned_work.items() if other is not node)
        one_waits = any(
            name in WAITING and not all(done.values())
            for units in busy
            for name, done in units.items()
        )
        fits = (name for name in self.workqueue if (name in WAITING) is not one_waits)
        if (name := next(fits, None)) is not None:
            self.workqueue.move_to_end(name, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Units:
    """Share tests out by units; refuse to where something that is named above is gone."""
    named = {
        name for name in (*TOGETHER, *OF_STORIES, *APART, *SECONDS, *WAITING) if "[" not in name
    }
    gone = sorted(name for name in named if not Path(config.rootpath, name).exists())
    if gone:
        raise pytest.UsageError(f"{__name__}: {', '.join(gone)}: not there any more")
    return Units(config, log)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many processes ``-n logical`` means: one works while others wait.

    A killed worker's settle is given up after ten seconds, a stack takes three to be there: where
    each core has one process only, it stands idle for a quarter of the time. With two more they get
    in each other's way: a run takes a seventh longer.
    """
    cores = psutil.cpu_count(logical=config.option.numprocesses != "auto") or os.cpu_count() or 1
    return cores + 1 if cores <= FEW else cores


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end."""
    if not hasattr(config, "workerinput"):
        return
    units = defaultdict(list)
    for item in items:
        units[unit(item.nodeid)].append(item)
    length = {name: seconds(name, tests) for name, tests in units.items()}
    items.sort(key=lambda item: -length[unit(item.nodeid)])
