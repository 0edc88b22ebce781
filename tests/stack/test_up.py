"""`casebound up` itself, killed and interrupted as it happens."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import structlog

from stack.build import Binaries
from starter.cli import run
from tests.answers import ASSESSED
from tests.cli.commands import CASEBOUND, environment

Process = subprocess.Popen[str]
Command = Callable[..., Any]

OFFICERS = """
ada.lee: {name: Ada Lee, office: ACT, roles: [mail_team]}
max.wu: {name: Max Wu, office: ACT, roles: [allocations_officer]}
"""


@contextmanager
def running(folder: Path, *words: str, until: str, **changed: str) -> Iterator[Process]:
    """Run a command until the block ends; it is entered when the command has said ``until``."""
    process = subprocess.Popen(
        [*CASEBOUND, *words],
        cwd=folder,
        env=environment(PYTHONUNBUFFERED="1", **changed),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            assert any(until in line for line in process.stdout)
            yield process
        finally:
            process.kill()


def ended(processes: list[psutil.Process]) -> bool:
    """Wait until processes are gone; a zombie that nobody reaps is."""
    _, alive = psutil.wait_procs(processes, timeout=60)
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


@pytest.fixture
def casebound(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    """Run commands beside the stack in this process, which is quicker than one for each."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CASEBOUND_TOKENS", str(folder / "tokens"))

    def command(*words: str) -> Any:
        capsys.readouterr()
        status = run([*words, "--json"])
        told = capsys.readouterr()
        assert status == 0, told.err
        return json.loads(told.out)

    yield command
    structlog.reset_defaults()  # what commands set for themselves is nothing to other tests


def test_a_stack_that_was_killed_goes_on_where_it_was(
    built: Binaries, folder: Path, casebound: Command
) -> None:
    (folder / "officers.yaml").write_text(OFFICERS)
    (folder / "customers.csv").write_text("id,name,programme\ncu-1,Casey Example,child_support\n")
    with running(folder, "up", until="Ctrl-C stops it") as up:
        casebound("officers", "import", "officers.yaml")
        casebound("customers", "import", "customers.csv")
        casebound("officers", "token", "ada.lee")
        casebound("officers", "token", "max.wu")
        received = casebound(
            *("send", "complaint.received", "--as", "ada.lee", "--customer", "cu-1"),
            *("--facts", '{"channel": "post"}', "--content", '{"subject": "Payments"}'),
            *("--wait", "90"),
        )
        before = casebound("case", received["case"])
        assert [task["state"] for task in before["tasks"]] == ["open"]
        parts = psutil.Process(up.pid).children()
        assert len(parts) == 3

        up.kill()
        up.wait()

        if sys.platform == "linux":  # elsewhere the next start ends them
            assert ended(parts)

    with running(folder, "up", until="Ctrl-C stops it") as up:
        assert ended(parts)
        assert casebound("case", received["case"]) == before
        done = casebound(
            *("complete", before["tasks"][0]["id"], "--as", "max.wu", "--outcome", "level_2"),
            *("--answers", json.dumps(ASSESSED), "--wait", "90"),
        )
        assert (done["status"], done["reason"]) == ("applied", None)
        parts = psutil.Process(up.pid).children()

        up.send_signal(signal.SIGINT)

        assert up.wait(90) == 0
        assert ended(parts)
    assert "database system is shut down" in (folder / ".casebound" / "postgres.log").read_text()
