"""What the cases of a test have left in PostgreSQL, and which of it is about which step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from database.models import Case, Deadline, Letter, Receipt, SystemRecord, Task
from domain.letters import LetterKind
from domain.tasks import TaskKind
from procedures.facets import answers

Key = tuple[str, str]
Kept = Task | Deadline | Letter | SystemRecord  # rows that a line of the timeline names


@dataclass(frozen=True)
class Catalogue:
    """What the product declares: tasks and letters by name, and the steps that a message serves."""

    tasks: Mapping[str, TaskKind]
    letters: Mapping[str, LetterKind]
    steps_of: Callable[[str, str | None], tuple[str, ...]]  # message type, kind of case


@dataclass(frozen=True)
class Entry:
    """One line of a timeline. ``doubt`` says why it counts for nothing; None where it counts."""

    case: str
    sequence: int
    step: str
    kind: str
    words: str
    actor: str | None
    settle: int | None
    data: Mapping[str, Any]
    transaction: str
    doubt: str | None = None

    @property
    def caused(self) -> bool:
        """Tell whether a settle wrote it, and a message or a timer caused that settle."""
        return self.doubt is None

    def __str__(self) -> str:
        """Show the line as a failing test needs it."""
        shown = {name: value for name, value in self.data.items() if value not in (None, [], {})}
        doubt = f"  [{self.doubt}: does not count]" if self.doubt else ""
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
    doors: set[str] = field(default_factory=set)  # receipts that a door has given
    opened_in: dict[tuple[str, int], str] = field(default_factory=dict)  # opening settle: phase
    roles: dict[str, set[str]] = field(default_factory=dict)
    wrote: dict[tuple[str, str], str] = field(default_factory=dict)  # table, id: its transaction

    # ------------------------------------------------------------------ lines

    def lines(self, *kinds: str) -> Iterator[Entry]:
        """Yield what counts, of some kinds or of all."""
        return (e for e in self.entries if e.caused and (not kinds or e.kind in kinds))

    def about(self, step: str, *kinds: str) -> Iterator[Entry]:
        """Yield what counts and is the step's own; that a task lists the step is not enough."""
        return (entry for entry in self.lines(*kinds) if self.owns(entry, step))

    def owns(self, entry: Entry, step: str) -> bool:
        """Tell whether a line is a step's own: it cites it, or its letter or message does."""
        if step == entry.step:
            return True
        letter = self.letters.get(str(entry.data.get("letter")))
        if letter is not None and letter.step == step:
            return True
        return entry.kind == "received" and self.serves(str(entry.data.get("message")), step)

    def names(self, entry: Entry, step: str) -> bool:
        """Tell whether a line is a step's own or of a task that lists the step."""
        return step in entry.data.get("steps", ()) or self.owns(entry, step)

    def together(self, entry: Entry) -> Iterator[Entry]:
        """Yield the other lines that count and that the same settle wrote."""
        return (
            other
            for other in self.lines()
            if (other.case, other.settle) == (entry.case, entry.settle) and other is not entry
        )

    # ------------------------------------------------------------------ who wrote a row

    def written_with(self, row: Kept, entry: Entry) -> bool:
        """Tell whether a row still stands as the transaction of its line has written it."""
        return self.wrote.get((row.__tablename__, row.id)) == entry.transaction

    def settled(self, row: Kept) -> bool:
        """Tell whether a row stands as some line that counts has left it."""
        last = self.wrote.get((row.__tablename__, row.id))
        return any(entry.transaction == last for entry in self.lines())

    # ------------------------------------------------------------------ work and messages

    def serves(self, message: str, step: str) -> bool:
        """Tell whether a message serves a step, by its type or by the task that it answers."""
        receipt = self.receipts.get(message)
        if receipt is None:
            return False
        case = self.cases.get(receipt.case or "")
        served = self.catalogue.steps_of(receipt.type, case.type if case else None)
        return step in served or self.asks(receipt.about, step)

    def asks(self, task: str | None, step: str) -> bool:
        """Tell whether a task puts a step to its officer, or is about a letter of it.

        It leads the task, is asked about under its own key, or decided by an outcome: a step
        that is merely listed is not put to anybody.
        """
        row = self.tasks.get(task or "")
        if row is None:
            return False
        kind = self.catalogue.tasks.get(row.kind)
        needs = [need.step for need in kind.needs] if kind else []
        questions = [*(kind.asks if kind else ()), *row.checklist, *needs]
        if step == row.step or any(key.split(".")[0] == step for key in questions):
            return True
        decided = kind.outcomes.values() if kind else ()
        if kind and any(decided_by(kind, words) == step for words in decided):
            return True
        return step in self._letters_steps(row)

    def _letters_steps(self, task: Task) -> tuple[str, ...]:
        """Return the steps that the letter of a task serves, and that say who signs it."""
        letter = self.letters.get(str(task.data.get("letter")))
        kind = self.catalogue.letters.get(letter.kind) if letter else None
        if letter is None or kind is None:
            return (letter.step,) if letter else ()
        return (letter.step, kind.approval_source, kind.signatory_source)

    def carried_out(self, entry: Entry, step: str) -> bool:
        """Tell whether a completion carried a step out: answered, brought by acts, or leading.

        The outcome must be one that the task has. A leading step whose own question was left
        open, as an outcome allows, is not carried out.
        """
        task = self.tasks.get(str(entry.data.get("task")))
        kind = self.catalogue.tasks.get(task.kind) if task else None
        if task is None or kind is None or not self.written_with(task, entry):
            return False
        if kind.outcomes and entry.data.get("outcome") not in kind.outcomes:
            return False
        if own_answers(task, step) or _brought(kind, step, entry.data.get("outcome")):
            return True
        asked = kind.asks.get(step)
        return step == entry.step == task.step and not (asked and asked.required)

    def holds(self, officer: str | None, who: str) -> bool:
        """Tell whether ``who`` names this officer, or a role that the officer holds."""
        return officer is not None and (officer == who or who in self.roles.get(officer, ()))


def _brought(kind: TaskKind, step: str, outcome: str | None) -> bool:
    """Tell whether a completion with this outcome stood only with what a step needs of the file."""
    left_open = kind.optional_for.get(outcome or "", ())
    return any(need.step == step and need.key not in left_open for need in kind.needs)


def own_answers(task: Task, step: str) -> dict[str, Any]:
    """Return what was answered under a step's own key."""
    return {key: said for key, said in task.answers.items() if key.split(".")[0] == step}


def decided_by(kind: TaskKind, words: str) -> str | None:
    """Return the one step whose branch an outcome names; the leading step goes first."""
    covers = (step for step in kind.covers if not step.startswith("CB-"))
    with_branch = [step for step in covers if words in answers(step)]
    if kind.step in with_branch:
        return kind.step
    return with_branch[0] if len(with_branch) == 1 else None
