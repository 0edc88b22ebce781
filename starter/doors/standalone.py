"""What a door settles by itself, because no workflow waits for it."""

from datetime import datetime
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from activities.messages import open_standalone_task
from database.models import Case, Receipt, Task
from database.writes import timeline
from domain.admission import answered
from domain.catalogue import steps_of
from domain.kit_tasks import DECIDE_REOPENING, FIND_CASE, READ_QUARANTINED
from domain.messages import Status
from domain.step_ids import StepId
from domain.tasks import TaskKind

CLOSED = "the case is closed"
NO_SUCH_CASE = "there is no case by that reference"
NO_CASE_NAMED = "it names no case"
NOT_TAKEN = "Temporal does not take it, and will not; send what it says in another message"


def is_standalone(task: Task, case: Case | None) -> bool:
    """Tell whether no workflow waits for a task: opened by a door, or left of a closed case."""
    return bool(task.data.get("standalone")) or case is None or case.state == "closed"


def complete(
    db: AsyncSession, row: Receipt, case: Case | None, task: Task, *, at: datetime
) -> None:
    """Complete standalone work: the task, the receipt, and the line in the case's timeline."""
    outcome = row.facts.get("outcome")
    task.state, task.ended_at, task.completed_by = "completed", row.occurred_at, row.officer
    task.outcome, task.answers = outcome, answered(row.facts, row.content)
    row.status, row.final_at = Status.APPLIED.value, at
    if case:
        timeline.add(
            db,
            case,
            cast("StepId", task.step),
            "completed",
            f"{task.title}: {(outcome or 'done').replace('_', ' ')}",
            at=row.occurred_at,
            actor=row.officer,
            task=task.id,
            message=f"{row.source}|{row.id}",
            outcome=outcome,
            answers=row.facts.get("answers", {}),
            steps=task.steps,
            role=task.role,
        )


def refuse(
    db: AsyncSession,
    row: Receipt,
    case: Case | None,
    reason: str,
    *,
    task: Task | None,
    at: datetime,
) -> None:
    """Refuse a message for good, with the reason on its receipt and in the case's timeline."""
    row.status, row.reason, row.final_at = Status.REFUSED.value, reason, at
    if case:
        step = task.step if task else steps_of(row.type, case.type)[0]
        timeline.add(
            db,
            case,
            cast("StepId", step),
            "refused",
            f"{row.type} from {row.officer or row.source}: refused, {reason}",
            at=min(row.occurred_at, at),
            actor=row.officer or row.actor or row.source,
            message=f"{row.source}|{row.id}",
            type=row.type,
            status=row.status,
            reason=reason,
            about=row.about,
        )


def not_taken(db: AsyncSession, row: Receipt, case: Case | None, at: datetime) -> None:
    """Set aside a message that cannot be brought to its case, with work for a person.

    ``case`` is the one that it named, locked; None where there is none.
    """
    row.status, row.reason, row.final_at = Status.QUARANTINED.value, NOT_TAKEN, at
    _opened(db, READ_QUARANTINED, row, case, at)


def unmatched(db: AsyncSession, row: Receipt, case: Case | None, at: datetime) -> None:
    """Close a message that no case takes, and open the standalone task in the same transaction.

    ``case`` is the closed case that it named, locked; None where there is none.
    """
    row.status, row.final_at = Status.UNMATCHED.value, at
    row.reason = CLOSED if case else NO_SUCH_CASE if row.case else NO_CASE_NAMED
    _opened(db, DECIDE_REOPENING if case else FIND_CASE, row, case, at)


def _opened(
    db: AsyncSession, kind: TaskKind, row: Receipt, case: Case | None, at: datetime
) -> None:
    open_standalone_task(
        db,
        kind,
        task=f"standalone.{row.source}.{row.id}",
        case=case.ref if case else None,
        customer=case.customer if case else None,
        at=at,
        data={"message": f"{row.source}|{row.id}", "reason": row.reason, "named": row.case},
    )
    if case:
        timeline.add(
            db,
            case,
            steps_of(row.type, case.type)[0],
            "quarantined" if row.status == Status.QUARANTINED else "received",
            f"{row.type} from {row.officer or row.source}: {row.status}, {row.reason}",
            at=min(row.occurred_at, at),
            actor=row.officer or row.actor or row.source,
            message=f"{row.source}|{row.id}",
            type=row.type,
            status=row.status,
            reason=row.reason,
            about=row.about,
        )
