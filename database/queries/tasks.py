"""Read work: lists by role, person and case, one task with its checklist, an officer's day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from database.base import Instant
from database.models import Case, Office, Officer, OfficerAbsence, OfficerRole, Task
from database.queries import shapes
from database.queries.cases import case_head
from database.queries.nearest import CursorError, not_found
from database.queries.shapes import AnyRow, AnySelect, Json

UNDATED = datetime.fromisoformat("9999-01-01T00:00:00+00:00")  # work without a date comes last


@dataclass(frozen=True)
class Filters:
    """Which work a list shows."""

    role: str | None = None
    officer: str | None = None
    case: str | None = None
    overdue: bool = False
    state: Literal["open", "completed", "withdrawn"] | None = "open"


async def list_tasks(
    db: AsyncSession,
    filters: Filters,
    *,
    now: datetime,
    limit: int = 200,
    cursor: str | None = None,
) -> Json:
    """Return ``{"tasks": [...], "next": cursor or None}``, what is due first coming first.

    Raises:
        NotFoundError: no such case or officer.
        CursorError: the cursor is no place in this list.
    """
    wanted = _tasks().limit(limit + 1)
    if filters.state:
        wanted = wanted.where(Task.state == filters.state)
    if filters.role:
        wanted = wanted.where(Task.role == filters.role)
    if filters.officer:
        await _officer(db, filters.officer)
        wanted = wanted.where(Task.assignee == filters.officer)
    if filters.case:
        await case_head(db, filters.case)
        wanted = wanted.where(Task.case == filters.case)
    if filters.overdue:
        wanted = wanted.where(Task.due <= now)
    if cursor:
        due, id_ = _place(cursor)
        after = tuple_(literal(due, Instant()), literal(id_))
        wanted = wanted.where(tuple_(_DUE, Task.id) > after)
    rows = (await db.execute(wanted)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return {
        "tasks": [_shown(row, now) for row in rows[:limit]],
        "next": f"{(last.due or UNDATED).isoformat()}|{last.id}" if last else None,
    }


def _place(cursor: str) -> tuple[datetime, str]:
    due, bar, id_ = cursor.partition("|")
    try:
        at = datetime.fromisoformat(due)
    except ValueError:
        raise CursorError from None
    if not bar or at.tzinfo is None:
        raise CursorError
    return at, id_


async def task_json(db: AsyncSession, id_: str, *, now: datetime) -> Json:
    """Return one task with what it asks, how it may end and what the procedures say of it.

    Raises:
        NotFoundError: no such task.
    """
    row = (await db.execute(_tasks().where(Task.id == id_))).first()
    if row is None:
        raise await not_found(db, "task", id_)
    return {
        **_shown(row, now),
        "working": row.working,
        **asked(row.kind, row.checklist),
        "guidance": row.data.get("guidance", []),
        "data": {name: value for name, value in row.data.items() if name != "guidance"},
    }


def asked(kind: str, checklist: Json) -> Json:
    """Return the outcomes and questions of a kind of task, an agency's own questions included."""
    from domain.catalogue import TASKS

    known = TASKS.get(kind)
    questions = {
        key: question.model_dump(mode="json")
        for key, question in (known.asks.items() if known else ())
    }
    return {
        "outcomes": dict(known.outcomes) if known else {},
        "asks": questions | checklist,
        "optional_for": {name: list(keys) for name, keys in known.optional_for.items()}
        if known
        else {},
        "four_eyes": known.four_eyes if known else False,
    }


async def day(db: AsyncSession, officer: str, *, now: datetime) -> Json:
    """Return an officer's day: mine, my team's, due today, overdue.

    Mine is what the officer holds, and what people hold who are away and named the officer as
    their delegate. The team's is work for a role of the officer that nobody holds, in cases of
    the officer's team or of none. The last two lists repeat what of these is due today or was.

    Raises:
        NotFoundError: no such officer.
    """
    me = await _officer(db, officer)
    zone = ZoneInfo(me.zone)
    today = now.astimezone(zone).date()
    away = (
        select(Officer.id)
        .join(OfficerAbsence, OfficerAbsence.officer == Officer.id)
        .where(
            Officer.delegate == officer,
            OfficerAbsence.from_date <= today,
            OfficerAbsence.until_date >= today,
        )
    )
    roles = select(OfficerRole.role).where(
        OfficerRole.officer == officer,
        OfficerRole.from_date <= today,
        or_(OfficerRole.until_date.is_(None), OfficerRole.until_date >= today),
    )
    held = or_(Task.assignee == officer, Task.assignee.in_(away))
    ours: ColumnElement[bool] = and_(
        Task.assignee.is_(None),
        Task.role.in_(roles),
        or_(Case.team.is_(None), Case.team == "", Case.team == me.team),
    )
    rows = (await db.execute(_tasks().where(Task.state == "open", or_(held, ours)))).all()
    shown = [_shown(row, now) for row in rows]
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), zone)
    return {
        "officer": officer,
        "date": today.isoformat(),
        "mine": [task for task in shown if task["assignee"]],
        "team": [task for task in shown if not task["assignee"]],
        "due_today": [
            task
            for task, row in zip(shown, rows, strict=True)
            if row.due and now < row.due <= midnight
        ],
        "overdue": [task for task in shown if task["overdue"]],
    }


_DUE = func.coalesce(Task.due, literal(UNDATED, Instant()))


def _tasks() -> AnySelect:
    return (
        select(Task.__table__, Office.zone)
        .outerjoin(Case, Case.ref == Task.case)
        .outerjoin(Office, Office.code == Case.office)
        .order_by(_DUE, Task.id)
    )


def _shown(row: AnyRow, now: datetime) -> Json:
    zone = ZoneInfo(row.zone or "UTC")
    late = bool(row.state == "open" and row.due and row.due <= now)
    return shapes.task(row, zone) | {"zone": zone.key, "overdue": late}


async def _officer(db: AsyncSession, officer: str) -> AnyRow:
    wanted = (
        select(Officer.id, Officer.team, Office.zone)
        .join(Office, Office.code == Officer.office)
        .where(Officer.id == officer)
    )
    row = (await db.execute(wanted)).first()
    if row is None:
        raise await not_found(db, "officer", officer)
    return row
