"""A letter as it would be if it were prepared now, before anybody signs; it leaves no trace."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.guarding import LetterStoppedError
from activities.preparing import Prepared, asked_by, prepare
from activities.unsent import Beside
from database.models import Case, Customer, Letter, Task
from database.queries.clock import present_of
from database.queries.times import times_of
from domain.catalogue import LETTERS
from domain.letters import LetterKind


async def preview(
    db: AsyncSession,
    letter: str,
    officer: str,
    answers: Mapping[str, Any],
    *,
    kinds: Mapping[str, LetterKind] = LETTERS,
) -> Prepared:
    """Make a letter that is to be prepared as ``officer`` would sign it with these ``answers``.

    A played case has a clock of its own.

    Raises:
        LetterStoppedError: it would be stopped, and why; or nobody prepares it now.
    """
    row = await db.get(Letter, letter)
    task = await db.scalar(
        select(Task).where(
            Task.state == "open",
            Task.data["letter"].astext == letter,
            Task.data["standalone"].is_(None),
        )
    )
    if row is None or task is None:
        raise LetterStoppedError(f"letter {letter} is with nobody who prepares it now")
    case = await db.get_one(Case, row.case)
    customer = await db.get(Customer, case.customer) if case.customer else None
    desk = Beside(db, case, customer, await times_of(db, case.office))
    at = await present_of(db, case.clock_offset)
    kind = kinds[row.kind]
    return await prepare(desk, kind, letter, asked_by(kind, officer, task.role, at, answers))
