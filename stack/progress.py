"""Long preparations, shown to whoever watches: bars on a terminal, plain lines in a pipe or log."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

SECONDS_BETWEEN_LINES = 10.0


def say(words: str) -> None:
    """Tell a person something, beside what a command prints."""
    sys.stderr.write(f"casebound: {words}\n")
    sys.stderr.flush()


class Watcher(Protocol):
    """Is told what goes on."""

    def note(self, words: str) -> None:
        """Say something once."""

    def stage(self, words: str, total: int | None = None) -> None:
        """Begin a stage; ``total`` is how many things it will count, where that is known."""

    def count(self, done: int) -> None:
        """Say how many of the stage's things are done."""


class Lines:
    """One line at the start of a stage, and one more every ten seconds while it lasts."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._words = ""
        self._total: int | None = None
        self._said_at = self._began_at = 0.0

    def note(self, words: str) -> None:
        """Write a line."""
        self._say(words)

    def stage(self, words: str, total: int | None = None) -> None:
        """Write the stage's line."""
        self._words, self._total, self._began_at = words, total, time.monotonic()
        self._say(words)

    def count(self, done: int) -> None:
        """Write a line when the last one is old enough."""
        if time.monotonic() - self._said_at >= SECONDS_BETWEEN_LINES:
            of = f" of {self._total}" if self._total else ""
            self._say(f"{self._words}: {done}{of}, {time.monotonic() - self._began_at:.0f} s")

    def _say(self, words: str) -> None:
        self._said_at = time.monotonic()
        self._stream.write(f"casebound: {words}\n")
        self._stream.flush()


class Bars:
    """One bar a stage, kept on the screen when it is done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def note(self, words: str) -> None:
        """Write a line above the bars."""
        self._progress.console.print(words, highlight=False, markup=False)

    def stage(self, words: str, total: int | None = None) -> None:
        """Finish the bar before and begin the next."""
        self.finish()
        self._task = self._progress.add_task(words, total=total)

    def count(self, done: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._progress.update(self._task, completed=done)

    def finish(self) -> None:
        """Fill the bar: what is up to date already is never counted one by one."""
        if self._task is not None:
            total = self._progress.tasks[self._task].total or 1
            self._progress.update(self._task, total=total, completed=total)


@contextmanager
def shown(stream: TextIO | None = None) -> Iterator[Watcher]:
    """Show progress on ``stream``, standard error by default, in the form that suits it."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield Lines(stream)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(file=stream)) as progress:
        bars = Bars(progress)
        yield bars
        bars.finish()
