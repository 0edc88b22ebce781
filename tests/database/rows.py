"""Rows of a case as tests write them, each with what it needs and nothing more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from database.base import Base
from database.models import Case, Deadline, Letter, Receipt, Task, TimelineEntry
from domain.references import case_reference

NOON = datetime(2026, 12, 1, 1, tzinfo=UTC)  # 12:00 in Canberra, which keeps daylight saving
DAY = timedelta(days=1)
HASH = "ab" * 32

numbers = count()


def new_ref(type_: str = "PersonalisedServicesCase") -> str:
    """Return a reference that no other test uses."""
    return case_reference(type_, "query tests", str(next(numbers)))


def a_case(ref: str, **fields: Any) -> Case:
    fixed: dict[str, Any] = {
        "type": "PersonalisedServicesCase",
        "office": "ACT",
        "phase": "active",
        "state": "open",
        "opened_at": NOON,
        "clock_offset": timedelta(0),
        "next_sequence": 2,
        "carried": {},
        "matrix": "m",
    }
    return Case(ref=ref, **(fixed | fields))


def a_task(case: str | None, number: int = 1, **fields: Any) -> Task:
    fixed: dict[str, Any] = {
        "id": f"{case}.t{number}",
        "kind": "read_message",
        "step": "CB-MESSAGE",
        "steps": ["CB-MESSAGE"],
        "title": "Read what came in",
        "role": "psso",
        "state": "open",
        "opened_at": NOON,
    }
    return Task(case=case, **(fixed | fields))


def a_deadline(case: str, name: str = "reply", **fields: Any) -> Deadline:
    fixed: dict[str, Any] = {
        "id": f"{case}.{name}",
        "step": "CSP-T6-S1k",
        "rule": "CSP-T6-S1k",
        "label": "the reply window ends",
        "start": NOON,
        "due_on": date(2026, 12, 15),
        "due": datetime(2026, 12, 15, 13, tzinfo=UTC),
        "working": ["day 0 is 1 December 2026"],
        "calendar": "c1",
        "state": "armed",
    }
    return Deadline(case=case, **(fixed | fields))


def a_letter(case: str, **fields: Any) -> Letter:
    fixed: dict[str, Any] = {
        "id": f"{case}.l1",
        "kind": "finalisation_contact_letter",
        "step": "CSP-T6-S1j",
        "state": "sent",
        "channel": "post",
        "sha256": HASH,
        "pdf": b"%PDF-1.7 pages",
        "sent_at": NOON,
        "reply": f"{case}.reply",
    }
    return Letter(case=case, **(fixed | fields))


def a_message(case: str | None, id_: str, **fields: Any) -> Receipt:
    fixed: dict[str, Any] = {
        "source": "telephony",
        "type": "customer.called_back",
        "occurred_at": NOON,
        "received_at": NOON,
        "facts": {"issue": "debt"},
        "content": {"text": "please ring me"},
        "digest": "d",
        "status": "applied",
    }
    return Receipt(id=id_, case=case, **(fixed | fields))


def an_entry(case: str, sequence: int, **fields: Any) -> TimelineEntry:
    fixed: dict[str, Any] = {
        "settle": 1,
        "occurred_at": NOON,
        "step": "CB-MESSAGE",
        "kind": "recorded",
        "words": "Something was recorded",
    }
    return TimelineEntry(case=case, sequence=sequence, **(fixed | fields))


async def write(db: AsyncSession, *rows: Base) -> None:
    for row in rows:
        await db.merge(row)
        await db.flush()


@contextmanager
def statements(db: AsyncSession) -> Iterator[list[str]]:
    """Collect the statements that a session runs."""
    seen: list[str] = []
    engine = db.get_bind()

    def heard(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    yield seen
    event.remove(engine, "before_cursor_execute", heard)
