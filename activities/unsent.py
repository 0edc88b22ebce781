"""Letters that have not left: stopped when they may not go any more, tried again when they may.

What asks for a look at them is in ``activities.looks``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.guarding import LetterStoppedError, Pages
from activities.messages import open_standalone_task
from activities.preparing import Asked, look_again, prepare
from database.models import Case, Customer, Letter, Task
from database.queries.times import times_of
from database.writes import timeline
from domain.kit_tasks import RELEASE_LETTER
from domain.letter_states import ActRefused, LetterAct, LetterState, Standing, move
from domain.letters import LetterKind
from domain.roles import Role
from domain.times import Times


@dataclass(frozen=True)
class Beside:
    """What a letter is made from, beside a settle."""

    db: AsyncSession
    case: Case
    customer: Customer | None
    times: Times


async def look_at(
    db: AsyncSession, case: Case, letter: Letter, kind: LetterKind, at: datetime
) -> None:
    """Stop a letter that may not go any more, and let one go on that may; ``case`` is locked."""
    customer = await db.get(Customer, case.customer) if case.customer else None
    desk = Beside(db, case, customer, await times_of(db, case.office))
    task = await _task_of(db, letter)
    try:
        if letter.state == LetterState.STOPPED and letter.stopped_from in _PREPARED_ANEW:
            asked = replace(Asked.of(letter.prepared or {}), at=at)
            await prepare(desk, kind, letter, asked)
        elif letter.sha256:
            await look_again(desk, kind, letter, desk.times.day(at))
    except LetterStoppedError as stopped:
        if letter.problem != str(stopped):
            words = f"Letter stopped: {stopped}"
            _entry(db, case, kind, "refused", words, at=at, letter=letter.id, stopped=True)
        await stop(db, kind, letter, stopped, task=task, at=at)
        return
    if letter.state == LetterState.STOPPED:
        words = f"{kind.title}: what stopped it is put right; it may go now"
        _entry(db, case, kind, "recorded", words, at=at, letter=letter.id)
        put(letter, moved(kind, letter, LetterAct.RELEASE))
        await go_on(db, letter, task, at)


async def may_leave(db: AsyncSession, letter: Letter, kind: LetterKind, at: datetime) -> Pages:
    """See that a letter may leave, as it was signed; return everything that goes.

    Raises:
        LetterStoppedError: it may not go any more.
    """
    desk = await beside(db, letter)
    return await look_again(desk, kind, letter, desk.times.day(at))


async def beside(db: AsyncSession, letter: Letter) -> Beside:
    """Return what a letter is made from, beside a settle."""
    whose = select(Case, Customer).outerjoin(Customer, Customer.id == Case.customer)
    case, customer = (await db.execute(whose.where(Case.ref == letter.case))).one()
    return Beside(db, case, customer, await times_of(db, case.office))


# What was stopped while it was prepared has no pages that somebody approved: it is made anew.
_PREPARED_ANEW = (LetterState.DRAFTED, LetterState.RETURNED)


async def _task_of(db: AsyncSession, letter: Letter) -> Task | None:
    """Return the open work in which a letter is prepared, approved or signed."""
    return await db.scalar(
        select(Task)
        .where(
            Task.case == letter.case,
            Task.state == "open",
            Task.data["letter"].astext == letter.id,
            Task.data["standalone"].is_(None),
        )
        .with_for_update()
    )


async def stop(
    db: AsyncSession,
    kind: LetterKind,
    letter: Letter,
    stopped: LetterStoppedError,
    *,
    task: Task | None,
    at: datetime,
) -> None:
    """Stop a letter, say why on the work that it lies with, and ask the SSM where it leaks."""
    if letter.state != LetterState.STOPPED:
        put(letter, moved(kind, letter, LetterAct.STOP))
    letter.problem = str(stopped)
    if task is not None:
        task.data = task.data | {"stopped": letter.problem}
    await ask_to_release(db, kind, letter, stopped, at)


async def go_on(db: AsyncSession, letter: Letter, task: Task | None, at: datetime) -> None:
    """Take back what was said of a letter that was stopped, if it was: it may go."""
    if letter.problem is None:
        return
    letter.problem = None
    if task is not None and "stopped" in task.data:
        task.data = {name: value for name, value in task.data.items() if name != "stopped"}
    await nothing_to_release(db, letter, at)


# ---------------------------------------------------------------------- the SSM's word


async def ask_to_release(
    db: AsyncSession, kind: LetterKind, letter: Letter, stopped: LetterStoppedError, at: datetime
) -> None:
    """Ask whether a text may show what was found; take back what was asked of another text."""
    found = [list(each) for each in sorted({(leak.of, leak.what) for leak in stopped.leaks})]
    wanted = {"leaks": found, "text": stopped.text}
    asked = await _asked_to_release(db, letter)
    _take_back([task for task in asked if not wanted.items() <= task.data.items()], at)
    if not found or any(task.state == "open" for task in asked):
        return
    open_standalone_task(
        db,
        RELEASE_LETTER,
        task=f"standalone.{letter.id}.release-{len(asked) + 1}",
        case=letter.case,
        customer=None,
        at=at,
        data={"letter": letter.id, "reason": letter.problem, **wanted},
        role=kind.released_by,
    )


async def nothing_to_release(db: AsyncSession, letter: Letter, at: datetime) -> None:
    """Take back what was asked of a letter that may go."""
    _take_back(await _asked_to_release(db, letter), at)


async def _asked_to_release(db: AsyncSession, letter: Letter) -> list[Task]:
    of_it = Task.data["letter"].astext == letter.id
    return list(await db.scalars(select(Task).where(Task.kind == RELEASE_LETTER.name, of_it)))


def _take_back(asked: Iterable[Task], at: datetime) -> None:
    for task in asked:
        if task.state == "open":
            task.state, task.ended_at = "withdrawn", max(task.opened_at, at)


def _entry(
    db: AsyncSession,
    case: Case,
    kind: LetterKind,
    line: str,
    words: str,
    *,
    at: datetime,
    **data: Any,
) -> None:
    timeline.add(db, case, kind.step, line, words, at=at, actor=None, **data)


# ---------------------------------------------------------------------- the state machine's view


def standing(letter: Letter) -> Standing:
    """Return a letter as the state machine sees it."""
    return Standing(
        state=LetterState(letter.state),
        sha256=letter.sha256 or "",
        approvals=letter.approvals,
        approved_sha256=letter.approved_sha256,
        signed_sha256=letter.signed_sha256,
        stopped_from=LetterState(letter.stopped_from) if letter.stopped_from else None,
    )


class LetterMoveError(Exception):
    """A letter was moved as its kind does not allow: a fault of this release."""


def moved(
    kind: LetterKind,
    letter: Letter,
    act: LetterAct,
    *,
    by: Role | None = None,
    sha256: str | None = None,
) -> Standing:
    """Return where a letter stands after an act.

    Raises:
        LetterMoveError: its kind does not allow it.
    """
    after = move(kind, standing(letter), act, by=by, sha256=sha256)
    if isinstance(after, ActRefused):
        raise LetterMoveError(f"{letter.id}: {after.reason}")
    return after


def put(letter: Letter, after: Standing) -> None:
    """Let a letter stand where an act has brought it."""
    letter.state, letter.approvals = after.state, after.approvals
    letter.stopped_from = after.stopped_from
    letter.approved_sha256, letter.signed_sha256 = after.approved_sha256, after.signed_sha256
