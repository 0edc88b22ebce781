"""Run commands as people run them, in a process of their own, or in this one, which is quicker."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog

from starter.cli import run as run_command

CASEBOUND = [sys.executable, "-c", "from starter.cli import main; main()"]
TOKENS = "tokens"  # folder of token files beside the stack
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Ran:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.out, f"status {self.status}: {self.err}"
        return json.loads(self.out)


def environment(**changed: str) -> dict[str, str]:
    """Return this process's environment, with ``changed``.

    Without the product's settings, and without the size of a screen, which here nobody looks at.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CASEBOUND_") and name not in ("COLUMNS", "LINES")
    }
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "dumb"} | changed


Run = Callable[..., Ran]


def run_in(folder: Path, casebound: Sequence[str] = CASEBOUND) -> Run:
    """Return what runs a command in a folder; ``casebound`` is how the command is called."""

    def run(*words: str, **changed: str) -> Ran:
        done = subprocess.run(
            [*casebound, *words],
            cwd=folder,
            env=environment(CASEBOUND_TOKENS=str(folder / TOKENS)) | changed,
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def run_here(folder: Path, tokens: Path | None = None) -> Run:
    """Return what runs a command in a folder, in this process."""

    def run(*words: str, **changed: str) -> Ran:
        out, err = StringIO(), StringIO()
        mine = environment(CASEBOUND_TOKENS=str(tokens or folder / TOKENS)) | changed
        with pytest.MonkeyPatch.context() as patch, chdir(folder):
            for name in [name for name in os.environ if name not in mine]:
                patch.delenv(name)
            for name, value in mine.items():
                patch.setenv(name, value)
            with redirect_stdout(out), redirect_stderr(err):
                status = run_command(words)
        structlog.reset_defaults()  # what commands set for themselves is nothing to other tests
        return Ran(status, out.getvalue(), err.getvalue())

    return run


@dataclass(frozen=True)
class Up:
    """A running stack: where it is, and what runs commands beside it."""

    folder: Path
    where: dict[str, str]
    run: Run
    process: "subprocess.Popen[str]"

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """Let its worker and its forwarder stand still; its servers answer."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@dataclass(frozen=True)
class Story:
    """A complaint that became a Personalised Services case, told by commands alone."""

    complaint: str
    ps: str
    message: str
