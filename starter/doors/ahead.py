"""Answers to an open task that are given ahead, each on its own day: kept with who and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Receipt, Task
from database.writes import timeline
from domain.admission import answered
from domain.messages import Status
from domain.tasks import Question


def keep(db: AsyncSession, row: Receipt, case: Case | None, task: Task, *, at: datetime) -> None:
    """Keep the answers of a message with their task; the latest to a question counts."""
    given = answered(row.facts, row.content)
    kept: dict[str, Any] = {**task.ahead}
    for key, answer in given.items():
        kept[key] = {"answer": answer, "by": row.officer, "at": row.occurred_at.isoformat()}
    task.ahead = {key: each for key, each in kept.items() if each["answer"] is not None}
    row.status, row.final_at = Status.APPLIED.value, at
    if case:
        timeline.add(
            db,
            case,
            "CB-TASK",
            "recorded",
            f"{task.title}: answered ahead: {', '.join(given)}",
            at=row.occurred_at,
            actor=row.officer,
            task=task.id,
            message=f"{row.source}|{row.id}",
            ahead=sorted(given),
        )


def joined(
    task: Task, given: Mapping[str, JsonValue], asks: Mapping[str, Question]
) -> dict[str, JsonValue]:
    """Return the answers of a completion with those that were given ahead.

    What a completion says itself counts; what goes with an answer that is not given has none.
    """
    known = {key: kept["answer"] for key, kept in task.ahead.items()} | dict(given)
    return {
        key: answer
        for key, answer in known.items()
        if key in given or key not in asks or _is_asked(asks[key], known)
    }


def _is_asked(question: Question, known: Mapping[str, JsonValue]) -> bool:
    return question.only_with is None or known.get(question.only_with) not in (None, False)
