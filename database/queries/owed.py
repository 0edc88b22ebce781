"""What is owed: dates of cases that somebody must meet and nobody has, and work that has a date.

Overdue is what is owed past its date, whatever work happens to be open.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CompoundSelect, and_, func, literal, select, union

from database.base import Instant
from database.models import Deadline, Task
from database.queries import shapes
from database.queries.shapes import AnyRow, Json
from domain.catalogue import RULES

UNDATED = datetime.fromisoformat("9999-01-01T00:00:00+00:00")  # work without a date comes last

# What the case of a task owes first: whoever does the work must know of it. Work that has a date of
# its own is due then, whatever else its case owes: that is somebody else's to do.
OF_ITS_CASE = (
    select(
        Deadline.id.label("owed_id"),
        Deadline.label.label("owed_label"),
        Deadline.rule.label("owed_rule"),
        Deadline.step.label("owed_step"),
        Deadline.due.label("owed_due"),
        Deadline.due_on.label("owed_due_on"),
    )
    .where(Deadline.case == Task.case, Deadline.owed, Task.state == "open", Task.due.is_(None))
    .order_by(Deadline.due)
    .limit(1)
    .lateral("of_its_case")
)
EARLIEST = func.least(Task.due, OF_ITS_CASE.c.owed_due)  # leaves out what is not there
ORDER = func.coalesce(EARLIEST, literal(UNDATED, Instant()))


def cases_by(instant: datetime) -> CompoundSelect[Any]:
    """Select the cases that owe something whose date has come by an instant."""
    work = and_(Task.state == "open", Task.due <= instant)
    return union(
        select(Deadline.case).where(Deadline.owed, Deadline.due <= instant),
        select(Task.case).where(work, Task.case.is_not(None)),
    )


def dates(
    tasks: Iterable[AnyRow], deadlines: Iterable[AnyRow], zone: ZoneInfo, now: datetime
) -> list[Json]:
    """Return the dates that count for a case, the earliest first; what only begins is left out.

    ``tasks`` are open, ``deadlines`` armed or owed. A date that is not owed ends a wait.
    """
    found = [
        (row.due, _date(row, row.label or row.rule, "deadline", zone, now, owed=row.owed))
        for row in deadlines
        if row.owed or not RULES[row.rule].opens
    ]
    found += [(row.due, _date(row, row.title, "task", zone, now)) for row in tasks if row.due]
    return [date for _, date in sorted(found, key=lambda each: each[0])]


def _date(
    row: AnyRow, what: str, of: str, zone: ZoneInfo, now: datetime, *, owed: bool = True
) -> Json:
    return {
        "what": what,
        "step": row.step,
        "due_on": shapes.day(row.due_on),
        "due": shapes.instant(row.due, zone),
        "of": of,
        "id": row.id,
        "owed": owed,
        "late": bool(owed and row.due <= now),
    }


def of_task(row: AnyRow, zone: ZoneInfo, now: datetime) -> Json | None:
    """Return what a task is due for: its own date; without one, the first that its case owes."""
    if row.owed_due is None:
        return _date(row, row.title, "task", zone, now) if row.due else None
    return {
        "what": row.owed_label or row.owed_rule,
        "step": row.owed_step,
        "due_on": shapes.day(row.owed_due_on),
        "due": shapes.instant(row.owed_due, zone),
        "of": "deadline",
        "id": row.owed_id,
        "owed": True,
        "late": row.owed_due <= now,
    }
