"""What a sitting needs of the case file: an act is looked for there, whenever it was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel, ConfigDict, JsonValue

from domain.file.rows import File
from domain.messages import Message
from domain.step_ids import StepId


@dataclass(frozen=True)
class Opened:
    """A task that is open, and the file as it is.

    ``at`` is when it was opened, ``data`` what it was opened with; ``outcome`` is the one with
    which it is to be completed, None where it has none, or nobody has said so far.
    """

    file: File
    at: datetime
    data: Mapping[str, JsonValue] = field(default_factory=dict)
    outcome: str | None = None


Missing = Callable[[Opened], tuple[str, ...]]


class Needed(BaseModel):
    """One line of a sitting that acts on the file meet.

    ``missing`` says in words what the file lacks; nothing where it is there. ``acts`` are those
    that bring it.
    """

    model_config = ConfigDict(frozen=True)

    step: StepId
    words: str
    missing: Missing
    acts: tuple[type[Message], ...]

    @property
    def key(self) -> str:
        """How an outcome that leaves it open names it."""
        return f"{self.step}.needs"

    def faults(self, opened: Opened) -> list[str]:
        """Say what the file lacks, as whoever does the task reads it."""
        return [f"{self.step} ({self.words}): {lack}" for lack in self.missing(opened)]
