"""Where commands run: where nothing runs, or beside a real stack."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from starter.cli import run as run_command
from tests.starter.commands import CASEBOUND, Ran, Run, Up, environment, run_in


@pytest.fixture(scope="session")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One stack for all commands of these tests; it must end with status 0 when it is asked to."""
    folder = tmp_path_factory.mktemp("up")
    folder.chmod(0o711)
    process = subprocess.Popen(
        [*CASEBOUND, "up", "--json"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        told = ""
        for line in process.stdout:
            told += line
            if line == "}\n":
                break
        yield Up(folder, json.loads(told), run_in(folder))
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run commands in this process, which is quicker than one for each."""
    for name in [name for name in os.environ if name.startswith("CASEBOUND_")]:
        monkeypatch.delenv(name)

    def run(*words: str, **changed: str) -> Ran:
        with monkeypatch.context() as patch:
            for name, value in changed.items():
                patch.setenv(name, value)
            capsys.readouterr()
            status = run_command(words)
        told = capsys.readouterr()
        return Ran(status, told.out, told.err)

    yield run
    structlog.reset_defaults()  # what commands set for themselves is nothing to other tests


@pytest.fixture
def alone(inside: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands where nothing runs."""
    monkeypatch.chdir(tmp_path)
    return inside


@pytest.fixture
def beside(inside: Run, up: Up, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands beside the stack that is up."""
    monkeypatch.chdir(up.folder)
    return inside
