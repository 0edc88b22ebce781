"""Read work: lists by role, person and case, one task with its checklist, an officer's day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from database.base import Instant
from database.models import Case, Office, Officer, Receipt, Task
from database.queries import doing, officers, owed, shapes
from database.queries.file import read_file, sides_of
from database.queries.nearest import CursorError, not_found
from database.queries.shapes import AnyRow, AnySelect, Json
from database.queries.times import times_of
from domain.needs import Opened, Work
from domain.roles import MANAGERS

PAGE = 200  # pieces of work that are read at once


@dataclass(frozen=True)
class Filters:
    """Which work a list shows.

    ``team`` is that of the case. ``due_by`` shows what is due by that instant, what is late too.
    ``nobodys`` shows what nobody may do who is there today.
    """

    role: str | None = None
    officer: str | None = None
    case: str | None = None
    team: str | None = None
    due_by: datetime | None = None
    nobodys: bool = False
    state: Literal["open", "completed", "withdrawn"] | None = "open"


async def list_tasks(
    db: AsyncSession,
    filters: Filters,
    *,
    now: datetime,
    limit: int = PAGE,
    cursor: str | None = None,
) -> Json:
    """Return ``{"tasks": [...], "next": cursor or None}``, what is due first coming first.

    Work is due by its own date, or by one that its case owes, whichever comes first.

    Raises:
        NotFoundError: no such case or officer.
        CursorError: the cursor is no place in this list.
    """
    wanted = _filtered(filters, now).limit(limit + 1)
    if cursor:
        due, id_ = _place(cursor)
        after = tuple_(literal(due, Instant()), literal(id_))
        wanted = wanted.where(tuple_(owed.ORDER, Task.id) > after)
    rows = (await db.execute(wanted)).all()
    if not rows:
        await _known(db, filters)
    last = rows[limit - 1] if len(rows) > limit else None
    return {
        "tasks": [_shown(row, now) for row in rows[:limit]],
        "next": f"{(last.earliest or owed.UNDATED).isoformat()}|{last.id}" if last else None,
    }


def _filtered(filters: Filters, now: datetime) -> AnySelect:
    wanted = _tasks()
    for column, value in (
        (Task.state, filters.state),
        (Task.role, filters.role),
        (Task.assignee, filters.officer),
        (Task.case, filters.case),
        (Case.team, filters.team),
    ):
        if value:
            wanted = wanted.where(column == value)
    if filters.due_by:
        wanted = wanted.where(Task.state == "open", filters.due_by >= owed.EARLIEST)
    if filters.nobodys:
        wanted = wanted.where(Task.state == "open", doing.nobodys(now))
    return wanted


async def _known(db: AsyncSession, filters: Filters) -> None:
    """See that an empty list is one of somebody, or something, that there is."""
    for model, column, value, what in (
        (Officer, Officer.id, filters.officer, "officer"),
        (Case, Case.ref, filters.case, "case"),
    ):
        if (
            value
            and await db.scalar(select(model).where(column == value).exists().select()) is False
        ):
            raise await not_found(db, what, value)


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
        "answers": row.answers,
        **asked(row.kind, row.checklist),
        "needs": await _needed(db, row, now) if row.state == "open" else [],
        "decides_on": await _decides_on(db, row),
        "ahead": row.ahead,
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
        "presumes": known.model_dump(mode="json", include={"presumes"})["presumes"]
        if known
        else {},
        "reasons": list(known.reasons) if known else [],
        "four_eyes": known.four_eyes if known else False,
    }


async def _needed(db: AsyncSession, row: AnyRow, now: datetime) -> list[Json]:
    """Return what a task needs of the file of its case, and what of that is missing."""
    from domain.catalogue import TASKS

    kind = TASKS.get(row.kind)
    if kind is None or not kind.needs or row.case is None:
        return []
    sides = await sides_of(db, row.case, row.customer)
    opened = Opened(
        await read_file(db, row.case, sides, now, ZoneInfo(row.zone or "UTC")),
        row.opened_at,
        row.data,
        answers={key: kept["answer"] for key, kept in row.ahead.items()},
        work=await _beside(db, row),
        times=await times_of(db, row.office),
    )
    return [
        {
            "key": need.key,
            "step": need.step,
            "words": need.words,
            "missing": list(need.missing(opened)),
            "acts": [each.name for each in need.acts],
        }
        for need in kind.needs
    ]


async def _decides_on(db: AsyncSession, row: AnyRow) -> Json | None:
    """Return the message that a decision is about, where it is about one."""
    source, bar, id_ = str(row.data.get("about") or "").partition("|")
    if not bar:
        return None
    wanted = select(Receipt.__table__).where(Receipt.source == source, Receipt.id == id_)
    receipt = (await db.execute(wanted)).first()
    return shapes.message(receipt, ZoneInfo(row.zone or "UTC")) if receipt else None


async def _beside(db: AsyncSession, row: AnyRow) -> tuple[Work, ...]:
    """Return what a case has open beside a task."""
    others = select(Task.id, Task.title).where(Task.case == row.case, Task.state == "open")
    rows = await db.execute(others.where(Task.id != row.id).order_by(Task.opened_at, Task.id))
    return tuple(Work(id_, title) for id_, title in rows)


async def day(db: AsyncSession, officer: str, *, now: datetime) -> Json:
    """Return an officer's day: what is theirs to do, and what of it is late or due soon.

    Mine is what the officer holds, and what people hold who are away and named the officer as
    their delegate. The team's is work that nobody holds and the officer may do, in cases of the
    officer's team or of none; other teams' is such work of theirs. A manager sees what nobody may
    do who is there today: the first page of it, and ``nobodys_next`` where there is more. The
    last three lists repeat what of the first three is late, due today, and due in what is left of
    the week.

    Raises:
        NotFoundError: no such officer.
    """
    me = await officers.person(db, officer)
    mine, free = doing.held_by(me, now), doing.open_to(me, now)
    rows = (await db.execute(_tasks().where(Task.state == "open", mine | free))).all()
    shown = [(_shown(row, now), row) for row in rows]
    ours = ("", None, me.team)
    nobodys: Json = {"tasks": [], "next": None}
    if me.holds(MANAGERS, now):
        nobodys = await list_tasks(db, Filters(nobodys=True), now=now, limit=PAGE)
    return {
        "officer": me.id,
        "date": me.day(now).isoformat(),
        "mine": [task for task, row in shown if row.assignee],
        "team": [task for task, row in shown if not row.assignee and row.team in ours],
        "others": [task for task, row in shown if not row.assignee and row.team not in ours],
        "nobodys": nobodys["tasks"],
        "nobodys_next": nobodys["next"],
        **when_due([task for task, _ in shown], me.zone, now),
    }


def when_due(shown: Sequence[Json], zone: ZoneInfo, now: datetime) -> Json:
    """Return what is late, what is due today, and what in the rest of the week."""
    today = now.astimezone(zone).date()
    sunday = today + timedelta(days=6 - today.weekday())
    in_time = [(task, _last_day(task)) for task in shown if task["due_for"] and not task["overdue"]]
    return {
        "due_today": [task for task, last in in_time if last <= today],
        "due_this_week": [task for task, last in in_time if today < last <= sunday],
        "overdue": [task for task in shown if task["overdue"]],
    }


def _last_day(task: Json) -> date:
    """Return the last day on which work is in time, as the office of its case counts days."""
    due_for = task["due_for"]
    if due_for["due_on"]:
        return date.fromisoformat(due_for["due_on"])
    too_late = datetime.fromisoformat(due_for["due"])  # on the office's clock
    return (too_late - timedelta(microseconds=1)).date()


async def load(
    db: AsyncSession, *, now: datetime, due_by: datetime, team: str | None = None
) -> Json:
    """Return what each officer has, and what waits for somebody of a role, in two statements.

    Of each: how much work is open, how much of it is late, and how much is due by an instant.
    """
    late, soon = now >= owed.EARLIEST, due_by >= owed.EARLIEST
    counts = (
        func.count(Task.id).label("open"),
        func.count(Task.id).filter(late).label("late"),
        func.count(Task.id).filter(soon, ~late).label("due"),
    )
    cases = select(func.count()).where(Case.owner == Officer.id, Case.state == "open")
    of_officers = (
        select(Officer.id, Officer.team, doing.is_away(now).label("away"), *counts)
        .add_columns(Officer.delegate, cases.scalar_subquery().label("cases"))
        .join(Office, Office.code == Officer.office)
        .outerjoin(Task, (Task.assignee == Officer.id) & (Task.state == "open"))
        .outerjoin(owed.OF_ITS_CASE, true())
        .group_by(Officer.id, Office.code)
        .order_by(Officer.team, Officer.id)
    )
    of_roles = (
        select(Task.role, *counts)
        .outerjoin(owed.OF_ITS_CASE, true())
        .outerjoin(Case, Case.ref == Task.case)
        .where(Task.assignee.is_(None), Task.state == "open")
        .group_by(Task.role)
        .order_by(Task.role)
    )
    if team:
        of_officers = of_officers.where(Officer.team == team)
        of_roles = of_roles.where(Case.team == team)
    return {
        "officers": [dict(row._mapping) for row in await db.execute(of_officers)],  # noqa: SLF001 - its public name
        "roles": [dict(row._mapping) for row in await db.execute(of_roles)],  # noqa: SLF001 - its public name
    }


def _tasks() -> AnySelect:
    return (
        select(
            Task.__table__,
            Office.zone,
            Case.team,
            Case.office,
            Case.lost,
            Case.stopped,
            *owed.OF_ITS_CASE.c,
            owed.EARLIEST.label("earliest"),
        )
        .outerjoin(Case, Case.ref == Task.case)
        .outerjoin(Office, Office.code == Case.office)
        .outerjoin(owed.OF_ITS_CASE, true())
        .order_by(owed.ORDER, Task.id)
    )


def _shown(row: AnyRow, now: datetime) -> Json:
    zone = ZoneInfo(row.zone or "UTC")
    due_for = owed.of_task(row, zone, now) if row.state == "open" else None
    shown = shapes.task(row, zone)
    del shown["answers"]  # people's words: who looks at the task is shown them, and that is noted
    return shown | {
        "zone": zone.key,
        "team": row.team,
        "workflow": shapes.workflow(row) if row.case else None,
        "due_for": due_for,
        "overdue": bool(due_for and due_for["late"]),
    }
