"""Load what decides whether a completion may stand; the rules are in ``domain.admission``."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import JsonValue
from sqlalchemy import (
    all_,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, JSONPATH
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from database.models import Approval, Case, Letter, Reading, Receipt, Task
from database.queries import referents
from database.queries.acting import sitting_at_the_door
from database.queries.officers import person_of, persons
from database.queries.times import times_of
from domain import admission, versions
from domain.admission import Completion, Objection, Part
from domain.file.carried import Sitting
from domain.kit_tasks import RELEASE_LETTER, SIGN_LETTER
from domain.messages import Status, TaskProgressed
from domain.needs import ASIDE, Read, Work
from domain.officers import Person
from domain.refers import Found, Here, To
from domain.roles import Role
from domain.tasks import TaskKind, added_questions
from domain.times import Times


def looks_into_the_file(receipt: Receipt, task: Task) -> bool:
    """Tell whether a completion carries acts on the file, or needs any."""
    from domain.catalogue import TASKS

    kind = TASKS.get(task.kind)
    return bool(receipt.facts.get("acts") or (kind and kind.needs))


async def admission_fault(
    db: AsyncSession,
    receipt: Receipt,
    task: Task,
    times: Times | None = None,
    sitting: Sitting | None = None,
    *,
    known: Mapping[str, JsonValue] = MappingProxyType({}),
) -> str | None:
    """Say why a completion may not stand, in the officer's words; None where it may.

    ``receipt`` is the completion as a door wrote it: who was authenticated, what was answered.
    ``times`` are those of the case's office, ``sitting`` what its acts make of the file; each where
    it is known already, as it is in a settle. ``known`` is what lookups found that the questions of
    the work name.
    """
    found = await objection(db, receipt, task, times, sitting, known=known)
    return found.reason if found else None


async def objection(
    db: AsyncSession,
    receipt: Receipt,
    task: Task,
    times: Times | None = None,
    sitting: Sitting | None = None,
    *,
    known: Mapping[str, JsonValue] = MappingProxyType({}),
) -> Objection | None:
    """Return the objection to a completion; see ``admission_fault``."""
    from domain.catalogue import TASKS

    kind = TASKS.get(task.kind)
    if kind is None:
        words = f"this release does not know the work '{task.kind}'; ask your operator"
        return Objection(words, mistyped=False)
    case = await db.get(Case, task.case) if task.case else None
    if case and sitting is None and looks_into_the_file(receipt, task):
        times = times or await times_of(db, case.office)
        sitting = await sitting_at_the_door(db, receipt, case, times)
    completion = await _completion(db, receipt, task, kind, times)
    if completion is None:
        return _unknown(receipt)
    work = await work_beside(db, task) if kind.needs else ()
    completion = replace(completion, sitting=sitting, work=work, known=known)
    return admission.objection(replace(completion, version=_as_it_is(completion, task)))


async def work_beside(db: AsyncSession, task: Task) -> tuple[Work, ...]:
    """Return what the case of a task has open besides it."""
    wanted = select(Task.id, Task.title).where(
        Task.case == task.case, Task.state == "open", Task.role != ASIDE
    )
    found = await db.execute(wanted.where(Task.id != task.id).order_by(Task.opened_at, Task.id))
    return tuple(Work(id_, title) for id_, title in found)


def _as_it_is(completion: Completion, task: Task) -> str | None:
    """Return the version of what is decided, with the rows of the file that it rests on now.

    Where another case changed them, that is put before whoever decides.
    """
    sitting = completion.sitting
    if sitting is None or not completion.kind.reads_the_file:
        return completion.version
    read = completion.kind.reads(completion.opened(sitting.before or sitting.file))
    if list(map(list, read)) != task.data.get("read"):
        task.data = task.data | resting_on(task.data.get("made"), read)
    return task.data.get("version")


def resting_on(made: str | None, read: Read) -> dict[str, Any]:
    """Return what a task shows of a decision that rests on rows of the file."""
    return {
        "made": made,
        "read": [list(row) for row in read],
        "version": versions.of_decision(made, read),
    }


async def objection_ahead(db: AsyncSession, receipt: Receipt, task: Task) -> Objection | None:
    """Return the objection to answers to an open task that are given ahead."""
    from domain.catalogue import TASKS

    completion = await _completion(db, receipt, task, TASKS[task.kind], None)
    if completion is None:
        return _unknown(receipt)
    return admission.objection(completion, ahead=True)


def _unknown(receipt: Receipt) -> Objection:
    return Objection(f"no officer is known as '{receipt.officer}'", mistyped=False)


async def _completion(
    db: AsyncSession,
    receipt: Receipt,
    task: Task,
    kind: TaskKind,
    times: Times | None,
) -> Completion | None:
    """Return the facts of a completion: one statement, besides the file and the office's times."""
    given = receipt.facts.get("answers")
    answers: dict[str, JsonValue] = given if isinstance(given, dict) else {}
    outcome, seen = receipt.facts.get("outcome"), receipt.facts.get("version")
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
        opened_at=task.opened_at,
        occurred_at=receipt.occurred_at,
        received_at=receipt.received_at,
        outcome=outcome if isinstance(outcome, str) else None,
        version=task.data.get("version"),
        seen=seen if isinstance(seen, str) else None,
        answers=answers,
        words=receipt.content,
        checklist=added_questions(task.checklist),
        holder=people.get(task.assignee or ""),
        parts=tuple(Part(did, who) for did, who in sorted({(r.did, r.id) for r in rows if r.did})),
        named=people,
        not_for=case.not_for if case else (),
        here=Here(task.case, case.customer if case else task.customer),
        found=await _found(db, kind, answers, people),
        not_opened=await _not_opened(db, task.data.get("unsearched") or (), officer.id),
        times=times or await times_of(db, case.office if case else officer.office),
        data=task.data,
        ahead={
            key: datetime.fromisoformat(kept["at"])
            for key, kept in task.ahead.items()
            if answers.get(key) == kept["answer"]
        },
    )


def _asked(
    receipt: Receipt, task: Task, kind: TaskKind, answers: dict[str, JsonValue]
) -> dict[str, Any]:
    """Return the parameters of ``_INVOLVED``; nobody's part matters where four eyes do not."""
    named = _named(kind, answers)
    accounts = {account for account in (receipt.officer, task.assignee, *named.values()) if account}
    given = task.data if kind.four_eyes else {}
    return {
        "accounts": sorted(accounts),
        "case": task.case,
        "role": task.role,
        "approval": given.get("approval"),
        "letter": given.get("letter"),
        "about": given.get("about"),
        "decides_on": list(kind.decides_on),
        "approving": list(_approving()),
    }


@cache
def _approving() -> tuple[str, ...]:
    """Return the kinds of task that approve letters."""
    from domain.catalogue import TASKS

    return tuple(kind.name for kind in TASKS.values() if kind.approves)


def _named(kind: TaskKind, answers: dict[str, JsonValue]) -> dict[str, str]:
    """Return the accounts among the answers, by their keys."""
    return {
        key: given
        for key, (to, given) in referents.among(answers, kind.asks).items()
        if to.to is To.OFFICER
    }


async def _found(
    db: AsyncSession,
    kind: TaskKind,
    answers: dict[str, JsonValue],
    people: Mapping[str, Person],
) -> dict[str, Found]:
    """Return what answers refer to; officers are looked up with whoever else is involved."""
    asked = referents.among(answers, kind.asks)
    others = {key: each for key, each in asked.items() if each[0].to is not To.OFFICER}
    named = _named(kind, answers).items()
    officers = {key: Found(people[account].id) for key, account in named if account in people}
    return await referents.find(db, others) | officers


async def _not_opened(db: AsyncSession, hashes: Collection[str], officer: str) -> set[str]:
    """Return which of some documents an officer has not opened."""
    if not hashes:
        return set()
    opened = select(Reading.thing).where(
        Reading.officer == officer, Reading.what == "document", Reading.thing.in_(hashes)
    )
    return {*hashes} - {*await db.scalars(opened)}


def _involved() -> Any:
    """Select everybody who matters to a completion, and what they did before it.

    Whoever made any version of what is decided counts, whoever made the one that is decided now:
    work is returned, handed over, and done again by somebody else.
    """
    accounts = func.unnest(bindparam("accounts", type_=ARRAY(Text)), type_=Text)
    parts = (
        select(null().label("did"), accounts.label("account")),
        select(literal("asked for this decision"), Approval.requested_by).where(
            Approval.id == bindparam("approval", type_=Text)
        ),
        *_made_it(),
        *_had_a_hand_in_the_letter(),
    )
    return persons(union_all(*parts).subquery("given"))


def _made_it() -> tuple[Any, ...]:
    """Select who drafted, asked for or recommended what is decided, in any of its versions."""
    about = bindparam("about", type_=Text)  # a task, or the key of a message
    in_this_case = bindparam("case", type_=Text)
    kinds = bindparam("decides_on", type_=ARRAY(Text))  # of tasks and of messages
    sender, key = func.coalesce(Receipt.officer, Receipt.actor), Receipt.source + "|" + Receipt.id
    carried = func.jsonb_path_query_array(
        Receipt.facts, cast("$.acts[*].type", JSONPATH), type_=JSONB
    )
    let_in = func.coalesce(Receipt.status, "") != Status.REFUSED.value
    of_its_kinds = (Task.case == in_this_case, Task.kind == any_(kinds))
    return (
        select(literal("recommended it"), Task.completed_by).where(Task.id == about),
        select(literal("drafted it"), Task.completed_by).where(*of_its_kinds),
        select(literal("drafted a part of it"), sender).where(
            Receipt.case == in_this_case,
            Receipt.type == TaskProgressed.name,
            Receipt.about.in_(select(Task.id).where(*of_its_kinds)),
            let_in,
        ),
        select(literal("asked for this decision"), sender).where(
            Receipt.case == in_this_case,
            or_(Receipt.type == any_(kinds), carried.has_any(kinds), key == about),
            let_in,
        ),
    )


def _had_a_hand_in_the_letter() -> tuple[Any, ...]:
    """Select who prepared a letter, before any return, and who approved it at another level."""
    letter, its = bindparam("letter", type_=Text), Task.data["letter"].astext
    in_this_case = Task.case == bindparam("case", type_=Text)
    approving = bindparam("approving", type_=ARRAY(Text))  # kinds of task
    preparing = and_(
        Task.kind != all_(approving), Task.kind.not_in((SIGN_LETTER.name, RELEASE_LETTER.name))
    )
    elsewhere = Task.role != bindparam("role", type_=Text)
    return (
        select(literal("drafted the letter"), Task.completed_by).where(
            in_this_case, its == letter, preparing
        ),
        select(literal("drafted the letter"), Letter.drafted_by).where(Letter.id == letter),
        select(literal("approved it at another level"), Task.completed_by).where(
            in_this_case,
            its == letter,
            Task.kind == any_(approving),
            Task.outcome == "approve",
            elsewhere,
        ),
    )


_INVOLVED = _involved()
