"""What nobody tries any more: work for a person, who finds out and says what follows.

The task names the row of the outbox. Completing it, at any door, lets the row be tried again or
takes it for done; nothing else brings it back.
"""

from datetime import datetime
from typing import cast

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from activities.departures import departed
from activities.messages import open_standalone_task
from database.models import Case, Letter, Outbox, Task
from domain.kit_tasks import SEE_TO_LETTER, SEE_TO_PUSH
from domain.letter_states import LetterState
from domain.tasks import TaskKind

AGAIN = "again"
KINDS = (SEE_TO_LETTER.name, SEE_TO_PUSH.name)


def open_work(
    db: AsyncSession,
    kind: TaskKind,
    row: Outbox,
    reason: str,
    *,
    at: datetime,
    role: str | None = None,
) -> None:
    """Open the work about a row that is given up, for ``role`` where its kind leaves that open."""
    open_standalone_task(
        db,
        kind,
        task=f"standalone.{row.id}.given-up-{row.attempts}",
        case=row.case,
        customer=None,
        at=at,
        data={"outbox": row.id, "reason": reason, **_letter(row)},
        role=role,
    )


def _letter(row: Outbox) -> dict[str, str]:
    return {"letter": str(row.payload["letter"])} if "letter" in row.payload else {}


async def decided(db: AsyncSession, case: Case | None, task: Task, at: datetime) -> None:
    """Do with a row that was given up what a person has said; other work changes nothing.

    ``case`` is locked. A letter that has left by what the mail server's log says has left at the
    instant at which it was handed over.
    """
    if task.kind not in KINDS or case is None:
        return
    row = await db.get_one(Outbox, str(task.data["outbox"]), with_for_update=True)
    if row.given_up_at is None or row.done_at is not None:
        return
    if task.outcome == AGAIN:
        row.given_up_at = row.leaving_at = None
        row.next_attempt_at = cast("datetime", func.clock_timestamp())
        return
    if task.kind == SEE_TO_LETTER.name:
        letter = await db.get_one(Letter, str(row.payload["letter"]))
        if letter.state == LetterState.SIGNED:
            await departed(db, case, letter, row, at=row.leaving_at or at)
    row.done_at = at
