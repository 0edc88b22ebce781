"""A letter as it would be if it were prepared now, before anybody signs; it changes nothing."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.guarding import LetterStoppedError
from activities.preparing import Asked, Prepared, asked_by, make, search
from activities.unsent import Beside
from database.models import Case, Customer, Letter, Task
from database.queries.clock import present_of
from database.queries.times import times_of
from domain.catalogue import LETTERS
from domain.letters import LetterKind


class Previewed(NamedTuple):
    """A letter as it would be, and what would stop it; whoever may release it sees it so."""

    letter: Prepared
    stopped: str | None = None


async def preview(
    db: AsyncSession,
    letter: str,
    officer: str,
    answers: Mapping[str, Any],
    *,
    roles: Collection[str] = (),
    kinds: Mapping[str, LetterKind] = LETTERS,
) -> Previewed:
    """Make a letter that is to be prepared as ``officer`` would sign it with these ``answers``.

    ``roles`` are the officer's: one who may release it sees what stops it, as it was prepared.
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
    kind, at = kinds[row.kind], await present_of(db, case.clock_offset)
    releases = kind.released_by in roles
    asked = asked_by(kind, officer, task.role, at, answers)
    if releases and row.prepared:
        asked = Asked.of(row.prepared)
    made = await make(desk, kind, asked, row)
    try:
        await search(desk, letter, made)
    except LetterStoppedError as stopped:
        if not (releases and stopped.leaks):
            raise
        return Previewed(made, str(stopped))
    return Previewed(made)
