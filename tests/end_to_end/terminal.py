"""Run a command as a person does at a terminal: what it shows, and Ctrl-C."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.cli.commands import CASEBOUND, environment

CTRL_C = b"\x03"
PATIENCE_SECONDS = 120.0
# Takes the terminal as its own, as a shell would see to, and becomes the command.
TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.argv[1], sys.argv[1:])"
)


@dataclass
class Terminal:
    """A command at a terminal of its own."""

    process: subprocess.Popen[bytes]
    shown: str = ""
    _end: int = -1
    _family: list[psutil.Process] = field(default_factory=list)

    def until(self, words: str) -> None:
        """Read until the command has shown ``words``."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.shown:
            assert time.monotonic() < deadline, f"never shown: {words}\n{self.shown}"
            assert self._read(), f"ended without showing: {words}\n{self.shown}"

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit status."""
        self._family = psutil.Process(self.process.pid).children(recursive=True)
        os.write(self._end, CTRL_C)
        while self._read():
            pass
        return self.process.wait(PATIENCE_SECONDS)

    def left_running(self) -> list[str]:
        """Return the programs that the command had started and that still run."""
        _, alive = psutil.wait_procs(self._family, timeout=60)
        return [one.name() for one in alive if one.status() != psutil.STATUS_ZOMBIE]

    def _read(self) -> bool:
        """Read what has come; False once the command has let go of the terminal."""
        if select.select([self._end], [], [], 1.0)[0]:
            try:
                read = os.read(self._end, 65536)
            except OSError:  # so Linux says that nobody holds the other end
                return False
            self.shown += read.decode(errors="replace")
            return bool(read)
        return self.process.poll() is None


@contextmanager
def at_terminal(*words: str, folder: Path, temporary: Path) -> Iterator[Terminal]:
    """Run a command at a terminal; it is ended, whatever happens."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE_TERMINAL, *CASEBOUND, *words],
        cwd=folder,
        env=environment(TERM="xterm-256color", TMPDIR=str(temporary)),
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    )
    os.close(its)
    try:
        yield Terminal(process, _end=ours)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(90)
        os.close(ours)
