"""Read what the bound cases have left, after the test, and say of each line whether it counts.

Only what a settle wrote counts, and of that only what a message or a timer caused. PostgreSQL
keeps with each row the transaction that wrote it last (``xmin``): a line counts when the
transaction of its settle wrote it, and a row when that of such a line did. What a test put there
itself, or changed afterwards, was written in another and proves nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Text, cast, literal_column, select, tuple_
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
from tests.plugin.story import Catalogue, Entry, Key, Story

K = TypeVar("K", Task, Deadline, Letter, SystemRecord)


class Settle(NamedTuple):
    """A row of ``settled`` and the transaction that wrote it."""

    row: PastSettle
    transaction: str


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
        messages: (source, id) of the receipts that doors have given.
        found: how many settles of a case the test found there; those do not count.
    """
    story = Story(catalogue, doors={f"{source}|{id_}" for source, id_ in messages})
    bound = Receipt.case.in_(refs) | tuple_(Receipt.source, Receipt.id).in_(list(messages))
    receipts = await db.scalars(select(Receipt).where(bound))
    story.receipts = {f"{row.source}|{row.id}": row for row in receipts}
    cases = await db.scalars(select(Case).where(Case.ref.in_(refs)))
    story.cases = {row.ref: row for row in cases}
    story.tasks = await _kept(db, Task, refs, story)
    story.deadlines = await _kept(db, Deadline, refs, story)
    story.letters = await _kept(db, Letter, refs, story)
    story.records = await _kept(db, SystemRecord, refs, story)
    await _timeline(db, story, refs, found)
    related = select(Case.ref, Case.type).join(Link, Link.other == Case.ref)
    others = await db.execute(related.where(Link.case.in_(refs)))
    story.related = {row.ref: row.type for row in others}
    for role in await db.scalars(select(OfficerRole)):
        story.roles.setdefault(role.officer, set()).add(role.role)
    return story


def _transaction(of: type[Base]) -> ColumnElement[str]:
    return cast(literal_column(f"{of.__tablename__}.xmin"), Text)


async def _kept(db: AsyncSession, of: type[K], refs: set[str], story: Story) -> dict[str, K]:
    rows = select(of, _transaction(of)).where(of.case.in_(refs)).options(undefer("*"))
    found: dict[str, K] = {}
    for row, transaction in await db.execute(rows):
        found[row.id] = row
        story.wrote[of.__tablename__, row.id] = transaction
    return found


async def _timeline(
    db: AsyncSession, story: Story, refs: set[str], found: Mapping[str, int]
) -> None:
    settles = await _settles(db, refs)
    lines = (
        select(TimelineEntry, _transaction(TimelineEntry))
        .where(TimelineEntry.case.in_(refs))
        .order_by(TimelineEntry.case, TimelineEntry.sequence)
    )
    for line, transaction in await db.execute(lines):
        settle = settles.get((line.case, line.settle))
        doubt = _doubt(story, line, transaction, settle)
        if settle and settle.row.sequence <= found.get(line.case, 0):
            doubt = "it was there before the test began"
        story.entries.append(_entry(line, transaction, doubt))
        if settle and not doubt and settle.row.cause.get("opening"):
            phase = settle.row.answer.get("attributes", {}).get("CbPhase")
            story.opened_in[line.case, settle.row.sequence] = str(phase)


async def _settles(db: AsyncSession, refs: set[str]) -> dict[tuple[str, int | None], Settle]:
    rows = select(PastSettle, _transaction(PastSettle))
    found = await db.execute(rows.where(PastSettle.case.in_(refs)))
    return {(row.case, row.sequence): Settle(row, transaction) for row, transaction in found}


def _doubt(
    story: Story, line: TimelineEntry, transaction: str, settle: Settle | None
) -> str | None:
    """Say why a line counts for nothing; None where a caused settle wrote it."""
    case = story.cases.get(line.case)
    if settle is None or case is None:
        return "no settle wrote it"
    if settle.row.sequence >= case.next_sequence or line.sequence >= case.next_entry:
        return "its case has come to no such settle"
    if transaction != settle.transaction and not _delivered(story, line, transaction):
        return "it was not written with its settle"
    return _without_cause(story, line.case, settle.row)


def _delivered(story: Story, line: TimelineEntry, transaction: str) -> bool:
    """Tell whether the delivery wrote a line, which it does together with its letter."""
    letter = str(line.data.get("letter"))
    return line.kind == "sent" and story.wrote.get((Letter.__tablename__, letter)) == transaction


def _without_cause(story: Story, case: str, settle: PastSettle) -> str | None:
    cause: Mapping[str, Any] = settle.cause
    messages, deadlines = cause.get("messages", ()), cause.get("deadlines", ())
    if not (messages or deadlines or cause.get("opening")):
        return "no message and no date is behind it"
    if cause.get("opening") and settle.sequence != 1:
        return "a case opens once"
    for key in messages:
        receipt = story.receipts.get(key)
        if receipt is None or receipt.case != case or receipt.status is None:
            return f"the case has taken no message {key}"
    for key in deadlines:
        deadline = story.deadlines.get(key)
        if deadline is None or deadline.state == "withdrawn":
            return f"the case has let no date {key} pass"
    return None


def _entry(line: TimelineEntry, transaction: str, doubt: str | None) -> Entry:
    return Entry(
        case=line.case,
        sequence=line.sequence,
        step=line.step,
        kind=line.kind,
        words=line.words,
        actor=line.actor,
        settle=line.settle,
        data=line.data,
        transaction=transaction,
        doubt=doubt,
    )
