"""How tests are shared out where several processes run them (``pytest -n``).

Each process has a PostgreSQL and a Temporal server of its own, so only what a test puts up beside
them decides what stays together: the tests of a file, and those of a folder that share a stack.
"""

import os
from pathlib import Path
from typing import Any

import psutil
import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/end_to_end", "tests/cli")
FEW = 4  # up to so many cores, a process more than there are


def unit(test: str) -> str:
    """Return the file of a test, or the folder that stays together, by the test's id."""
    file = test.partition("::")[0]
    return next((folder for folder in TOGETHER if file.startswith(f"{folder}/")), file)


class Units(LoadScopeScheduling):  # type: ignore[misc]  # xdist says nothing of its types
    """Hands whole units to whichever process is free, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Units:
    """Share tests out by units; refuse to where one of them is gone."""
    gone = [folder for folder in TOGETHER if not Path(config.rootpath, folder).is_dir()]
    if gone:
        raise pytest.UsageError(f"{__name__}: {', '.join(gone)} is no folder of tests any more")
    return Units(config, log)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many processes ``-n logical`` means: one works while others wait.

    A killed worker's settle is given up after ten seconds, a stack takes three to be there: where
    each core has one process only, it stands idle for a quarter of the time.
    """
    cores = psutil.cpu_count(logical=config.option.numprocesses != "auto") or os.cpu_count() or 1
    return cores + 1 if cores <= FEW else cores


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end.

    What takes long has a limit of its own.
    """
    if not hasattr(config, "workerinput"):
        return
    limits: dict[str, float] = {}
    for item in items:
        marker = item.get_closest_marker("timeout")
        limit = float(marker.args[0]) if marker else 0.0
        limits[unit(item.nodeid)] = max(limit, limits.get(unit(item.nodeid), 0.0))
    items.sort(key=lambda item: -limits[unit(item.nodeid)])
