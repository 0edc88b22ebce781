"""The pytest plugin of step coverage: the marker, the ``proof`` fixture, the evidence.

A test says which steps it proves by ``@pytest.mark.step`` and what it expects of each by
``proof``. After the test the plugin reads PostgreSQL itself. A line of evidence is written once
the whole test has passed; a test that fails takes its evidence of earlier runs with it.
"""

from collections.abc import AsyncIterator, Generator, Iterator

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from procedures.evidence import Line, folder, forget, keep, matrix_hash
from procedures.matrix import steps
from tests.plugin.proof import Proof
from tests.plugin.reading import read_story
from tests.plugin.story import Catalogue

MOST_STEPS = 8

OUTCOMES: pytest.StashKey[dict[str, str]] = pytest.StashKey()
LINES: pytest.StashKey[list[Line]] = pytest.StashKey()


class ProofError(AssertionError):
    """What a test states about its steps is not what stands in the case database."""


def marked_steps(item: pytest.Item) -> list[str]:
    """Return the steps that a test is marked with, each once."""
    return list(dict.fromkeys(s for marker in item.iter_markers("step") for s in marker.args))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse to run while a marker cannot mean anything; forget tests that are gone.

    Whoever names single tests has not collected the rest of the file, so nothing is forgotten.
    Of several processes, which all have collected before a test runs, one does it.
    """
    process = getattr(config, "workerinput", {}).get("workerid", "gw0")
    if process == "gw0" and not any("::" in argument for argument in config.args):
        tests = {item.nodeid for item in items}
        files = {test.partition("::")[0] for test in tests}
        forget(folder(config.rootpath), files, tests)
    faults = [f"{item.nodeid}: {fault}" for item in items for fault in _marker_faults(item)]
    if faults:
        raise pytest.UsageError("\n".join(faults))


def _marker_faults(item: pytest.Item) -> Iterator[str]:
    marked = marked_steps(item)
    yield from (f"{step} is no step of the matrix" for step in marked if step not in steps())
    if len(marked) > MOST_STEPS:
        yield f"it is marked with {len(marked)} steps; at most {MOST_STEPS}, so split the test"
    if marked and "proof" not in getattr(item, "fixturenames", ()):
        yield "it is marked with steps and does not use the proof fixture"


@pytest.fixture(scope="session")
def proof_catalogue() -> Catalogue:
    """Return what the product declares, by which outcomes and messages are read."""
    from domain.catalogue import LETTERS, TASKS, steps_of

    return Catalogue(tasks=TASKS, letters=LETTERS, steps_of=steps_of)


@pytest_asyncio.fixture(loop_scope="session")
async def proof(
    request: pytest.FixtureRequest,
    sessions: async_sessionmaker[AsyncSession],
    proof_catalogue: Catalogue,
) -> AsyncIterator[Proof]:
    """Take the statements of a test; check them on what it left in the case database."""
    stated = Proof(marked_steps(request.node))
    yield stated
    if not stated.marked or request.node.stash.get(OUTCOMES, {}).get("call") != "passed":
        return
    async with sessions() as db:
        bound = (stated.refs, stated.receipts, stated.found)
        story = await read_story(db, proof_catalogue, *bound)
    seen, faults = stated.check(story)
    if faults:
        raise ProofError("\n".join(faults))
    matrix = matrix_hash()
    request.node.stash[LINES] = [
        Line(
            test=request.node.nodeid,
            step=one.step,
            facet=one.facet,
            case=one.place.case,
            sequence=one.place.sequence,
            matrix=matrix,
        )
        for one in seen
    ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write the evidence of a test when it is over, or remove it when it did not pass."""
    report = yield
    outcomes = item.stash.setdefault(OUTCOMES, {})
    outcomes[report.when] = report.outcome
    if report.when == "teardown":
        passed = all(outcomes.get(when) == "passed" for when in ("setup", "call", "teardown"))
        lines = item.stash.get(LINES, []) if passed else []
        keep(folder(item.config.rootpath), item.nodeid, lines)
    return report
