"""A program that runs beside this process: started, watched, stopped, never left behind.

It is on a leash (``stack.leash``) where the kernel can hold one; where it cannot, the pid file
lets the next start end what a killed process left running.
"""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

import psutil

from stack.errors import StackError
from stack.leash import leashed

P = ParamSpec("P")
T = TypeVar("T")

LINES_SHOWN = 15
LOG_KEPT = 10_000_000  # bytes; a longer log is put aside at the next start
SAME_START = 2.0  # seconds: how far two readings of one process's start may differ


class Child:
    """One program of the stack.

    Args:
        name: as a sentence about it begins.
        folder: holds its log and pid file, named ``slug``.
        stop_signal: asks it to end in good order; also sent when this process is gone.
        user: uid and gid to run as, where that is not this process's own.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        slug: str,
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        death_signal: signal.Signals = signal.SIGKILL,
        user: tuple[int, int] | None = None,
    ) -> None:
        self.name = name
        self.log = folder / f"{slug}.log"
        self._pidfile = folder / f"{slug}.pid"
        self._stop_signal, self._death_signal, self._user = stop_signal, death_signal, user
        self._process: subprocess.Popen[bytes] | None = None
        self._expected = True

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def ended_unasked(self) -> bool:
        """Whether it ended although nobody stopped it."""
        return not self._expected and self.pid is None

    def start(
        self, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None
    ) -> None:
        """Start the program. Call it from a thread that lasts as long as the program shall."""
        self.end_leftover()
        self._put_long_log_aside()
        with private_log(self.log) as log:
            self._process = subprocess.Popen(
                leashed(command, death_signal=self._death_signal, user=self._user),
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                umask=0o077,  # what it writes is about people's cases
                start_new_session=True,  # Ctrl-C is for this process, which stops them in order
            )
        self._expected = False
        started = psutil.Process(self._process.pid).create_time()
        self._pidfile.write_text(json.dumps({"pid": self._process.pid, "started": started}))

    async def stop(self, *, patience: float = 15.0) -> None:
        """Ask it to end and wait; after ``patience`` seconds kill it. Harmless when it is gone."""
        self._expected = True
        if self._process is not None and self.pid is not None:
            self._process.send_signal(self._stop_signal)
            try:
                with suppress(subprocess.TimeoutExpired):
                    await asyncio.to_thread(self._process.wait, patience)
            finally:  # whoever is asked twice to stop does so at once
                self.kill()
        self.kill()

    def kill(self) -> None:
        """Kill it and wait until it is gone. Harmless when it is."""
        self._expected = True
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._pidfile.unlink(missing_ok=True)

    def check(self) -> None:
        """Check that it runs.

        Raises:
            StackError: it does not; with the last lines of its log.
        """
        if self.ended_unasked:
            raise self.trouble("ended by itself")

    def trouble(self, what: str) -> StackError:
        """Return an error that says what happened to the program and what it last wrote."""
        status = self._process.poll() if self._process else None
        how = "" if status is None else f" ({_in_words(status)})"
        words = self.last_words()
        return StackError(
            f"{self.name} {what}{how}. "
            + (f"The last lines of {self.log}:\n{words}" if words else f"{self.log} is empty.")
        )

    def last_words(self, lines: int = LINES_SHOWN) -> str:
        """Return the last lines of the log."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 16_384))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])

    def end_leftover(self) -> None:
        """End the program that an earlier, killed process left running, and free its port."""
        try:
            noted = json.loads(self._pidfile.read_text())
            process = psutil.Process(noted["pid"])
            same = abs(process.create_time() - noted["started"]) < SAME_START
        except (OSError, ValueError, KeyError, psutil.NoSuchProcess):
            return
        if same:
            end(process, self._stop_signal)

    def _put_long_log_aside(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT:
            self.log.rename(self.log.with_suffix(".log.1"))


def end(process: psutil.Process, stop_signal: signal.Signals, *, patience: float = 10.0) -> None:
    """End a process that is not our child: ask, wait, kill."""
    for number in (stop_signal, signal.SIGKILL):
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if has_ended(process):
                return
            time.sleep(0.02)


def has_ended(process: psutil.Process) -> bool:
    """Say whether a process is gone; a zombie, which nobody has asked for its status, is too."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _in_words(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    return f"signal {signal.Signals(-status).name}"


async def to_its_end(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``work`` in a thread; cancelled meanwhile, wait for it all the same.

    What such a thread makes or ends would otherwise go on behind the back of whoever cleans up.
    """
    running = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        with suppress(Exception):
            await running
        raise


def private_log(path: Path) -> BinaryIO:
    """Open a log to add to; only its owner may read it, whoever made it before."""
    log = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    os.fchmod(log.fileno(), 0o600)
    return log


def private_file(path: Path, words: str) -> None:
    """Write a file that only its owner may read; it is there whole or not at all."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(words)
    unfinished.replace(path)


def private_folder(path: Path, user: tuple[int, int] | None = None) -> Path:
    """Make a folder that only its owner may read; give it to ``user`` where one is named."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        os.chown(path, *user)
    return path
