"""No rule, phase or activity asks a clock, chance or the environment: lint refuses it there.

The sandbox would refuse it in a workflow, but the modules pass through it: this is the guard.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from worker.registration import LIFECYCLES
from worker.run import PASSED_THROUGH

ROOT = Path(__file__).parents[2]
RUFF = Path(sys.executable).with_name("ruff")

ROOMS = {"domain", "workflows", "activities"}
FOLDERS = (*sorted(ROOMS), "domain/complaints", "workflows/complaints")

PLANTED = """\
import time
import time as t
from time import monotonic
from time import time as present
import random
import random as chance
from random import choice
import secrets
from secrets import token_hex
import uuid
from uuid import uuid4
import os
import os as system
from os import environ
from os import getenv as setting
from asyncio import sleep
from asyncio import sleep as pause
asyncio.sleep(1)
aio.sleep(1)
asyncio.wait(())
asyncio.as_completed(())
datetime.datetime.now(UTC)
datetime.datetime.utcnow()
datetime.datetime.today()
datetime.date.today()
stamp.now(UTC)
stamp.utcnow()
day.today()
Field(default_factory=stamp.now)
"""

# What none of them is refused for: names that other lines need, and pure uses of the same modules.
INNOCENT = """\
import asyncio
import asyncio as aio
import datetime
from datetime import UTC, date as day, datetime as stamp, time as hour
hour(9)
day(2026, 12, 1)
stamp.fromisoformat("2026-12-01T09:00+11:00").astimezone(UTC)
aio.create_task(nothing())
"""


def refused(file: str, text: str) -> set[int]:
    """Return the lines that lint refuses for what they use, if ``text`` were in that file."""
    done = subprocess.run(
        [RUFF, "check", "--no-cache", "--output-format=json", "--stdin-filename", file, "-"],
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr  # a planted file is never quite clean
    return {
        found["location"]["row"] for found in json.loads(done.stdout) if found["code"] == "TID251"
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_lint_refuses_clocks_chance_and_the_environment(folder: str) -> None:
    first = len(INNOCENT.splitlines()) + 1
    lines = range(first, first + len(PLANTED.splitlines()))

    found = refused(f"{folder}/planted.py", INNOCENT + PLANTED)

    missed = [PLANTED.splitlines()[line - first] for line in lines if line not in found]
    assert missed == []
    assert {line for line in found if line < first} == set()


@pytest.mark.parametrize("folder", ["worker", "starter", "tests/domain"])
def test_where_the_present_comes_in_lint_lets_it(folder: str) -> None:
    assert refused(f"{folder}/planted.py", INNOCENT + PLANTED) == set()


def test_nothing_passes_the_sandbox_that_lint_does_not_guard() -> None:
    libraries = {"pydantic", "pydantic_core", "annotated_types"}

    assert {name.split(".")[0] for name in PASSED_THROUGH} - libraries == ROOMS


def test_every_lifecycle_is_imported_once_and_not_for_each_case() -> None:
    assert {lifecycle.__module__.split(".")[0] for lifecycle in LIFECYCLES} <= {*PASSED_THROUGH}
