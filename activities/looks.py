"""Letters that have not left are looked at anew: asked here, done by whoever pushes the outbox.

An address that changes, a detail that is protected from now on, a release by the SSM: each asks for
every unsent letter of those whom it concerns, whichever case it is in.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Letter, LetterRelease, Outbox, Task
from database.queries.case_at_work import OPEN_LETTERS
from database.queries.protected import sharing_with
from domain.kit_tasks import RELEASE_LETTER

LOOK = "look"


async def ask_for(
    db: AsyncSession,
    customers: Collection[str],
    cause: str,
    *,
    at: datetime,
    case: str | None = None,
) -> set[str]:
    """Have every unsent letter looked at that could show something of these customers.

    ``cause`` is the key of what has changed; asked twice for the same, each is looked at once.
    ``case`` pushes them, where the change is one of a case's own. Returns the cases to be pushed.
    """
    concerned = await sharing_with(db, customers)
    letters = await db.execute(
        select(Letter.id, Letter.case)
        .join(Case, Case.ref == Letter.case)
        .where(
            Case.customer.in_(concerned),
            Letter.state.in_(OPEN_LETTERS),
            Letter.prepared.is_not(None),
        )
    )
    return {await _look(db, id_, cause, case or its_case, at) for id_, its_case in letters.all()}


async def released(db: AsyncSession, case: Case | None, task: Task, at: datetime) -> set[str]:
    """Keep what the SSM has said of a letter that was stopped; other work changes nothing.

    It is tried again at once. Returns the cases to be pushed.
    """
    if task.kind != RELEASE_LETTER.name or case is None or task.outcome != "release":
        return set()
    letter = str(task.data["letter"])
    for of, what in task.data["leaks"]:
        row = LetterRelease(
            letter=letter,
            text=str(task.data["text"]),
            of=of,
            what=what,
            by=task.completed_by or "",
            reason=str(task.answers["reason"]),
            at=at,
        )
        await db.merge(row)
    return {await _look(db, letter, task.id, case.ref, at)}


async def _look(db: AsyncSession, letter: str, cause: str, case: str, at: datetime) -> str:
    values = {"id": f"{letter}.look.{cause}", "case": case, "kind": LOOK}
    row = insert(Outbox).values(
        **values, payload={"letter": letter, "at": at.isoformat()}, attempts=0
    )
    await db.execute(row.on_conflict_do_nothing())
    return case
