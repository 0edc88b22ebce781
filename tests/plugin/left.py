"""Rows as settles leave them, for tests of the plugin: its input, written down by hand."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.base import Base
from database.models import (
    Case,
    Deadline,
    Letter,
    Link,
    Office,
    Officer,
    OfficerRole,
    PastSettle,
    Receipt,
    SystemRecord,
    Task,
    TimelineEntry,
)
from domain.roles import Role
from domain.tasks import AnswerType, Question, TaskKind
from tests.plugin.story import Catalogue, Key

COVERED = ["WC-S3a", "WC-S3b", "WC-S3i", "WC-S2c"]
ROLE = "allocations_officer"
OFFICE = "PROOF"  # the product's own offices and cast may stand beside it
AT = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)

ASSESS = TaskKind(
    name="assess",
    title="Assess the item",
    roles=(Role.ALLOCATIONS_OFFICER,),
    step="WC-S3a",
    steps=("WC-S3b", "WC-S3i", "WC-S2c"),
    outcomes={"level_2": "Level 2", "not_a_complaint": "No"},
    asks={"WC-S3b": Question(words="Already managed?", type=AnswerType.YES_NO)},
)


CALL_BACK = TaskKind(
    name="call_back",
    title="Call back",
    roles=(Role.ALLOCATIONS_OFFICER,),
    step="WC-S3c",
    outcomes={"made": "Called", "unsure": "Unsure how to proceed"},
    asks={"WC-S3c": Question(words="What was said?", type=AnswerType.TEXT)},
    optional_for={"unsure": ("WC-S3c",)},
)


CATALOGUE = Catalogue(
    tasks={ASSESS.name: ASSESS, CALL_BACK.name: CALL_BACK},
    letters={},
    steps_of=lambda type_, _: ("WC-S2a", "WC-S2b") if type_ == "complaint.received" else (),
)

CAST = {
    "proof.park": "allocations_officer",
    "proof.wu": "complaints_officer",
    "proof.ito": "ps_ssm",
    "proof.diaz": "psso",
}


async def people(db: AsyncSession) -> None:
    """Write the office and the cast."""
    db.add(Office(code=OFFICE, state="ACT", zone="Australia/Sydney"))
    await db.flush()
    db.add_all(Officer(id=who, name=who, office=OFFICE, team="") for who in CAST)
    await db.flush()
    first = date(2020, 1, 1)
    db.add_all(OfficerRole(officer=who, role=role, from_date=first) for who, role in CAST.items())


class Left:
    """One case. Lines belong to the settle that was last begun.

    All of it is written in one transaction, as if one settle had left it; what a settle is said
    to follow is there too.
    """

    def __init__(self, ref: str, sessions: async_sessionmaker[AsyncSession]) -> None:
        self.ref = ref
        self._sessions = sessions
        self._rows: list[Base] = []
        self._settle: int | None = None
        self._settles = 0
        self._lines = 0
        self._records = 0

    def settle(
        self,
        *messages: str,
        deadlines: tuple[str, ...] = (),
        opening: bool = False,
        phase: str = "assessing",
    ) -> "Left":
        """Begin a settle after some messages, by key or short id, and deadlines, by step."""
        keys = [m if "|" in m else self.receipt(m, "any", "applied") for m in messages]
        passed = [self.deadline(step, AT.date(), state="passed") for step in deadlines]
        self._settles += 1
        self._settle = self._settles
        self._rows.append(
            PastSettle(
                case=self.ref,
                sequence=self._settle,
                digest="",
                answer={"attributes": {"CbPhase": phase}},
                cause={
                    "messages": keys,
                    "deadlines": passed,
                    "opening": opening,
                },
            )
        )
        return self

    def line(
        self, step: str, kind: str, words: str = "", actor: str | None = None, **data: Any
    ) -> "Left":
        """Write a line of the timeline."""
        self._lines += 1
        self._rows.append(
            TimelineEntry(
                case=self.ref,
                sequence=self._lines,
                settle=self._settle,
                occurred_at=AT,
                actor=actor,
                step=step,
                kind=kind,
                words=words,
                data=data,
            )
        )
        return self

    def task(self, kind: TaskKind = ASSESS, **answers: Any) -> str:
        """Open work, without its line; return its id."""
        task = f"{self.ref}.t1"
        guidance = [{"step": "WC-S2c", "title": "Guidelines", "does": "Apply the guidelines"}]
        self._rows.append(
            Task(
                id=task,
                case=self.ref,
                kind=kind.name,
                step=kind.step,
                steps=list(kind.covers),
                title=kind.title,
                role=kind.roles[0].value,
                state="open",
                data={"guidance": guidance},
                answers=answers.get("answers", {}),
                opened_at=AT,
            )
        )
        return task

    def opened(self, **fields: Any) -> str:
        """Open the assessment; return its task."""
        task = self.task(**fields)
        self.settle("m1").line("WC-S3a", "opened", task=task, role=ROLE, steps=COVERED)
        return task

    def completed(self, outcome: str = "level_2", **fields: Any) -> None:
        """Open the assessment and complete it."""
        task = self.opened(answers=fields.get("answers", {}))
        key = self.receipt("done", "task.completed", "applied", officer="proof.park", about=task)
        self.settle(key).line(
            "WC-S3a",
            "completed",
            actor=fields.get("by", "proof.park"),
            task=task,
            role=ROLE,
            steps=COVERED,
            outcome=outcome,
            answers=fields.get("answers", {}),
        )

    def refused(self, officer: str, reason: str, *, seen: bool = True) -> Key:
        """Open the assessment and refuse its completion; return the key of the message."""
        task = self.opened()
        key = self.receipt(
            "no", "task.completed", "refused", officer=officer, about=task, reason=reason
        )
        if seen:
            self.settle(key).line("WC-S3a", "refused", reason, message=key, about=task)
        return ("cli", key.removeprefix("cli|"))

    def receipt(self, id_: str, type_: str, status: str, **fields: Any) -> str:
        """Write a message; return its key."""
        self._rows.append(
            Receipt(
                source="cli",
                id=f"{self.ref}.{id_}",
                type=type_,
                status=status,
                door="cli",
                case=fields.get("case", self.ref),
                officer=fields.get("officer"),
                reason=fields.get("reason"),
                about=fields.get("about"),
                occurred_at=AT,
                received_at=AT,
                facts={},
                content={},
                digest="",
            )
        )
        return f"cli|{self.ref}.{id_}"

    def deadline(self, step: str, due_on: date, *working: str, state: str = "armed") -> str:
        """Arm a deadline, without its line; return its id."""
        deadline = f"{self.ref}.{step}"
        self._rows.append(
            Deadline(
                id=deadline,
                case=self.ref,
                step=step,
                rule=step,
                start=AT,
                due_on=due_on,
                due=AT,
                working=list(working),
                calendar="1",
                state=state,
            )
        )
        return deadline

    def letter(self, step: str, pdf: bytes, **fields: Any) -> str:
        """Make a letter, without its lines; return its id."""
        letter = f"{self.ref}.l1"
        self._rows.append(
            Letter(
                id=letter,
                case=self.ref,
                kind="acknowledgement",
                step=step,
                state=fields.get("state", "sent"),
                sha256=fields.get("sha256", hashlib.sha256(pdf).hexdigest()),
                pdf=pdf,
                approved_by=fields.get("approved_by"),
                approved_sha256=fields.get("approved_sha256"),
                signed_by=fields.get("signed_by"),
            )
        )
        return letter

    def record(self, step: str, system: str, name: str, **data: Any) -> str:
        """Leave a record, without its line; return its id."""
        self._records += 1
        record = f"{self.ref}.r{self._records}"
        self._rows.append(
            SystemRecord(
                id=record, case=self.ref, step=step, system=system, name=name, data=data, at=AT
            )
        )
        return record

    def linked_to(self, other: str) -> None:
        """Link another case, which exists."""
        self._rows.append(Link(case=self.ref, other=other, type="related", why="", at=AT))

    async def save(self, type_: str = "Complaint") -> str:
        """Write everything; return the case's reference."""
        case = Case(
            ref=self.ref,
            type=type_,
            office=OFFICE,
            phase="assessing",
            state="open",
            opened_at=AT,
            clock_offset=timedelta(0),
            next_sequence=self._settles + 1,
            next_entry=self._lines + 1,
            carried={},
            matrix="",
        )
        async with self._sessions.begin() as db:
            db.add(case)
            await db.flush()
            db.add_all(self._rows)
        return self.ref
