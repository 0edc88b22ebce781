"""A letter as it would be if it were prepared now, before anybody signs; it changes nothing."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.contracts import SENDING
from activities.guarding import LetterStoppedError
from activities.preparing import Asked, Prepared, asked_by, make, prepare, search
from activities.unsent import beside
from database.models import Letter, Receipt, Task
from database.queries.clock import present_of
from domain.admission import answered
from domain.catalogue import LETTERS, TASKS
from domain.file.carried import Sitting
from domain.kit_tasks import SIGN_LETTER
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
    desk = await beside(db, row)
    kind, at = kinds[row.kind], await present_of(db, desk.case.clock_offset)
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


async def stopped_by(
    db: AsyncSession,
    receipt: Receipt,
    sitting: Sitting | None,
    kinds: Mapping[str, LetterKind] = LETTERS,
) -> str | None:
    """Say why a completion would be refused for the letter that it prepares; None where it may go.

    ``sitting`` has the acts that come with it. Whoever approves or signs is held to the pages as
    they lie there: only the settle looks at them.
    """
    task = await db.get(Task, receipt.about) if receipt.about else None
    named = task.data.get("letter") if task else None
    letter = await db.get(Letter, str(named)) if named else None
    if task is None or letter is None or receipt.facts.get("outcome") not in SENDING:
        return None
    if TASKS[task.kind].approves or task.kind == SIGN_LETTER.name:
        return None
    kind, answers = kinds[letter.kind], answered(receipt.facts, receipt.content)
    asked = asked_by(kind, receipt.officer or "", task.role, receipt.occurred_at, answers)
    try:
        await prepare(await beside(db, letter), kind, letter, asked, sitting)
    except LetterStoppedError as stopped:
        return f"Letter {kind.name} ({kind.step}) may not go: {stopped}"
    return None
