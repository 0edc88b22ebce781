"""What a door settles by itself, because no workflow waits for it."""

from datetime import datetime
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Receipt, Task
from database.writes import timeline
from domain.catalogue import MESSAGES
from domain.messages import Status
from domain.step_ids import StepId


def is_desk_work(task: Task, case: Case | None) -> bool:
    """Tell whether no workflow waits for a task: opened by a door, or left of a closed case."""
    return bool(task.data.get("desk")) or case is None or case.state == "closed"


def complete(
    db: AsyncSession, row: Receipt, case: Case | None, task: Task, *, at: datetime
) -> None:
    """Complete desk work: the task, the receipt's status, and the line in the case's timeline."""
    outcome = row.facts.get("outcome")
    task.state, task.ended_at, task.completed_by = "completed", row.occurred_at, row.officer
    task.outcome, task.answers = outcome, row.facts.get("answers", {}) | row.content
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
        step = task.step if task else MESSAGES[row.type].steps[0]
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
