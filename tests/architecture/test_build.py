"""The build of a worker is another one whenever what a case does may be another."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from worker.build import DECIDING, own_build
from worker.run import PASSED_THROUGH

ROOT = Path(__file__).parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
ASKED = "import worker.build; print(worker.build.own_build())"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms that name a build again, to be changed."""
    for room in ("domain", "workflows", "activities", "worker"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def build_in(tree: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_the_same_sources_are_the_same_build_wherever_they_lie(copy: Path) -> None:
    assert build_in(copy) == own_build()
    assert own_build().startswith(f"casebound-{VERSION}-")


@pytest.mark.parametrize(
    ("file", "another"),
    [
        ("workflows/complaints/levels.py", True),
        ("domain/complaints/tasks.py", True),
        ("activities/contracts.py", True),
        ("activities/effects/tasks.py", True),
        ("activities/writers/tasks.py", False),
        ("worker/forwarder.py", False),
    ],
    ids=["a phase", "work", "what settles are told", "an effect", "its writer", "the forwarder"],
)
def test_only_what_decides_what_a_case_does_makes_another_build(
    copy: Path, file: str, another: bool
) -> None:
    with (copy / file).open("a") as source:
        source.write("\nCHANGED = True\n")

    assert (build_in(copy) != own_build()) is another


def test_everything_that_is_replayed_is_in_the_own_build() -> None:
    assert {name for name in PASSED_THROUGH if (ROOT / name.split(".")[0]).is_dir()} == {*DECIDING}
