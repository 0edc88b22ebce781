"""Add to the timeline of a case from a door; a settle writes its own lines."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, TimelineEntry
from domain.step_ids import StepId


async def locked(db: AsyncSession, ref: str | None) -> Case | None:
    """Return the case's row, locked: entries get their numbers one writer after the other.

    Everybody locks the case before any receipt or task of it, so that nobody waits in a circle.
    """
    if ref is None:
        return None
    wanted = select(Case).where(Case.ref == ref).with_for_update()
    return await db.scalar(wanted, execution_options={"populate_existing": True})


def add(
    db: AsyncSession,
    case: Case,
    step: StepId,
    kind: str,
    words: str,
    *,
    at: datetime,
    actor: str | None,
    corrects: int | None = None,
    **data: Any,
) -> int:
    """Add a line to the timeline of a locked case; return its sequence."""
    sequence = case.next_entry
    db.add(
        TimelineEntry(
            case=case.ref,
            sequence=sequence,
            settle=None,
            occurred_at=at,
            actor=actor,
            step=step,
            kind=kind,
            words=words,
            data=data if corrects is None else data | {"corrects": corrects},
            corrects=corrects,
        )
    )
    case.next_entry += 1
    return sequence
