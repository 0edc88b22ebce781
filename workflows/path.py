"""The way that a case has gone in its phase, from wait to wait.

A phase is code, and no code is entered in its middle. So a run that begins within a phase walks
it again from its head: each wait that is over returns at once what it returned before, with what
the case knew then. Nothing is settled on the way; what is collected was written long ago.
"""

from collections.abc import Iterator

from pydantic import BaseModel, JsonValue

from activities.carried import Past
from domain.errors import FlowError
from domain.messages import Envelope
from workflows.memory import Memory


class PathError(FlowError):
    """A phase does not go the way that it went: its code has changed, without a patch."""


class Path:
    """Notes each wait that is over, and walks them again where a run begins within a phase."""

    def __init__(self, memory: Memory[BaseModel]) -> None:
        self._memory = memory
        self._ahead: Iterator[Past] | None = None  # what is still to be walked
        self._known: dict[str, JsonValue] = {}  # as the last wait that is over left it
        self._goal: dict[str, JsonValue] = {}  # what the case knew when the last run ended

    @property
    def walking(self) -> bool:
        """Tell whether the case has yet to come to where it stood."""
        return self._ahead is not None

    def enter(self) -> None:
        """Begin a phase, or begin to walk the one in which the run began."""
        carried, now = self._memory.carried, self._memory.known()
        if carried.path:
            self._goal, self._ahead = now, iter(carried.path)
            self._known = {}
            self.take(next(self._ahead))
        else:
            carried.path, self._known = [Past(known=now)], now

    def leave(self) -> None:
        """End a phase: the next one begins a path of its own.

        Raises:
            PathError: the phase ended before it came to where it stood.
        """
        if self.walking:
            raise PathError(f"{self._memory.ref}: the phase ends where it went on before")
        self._memory.carried.path = []

    def walked(self, wait: str) -> Past | None:
        """Return the wait of that name as it was, where it is over; None where it is not.

        Raises:
            PathError: the phase waited for something else there.
        """
        past = next(self._ahead, None) if self._ahead else None
        if past and past.wait != wait:
            words = f"{self._memory.ref}: waits for {wait}, where it waited for {past.wait}"
            raise PathError(words)
        return past

    def take(self, past: Past) -> None:
        """Let the case know what it knew when a wait was over."""
        self._known = self._known | past.known
        self._memory.know(self._known)

    def arrived(self) -> bool:
        """Tell, once, whether the walk ends here: the case knows again all that it knew."""
        if self._ahead is None:
            return False
        self._ahead = None
        self._memory.know(self._goal)
        self._memory.carried.effects.clear()
        return True

    def note(self, wait: str, answer: Envelope | None = None) -> None:
        """Note a wait that is over, and what it was answered with."""
        before, self._known = self._known, self._memory.known()
        changed = {name: value for name, value in self._known.items() if before[name] != value}
        self._memory.carried.path.append(Past(wait=wait, answer=answer, known=changed))
