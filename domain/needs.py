"""What a sitting needs of the case file: an act is looked for there, whenever it was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, JsonValue

from domain.file.rows import File
from domain.messages import Message
from domain.roles import Role
from domain.step_ids import StepId

if TYPE_CHECKING:  # the times of an office know every rule, and every rule what is declared
    from domain.times import Times


ASIDE = Role.SPECIALIST_OFFICER  # whose work holds up nobody else's: CSP-T6-S1d


@dataclass(frozen=True)
class Work:
    """What a case has open beside the work at hand; ``title`` is of its kind, nobody's words.

    What a specialist area has to do is left aside: its issue is in the file (CSP-T6-S1b).
    """

    id: str
    title: str


@dataclass(frozen=True)
class Opened:
    """A task that is open, and the file as it is.

    ``at`` is when it was opened, ``data`` what it was opened with; ``outcome`` is the one with
    which it is to be completed, None where it has none, or nobody has said so far, and ``answers``
    those that are codes or dates. ``work`` is what the case has open besides; ``times`` are those
    of its office; ``done_at`` is when it was done, None where it is only looked at.
    """

    file: File
    at: datetime
    data: Mapping[str, JsonValue] = field(default_factory=dict)
    outcome: str | None = None
    answers: Mapping[str, JsonValue] = field(default_factory=dict)
    work: tuple[Work, ...] = ()
    times: "Times | None" = None
    done_at: datetime | None = None

    @property
    def today(self) -> date:
        """The day on which it was done; where it is only looked at, that of the look."""
        return self.times.day(self.done_at) if self.times and self.done_at else self.file.today

    def last_day(self, setting: str, since: datetime) -> date:
        """Return the last of the days that a setting gives, counted from the day of ``since``.

        Raises:
            LookupError: no office is known here.
        """
        if self.times is None:
            raise LookupError(f"{setting} is counted by an office, and none is known here")
        day = self.times.day(since)
        return day + timedelta(days=self.times.settings.at(day).days(setting))


Missing = Callable[[Opened], tuple[str, ...]]
Read = tuple[tuple[str, int], ...]  # rows and their versions


def nothing_read(_: Opened) -> Read:
    """Rest on no row of the file."""
    return ()


class Needed(BaseModel):
    """One line of a sitting that acts on the file meet.

    ``missing`` says in words what the file lacks; nothing where it is there. ``acts`` are those
    that bring it. ``reads`` are the rows on which a decision rests: one that was shown others is
    not given.
    """

    model_config = ConfigDict(frozen=True)

    step: StepId
    words: str
    missing: Missing
    acts: tuple[type[Message], ...]
    reads: Callable[[Opened], Read] = nothing_read

    @property
    def rests_on_rows(self) -> bool:
        """Tell whether what is decided by it rests on rows of the file."""
        return self.reads is not nothing_read

    @property
    def key(self) -> str:
        """How an outcome that leaves it open names it."""
        return f"{self.step}.needs"

    def faults(self, opened: Opened) -> list[str]:
        """Say what the file lacks, as whoever does the task reads it."""
        return [f"{self.step} ({self.words}): {lack}" for lack in self.missing(opened)]
