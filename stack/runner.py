"""The programs of a build, one at a time, each of which can be ended from outside."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from stack.errors import BuildError
from stack.leash import leashed

LINES_SHOWN = 15


class Runner:
    """Runs programs one after the other, until :meth:`end` is called."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._end = threading.Event()

    @property
    def ended(self) -> bool:
        """Whether it was ended from outside."""
        return self._end.is_set()

    def end(self) -> None:
        """End the program that runs and let no other start. May be called from any thread."""
        with self._lock:
            self._end.set()
            if self._process is not None:
                _end_group(self._process)

    def run(
        self,
        command: Sequence[str | Path],
        *,
        what: str,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        heard: Callable[[str], None] = lambda _: None,
    ) -> list[str]:
        """Run a program to its end and return the lines it wrote; ``heard`` gets each as it comes.

        Raises:
            BuildError: it could not be started, failed, or was ended.
        """
        process = self._start(leashed(command), cwd=cwd, env=env)
        try:
            lines = _lines(process, heard)
            status = process.wait()
        except BaseException:  # Ctrl-C above all: nothing may go on by itself
            _end_group(process)
            raise
        finally:
            assert process.stdout is not None
            process.stdout.close()
        self._refuse_when_ended()
        if status:
            raise BuildError("\n".join([f"{what}: failed. Its last lines:", *lines[-LINES_SHOWN:]]))
        return lines

    def pause(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            BuildError: it was ended meanwhile.
        """
        self._end.wait(seconds)
        self._refuse_when_ended()

    def _refuse_when_ended(self) -> None:
        if self.ended:
            raise BuildError("The build was ended. Run the same command again to go on with it.")

    def _start(
        self, command: Sequence[str], *, cwd: Path | None, env: Mapping[str, str] | None
    ) -> subprocess.Popen[str]:
        with self._lock:
            self._refuse_when_ended()
            self._process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,  # a group of its own, to be ended with all it started
            )
            return self._process


def _lines(process: subprocess.Popen[str], heard: Callable[[str], None]) -> list[str]:
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        heard(lines[-1])
    return lines


def _end_group(process: subprocess.Popen[str]) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
