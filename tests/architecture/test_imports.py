"""The import contracts of pyproject.toml hold, and would notice if they did not."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache", "--no-logo"], cwd=tree, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The source tree again, to be spoilt."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in settings["tool"]["importlinter"]["root_packages"]:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


def test_imports_point_one_way() -> None:
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/planted.py", "import database.models", "Rooms import downwards only"),
        ("database/planted.py", "import activities.contracts", "Rooms import downwards only"),
        ("domain/planted.py", "import temporalio.workflow", "The domain is pure"),
        ("domain/planted.py", "import tempfile", "open no files, sockets"),
        ("workflows/planted.py", "from socket import create_connection", "open no files, sockets"),
        ("workflows/planted.py", "import sqlalchemy", "nothing of the database"),
        ("workflows/planted.py", "import activities.settle", "by their contracts"),
        ("activities/contracts.py", "import activities.settle", "needs the domain only"),
        ("stack/planted.py", "import worker.place", "knows nothing of this one"),
        ("starter/doors/planted.py", "import starter.cli.show", "four rooms"),
        ("starter/player/planted.py", "import starter.administration.doctor", "four rooms"),
        ("starter/planted.py", "import json", "four rooms"),
        ("starter/doors/planted.py", "import starter.nearest", "four rooms"),
        ("starter/doors/planted.py", "import typer", "Doors stand alone"),
        ("starter/doors/planted.py", "import stack.supervise", "Doors stand alone"),
        ("worker/planted.py", "import starter.player.seed", "Rooms import downwards only"),
        ("workflows/verbs.py", "import workflows.case", "parts of the workflow kit"),
        ("workflows/judge.py", "from temporalio import workflow", "needs no Temporal"),
        ("workflows/inbox.py", "import workflows.complaints.state", "knows no lifecycle"),
    ],
    ids=[
        "a rule that reads the database",
        "the database that calls an activity",
        "a rule that knows Temporal",
        "a rule that writes files",
        "a workflow that opens a connection",
        "a workflow with SQL",
        "a workflow that imports an activity",
        "a contract that imports an activity",
        "a stack that knows the product",
        "a door that prints",
        "a player that administers",
        "a module of starter that is in no room",
        "a door that guesses what was meant",
        "a door that needs a terminal",
        "a door that needs a stack",
        "a worker that plays",
        "a part of the kit that imports the whole",
        "a judgement that knows Temporal",
        "a kit that knows a lifecycle",
    ],
)
def test_a_wrong_import_is_noticed(copy: Path, module: str, line: str, contract: str) -> None:
    with (copy / module).open("a") as file:
        file.write(f"\n{line}\n")

    done = lint(copy)

    assert done.returncode == 1
    broken = [report for report in done.stdout.splitlines() if "BROKEN" in report]
    assert any(contract in report for report in broken), done.stdout


def test_every_part_of_the_workflow_kit_has_its_layer() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (kit,) = (
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["name"].startswith("The parts of the workflow kit")
    )
    placed = {part for layer in kit["layers"] for part in layer.split(" | ")}

    parts = {f"workflows.{path.stem}" for path in (ROOT / "workflows").glob("*.py")}
    assert parts - {"workflows.__init__"} == placed
