"""One settle at work: the case row it holds, the rows it knows, the timeline it writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from activities.contracts import Armed, OpenLetter, Outcome, Settlement, Waiting
from activities.effects.every import Effect
from database.base import Base
from database.models import (
    Approval,
    Case,
    Customer,
    Deadline,
    Letter,
    Receipt,
    Task,
)
from database.queries.case_at_work import CaseAtWork
from database.writes.settles import Lines
from domain.catalogue import RULES
from domain.deadline_rules import Whose
from domain.file.acts import Left
from domain.file.applying import Written
from domain.file.rows import File
from domain.letters import LetterKind
from domain.step_ids import StepId
from domain.tasks import TaskKind
from domain.times import Times

Row = TypeVar("Row", bound=Base)


class UnknownIdError(Exception):
    """An effect names something that its case does not have: a fault in a workflow."""


@dataclass
class Writing:
    """What the writers of effects share: the case with what it has open, and what is added."""

    db: AsyncSession
    settlement: Settlement
    case: Case
    known: CaseAtWork
    times: Times
    catalogue: Mapping[str, TaskKind]
    letter_kinds: Mapping[str, LetterKind]
    lines: Lines = field(default_factory=Lines)
    answers: dict[str, Any] = field(default_factory=dict)
    retried: set[str] = field(default_factory=set)  # kinds of what is to be pushed once more
    refused: dict[str, str] = field(default_factory=dict)  # by digest of the message
    by: dict[str, str | None] = field(default_factory=dict)  # digest: who is known to have acted
    fresh: dict[str, str] = field(default_factory=dict)  # key: digest, of receipts made here
    unproven: list[str] = field(default_factory=list)  # digests of what lacks its receipt
    details_of: set[str] = field(default_factory=set)  # customers who gave a number or address
    needless: list[str] = field(default_factory=list)  # work that nobody needs, as it turned out
    written: dict[str, tuple[Written, ...]] = field(default_factory=dict)  # by digest of the act
    left: dict[str, Left] = field(default_factory=dict)  # by digest of the act
    file: File | None = None  # of the case's customers, with what this settle makes of it
    rows: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)  # digest: added
    file_changed: bool = False  # by an act that this settle has written
    turned_away: list[str] = field(default_factory=list)  # types of what was not admitted
    rebutted: bool = False  # what the case presumed of a message does not hold

    @property
    def tasks(self) -> dict[str, Task]:
        """Open work, and what this settle has done with it."""
        return self.known.tasks

    @property
    def deadlines(self) -> dict[str, Deadline]:
        """Dates that are armed or still owed, and those that this settle arms again or ends."""
        return self.known.deadlines

    @property
    def letters(self) -> dict[str, Letter]:
        """Letters that have not left."""
        return self.known.letters

    @property
    def approvals(self) -> dict[str, Approval]:
        """Decisions that are asked for."""
        return self.known.approvals

    @property
    def receipts(self) -> dict[str, Receipt]:
        """The messages that this settle is about, by key."""
        return self.known.receipts

    @property
    def effects(self) -> Sequence[Effect]:
        """What is to be written: nothing of what a case did not rightly presume."""
        return () if self.rebutted else self.settlement.effects

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What became of messages; where a message was not rightly presumed, of the others."""
        check, outcomes = self.settlement.check, self.settlement.outcomes
        if not (check and self.rebutted):
            return outcomes
        return [each for each in outcomes if each.digest != check.envelope.digest]

    @property
    def waiting(self) -> Waiting | None:
        """What the case waits for after the settle."""
        if not self.rebutted:
            return self.settlement.waiting
        return Waiting.model_validate(self.case.waiting) if self.case.waiting else None

    @property
    def customer(self) -> Customer | None:
        """The customer of the case, where one is known."""
        return self.known.customers.get(self.case.customer or "")

    def found(self, rows: Mapping[str, Row], key: str, what: str) -> Row:
        """Return what an effect names.

        Raises:
            UnknownIdError: the case has no such thing open.
        """
        if key not in rows:
            words = f"settle {self.settlement.key}: {what} {key} is not open in this case"
            raise UnknownIdError(words)
        return rows[key]

    def leave(
        self,
        step: StepId,
        system: str,
        name: str,
        data: Mapping[str, Any],
        at: datetime,
        /,
        *,
        id_: str,
        actor: str | None = None,
    ) -> None:
        """Note what is to be written in another system, for an integration to follow."""
        self.lines.records.append(
            {
                "id": id_,
                "case": self.case.ref,
                "step": step,
                "system": system,
                "name": name,
                "data": dict(data),
                "state": "noted",
                "at": at.isoformat(),
            }
        )
        self.push(id_, "record", {"record": id_})
        self.entry(
            step,
            "recorded",
            f"{system}: {name}",
            at,
            actor=actor,
            record=id_,
            system=system,
            name=name,
            fields=sorted(data),
        )

    def push(self, key: str, kind: str, payload: dict[str, Any]) -> None:
        """Put something into the outbox, to leave after the commit."""
        self.lines.outbox.append(
            {"id": key, "case": self.case.ref, "kind": kind, "payload": payload, "attempts": 0}
        )

    @property
    def pushes(self) -> frozenset[str]:
        """The kinds of what is to be pushed: records wait until another system asks."""
        return frozenset(row["kind"] for row in self.lines.outbox) - {"record"} | self.retried

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
        self.lines.timeline.append(
            {
                "case": self.case.ref,
                "sequence": self.case.next_entry,
                "settle": self.settlement.sequence,
                "occurred_at": at.isoformat(),
                "actor": actor,
                "step": step,
                "kind": kind,
                "words": words,
                "data": data,
            }
        )
        self.case.next_entry += 1

    def armed(self) -> tuple[Armed, ...]:
        """Return every deadline that is armed or held, the earliest first."""
        rows = [row for row in self.deadlines.values() if row.state in ("armed", "held")]
        return tuple(
            Armed.model_validate(
                {
                    "id": row.id,
                    "step": row.step,
                    "due": row.due,
                    "due_on": day(row.due_on),
                    "label": row.label,
                    "theirs": RULES[row.rule].whose is Whose.OTHERS,
                    "held": row.state == "held",
                }
            )
            for row in sorted(rows, key=lambda row: (row.due, row.id))
        )

    def next_due(self) -> datetime | None:
        """Return the earliest date that counts: of what is armed, and of what is owed, also late.

        So it lies in the past for as long as something is overdue.
        """
        dates = [row.due for row in self.deadlines.values() if row.owed or row.state == "armed"]
        work = [row.due for row in self.tasks.values() if row.state == "open" and row.due]
        return min(dates + work, default=None)

    def open_letters(self) -> dict[str, OpenLetter]:
        """Return where each letter stands that has not left."""
        return {
            letter.id: OpenLetter(state=letter.state, problem=letter.problem)
            for letter in self.letters.values()
        }

    def today(self) -> date:
        """Return the office's day of what this settle follows."""
        return self.times.day(self.settlement.clock)


@lru_cache(maxsize=4096)
def _day(ordinal: int) -> str:
    shown = date.fromordinal(ordinal)
    return f"{shown.day} {shown:%B %Y}"


def day(value: Any) -> str:
    """Write a date as people here do: 3 December 2026."""
    return _day(value.toordinal())
