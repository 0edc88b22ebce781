"""`casebound demo` as people run it: in a pipe, at a terminal, with --keep, interrupted."""

import json
import re
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from stack.postgres import let_through
from tests.cli.commands import run_in
from tests.docs.pages import ROOT, commands
from tests.docs.shell import misses
from tests.end_to_end.terminal import at_terminal
from tests.workflows.looking import until

Found = TypeVar("Found")

COLOUR = "\x1b["
LETTERS = Path(".casebound/played/complaint_to_personalised_services/letters")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where commands run; what they put aside goes beside it."""
    for name in ("here", "temporary"):
        (tmp_path / name).mkdir(mode=0o711)
    let_through(tmp_path / "temporary")  # else PostgreSQL does, and says so, where root runs it
    return tmp_path / "here"


def answered(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - of this machine
        return str(answer.read().decode())


def cases_of(view: str) -> set[str]:
    """Return the references of the cases that a view shows, as the UI asks for them."""
    of_api = view.replace("/namespaces/", "/api/v1/namespaces/", 1)
    found = json.loads(answered(of_api)).get("executions", ())
    return {each["execution"]["workflowId"] for each in found}


def status_of(case: str) -> str:
    """Return how a case's workflow stands, as its page in the UI asks for it."""
    assert "<html" in answered(case)
    of_api = case.replace("/namespaces/", "/api/v1/namespaces/", 1)
    status = json.loads(answered(of_api))["workflowExecutionInfo"]["status"]
    return str(status).removeprefix("WORKFLOW_EXECUTION_STATUS_")


async def shows(looked: Callable[[], Found], wanted: Callable[[Found], bool], what: str) -> None:
    """Wait until the UI shows something: lists and ends lag behind the case database a little."""

    async def so() -> bool:
        return wanted(looked())

    await until(so, f"the UI shows {what}")


def test_interrupted_it_leaves_nothing_running_and_the_next_one_plays_as_the_readme_shows_it(
    folder: Path,
) -> None:
    """The next one is in a pipe: it is plain, and ends with where to look."""
    temporary = folder.parent / "temporary"

    with at_terminal("demo", folder=folder, temporary=temporary) as terminal:
        terminal.until("Friday 18 December 2026")
        assert terminal.interrupt() == 130
        assert terminal.left_running() == []
    assert "Traceback" not in terminal.shown
    assert list(temporary.iterdir()) == []

    ran = run_in(folder)("demo", TMPDIR=str(temporary))

    assert (ran.status, ran.err) == (0, "")
    assert COLOUR not in ran.out
    assert ran.out.startswith("A complaint grows into a Personalised Services case")
    *_, end = ran.out.split("As expected in ")
    assert f"The letters lie in {LETTERS}\n" in end
    listed = re.findall(r"^  (\S+\.pdf)$", end, re.MULTILINE)
    assert sorted(listed) == sorted(file.name for file in (folder / LETTERS).glob("*.pdf"))
    assert len(listed) == 3
    tries = end.partition("Try next:\n")[2].splitlines()
    assert [re.split(" {2,}", line.strip())[0].split()[1] for line in tries] == [
        "demo",
        "play",
        "up",
    ]
    assert list(temporary.iterdir()) == []
    (shown,) = (each.output for each in commands(ROOT / "README.md") if each.output)
    assert misses(shown, ran.out.splitlines()) is None


async def test_kept_it_can_be_looked_at_until_ctrl_c(folder: Path) -> None:
    temporary = folder.parent / "temporary"

    with at_terminal("demo", "--keep", folder=folder, temporary=temporary) as terminal:
        terminal.until("Ctrl-C ends the stack and forgets it.")
        plain = re.sub(r"\x1b\[[0-9;]*m", "", terminal.shown)
        links = dict(re.findall(r"(\w+): (http://\S+/workflows/\S+)", plain))
        assert COLOUR in terminal.shown
        assert list(links) == ["complaint", "ps", "late", "urgent", "new"]
        statuses = {name: status_of(link) for name, link in links.items()}
        assert {name for name, status in statuses.items() if status == "RUNNING"} >= {
            *("late", "urgent", "new")
        }
        ended = partial(status_of, links["ps"])
        await shows(ended, lambda status: status == "COMPLETED", "the end of the ps case")
        views = re.findall(r"^  ([a-z ]+): (http://\S+/workflows\?query=\S+)", plain, re.MULTILINE)
        assert [view for view, _ in views] == [
            "late",
            "needs a hand",
            "due in five days",
            "waiting for a customer",
            "waiting for an approval",
            "on the whiteboard",
        ]
        seen = {view: partial(cases_of, link) for view, link in views}
        refs = {name: link.rpartition("/")[2] for name, link in links.items()}
        await shows(seen["late"], lambda cases: refs["late"] in cases, "what is late")
        asked = {refs["urgent"]}
        await shows(seen["waiting for an approval"], lambda cases: cases == asked, "what is asked")
        await shows(seen["needs a hand"], lambda cases: not cases, "that nothing needs a hand")
        shown, *_ = re.findall(r"casebound (timeline \S+ --data \S+)|-c (timeline .+)", plain)
        look = run_in(folder)(*"".join(shown).split())
        assert (look.status, "WC-S3a" in look.out) == (0, True)
        spool = Path("".join(shown).split("--data ")[1].strip()) / "spool"  # as others look for it
        told = re.findall(r"^  (\S+\.pdf)\r?$", plain, re.MULTILINE)
        assert sorted(file.name for file in spool.glob("*.pdf")) == told
        assert terminal.interrupt() == 0
        assert terminal.left_running() == []

    assert "Traceback" not in terminal.shown
    assert list(temporary.iterdir()) == []
