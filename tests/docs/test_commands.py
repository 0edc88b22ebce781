"""Every command that a page shows is run, in order, beside a running stack; the rest has a reason.

What a page shows as output must be what the command says, but for what differs from one reader to
the next: dates, times, ports, references of cases.
"""

import importlib
import importlib.util
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from temporalio.client import Client

from starter import client
from starter.player.barrier import LONG_AGO, PENDING
from tests.docs.pages import PAGES, ROOT, Command, commands, name
from tests.docs.shell import Shell, misses
from tests.warm import in_bash
from tests.workflows.looking import until

UP = "casebound up"
OPERATOR = ROOT / "docs" / "operator.md"
VIEWS = 6
BIN = Path(sys.executable).parent

NOT_RUN = {
    "make demo": "it is casebound demo, after a set-up",
    "casebound demo": "tests/end_to_end/test_demo.py plays it, and reads this page beside it",
    "make test": "it would run this test within itself",
    "make quick": "make test runs what it runs",
    "make setup": "the tests run on what it has made",
    "make help": "it needs the checkout; its target is looked for below",
    "make letters": "it writes into the checkout; the tests of letters make the same pages",
    ".venv/bin/python -m procedures.generate": "it writes into the checkout; a test compares",
    ".venv/bin/python -m procedures.coverage_reference": "it writes into the checkout, too",
    ".venv/bin/python -m letters.gallery docs/letters": "it writes into the checkout, too",
    ".venv/bin/python -m tests.replay.record": "it writes into the checkout; a test replays",
    ".venv/bin/pytest tests/domain -q": "make test runs it",
    "cp deploy/example.env .env": "it is for a machine with a container engine",
    "docker compose up --build": "it is for a machine with a container engine",
}
# The tutorial comes first: its reader begins with a stack in which there is nothing. The operator's
# page follows, and finds nothing wrong; on the others there is work for roles that nobody has.
FIRST = ("tutorial.md", "operator.md")
RUN_PAGES = sorted(
    (page for page in PAGES if any(command.words not in NOT_RUN for command in commands(page))),
    key=lambda page: FIRST.index(page.name) if page.name in FIRST else len(FIRST),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's folder, in which everything that pages name can be found as in a checkout."""
    folder = tmp_path_factory.mktemp("reader")
    for name_ in ("scenarios", "docs"):
        (folder / name_).symlink_to(ROOT / name_)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CASEBOUND_")}
    # A wide screen: where lines break depends on the length of the words in them.
    return kept | {"PATH": f"{BIN}:{os.environ['PATH']}", "TERM": "dumb", "COLUMNS": "1000"}


@pytest.fixture(scope="module")
def said_by_up(folder: Path, environment: dict[str, str]) -> Iterator[list[str]]:
    """What a stack says that runs beside all pages; it must end well when it is asked to."""
    with subprocess.Popen(
        [BIN / "casebound", "up"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield list(until_last(process.stdout))
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(90) == 0


def until_last(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.rstrip("\n")
        if line.startswith("Ctrl-C"):
            return


@pytest.fixture(scope="module")
def shown_at_once(environment: dict[str, str], warmed: Path) -> dict[str, str]:
    """The environment of a shell whose ``casebound`` need not be read anew at each command."""
    return environment | in_bash(warmed)


@pytest.mark.parametrize("page", RUN_PAGES, ids=name)
async def test_the_commands_of_a_page_do_what_it_shows(
    page: Path, folder: Path, shown_at_once: dict[str, str], said_by_up: list[str]
) -> None:
    status = 0
    with Shell(folder, shown_at_once) as shell:
        shell.learn(shown_by_up(), said_by_up)
        for command in commands(page):
            if command.words in NOT_RUN:
                continue
            if status and command.words != "echo $?":
                pytest.fail(f"{command.place}: the command before it ended with {status}")
            status, said = (0, said_by_up) if command.words == UP else shell.run(command.words)
            check(command, said)
            shell.learn(command.output or [], said)
            await reader_goes_on(folder)
    assert status == 0, f"the last command of {name(page)} ended with {status}"


async def reader_goes_on(folder: Path) -> None:
    """Wait as long as a reader does at least: what a command has begun is done by the next one."""
    async with client.sessions(client.place(folder / ".casebound")) as sessions:

        async def rests() -> bool:
            async with sessions() as db:
                found = await db.execute(PENDING, {"moved": "", "at": LONG_AGO})
                return not found.one().pending

        await until(rests, "what a command has begun is done")


def shown_by_up() -> list[str]:
    """What the operator's page shows of a stack: other pages speak of the same addresses."""
    return next(found.output or [] for found in commands(OPERATOR) if found.words == UP)


def check(command: Command, said: list[str]) -> None:
    missed = misses(command.output, said) if command.output is not None else None
    if missed is not None:
        told = "\n".join(said)
        pytest.fail(f"{command.place}: $ {command.words}\ndiffers at: {missed}\nit says:\n{told}")


async def test_a_saved_view_is_a_query_that_the_server_takes(said_by_up: list[str]) -> None:
    (address,) = (line.split()[2].rstrip(",") for line in said_by_up if "Temporal server" in line)
    there = await Client.connect(address)
    queries = re.findall(r"`([^`]*ExecutionStatus='Running')`", OPERATOR.read_text("utf-8"))

    counted = [await there.count_workflows(query) for query in queries]

    assert len(counted) == VIEWS


@pytest.mark.parametrize("words", NOT_RUN)
def test_what_is_not_run_is_there_and_shown(words: str) -> None:
    shown = [command.words for page in PAGES for command in commands(page)]

    assert words in shown
    assert is_there(words)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_says_that_what_needs_a_container_engine_is_not_run(page: Path) -> None:
    needs = [c.words for c in commands(page) if c.words.startswith(("docker", "podman"))]

    assert not needs or "**Not run by the tests**" in page.read_text(encoding="utf-8")


def is_there(words: str) -> bool:
    match words.split():
        case ["casebound", command]:
            return hasattr(importlib.import_module("starter.cli.scenarios"), command)
        case ["make", target]:
            return (
                re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE) is not None
            )
        case ["docker", "compose", *_]:
            return (ROOT / "docker-compose.yml").is_file()
        case [".venv/bin/python", "-m", module, *_]:
            return importlib.util.find_spec(module) is not None
        case [".venv/bin/pytest" | "cp", path, *_]:
            return (ROOT / path).exists()
    return False
