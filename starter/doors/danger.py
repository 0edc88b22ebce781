"""Words that point to danger, found where they are: as a message comes in, before anything else.

Work is open with the receipt itself, in one transaction: it waits for no case, no worker and no
other work, and it is there where the message was refused, or reached nobody. The case is told that
there were such words, and never which.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from activities.messages import open_standalone_task
from database.models import Case, Receipt, Task
from database.queries import officers
from database.queries.times import times_of
from domain.messages import CustomerUpdated, Status
from domain.officers import Person
from domain.offices import State
from domain.roles import ROLE_WORDS, Role
from domain.standing import unsearched
from domain.standing.danger import Danger, pointed_to
from domain.standing.messages import DangerJudged, DangerNoticed
from domain.standing.settings import WORDS_OF_DANGER
from domain.standing.tasks import OPEN_DOCUMENTS, SEE_TO_DANGER
from starter.doors.attached import Attached
from starter.doors.telling_cases import told


async def look(
    db: AsyncSession,
    row: Receipt,
    case: Case | None,
    task: Task | None,
    person: Person | None,
    *,
    attached: Attached,
) -> list[Receipt]:
    """Open work for whatever danger a message points to; return what its case is told.

    ``task`` is what it completes, or answers a part of; ``person`` is who sent it; ``attached`` is
    what is written in its documents. Those that could not be searched somebody opens.
    """
    if task and task.kind in (SEE_TO_DANGER.name, OPEN_DOCUMENTS.name):
        return _judged(db, row, case, task)
    found = await _found(db, row, case, attached.said)
    if not found and not attached.unsearched:
        return []
    at = row.occurred_at
    role = await _whose(db, person, case, at)
    if attached.unsearched:
        _have_opened(db, row, case, attached, role)
    follows = []
    for danger in found:
        work = open_standalone_task(
            db,
            SEE_TO_DANGER,
            task=f"standalone.{row.source}.{row.id}.{danger}",
            case=row.case,
            customer=case.customer if case else None,
            at=at,
            data={"message": f"{row.source}|{row.id}", "danger": danger},
            role=role,
            due=at,
        )
        if row.case and not (case and case.state == "closed") and row.type != DangerNoticed.name:
            facts = {"sort": danger.value, "message": _key(row), "task": work.id}
            follows.append(told(db, row, DangerNoticed, row.case, **facts))
    return follows


def _have_opened(
    db: AsyncSession,
    row: Receipt,
    case: Case | None,
    attached: Attached,
    role: str,
) -> None:
    """Have a person look at once into the documents that could not be searched."""
    missed = attached.unsearched
    open_standalone_task(
        db,
        OPEN_DOCUMENTS,
        task=f"standalone.{row.source}.{row.id}.unsearched",
        case=row.case,
        customer=case.customer if case else None,
        at=row.occurred_at,
        data={"message": _key(row), "unsearched": [each.sha256 for each in missed]},
        role=role,
        due=row.occurred_at,
        title=unsearched.in_words(len(missed), len(attached.documents)),
    )


def _key(row: Receipt) -> str:
    return f"{row.source}|{row.id}"


async def _found(
    db: AsyncSession, row: Receipt, case: Case | None, attached: Sequence[str]
) -> tuple[Danger, ...]:
    if row.type == DangerNoticed.name:  # words count whoever wrote them, this does not
        return () if row.status == Status.REFUSED else (Danger(row.facts["sort"]),)
    said: list[JsonValue] = [row.content or "", *attached]
    if not any(said) or row.type == CustomerUpdated.name:
        return ()
    times = await times_of(db, case.office if case else State.ACT)
    words = times.settings.at(times.day(row.occurred_at)).get(WORDS_OF_DANGER)
    return pointed_to(said, cast("Mapping[Danger, tuple[str, ...]]", words))


async def _whose(db: AsyncSession, person: Person | None, case: Case | None, at: datetime) -> str:
    """Return in whose list it comes: of whoever took the message, or of whoever has the case.

    It is nobody's by name, and anybody may do it: nobody waits for somebody who is away (A16).
    """
    owner = await officers.known(db, case.owner) if case and case.owner else None
    if owner and owner.away(at):
        owner = await officers.known(db, owner.delegate) if owner.delegate else None
    for one in (person, owner):
        roles = one.roles_at(at) if one else set()
        if one and roles:
            return next(role.value for role in ROLE_WORDS if role.value in roles)
    return Role.TEAM_LEADER.value


def _judged(db: AsyncSession, row: Receipt, case: Case | None, task: Task) -> list[Receipt]:
    """Tell the case what was found by whoever saw to it; documents are nothing until it is so."""
    if task.state != "completed" or case is None or case.state == "closed":
        return []
    if task.kind == OPEN_DOCUMENTS.name and task.outcome != "in_danger":
        return []
    facts = {
        "sort": task.data.get("danger") or task.answers["CB-DANGER.sort"],
        "so": task.outcome == "in_danger",
        "task": task.id,
        "incident": task.answers.get("CB-DANGER.incident"),
    }
    return [told(db, row, DangerJudged, case.ref, **facts)]
