"""The plugin inside pytest itself: a run of its own, on the real PostgreSQL."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from procedures.evidence import Line, keep, matrix_hash, read

ROOT = Path(__file__).parents[2]

SETTINGS = """
[pytest]
addopts = --strict-markers --import-mode=importlib -p tests.plugin.plugin
asyncio_mode = auto
asyncio_default_fixture_loop_scope = session
asyncio_default_test_loop_scope = session
filterwarnings = error
markers = step(*ids): the procedure steps
"""

CONFTEST = '''
import os
import pytest, pytest_asyncio
from itertools import count
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from tests.plugin.left import CATALOGUE, Left

@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sessions():
    engine = create_async_engine(os.environ["PLUGIN_DATABASE"])
    yield async_sessionmaker(engine, expire_on_commit=False)
    await engine.dispose()

@pytest.fixture(scope="session")
def proof_catalogue():
    return CATALOGUE

@pytest.fixture
def left(sessions, proof, request):
    """A case that binds itself, as the fixtures of the product do."""
    case = Left(f"inner-{os.getpid()}-{abs(hash(request.node.nodeid))}", sessions)
    proof.cases(case.ref)
    return case
'''

MET = """
import pytest

async def acknowledged(left):
    left.settle("m1").line("WC-S3n", "armed", deadline="d", due_on="2026-12-03")
    left.settle("m2").line("WC-S3n", "met", deadline="d")
    await left.save()
"""


@dataclass(frozen=True)
class Run:
    """What a run of pytest printed, and the evidence that it left."""

    text: str
    evidence: list[Line]

    def shown(self) -> set[tuple[str, str, str]]:
        return {(line.test, line.step, line.facet) for line in self.evidence}


@dataclass(frozen=True)
class Project:
    """A folder with tests in it."""

    folder: Path
    database: str

    def run(self, body: str, *options: str, evidence: Path) -> Run:
        """Run pytest on ``body``."""
        (self.folder / "pytest.ini").write_text(SETTINGS)
        (self.folder / "conftest.py").write_text(CONFTEST)
        (self.folder / "test_it.py").write_text(MET + body)
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PLUGIN_DATABASE": self.database,
            "CASEBOUND_EVIDENCE": str(evidence),
            # The folder of all runs is shut as one begins: the database of this one lies in it.
            "PYTEST_DEBUG_TEMPROOT": str(self.folder),
        }
        command = [sys.executable, "-m", "pytest", "-v", "--tb=short", "-p", "no:cacheprovider"]
        command += options
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        return Run(done.stdout + done.stderr, read(evidence))


def _shown_before(evidence: Path, test: str) -> None:
    line = Line(
        test=test, step="WC-S3n", facet="met", case="co-old", sequence=9, matrix=matrix_hash()
    )
    keep(evidence, test, [line])


@pytest.fixture
def project(tmp_path: Path, plugin_database: str) -> Project:
    return Project(tmp_path, plugin_database)


def test_only_tests_that_pass_leave_evidence(project: Project, tmp_path: Path) -> None:
    evidence = tmp_path / "elsewhere"
    for test in ("test_proves", "test_fails", "test_was_there_once"):
        _shown_before(evidence, f"test_it.py::{test}")

    run = project.run(
        """
@pytest.mark.step("WC-S3n")
async def test_proves(left, proof):
    await acknowledged(left)
    proof.due("WC-S3n", "2026-12-03")
    proof.met("WC-S3n")

@pytest.mark.step("WC-S3n")
async def test_fails(left, proof):
    await acknowledged(left)
    proof.due("WC-S3n", "2026-12-03")
    assert False, "for another reason"

@pytest.mark.step("WC-S3n")
async def test_states_what_is_not_there(left, proof):
    await acknowledged(left)
    proof.due("WC-S3n", "2026-12-03")
    proof.passed("WC-S3n", then="Overdue")

@pytest.mark.step("WC-S3n")
async def test_states_nothing(left, proof):
    await acknowledged(left)

@pytest.mark.step("WC-S3n")
async def test_leaves_nothing(proof):
    proof.met("WC-S3n")

@pytest.mark.step("WC-S3n")
@pytest.mark.xfail(strict=True)
async def test_is_expected_to_fail(left, proof):
    await acknowledged(left)
    proof.met("WC-S3n")
    assert False

@pytest.mark.step("WC-S3n")
def test_need_not_be_asynchronous(left, proof):
    with pytest.raises(AssertionError, match="not marked"):
        proof.met("WC-S3m")
    proof.messages(("cli", "none"))
    pytest.skip("decides not to prove anything")

async def test_proves_no_step(left, proof):
    await acknowledged(left)
""",
        evidence=evidence,
    )

    assert run.shown() == {
        ("test_it.py::test_proves", "WC-S3n", "armed"),
        ("test_it.py::test_proves", "WC-S3n", "met"),
    }, run.text
    assert [line.sequence for line in run.evidence] == [1, 2]
    assert {line.matrix for line in run.evidence} == {matrix_hash()}
    assert "3 errors" in run.text, run.text
    assert "1 failed" in run.text
    assert "for another reason" in run.text
    assert "WC-S3n passed: not found" in run.text
    assert "WC-S3n met: not found" in run.text
    assert "call proof.cases(ref)" in run.text
    assert run.text.count("a marker alone proves nothing") >= 1


def test_what_several_processes_show_is_kept_together(project: Project, tmp_path: Path) -> None:
    evidence = tmp_path / "elsewhere"
    _shown_before(evidence, "test_it.py::test_was_there_once")

    run = project.run(
        """
@pytest.mark.parametrize("number", range(4))
@pytest.mark.step("WC-S3n")
async def test_proves(left, proof, number):
    await acknowledged(left)
    proof.met("WC-S3n")
""",
        "-n2",
        evidence=evidence,
    )

    assert run.shown() == {
        (f"test_it.py::test_proves[{number}]", "WC-S3n", "met") for number in range(4)
    }, run.text
    assert {"[gw0]", "[gw1]"} <= set(run.text.split())


def test_a_marker_that_means_nothing_stops_the_run(project: Project, tmp_path: Path) -> None:
    run = project.run(
        """
@pytest.mark.step("NO-SUCH-STEP")
async def test_unknown(proof): ...

@pytest.mark.step("WC-S3n")
async def test_without_proof(): ...

@pytest.mark.step(
    "WC-S3a", "WC-S3b", "WC-S3c", "WC-S3d", "WC-S3e", "WC-S3f", "WC-S3g", "WC-S3h", "WC-S3i"
)
async def test_too_many(proof): ...
""",
        evidence=tmp_path / "elsewhere",
    )

    assert "NO-SUCH-STEP is no step of the matrix" in run.text
    assert "does not use the proof fixture" in run.text
    assert "marked with 9 steps; at most 8" in run.text
    assert "no tests ran" in run.text
    assert run.evidence == []
