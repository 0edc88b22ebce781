"""What the cases of a test have left in PostgreSQL, read after the test and by nobody else.

Only what a settle wrote counts, and of that only what a message or a timer caused. A row that a
test put there itself has no settle behind it and proves nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from database.base import Base
from database.models import (
    Case,
    Deadline,
    Letter,
    Link,
    OfficerRole,
    PastSettle,
    Receipt,
    SystemRecord,
    Task,
    TimelineEntry,
)
from domain.tasks import TaskKind

Key = tuple[str, str]
Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class Catalogue:
    """What the product declares: kinds of tasks by name, and the steps that a message serves."""

    tasks: Mapping[str, TaskKind]
    steps_of: Callable[[str, str | None], tuple[str, ...]]  # message type, kind of case


@dataclass(frozen=True)
class Entry:
    """One line of a timeline. ``caused``: its settle follows a message or a timer."""

    case: str
    sequence: int
    step: str
    kind: str
    words: str
    actor: str | None
    settle: int | None
    caused: bool
    data: Mapping[str, Any]

    def __str__(self) -> str:
        """Show the line as a failing test needs it."""
        shown = {name: value for name, value in self.data.items() if value not in (None, [], {})}
        doubt = "" if self.caused else "  [no message and no timer is behind it: does not count]"
        return f"{self.case} {self.sequence} {self.step} {self.kind}: {self.words} {shown}{doubt}"


@dataclass
class Story:
    """The rows of the bound cases."""

    catalogue: Catalogue
    entries: list[Entry] = field(default_factory=list)
    cases: dict[str, Case] = field(default_factory=dict)
    related: dict[str, str] = field(default_factory=dict)  # other cases: their type
    tasks: dict[str, Task] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    records: dict[str, SystemRecord] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    opened_in: dict[tuple[str, int], str] = field(default_factory=dict)  # opening settle: phase
    roles: dict[str, set[str]] = field(default_factory=dict)

    def lines(self, *kinds: str) -> Iterator[Entry]:
        """Yield what counts, of some kinds or of all."""
        return (e for e in self.entries if e.caused and (not kinds or e.kind in kinds))

    def about(self, step: str, *kinds: str) -> Iterator[Entry]:
        """Yield what counts and cites ``step``."""
        return (entry for entry in self.lines(*kinds) if self.cites(entry, step))

    def cites(self, entry: Entry, step: str) -> bool:
        """Tell whether a line is about a step: its own, its task's, its message's, its letter's."""
        if step == entry.step or step in entry.data.get("steps", ()):
            return True
        letter = self.letters.get(str(entry.data.get("letter")))
        if letter is not None and letter.step == step:
            return True
        return entry.kind == "received" and self.serves(str(entry.data.get("message")), step)

    def serves(self, message: str, step: str) -> bool:
        """Tell whether a message serves a step, by its type or by the task that it answers."""
        receipt = self.receipts.get(message)
        if receipt is None:
            return False
        case = self.cases.get(receipt.case or "")
        served = self.catalogue.steps_of(receipt.type, case.type if case else None)
        return step in served or self.asks(receipt.about, step)

    def asks(self, task: str | None, step: str) -> bool:
        """Tell whether a task covers a step, or is about a letter of it."""
        row = self.tasks.get(task or "")
        if row is None:
            return False
        letter = self.letters.get(str(row.data.get("letter")))
        return step in row.steps or bool(letter and letter.step == step)

    def holds(self, officer: str | None, who: str) -> bool:
        """Tell whether ``who`` names this officer, or a role that the officer holds."""
        return officer is not None and (officer == who or who in self.roles.get(officer, ()))

    def together(self, entry: Entry) -> Iterator[Entry]:
        """Yield the other lines that the same settle wrote."""
        return (
            other
            for other in self.entries
            if (other.case, other.settle) == (entry.case, entry.settle) and other is not entry
        )


async def read_story(
    db: AsyncSession,
    catalogue: Catalogue,
    refs: set[str],
    messages: set[Key],
    found: Mapping[str, int] = MappingProxyType({}),
) -> Story:
    """Read everything that the bound cases and messages have left.

    Args:
        db: a session of its own, after the test.
        catalogue: what the product declares.
        refs: the bound cases.
        messages: (source, id) of messages that no case took.
        found: how many settles of a case the test found there; those do not count.
    """
    story = Story(catalogue)
    await _timeline(db, story, refs, found)
    story.cases = {row.ref: row for row in await _rows(db, Case, Case.ref.in_(refs))}
    story.tasks = {row.id: row for row in await _rows(db, Task, Task.case.in_(refs))}
    story.deadlines = {row.id: row for row in await _rows(db, Deadline, Deadline.case.in_(refs))}
    story.letters = {row.id: row for row in await _rows(db, Letter, Letter.case.in_(refs))}
    in_cases = SystemRecord.case.in_(refs)
    story.records = {row.id: row for row in await _rows(db, SystemRecord, in_cases)}
    bound = Receipt.case.in_(refs) | tuple_(Receipt.source, Receipt.id).in_(list(messages))
    story.receipts = {f"{row.source}|{row.id}": row for row in await _rows(db, Receipt, bound)}
    related = select(Case.ref, Case.type).join(Link, Link.other == Case.ref)
    others = await db.execute(related.where(Link.case.in_(refs)))
    story.related = {row.ref: row.type for row in others}
    for role in await db.scalars(select(OfficerRole)):
        story.roles.setdefault(role.officer, set()).add(role.role)
    return story


async def _rows(db: AsyncSession, of: type[Row], which: Any) -> list[Row]:
    return list(await db.scalars(select(of).where(which).options(undefer("*"))))


async def _timeline(
    db: AsyncSession, story: Story, refs: set[str], found: Mapping[str, int]
) -> None:
    same = (PastSettle.case == TimelineEntry.case) & (PastSettle.sequence == TimelineEntry.settle)
    lines = (
        select(TimelineEntry, PastSettle)
        .outerjoin(PastSettle, same)
        .where(TimelineEntry.case.in_(refs))
        .order_by(TimelineEntry.case, TimelineEntry.sequence)
    )
    for line, settled in await db.execute(lines):
        story.entries.append(_entry(line, settled, found.get(line.case, 0)))
        if settled is not None and settled.cause.get("opening"):
            phase = settled.answer.get("attributes", {}).get("CbPhase")
            story.opened_in[line.case, settled.sequence] = str(phase)


def _entry(line: TimelineEntry, settled: PastSettle | None, found: int) -> Entry:
    cause = settled.cause if settled and settled.sequence > found else {}
    return Entry(
        case=line.case,
        sequence=line.sequence,
        step=line.step,
        kind=line.kind,
        words=line.words,
        actor=line.actor,
        settle=line.settle,
        caused=any(cause.get(of) for of in ("messages", "deadlines", "opening")),
        data=line.data,
    )
