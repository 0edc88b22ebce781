"""Where commands run: where nothing runs, or beside a real stack."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.starter.commands import CASEBOUND, Run, Up, environment, run_in


@pytest.fixture
def alone(tmp_path: Path) -> Run:
    """Run a command where nothing runs."""
    return run_in(tmp_path)


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
