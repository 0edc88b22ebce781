"""A new lifecycle lives in files of its own, and is named in the few places that the page lists."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "enquiry"
MOST = 5

CASEBOUND = "from starter.cli import main; main()"
CHECK = "import gc; gc.disable(); from worker import declared; declared.check()"
OWN = (
    "domain/enquiries/",
    "workflows/enquiries/",
    "activities/enquiries.py",
    "letters/templates/enquiry_answer.typ",
    "letters/samples/enquiry_answer.yaml",
    "docs/letters/enquiry_answer-1.png",
    "scenarios/enquiry.yaml",
)


def listed(name: str, imported: str, *, among: str) -> Callable[[str], str]:
    """Import a name, and put it into a tuple of the file."""

    def change(source: str) -> str:
        first = re.search(r"^from ", source, re.MULTILINE)
        assert first
        source = f"{source[: first.start()]}{imported}\n{source[first.start() :]}"
        source, times = re.subn(
            rf"^({among}\b[^=]*= \([^)]*?),?\s*\)$", rf"\1, {name})", source, flags=re.MULTILINE
        )
        assert times == 1
        return source

    return change


def with_line(line: str) -> Callable[[str], str]:
    return lambda page: f"{page}\n{line}\n"


PLACES: dict[str, Callable[[str], str]] = {
    "domain/catalogue.py": listed(
        "ENQUIRY", "from domain.enquiries.case_type import ENQUIRY", among="DECLARED"
    ),
    "worker/registration.py": listed(
        "Enquiry", "from workflows.enquiries.workflow import Enquiry", among="LIFECYCLES"
    ),
    "activities/lifecycles.py": listed(
        "enquiries", "from activities import enquiries", among="LIFECYCLES"
    ),
    "docs/letters/README.md": with_line("![The answer to an enquiry](enquiry_answer-1.png)"),
    "scenarios/README.md": with_line("| [enquiry](enquiry.yaml) | an enquiry is answered late |"),
}


class Tree:
    """A copy of the product's sources, in which the example grows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        rooms = settings["tool"]["importlinter"]["root_packages"]
        # With what is compiled of them, which holds where the times of the sources are kept.
        for room in (*rooms, "requirements", "scenarios", "docs/letters"):
            shutil.copytree(ROOT / room, folder / room)
        shutil.copy(ROOT / "pyproject.toml", folder)
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)

    def name_it(self, *places: str) -> None:
        """Name the example in some of the places, and in no other."""
        for place, named in PLACES.items():
            source = (ROOT / place).read_text(encoding="utf-8")
            told = named(source) if place in places else source
            (self.folder / place).write_text(told, encoding="utf-8")

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run Python on this tree; the server that was built for all is used."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name == "CASEBOUND_CACHE" or not name.startswith("CASEBOUND_")
        }
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=kept | {"PYTHONPATH": str(self.folder)} | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    def missing(self) -> list[str]:
        """Say what the tree itself finds missing."""
        checked = self.run("-c", CHECK)
        _, in_part, faults = checked.stderr.partition("declared in part:\n")
        assert in_part or checked.returncode == 0, checked.stderr
        return [fault.strip() for fault in faults.splitlines()]

    def touched(self) -> set[str]:
        """Return the files that are not as they are here, and those that are not here."""
        there = (file for file in self.folder.rglob("*") if file.is_file())
        files = (file for file in there if file.parent.name != "__pycache__")
        return {
            file.relative_to(self.folder).as_posix()
            for file in files
            if not _same(file, ROOT / file.relative_to(self.folder))
        }


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree(tmp_path_factory.mktemp("tree"))


def listed_places() -> set[str]:
    """Return the places that the developer's page lists."""
    page = (ROOT / "docs" / "developer.md").read_text(encoding="utf-8")
    table = page.partition("| Place | Gets |")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| \[`([^`]+)`\]", table, re.MULTILINE))


def test_a_lifecycle_is_named_in_the_places_that_the_page_lists_and_five_at_most(
    tree: Tree,
) -> None:
    tree.name_it(*PLACES)
    tree.run("-m", "letters.gallery", "docs/letters")

    elsewhere = {file for file in tree.touched() if not file.startswith(OWN)}

    assert elsewhere == listed_places()
    assert len(elsewhere) <= MOST
    assert tree.missing() == []


def test_until_it_is_named_everywhere_the_product_says_what_to_add_where(tree: Tree) -> None:
    unknown = (
        "domain/enquiries/case_type.py: nobody knows of Enquiry; put it into DECLARED in "
        "domain/catalogue.py"
    )
    not_run = (
        "workflows/enquiries/workflow.py: no worker runs Enquiry; put it into LIFECYCLES in "
        "worker/registration.py"
    )
    not_answered = (
        "activities/enquiries.py: nobody knows what it answers and fills; put it into LIFECYCLES "
        "in activities/lifecycles.py"
    )
    tree.name_it()
    assert {unknown, not_run, not_answered} <= set(tree.missing())

    tree.name_it("domain/catalogue.py")
    faults = set(tree.missing())
    assert {not_run, not_answered} <= faults
    assert unknown not in faults

    tree.name_it("domain/catalogue.py", "worker/registration.py")
    faults = set(tree.missing())
    assert not_answered in faults
    assert not_run not in faults


def test_a_new_lifecycle_is_played_with_its_letter_its_date_and_what_it_asks(tree: Tree) -> None:
    tree.name_it("domain/catalogue.py", "worker/registration.py", "activities/lifecycles.py")

    played = tree.run("-c", CASEBOUND, "play", "scenarios/enquiry.yaml")

    assert played.returncode == 0, played.stdout + played.stderr
    assert "As expected" in played.stdout


def test_nothing_is_played_where_a_place_was_forgotten(tree: Tree) -> None:
    """It fails at once and in words, not as a case that waits for a worker that knows it."""
    tree.name_it("domain/catalogue.py", "activities/lifecycles.py")

    played = tree.run("-c", CASEBOUND, "play", "scenarios/enquiry.yaml")

    assert played.returncode == 1
    assert "no worker runs Enquiry; put it into LIFECYCLES in worker/registration.py" in (
        played.stderr
    )
    assert "Traceback" not in played.stderr


def test_the_example_imports_downwards_only(tree: Tree) -> None:
    tree.name_it("domain/catalogue.py", "worker/registration.py", "activities/lifecycles.py")

    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=tree.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
