"""One settle at work: the case row it holds, the rows it knows, the timeline it writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.contracts import Armed, Ask, OpenLetter, Settlement
from database.base import Base
from database.models import (
    Approval,
    Case,
    Deadline,
    Letter,
    Officer,
    Outbox,
    Receipt,
    Task,
    TimelineEntry,
)
from domain.letters import LetterKind
from domain.step_ids import StepId
from domain.tasks import TaskKind
from domain.times import Times

Row = TypeVar("Row", bound=Base)


class UnknownIdError(Exception):
    """An effect names something that its case does not have: a fault in a workflow."""


# Those that were sent are done with: a case may write for years.
OPEN_LETTERS = ("drafted", "stopped", "submitted", "approved", "returned", "signed")


@dataclass
class Writing:
    """What the writers of effects share. Rows are loaded once; nothing is asked per effect."""

    db: AsyncSession
    settlement: Settlement
    case: Case
    times: Times
    catalogue: dict[str, TaskKind]
    letter_kinds: Mapping[str, LetterKind]
    tasks: dict[str, Task] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    async def load(self) -> None:
        """Fetch what this case has open: four statements, whatever the settlement holds."""
        ref = self.case.ref
        tasks = select(Task).where(Task.case == ref, Task.state == "open")
        self.tasks = {task.id: task for task in await self.db.scalars(tasks)}
        deadlines = select(Deadline).where(Deadline.case == ref, Deadline.state == "armed")
        self.deadlines = {row.id: row for row in await self.db.scalars(deadlines)}
        letters = select(Letter).where(Letter.case == ref, Letter.state.in_(OPEN_LETTERS))
        self.letters = {letter.id: letter for letter in await self.db.scalars(letters)}
        approvals = select(Approval).where(Approval.case == ref, Approval.state == "asked")
        self.approvals = {row.id: row for row in await self.db.scalars(approvals)}
        messages = select(Receipt).where(
            (Receipt.case == ref) & (Receipt.status.is_(None) | (Receipt.status == "waiting"))
        )
        self.receipts = {f"{r.source}|{r.id}": r for r in await self.db.scalars(messages)}

    def found(self, rows: Mapping[str, Row], key: str, what: str) -> Row:
        """Return what an effect names.

        Raises:
            UnknownIdError: the case has no such thing open.
        """
        if key not in rows:
            words = f"settle {self.settlement.key}: {what} {key} is not open in this case"
            raise UnknownIdError(words)
        return rows[key]

    def push(self, key: str, kind: str, payload: dict[str, Any]) -> None:
        """Put something into the outbox, to leave after the commit."""
        self.db.add(Outbox(id=key, case=self.case.ref, kind=kind, payload=payload, attempts=0))

    def entry(
        self,
        step: StepId,
        kind: str,
        words: str,
        at: datetime,
        /,
        *,
        actor: str | None = None,
        **data: Any,
    ) -> None:
        """Add a line to the timeline, in order."""
        self.db.add(
            TimelineEntry(
                case=self.case.ref,
                sequence=self.case.next_entry,
                settle=self.settlement.sequence,
                occurred_at=at,
                actor=actor,
                step=step,
                kind=kind,
                words=words,
                data=data,
                corrects=None,
            )
        )
        self.case.next_entry += 1

    def armed(self) -> tuple[Armed, ...]:
        """Return every armed deadline, the earliest first."""
        rows = [row for row in self.deadlines.values() if row.state == "armed"]
        return tuple(
            Armed.model_validate(
                {
                    "id": row.id,
                    "step": row.step,
                    "due": row.due,
                    "due_on": day(row.due_on),
                    "label": row.label,
                }
            )
            for row in sorted(rows, key=lambda row: (row.due, row.id))
        )

    def open_letters(self) -> dict[str, OpenLetter]:
        """Return where each letter stands that has not left."""
        return {
            letter.id: OpenLetter(state=letter.state, problem=letter.problem)
            for letter in self.letters.values()
        }

    def today(self) -> date:
        """Return the office's day of what this settle follows."""
        return self.times.day(self.settlement.clock)

    async def officer(self, officer: str) -> Officer | None:
        """Return an officer; the session remembers those it has seen."""
        return await self.db.get(Officer, officer)


@lru_cache(maxsize=4096)
def _day(ordinal: int) -> str:
    shown = date.fromordinal(ordinal)
    return f"{shown.day} {shown:%B %Y}"


def day(value: Any) -> str:
    """Write a date as people here do: 3 December 2026."""
    return _day(value.toordinal())
