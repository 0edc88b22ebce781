"""May this officer complete this task, in this way? Doors and settles ask the same question."""

from datetime import date, datetime

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Approval, Case, Letter, Receipt, Task
from database.queries import officers
from database.queries.officers import Person
from database.queries.time import Times
from domain.kit_tasks import APPROVE_LETTER, SIGN_LETTER
from domain.messages import Envelope
from domain.tasks import Question, TaskKind

REASON = "reason"  # the name under which a completion's content holds its reason


async def admission_fault(
    db: AsyncSession, envelope: Envelope, officer: str, task: Task
) -> str | None:
    """Say why a completion may not stand, in the officer's words; None where it may.

    The receipt of ``envelope`` must be written: it holds the answers in words and the instant at
    which the door received it. The role must be held both then and when the work was done.
    """
    from domain.catalogue import TASKS

    if task.state != "open":
        return f"task {task.id} is not open: it was {task.state}"
    person = await officers.known(db, officer)
    if person is None:
        return f"no officer is known as '{officer}'"
    kind = TASKS.get(task.kind)
    if kind is None:
        return f"this release does not know the work '{task.kind}'; ask your operator"
    receipt = await db.get(Receipt, (envelope.source, envelope.id))
    at = receipt.received_at if receipt else envelope.occurred_at
    return (
        _role_fault(person, task, kind, (envelope.occurred_at, at))
        or await _holder_fault(db, person, task, at)
        or (await _four_eyes_fault(db, person, task) if kind.four_eyes else None)
        or _answer_fault(kind, task, envelope, receipt.content if receipt else {})
        or await _naming_fault(db, kind, envelope, at)
        or await _agreed_fault(db, kind, task, envelope)
    )


def _role_fault(
    person: Person, task: Task, kind: TaskKind, instants: tuple[datetime, ...]
) -> str | None:
    fitting = officers.fitting_roles(task, kind)
    for at in instants:
        if not person.roles_at(at) & {role.value for role in fitting}:
            day = person.day(at)
            return (
                f"this is work for the {officers.in_words(fitting)}; {person.id} holds no such "
                f"role on {day.day} {day:%B %Y}"
            )
    return None


async def _holder_fault(db: AsyncSession, person: Person, task: Task, at: datetime) -> str | None:
    holder = await officers.known(db, task.assignee) if task.assignee else None
    if holder is None or holder.id == person.id:
        return None
    if await officers.stands_in(db, person, holder, at):
        return None
    return f"it is with {holder.id}, who can complete it, release it or hand it over"


async def _four_eyes_fault(db: AsyncSession, person: Person, task: Task) -> str | None:
    for did, account in await _involved(db, task):
        other = await officers.known(db, account)
        if other is not None and other.id == person.id:
            return f"{person.id} {did} and may not decide it; another person must"
    return None


async def _involved(db: AsyncSession, task: Task) -> list[tuple[str, str]]:
    """Return what was done before this decision and by whom, whichever account was used."""
    found: list[tuple[str, str | None]] = []
    if approval := await db.get(Approval, str(task.data.get("approval"))):
        found.append(("asked for this decision", approval.requested_by))
    if letter := task.data.get("letter"):
        found += [("drafted the letter", by) for by in await _drafted(db, task.case, str(letter))]
    if named := task.data.get("recommended_by"):
        # The task in which it was recommended, or the person who did.
        recommending = await db.get(Task, str(named))
        by = recommending.completed_by if recommending else str(named)
        found.append(("recommended it", by))
    return [(did, account) for did, account in found if account]


async def _drafted(db: AsyncSession, case: str | None, letter: str) -> list[str | None]:
    """Return who had a hand in a letter: its last preparer, and those before a return."""
    preparing = Task.kind.not_in((APPROVE_LETTER.name, SIGN_LETTER.name))
    done = select(Task.completed_by).where(
        Task.case == case, Task.data["letter"].astext == letter, preparing
    )
    last = select(Letter.drafted_by).where(Letter.id == letter)
    return [*await db.scalars(done), await db.scalar(last)]


def _answer_fault(
    kind: TaskKind, task: Task, envelope: Envelope, content: dict[str, JsonValue]
) -> str | None:
    outcome = envelope.facts.get("outcome")
    typed = envelope.facts.get("answers")
    answers = (typed if isinstance(typed, dict) else {}) | content
    checklist = questions(task)
    if REASON not in kind.asks | checklist:
        given = answers.pop(REASON, None)
        if outcome in kind.reasons and not (isinstance(given, str) and given.strip()):
            return f"{outcome} must be given with a reason"
    faults = kind.faults(
        outcome if isinstance(outcome, str) else None, answers, checklist=checklist
    )
    return "; ".join(faults) or None


async def _naming_fault(
    db: AsyncSession, kind: TaskKind, envelope: Envelope, at: datetime
) -> str | None:
    typed = envelope.facts.get("answers")
    for key, answer in (typed if isinstance(typed, dict) else {}).items():
        question = kind.asks.get(key)
        if question and question.names and isinstance(answer, str):
            fault = await officers.naming_fault(db, answer, question.names, at)
            if fault:
                return f"{key} ({question.words}): {fault}"
    return None


async def _agreed_fault(
    db: AsyncSession, kind: TaskKind, task: Task, envelope: Envelope
) -> str | None:
    """Say why a date that was agreed does not fit; counted later on, it would stop its case."""
    typed = envelope.facts.get("answers")
    for key, answer in (typed if isinstance(typed, dict) else {}).items():
        question = kind.asks.get(key)
        if question and question.agrees:
            case = await db.get_one(Case, task.case)
            times, agreed = Times(db, case.office), date.fromisoformat(str(answer))
            fault = await times.agreed_fault(question.agrees, envelope.occurred_at, agreed)
            if fault:
                return f"{key} ({question.words}): {fault}"
    return None


def questions(task: Task) -> dict[str, Question]:
    """Return the questions that the agency had added when the task was opened."""
    return {key: Question.model_validate(value) for key, value in task.checklist.items()}
