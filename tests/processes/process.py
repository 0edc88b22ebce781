"""The product's own processes, as an operator starts them, and what they write."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.cli.commands import CASEBOUND, environment
from tests.warm import Forked

SECONDS_TO_START = 90.0
SECONDS_TO_STOP = 60.0


class Process:
    """A running ``casebound`` command. What it writes is read as it comes.

    ``before`` is put before the command, such as a shell that sets limits. ``warmed`` says where
    a process is at hand that has read the product (``tests.warm``); else it reads it itself.
    """

    def __init__(
        self,
        *words: str,
        settings: Mapping[str, str],
        folder: Path,
        ready: str,
        before: Sequence[str] = (),
        warmed: Path | None = None,
    ) -> None:
        self._written: list[str] = []
        self._ready, self._word = threading.Event(), ready
        self._process: subprocess.Popen[str] | Forked
        if warmed:
            self._process = Forked(warmed, words, folder, environment(**settings))
        else:
            self._process = subprocess.Popen(
                [*before, *CASEBOUND, *words],
                cwd=folder,
                env=environment(**settings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        self._reading = threading.Thread(target=self._read)
        self._reading.start()
        if not self._ready.wait(SECONDS_TO_START) or self._process.poll() is not None:
            self.kill()
            raise AssertionError(f"casebound {' '.join(words)} did not start:\n{self.written}")

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def written(self) -> str:
        """All that it has written so far."""
        return "".join(self._written)

    def kill(self) -> None:
        """End it by SIGKILL, and wait until it is gone. Harmless when it is."""
        self._process.kill()
        self._gone()

    def stop(self) -> None:
        """Ask it to end, as an operator does; it must do so in good order."""
        self._process.terminate()
        assert self._process.wait(SECONDS_TO_STOP) == os.EX_OK, self.written
        self._gone()

    def _gone(self) -> None:
        self._process.wait()
        self._reading.join()

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as written:
            for line in written:
                self._written.append(line)
                if self._word in line:
                    self._ready.set()
        self._ready.set()
