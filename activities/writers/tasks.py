"""Work of a case: opened, completed, handed over, withdrawn."""

from datetime import date, datetime
from typing import Any

from activities.effects.records import Record
from activities.effects.tasks import CallOff, CompleteTask, HandOver, OpenTask, Redate, WithdrawTask
from activities.messages import add_one, open_alike, open_standalone_task
from activities.writers import records, versions
from activities.writing import Writing, day
from database.models import Task
from domain.admission import answered
from domain.roles import ROLE_WORDS, Role
from domain.tasks import AT, BY, OUTCOME
from procedures.matrix import steps


async def open_task(effect: OpenTask, writing: Writing) -> None:
    """Open work, with its due date, and what the matrix says of its steps."""
    if _owner_knows(effect, writing):
        writing.needless.append(effect.id)
        return
    if effect.joins:
        _join(effect, writing)
        return
    kind = writing.catalogue[effect.kind]
    role = effect.role or kind.roles[0].value
    covers = {kind.step: kind.covers}.get(effect.step, (effect.step,))
    task = Task(
        id=effect.id,
        case=writing.case.ref,
        customer=writing.case.customer,
        kind=kind.name,
        step=effect.step,
        steps=list(covers),
        title=kind.title,
        role=role,
        assignee=effect.assignee,
        state="open",
        checklist=_checklist(kind.name, writing),
        data=effect.data | _refusal(effect, writing) | guided(covers),
        working=[],
        answers={},
        opened_at=effect.at,
    )
    words = f"{kind.title}, for the {ROLE_WORDS[Role(role)]}"
    if rule := effect.due or kind.due:
        words += f", due {_date(task, rule, effect.due_from or effect.at, effect.agreed, writing)}"
    writing.tasks[task.id] = task
    writing.db.add(task)
    await versions.shown(task, writing)
    writing.entry(
        effect.step,
        "opened",
        words,
        effect.at,
        actor=effect.actor,
        task=task.id,
        role=role,
        assignee=effect.assignee,
        steps=task.steps,
    )


def _date(task: Task, rule: str, start: datetime, agreed: str | None, writing: Writing) -> str:
    """Give work its day by a rule, with its working; return the day in words."""
    on = date.fromisoformat(agreed) if agreed else None
    deadline = writing.times.work_out(rule, start, on)
    task.due, task.due_on = deadline.due, deadline.due_on
    task.working = list(deadline.lines())
    dated = {"due_rule": rule, "due_from": start.isoformat(), "due_agreed": agreed}
    task.data = task.data | dated
    return day(deadline.due_on)


async def redate(effect: Redate, writing: Writing) -> None:
    """Give open work the day of another row, or take away the day that it had."""
    for task in writing.tasks.values():
        about = task.data.get(effect.field) == effect.was
        if not (task.state == "open" and task.kind == effect.kind and about):
            continue
        if effect.row is None:
            task.due = task.due_on = None
            task.working, task.data = [], task.data | {"due_rule": None}
            words = "it has no day any more"
        else:
            words = f"due {_date(task, effect.rule, effect.start, effect.agreed, writing)}"
        task.data = task.data | {effect.field: effect.row}
        words = f"{task.title}: {words}, {effect.reason}"
        writing.entry(effect.step, "recorded", words, effect.at, task=task.id, row=effect.row)


def _owner_knows(effect: OpenTask, writing: Writing) -> bool:
    """Tell whether the message that work would show comes from whoever has the case."""
    receipt = writing.receipts.get(effect.unless_by_owner or "")
    return receipt is not None and receipt.officer in (writing.case.owner, effect.assignee)


def _join(effect: OpenTask, writing: Writing) -> None:
    """Add to work that is open; where there is none after all, open what no workflow waits for.

    What was to be joined may have come in by a message of this very settle that was refused.
    """
    kind = writing.catalogue[effect.kind]
    alike = open_alike(kind, writing)
    task = next((t for t in alike if t.id == effect.joins), alike[-1] if alike else None)
    if task is None:
        task = open_standalone_task(
            writing.db,
            kind,
            task=effect.id,
            case=writing.case.ref,
            customer=writing.case.customer,
            at=effect.at,
            data=dict(effect.data),
        )
        writing.tasks[task.id] = task
    else:
        add_one(task)
    words, message = f"{kind.title}: joined to {task.id}", effect.data.get("message")
    writing.entry(effect.step, "recorded", words, effect.at, task=task.id, message=message)


def _refusal(effect: OpenTask, writing: Writing) -> dict[str, Any]:
    """Say why a letter comes back that was refused, where that is so."""
    letter = writing.letters.get(str(effect.data.get("letter")))
    return {"reason": letter.problem} if letter and effect.data.get("refused") else {}


def _checklist(kind: str, writing: Writing) -> dict[str, Any]:
    settings = writing.times.settings
    return settings.checklist(kind, writing.today())


def guided(covers: tuple[str, ...]) -> dict[str, Any]:
    """Return what the matrix says of the steps that a task covers."""
    matrix = steps()
    said = [
        {"step": step, "title": matrix[step].title, "does": matrix[step].does}
        for step in covers
        if step in matrix
    ]
    return {"guidance": said}


async def complete_task(effect: CompleteTask, writing: Writing) -> None:
    """Complete work with the answers of its receipt, and note what its kind records."""
    task: Task = writing.found(writing.tasks, effect.id, "task")
    receipt = writing.receipts[effect.message]
    task.state, task.ended_at = "completed", effect.at
    task.outcome, task.completed_by = effect.outcome, receipt.officer
    task.answers = answered(receipt.facts, receipt.content)
    facts = receipt.facts.get("answers", {})
    writing.entry(
        effect.step,
        "completed",
        f"{task.title}: {(effect.outcome or 'done').replace('_', ' ')}",
        effect.at,
        actor=receipt.officer,
        task=task.id,
        outcome=effect.outcome,
        answers=facts,
        steps=task.steps,
        role=task.role,
    )
    await _records_of(task, effect, writing)
    await versions.changed(task, writing, effect.at)


async def _records_of(task: Task, effect: CompleteTask, writing: Writing) -> None:
    kind = writing.catalogue[task.kind]
    said = {BY: task.completed_by, AT: effect.at.isoformat(), OUTCOME: task.outcome}
    for number, recorded in enumerate(kind.records, start=1):
        data = recorded.data(task.answers, said)
        if not data:
            continue
        noted = Record(
            step=recorded.step,
            at=effect.at,
            actor=task.completed_by,
            id=f"{task.id}.r{number}",
            system=recorded.system,
            name=recorded.name,
            data=data,
        )
        await records.record(noted, writing)


async def hand_over(effect: HandOver, writing: Writing) -> None:
    """Give open work to one person; to nobody by name where it is about them."""
    to = None if effect.to in (writing.case.not_for or ()) else effect.to
    if effect.was and writing.case.owner == effect.was:
        writing.case.owner = to
    for task in writing.tasks.values():
        theirs = task.assignee == effect.was if effect.was else task.role == effect.role
        if task.state != "open" or not theirs or task.assignee == to:
            continue
        task.assignee = to
        words = f"{task.title}: handed over to {to or 'nobody by name'}"
        writing.entry(
            effect.step,
            "recorded",
            words,
            effect.at,
            actor=effect.actor,
            task=task.id,
            assignee=to,
        )


async def withdraw_task(effect: WithdrawTask, writing: Writing) -> None:
    """Take back work that is needed no more."""
    _withdraw(writing.found(writing.tasks, effect.id, "task"), effect, writing)


async def call_off(effect: CallOff, writing: Writing) -> None:
    """Take back the open work of a kind about a row, and let the case know of it."""
    for task in writing.tasks.values():
        about = effect.about.items() <= task.data.items()
        if task.state == "open" and task.kind == effect.kind and about:
            _withdraw(task, effect, writing)
            writing.needless.append(task.id)


def _withdraw(task: Task, effect: WithdrawTask | CallOff, writing: Writing) -> None:
    task.state, task.ended_at = "withdrawn", max(task.opened_at, effect.at)
    writing.entry(
        effect.step, "withdrawn", f"{task.title}: {effect.reason}", effect.at, task=task.id
    )
