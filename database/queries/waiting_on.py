"""Everything that waits on one officer: what a manager must know before that officer leaves."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import Commitment, Intray, Issue, Lock
from database.models import Case, Deadline, Task
from database.queries.nearest import not_found
from database.queries.officers import known
from database.queries.shapes import Json

_OF_CASES: Any = select(Deadline.id, Deadline.case, Deadline.label, Deadline.due).join(
    Case, Case.ref == Deadline.case
)


async def waits_on(db: AsyncSession, officer: str) -> Json:
    """Return the open work, the cases, the locks, the rows of files and the dates of an officer.

    A request for their approval is among their work. Dates are those of the cases that they have:
    each alerts them, or somebody about them.

    Raises:
        NotFoundError: no such officer.
    """
    person = await known(db, officer)
    if person is None:
        raise await not_found(db, "officer", officer)
    id_ = person.id
    parts: dict[str, Any] = {
        "tasks": select(Task.id, Task.case, Task.title, Task.role)
        .where(Task.assignee == id_, Task.state == "open")
        .order_by(Task.id),
        "cases": select(Case.ref, Case.type, Case.phase)
        .where(Case.owner == id_, Case.state == "open")
        .order_by(Case.opening),
        "locks": select(Lock.id, Lock.case, Lock.customer)
        .where(Lock.holder == id_, Lock.released.is_(None), ~Lock.entered_in_error)
        .order_by(Lock.id),
        "dates": _OF_CASES.where(
            Case.owner == id_, Case.state == "open", Deadline.state == "armed"
        ).order_by(Deadline.due, Deadline.id),
    }
    found = {name: (await db.execute(part)).mappings().all() for name, part in parts.items()}
    rows = [row for part in _rows(id_) for row in await db.scalars(part)]
    return {
        "officer": id_,
        **{name: [_plain(row) for row in part] for name, part in found.items()},
        "rows": sorted(rows),
    }


def _rows(officer: str) -> tuple[Select[Any], ...]:
    """Select the open rows of files that are this officer's own."""
    return (
        select(Issue.id).where(
            Issue.owner == officer, Issue.closed.is_(None), ~Issue.entered_in_error
        ),
        select(Intray.id).where(
            Intray.to == officer, Intray.closed.is_(None), ~Intray.entered_in_error
        ),
        select(Commitment.id).where(
            Commitment.who == officer,
            Commitment.kept_at.is_(None),
            Commitment.released.is_(None),
            ~Commitment.entered_in_error,
        ),
    )


def _plain(row: Any) -> Json:
    return {name: getattr(value, "isoformat", lambda v=value: v)() for name, value in row.items()}
