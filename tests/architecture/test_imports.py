"""The import contracts of pyproject.toml hold, and would notice if they did not."""

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache", "--no-logo"], cwd=tree, capture_output=True, text=True, check=False
    )


def test_imports_point_one_way() -> None:
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout


@dataclass(frozen=True)
class Wrong:
    """A line that does not belong into a module, the contract that says so, and what it reaches."""

    module: str
    line: str
    contract: str
    reached: str = ""  # where the report names another module than the line does

    @property
    def told(self) -> str:
        """Return how the report names it; what stands in no room is named without what it needs."""
        _, reached, *_ = self.line.split()
        if self.reached == NOT_PLACED:
            return f"- {self.dotted}"
        return f"{self.dotted} -> {self.reached or reached} (l."

    @property
    def dotted(self) -> str:
        return self.module.removesuffix(".py").replace("/", ".")


NOT_PLACED = "it is in no room"
WRONG = {
    "a rule that reads the database": Wrong(
        "domain/planted.py", "import database.models", "Rooms import downwards only"
    ),
    "the database that calls an activity": Wrong(
        "database/planted.py", "import activities.contracts", "Rooms import downwards only"
    ),
    "a rule that knows Temporal": Wrong(
        "domain/planted_2.py",
        "import temporalio.workflow",
        "The domain is pure",
        reached="temporalio",
    ),
    "a rule that writes files": Wrong(
        "domain/planted_3.py", "import tempfile", "open no files, sockets"
    ),
    "a workflow that opens a connection": Wrong(
        "workflows/planted.py", "from socket import create_connection", "open no files, sockets"
    ),
    "a workflow with SQL": Wrong(
        "workflows/planted_2.py", "import sqlalchemy", "nothing of the database"
    ),
    "a workflow that imports an activity": Wrong(
        "workflows/planted_3.py", "import activities.settle", "by their contracts"
    ),
    "a contract that imports an activity": Wrong(
        "activities/contracts.py", "import activities.settle", "needs the domain only"
    ),
    "a stack that knows the product": Wrong(
        "stack/planted.py", "import worker.place", "knows nothing of this one"
    ),
    "a door that prints": Wrong(
        "starter/doors/planted.py", "import starter.cli.show", "four rooms"
    ),
    "a player that administers": Wrong(
        "starter/player/planted.py", "import starter.administration.doctor", "four rooms"
    ),
    "a module of starter that is in no room": Wrong(
        "starter/planted.py", "import json", "four rooms", reached=NOT_PLACED
    ),
    "a door that guesses what was meant": Wrong(
        "starter/doors/planted_2.py", "import starter.nearest", "four rooms"
    ),
    "a door that needs a terminal": Wrong(
        "starter/doors/planted_3.py", "import typer", "Doors stand alone"
    ),
    "a door that needs a stack": Wrong(
        "starter/doors/planted_4.py", "import stack.supervise", "Doors stand alone"
    ),
    "a worker that plays": Wrong(
        "worker/planted.py", "import starter.player.seed", "Rooms import downwards only"
    ),
    "a part of the kit that imports the whole": Wrong(
        "workflows/verbs.py", "import workflows.case", "parts of the workflow kit"
    ),
    "a judgement that knows Temporal": Wrong(
        "workflows/judge.py", "from temporalio import workflow", "needs no Temporal"
    ),
    "a kit that knows a lifecycle": Wrong(
        "workflows/inbox.py", "import workflows.complaints.state", "knows no lifecycle"
    ),
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is reported of the source tree with every wrong line in it; linting it takes seconds."""
    tree = tmp_path_factory.mktemp("spoilt")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shutil.copy(ROOT / "pyproject.toml", tree)
    for package in settings["tool"]["importlinter"]["root_packages"]:
        shutil.copytree(
            ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    for wrong in WRONG.values():
        with (tree / wrong.module).open("a") as file:
            file.write(f"\n{wrong.line}\n")
    done = lint(tree)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_import_is_noticed(spoilt: str, wrong: Wrong) -> None:
    """Each by its own contract, with the module and what it must not import."""
    _, *reports = re.split(r"\n(?=[^\n]+\n-{4,}\n)", spoilt.partition("Broken contracts")[2])
    (report,) = (each for each in reports if wrong.contract in each.partition("\n---")[0])

    assert wrong.told in report


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
