"""Run commands as people run them: each in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
        return json.loads(self.out)


def environment(**changed: str) -> dict[str, str]:
    """Return this process's environment without the product's settings, and with ``changed``."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CASEBOUND_")}
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "dumb"} | changed


Run = Callable[..., Ran]


def run_in(folder: Path) -> Run:
    """Return what runs a command in a folder."""

    def run(*words: str, **changed: str) -> Ran:
        done = subprocess.run(
            [*CASEBOUND, *words],
            cwd=folder,
            env=environment(CASEBOUND_TOKENS=str(folder / TOKENS)) | changed,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@dataclass(frozen=True)
class Up:
    """A running stack: where it is, and what runs commands beside it."""

    folder: Path
    where: dict[str, str]
    run: Run


@dataclass(frozen=True)
class Story:
    """A complaint that became a Personalised Services case, told by commands alone."""

    complaint: str
    ps: str
    message: str
