"""Read cases: one whole case, lists of them, and single letters, messages and dates.

A fixed number of statements for each question, whatever the case holds. PostgreSQL is read only;
Temporal is never asked.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from database.models import (
    Approval,
    Case,
    Deadline,
    Document,
    Letter,
    Link,
    Office,
    Officer,
    Outbox,
    Receipt,
    Restriction,
    SystemRecord,
    Task,
    TimelineEntry,
)
from database.queries import owed, shapes, whiteboard
from database.queries.clock import AHEAD, present_in
from database.queries.file import WITH_FILE, WITH_GATES, history, read_file, sides_of, whole
from database.queries.file_shapes import file_json, gates_json, row_json
from database.queries.nearest import CursorError, not_found
from database.queries.shapes import AnyRow, AnySelect, Json
from domain.catalogue import CASE_TYPES
from domain.errors import CaseboundError
from domain.needs import ASIDE, Work

Rows = Sequence[AnyRow]

PAGE = 1_000  # lines of a timeline that are read at once
CURSOR = re.compile(r"[0-9]{1,18}")  # of cases: where in the order of their opening

LETTER = [column for column in Letter.__table__.c if column.name != "pdf"]
DOCUMENT = [
    *(column for column in Document.__table__.c if column.name != "bytes"),
    func.length(Document.bytes).label("size"),
]
TYPES = {each.prefix: name for name, each in CASE_TYPES.items()}


@dataclass(frozen=True)
class Filters:
    """Which cases a list shows. ``waiting_for`` is a step id or a message type.

    ``due_by`` shows those that owe something whose date has come by that instant.
    """

    customer: str | None = None
    waiting_for: str | None = None
    due_by: datetime | None = None
    phase: str | None = None
    type: str | None = None
    owner: str | None = None
    office: str | None = None
    team: str | None = None
    state: Literal["open", "closed"] | None = None


# ---------------------------------------------------------------------------- one case


async def case_json(db: AsyncSession, ref: str) -> Json:
    """Return everything that is known of a case, and the newest page of its timeline.

    Raises:
        NotFoundError: no such case.
    """
    case, zone = await _case(db, ref)
    tasks = await _tasks(db, [ref])
    deadlines = await _deadlines(db, [ref])
    by_id = {row.id: row for row in deadlines}
    letters = await _of(db, select(*LETTER).where(Letter.case == ref).order_by(Letter.id))
    approvals = await _of(db, _table(Approval, ref).order_by(Approval.asked_at, Approval.id))
    records = await _of(db, _table(SystemRecord, ref).order_by(SystemRecord.at, SystemRecord.id))
    messages = await _of(
        db, _table(Receipt, ref).order_by(Receipt.occurred_at, Receipt.received_at, Receipt.id)
    )
    documents = select(*DOCUMENT).join(
        Receipt, (Receipt.source == Document.source) & (Receipt.id == Document.message)
    )
    return {
        **_head(case, zone),
        "carries": len(json.dumps(case.carried)),
        "waiting_for": _waiting(case, tasks, deadlines, zone),
        "tasks": [shapes.task(row, zone) for row in tasks],
        "deadlines": [shapes.deadline(row, zone) for row in deadlines],
        "letters": [shapes.letter(row, zone, by_id.get(row.reply)) for row in letters],
        "approvals": [shapes.approval(row, zone) for row in approvals],
        "restrictions": await _restrictions(db, case),
        "whiteboard": [whiteboard.entry(each, zone) for each in case.whiteboard or ()],
        **await _file(db, case, zone, tasks),
        "records": [shapes.record(row, zone) for row in records],
        "leaving": [shapes.push(row, zone) for row in await _leaving(db, ref)],
        "links": await _links(db, ref),
        "messages": [shapes.message(row, zone) for row in messages],
        "documents": [
            shapes.document(row)
            for row in await _of(db, documents.where(Receipt.case == ref).order_by(Document.name))
        ],
        "timeline": await _timeline(db, ref, zone),
    }


async def heavy(db: AsyncSession, bytes_: int) -> list[tuple[str, int]]:
    """Return the open cases that carry at least so much from settle to settle, and how much."""
    carries = func.octet_length(cast(Case.carried, Text))
    wanted = select(Case.ref, carries).where(Case.state == "open", carries >= bytes_)
    return [(ref, size) for ref, size in await db.execute(wanted.order_by(carries.desc()))]


async def file_of(db: AsyncSession, ref: str) -> tuple[Json, list[Json]]:
    """Return the file of a case, and how each of its gates stands; nothing where it has none.

    Raises:
        NotFoundError: no such case.
    """
    case, zone = await _case(db, ref)
    found = await _file(db, case, zone, await _tasks(db, [ref], only_open=True))
    return found.get("file", {}), found.get("gates", [])


async def row_of(db: AsyncSession, ref: str, row: str) -> Json:
    """Return what became of a row of a case's file: each version, and how it differs.

    Raises:
        NotFoundError: no such case, or no such row in its file.
    """
    case, zone = await _case(db, ref)
    versions = await history(db, whole(row, case.ref), zone)
    if not versions:
        raise await not_found(db, "row", row)
    return row_json(row, versions, zone)


async def _file(db: AsyncSession, case: AnyRow, zone: ZoneInfo, tasks: Rows) -> Json:
    if case.type not in WITH_FILE:
        return {}
    now = present_in(case.clock_offset, case.ahead)
    sides = await sides_of(db, case.ref, case.customer) or [case.ref]
    file = await read_file(db, case.ref, sides, now, zone)
    gates = gates_json(file, _beside(case, tasks), zone) if case.type in WITH_GATES else []
    return {"file": file_json(file, zone), "gates": gates}


def _beside(case: AnyRow, tasks: Rows) -> tuple[Work, ...]:
    """Return the open work for which no phase of the case waits."""
    waited_for = {
        id_ for id_, work in case.carried.get("work", {}).items() if not work["background"]
    }
    return tuple(
        Work(task.id, task.title)
        for task in tasks
        if task.state == "open" and task.role != ASIDE and task.id not in waited_for
    )


async def timeline(
    db: AsyncSession, ref: str, *, limit: int = PAGE, before: int | None = None
) -> list[Json]:
    """Return the history of a case: its newest lines, or those ``before`` a line, in order.

    A corrected line stays readable and is marked.

    Raises:
        NotFoundError: no such case.
    """
    _, zone = await _case(db, ref)
    return await _timeline(db, ref, zone, limit, before)


async def case_head(db: AsyncSession, ref: str) -> Json:
    """Return what a case is and waits for, its open tasks, and its armed, held or owed dates.

    Raises:
        NotFoundError: no such case.
    """
    case, zone = await _case(db, ref)
    tasks = await _tasks(db, [ref], only_open=True)
    over = ("met", "passed", "withdrawn")
    deadlines = [row for row in await _deadlines(db, [ref]) if row.owed or row.state not in over]
    running = [row for row in deadlines if row.state != "held"]
    return {
        **_head(case, zone),
        "waiting_for": _waiting(case, tasks, running, zone),
        "wait": case.waiting,
        "tasks": [shapes.task(row, zone) | {"checklist": row.checklist} for row in tasks],
        "deadlines": [shapes.deadline(row, zone) for row in deadlines],
    }


# ---------------------------------------------------------------------------- lists


async def list_cases(
    db: AsyncSession,
    filters: Filters,
    *,
    now: datetime,
    limit: int = 100,
    cursor: str | None = None,
) -> Json:
    """Return ``{"cases": [...], "next": cursor or None}``, the newest case first.

    Raises:
        CursorError: the cursor is no place in this list.
    """
    wanted = _filtered(filters).order_by(Case.opening.desc()).limit(limit + 1)
    if cursor:
        if not CURSOR.fullmatch(cursor):
            raise CursorError
        wanted = wanted.where(Case.opening < int(cursor))
    rows = await _of(db, wanted)
    shown = rows[:limit]
    refs = [row.ref for row in shown]
    tasks = _by_case(await _tasks(db, refs, only_open=True))
    deadlines = _by_case(await _deadlines(db, refs, only_open=True))
    return {
        "cases": [
            _line(row, tasks.get(row.ref, []), deadlines.get(row.ref, []), now) for row in shown
        ],
        "next": str(shown[-1].opening) if len(rows) > limit else None,
    }


def _filtered(filters: Filters) -> AnySelect:
    wanted = select(Case.__table__, Office.zone).join(Office, Office.code == Case.office)
    for name in ("customer", "phase", "type", "owner", "office", "team", "state"):
        if value := getattr(filters, name):
            wanted = wanted.where(getattr(Case, name) == value)
    if filters.waiting_for:
        # As their indexes have it; a subscript would find none.
        step = Case.waiting.op("->>", return_type=Text())(literal_column("'step'"))
        types = Case.waiting.op("->", return_type=JSONB())(literal_column("'types'"))
        asked = or_(step == filters.waiting_for, types.contains([filters.waiting_for]))
        wanted = wanted.where(asked)
    if filters.due_by:
        wanted = wanted.where(Case.ref.in_(owed.cases_by(filters.due_by)))
    return wanted


def _line(case: AnyRow, tasks: Rows, deadlines: Rows, now: datetime) -> Json:
    zone = ZoneInfo(case.zone)
    following = owed.dates(tasks, deadlines, zone, now)
    return {
        **_head(case, zone),
        "waiting_for": _waiting(case, tasks, deadlines, zone),
        "open_tasks": len(tasks),
        "overdue": [date for date in following if date["late"]],
        "next": following[0] if following else None,
    }


# ---------------------------------------------------------------------------- single things


async def receipt(db: AsyncSession, message: str, source: str | None = None) -> Json:
    """Return what became of a message, with everything it said.

    ``message`` is its id, or ``source|id``; where two sources used one id, give ``source``.

    Raises:
        NotFoundError: no such message.
        AmbiguousMessageError: several sources used this id.
    """
    if source is None and "|" in message:
        source, message = message.split("|", 1)
    # The clock of its case; of the case it starts; of whoever sent it.
    office = func.coalesce(Case.office, Receipt.start["office"].astext, Officer.office)
    wanted = (
        select(Receipt.__table__, Office.zone)
        .outerjoin(Case, Case.ref == Receipt.case)
        .outerjoin(Officer, Officer.id == Receipt.officer)
        .outerjoin(Office, Office.code == office)
        .where(Receipt.id == message)
    )
    if source:
        wanted = wanted.where(Receipt.source == source)
    rows = await _of(db, wanted)
    if not rows:
        raise await not_found(db, "message", message)
    if len(rows) > 1:
        raise AmbiguousMessageError(message, sorted(row.source for row in rows))
    row = rows[0]
    zone = ZoneInfo(row.zone or "UTC")
    with_files = select(*DOCUMENT).where(Document.message == row.id, Document.source == row.source)
    return {
        **shapes.message(row, zone),
        "case": row.case,
        "zone": zone.key,
        "officer": row.officer,
        "door": row.door,
        "delivered_at": shapes.instant(row.delivered_at, zone),
        "final_at": shapes.instant(row.final_at, zone),
        "facts": row.facts,
        "content": row.content,
        "rows": [id_ for added in row.rows or () for id_ in added],
        "documents": [shapes.document(file) for file in await _of(db, with_files)],
    }


class AmbiguousMessageError(CaseboundError):
    """A message id that several sources have used."""

    def __init__(self, message: str, sources: Sequence[str]) -> None:
        choices = " or ".join(f"'{source}|{message}'" for source in sources)
        super().__init__(f"Several systems used the message id {message}; ask for {choices}")


async def deadline(db: AsyncSession, id_: str) -> Json:
    """Return a deadline, or the due date of a task, with its working day by day.

    Raises:
        NotFoundError: neither a deadline nor a task has this id.
    """
    if row := await _with_zone(db, Deadline, id_):
        shown = shapes.deadline(row, ZoneInfo(row.zone))
        return shown | {"case": row.case, "zone": row.zone, "of": "deadline"}
    if row := await _with_zone(db, Task, id_):
        zone = ZoneInfo(row.zone or "UTC")
        shown = shapes.task(row, zone)
        kept = ("id", "case", "step", "title", "state", "due_on", "due")
        of_task = {"zone": zone.key, "working": row.working, "of": "task"}
        return {name: shown[name] for name in kept} | of_task
    raise await not_found(db, "deadline", id_)


async def letters(db: AsyncSession, ref: str | None = None) -> list[Json]:
    """Return the letters of one case, or of all, without their pages.

    Raises:
        NotFoundError: no such case.
    """
    wanted = _letters().order_by(Letter.case, Letter.id)
    if ref:
        await _case(db, ref)
        wanted = wanted.where(Letter.case == ref)
    return [_letter(row) for row in await _of(db, wanted)]


async def letter(db: AsyncSession, id_: str) -> Json:
    """Return one letter without its pages.

    Raises:
        NotFoundError: no such letter.
    """
    rows = await _of(db, _letters().where(Letter.id == id_))
    if not rows:
        raise await not_found(db, "letter", id_)
    return _letter(rows[0])


async def letter_pdf(db: AsyncSession, id_: str) -> bytes | None:
    """Return the pages of a letter; None where it has none yet."""
    return await db.scalar(select(Letter.pdf).where(Letter.id == id_))


# ---------------------------------------------------------------------------- reading rows


async def _of(db: AsyncSession, wanted: AnySelect) -> Rows:
    return (await db.execute(wanted)).all()


def _table(model: type[Any], ref: str) -> AnySelect:
    return select(model.__table__).where(model.case == ref)


async def _case(db: AsyncSession, ref: str) -> tuple[AnyRow, ZoneInfo]:
    board = whiteboard.OF_CASE.label("whiteboard")
    wanted = select(Case.__table__, Office.zone, AHEAD.label("ahead"), board)
    wanted = wanted.join(Office, Office.code == Case.office).where(Case.ref == ref)
    row = (await db.execute(wanted)).first()
    if row is None:
        raise await not_found(db, "case", ref)
    return row, ZoneInfo(row.zone)


async def _with_zone(db: AsyncSession, model: type[Any], id_: str) -> AnyRow | None:
    wanted = (
        select(model.__table__, Office.zone)
        .outerjoin(Case, Case.ref == model.case)
        .outerjoin(Office, Office.code == Case.office)
    )
    return (await db.execute(wanted.where(model.id == id_))).first()


async def _tasks(db: AsyncSession, refs: Sequence[str], *, only_open: bool = False) -> Rows:
    wanted = select(Task.__table__).where(Task.case.in_(refs)).order_by(Task.opened_at, Task.id)
    return await _of(db, wanted.where(Task.state == "open") if only_open else wanted)


async def _deadlines(db: AsyncSession, refs: Sequence[str], *, only_open: bool = False) -> Rows:
    wanted = (
        select(Deadline.__table__)
        .where(Deadline.case.in_(refs))
        .order_by(Deadline.due, Deadline.id)
    )
    counts = or_(Deadline.state == "armed", Deadline.owed)
    return await _of(db, wanted.where(counts) if only_open else wanted)


async def _restrictions(db: AsyncSession, case: AnyRow) -> list[Json]:
    """Return the restrictions that bear on a case: its own, and all of its customer's."""
    of_customer = Restriction.customer == case.customer
    wanted = (
        select(Restriction.__table__)
        .where(or_(Restriction.case == case.ref, of_customer))
        .order_by(Restriction.from_date, Restriction.id)
    )
    return [shapes.restriction(row) for row in await _of(db, wanted)]


async def _links(db: AsyncSession, ref: str) -> list[Json]:
    wanted = (
        select(Link.other, Link.why, Link.type.label("relation"), Case.type)
        .outerjoin(Case, Case.ref == Link.other)
        .where(Link.case == ref)
        .order_by(Link.at, Link.other)
    )
    return [
        {
            "ref": row.other,
            "type": row.type or TYPES.get(row.other.split("-")[0]),
            "why": row.why,
            "relation": row.relation,
        }
        for row in await _of(db, wanted)
    ]


async def _leaving(db: AsyncSession, ref: str) -> Rows:
    """Return what is to leave a case and has not; records wait until another system asks."""
    wanted = _table(Outbox, ref).where(Outbox.done_at.is_(None), Outbox.kind != "record")
    return await _of(db, wanted.order_by(Outbox.created_at, Outbox.id))


async def _timeline(
    db: AsyncSession, ref: str, zone: ZoneInfo, limit: int = PAGE, before: int | None = None
) -> list[Json]:
    line, correction = TimelineEntry, aliased(TimelineEntry)
    corrected_by = (
        select(func.max(correction.sequence))
        .where(correction.case == line.case, correction.corrects == line.sequence)
        .scalar_subquery()
    )
    page = (
        select(line.__table__, corrected_by.label("corrected_by"))
        .where(line.case == ref)
        .order_by(line.sequence.desc())
        .limit(limit)
    )
    rows = await _of(db, page.where(line.sequence < before) if before else page)
    return [shapes.entry(row, zone, row.corrected_by) for row in reversed(rows)]


def _letters() -> AnySelect:
    return (
        select(*LETTER, Office.zone, Deadline.due, Deadline.due_on)
        .join(Case, Case.ref == Letter.case)
        .join(Office, Office.code == Case.office)
        .outerjoin(Deadline, Deadline.id == Letter.reply)
    )


def _letter(row: AnyRow) -> Json:
    shown = shapes.letter(row, ZoneInfo(row.zone), row if row.due else None)
    return shown | {"zone": row.zone}


def _head(case: AnyRow, zone: ZoneInfo) -> Json:
    return {
        "ref": case.ref,
        "type": case.type,
        "programme": case.programme,
        "customer": case.customer,
        "phase": case.phase,
        "state": case.state,
        "outcome": case.outcome,
        "segment": case.segment,
        "owner": case.owner,
        "team": case.team,
        "office": case.office,
        "zone": zone.key,
        "opened_at": shapes.instant(case.opened_at, zone),
        "closed_at": shapes.instant(case.closed_at, zone),
        "stopped": case.stopped,
        "lost": case.lost,
        "workflow": shapes.workflow(case),
    }


def _waiting(case: AnyRow, tasks: Rows, deadlines: Rows, zone: ZoneInfo) -> list[Json]:
    titles = {row.id: row.title for row in tasks}
    dues = {row.id: row.due.astimezone(UTC) for row in deadlines}
    return shapes.waiting_for(case.waiting, titles, dues, zone)


def _by_case(rows: Iterable[AnyRow]) -> dict[str, list[AnyRow]]:
    found: dict[str, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(row.case, []).append(row)
    return found
