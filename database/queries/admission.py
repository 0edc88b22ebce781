"""Load what decides whether a completion may stand; the rules are in ``domain.admission``."""

from collections.abc import Iterable
from typing import Any

from pydantic import JsonValue
from sqlalchemy import bindparam, func, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from database.models import Approval, Case, Letter, Receipt, Task
from database.queries.officers import person_of, persons
from database.queries.times import times_of
from domain import admission
from domain.admission import Completion, Part
from domain.kit_tasks import APPROVE_LETTER, SIGN_LETTER
from domain.roles import Role
from domain.tasks import TaskKind, added_questions


async def admission_fault(db: AsyncSession, receipt: Receipt, task: Task) -> str | None:
    """Say why a completion may not stand, in the officer's words; None where it may.

    ``receipt`` is the completion as a door wrote it: who was authenticated, what was answered.
    """
    from domain.catalogue import TASKS

    kind = TASKS.get(task.kind)
    if kind is None:
        return f"this release does not know the work '{task.kind}'; ask your operator"
    completion = await _completion(db, receipt, task, kind)
    if completion is None:
        return f"no officer is known as '{receipt.officer}'"
    return admission.fault(completion)


async def _completion(
    db: AsyncSession, receipt: Receipt, task: Task, kind: TaskKind
) -> Completion | None:
    """Return the facts of a completion: one statement, besides what the office counts with."""
    given = receipt.facts.get("answers")
    answers: dict[str, JsonValue] = given if isinstance(given, dict) else {}
    outcome = receipt.facts.get("outcome")
    rows = (await db.execute(_INVOLVED, _asked(receipt, task, kind, answers))).all()
    people = {row.account: person_of(row) for row in rows}
    officer = people.get(receipt.officer or "")
    if officer is None:
        return None
    case = await db.get(Case, task.case) if task.case else None
    return Completion(
        task=task.id,
        state=task.state,
        role=Role(task.role),
        kind=kind,
        officer=officer,
        occurred_at=receipt.occurred_at,
        received_at=receipt.received_at,
        outcome=outcome if isinstance(outcome, str) else None,
        answers=answers,
        words=receipt.content,
        checklist=added_questions(task.checklist),
        holder=people.get(task.assignee or ""),
        parts=tuple(Part(did, who) for did, who in sorted((r.did, r.id) for r in rows if r.did)),
        named=people,
        times=await times_of(db, case.office if case else officer.office),
    )


def _asked(
    receipt: Receipt, task: Task, kind: TaskKind, answers: dict[str, JsonValue]
) -> dict[str, Any]:
    """Return the parameters of ``_INVOLVED``; nobody's part matters where four eyes do not."""
    named = _named(kind, answers)
    accounts = {account for account in (receipt.officer, task.assignee, *named) if account}
    seen = task.data if kind.four_eyes else {}
    return {
        "accounts": sorted(accounts),
        "case": task.case,
        "approval": seen.get("approval"),
        "letter": seen.get("letter"),
        "recommended_by": seen.get("recommended_by"),
    }


def _named(kind: TaskKind, answers: dict[str, JsonValue]) -> Iterable[str]:
    for key, answer in answers.items():
        if key in kind.asks and kind.asks[key].names and isinstance(answer, str):
            yield answer


def _involved() -> Any:
    """Select everybody who matters to a completion, and what they did before it.

    A recommendation names the task in which it was made, or the person who made it.
    """
    approval, letter = bindparam("approval", type_=Text), bindparam("letter", type_=Text)
    recommended_by = bindparam("recommended_by", type_=Text)
    drafted, recommended = literal("drafted the letter"), literal("recommended it")
    preparing = Task.kind.not_in((APPROVE_LETTER.name, SIGN_LETTER.name))
    accounts = func.unnest(bindparam("accounts", type_=ARRAY(Text)), type_=Text)
    parts = (
        select(null().label("did"), accounts.label("account")),
        select(literal("asked for this decision"), Approval.requested_by).where(
            Approval.id == approval
        ),
        # Whoever had a hand in a letter: its last preparer, and those before a return.
        select(drafted, Task.completed_by).where(
            Task.case == bindparam("case", type_=Text),
            Task.data["letter"].astext == letter,
            preparing,
        ),
        select(drafted, Letter.drafted_by).where(Letter.id == letter),
        select(recommended, Task.completed_by).where(Task.id == recommended_by),
        select(recommended, recommended_by).where(
            ~select(Task.id).where(Task.id == recommended_by).exists()
        ),
    )
    return persons(union_all(*parts).subquery("given"))


_INVOLVED = _involved()
