"""Write one effect. Each function takes the settle at work and one effect; none reads a clock."""

from datetime import date
from functools import singledispatch
from typing import Any

from sqlalchemy import select

from activities import calendar_changes, letters, locks, questions
from activities import contracts as c
from activities.writing import Writing, day
from database.models import Approval, Customer, Deadline, Link, Outbox, SystemRecord, Task
from domain.deadline_rules import RULES
from domain.roles import ROLE_WORDS, Role
from procedures.matrix import steps


class UnknownIdError(Exception):
    """An effect names something that its case does not have: a fault in a workflow."""


@singledispatch
async def write(effect: Any, writing: Writing) -> None:
    """Write ``effect`` and its line in the timeline."""
    raise TypeError(f"no writer for {type(effect).__name__} in {writing.settlement.key}")


def _found(rows: dict[str, Any], key: str, what: str, writing: Writing) -> Any:
    if key not in rows:
        raise UnknownIdError(
            f"settle {writing.settlement.key}: {what} {key} is not open in this case"
        )
    return rows[key]


# ---------------------------------------------------------------------------- tasks


@write.register
async def _(effect: c.OpenTask, writing: Writing) -> None:
    kind = writing.catalogue[effect.kind]
    role = effect.role or kind.roles[0].value
    covers = kind.covers if effect.step == kind.step else (effect.step,)
    letter = writing.letters.get(str(effect.data.get("letter")))
    seen = {"sha256": letter.sha256} if letter and letter.sha256 else {}
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
        checklist=await _checklist(kind.name, writing),
        data=effect.data | seen | {"guidance": guidance(covers)},
        working=[],
        answers={},
        opened_at=effect.at,
    )
    words = f"{kind.title}, for the {ROLE_WORDS[Role(role)]}"
    if rule := effect.due or kind.due:
        agreed = date.fromisoformat(effect.agreed) if effect.agreed else None
        deadline = await writing.times.work_out(rule, effect.due_from or effect.at, agreed)
        task.due, task.due_on = deadline.due, deadline.due_on
        task.working = list(deadline.lines())
        task.data |= {
            "due_rule": rule,
            "due_from": (effect.due_from or effect.at).isoformat(),
            "due_agreed": effect.agreed,
        }
        words += f", due {day(deadline.due_on)}"
    writing.tasks[task.id] = task
    writing.db.add(task)
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


async def _checklist(kind: str, writing: Writing) -> dict[str, Any]:
    settings = await writing.times.settings()
    return settings.checklist(kind, await writing.today())


def guidance(covers: tuple[str, ...]) -> list[dict[str, str]]:
    """Return what the matrix says of the steps that a task covers."""
    matrix = steps()
    return [
        {"step": step, "title": matrix[step].title, "does": matrix[step].does}
        for step in covers
        if step in matrix
    ]


@write.register
async def _(effect: c.CompleteTask, writing: Writing) -> None:
    task: Task = _found(writing.tasks, effect.id, "task", writing)
    receipt = writing.receipts[effect.message]
    task.state, task.ended_at = "completed", effect.at
    task.outcome, task.completed_by = effect.outcome, receipt.officer
    task.answers = receipt.facts.get("answers", {}) | receipt.content
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


async def _records_of(task: Task, effect: c.CompleteTask, writing: Writing) -> None:
    kind = writing.catalogue[task.kind]
    for number, recorded in enumerate(kind.records, start=1):
        data = {name: task.answers[name] for name in recorded.fields if name in task.answers}
        if recorded.fields and not data:
            continue
        _record(
            writing,
            c.Record(
                step=recorded.step,
                at=effect.at,
                actor=task.completed_by,
                id=f"{task.id}.r{number}",
                system=recorded.system,
                name=recorded.name,
                data=data,
            ),
        )


@write.register
async def _(effect: c.HandOver, writing: Writing) -> None:
    for task in writing.tasks.values():
        if (task.state, task.role) != ("open", effect.role) or task.assignee == effect.to:
            continue
        task.assignee = effect.to
        words = f"{task.title}: handed over to {effect.to}"
        writing.entry(
            effect.step,
            "recorded",
            words,
            effect.at,
            actor=effect.actor,
            task=task.id,
            assignee=effect.to,
        )


@write.register
async def _(effect: c.WithdrawTask, writing: Writing) -> None:
    task: Task = _found(writing.tasks, effect.id, "task", writing)
    task.state, task.ended_at = "withdrawn", effect.at
    writing.entry(
        effect.step, "withdrawn", f"{task.title}: {effect.reason}", effect.at, task=task.id
    )


# ---------------------------------------------------------------------------- deadlines


@write.register
async def _(effect: c.ArmDeadline, writing: Writing) -> None:
    agreed = date.fromisoformat(effect.agreed) if effect.agreed else None
    worked = await writing.times.work_out(effect.rule, effect.start, agreed)
    row = writing.deadlines.get(effect.id) or await writing.db.get(Deadline, effect.id)
    if row is None:
        row = Deadline(id=effect.id, case=writing.case.ref)
        writing.db.add(row)
    elif row.state == "armed" and worked.due < row.due:
        return  # a date that a customer counts on never moves to an earlier day
    writing.deadlines[effect.id], row.ended_at = row, None
    row.step, row.rule, row.label, row.start = effect.step, effect.rule, effect.label, effect.start
    row.agreed, row.due_on, row.due = agreed, worked.due_on, worked.due
    row.working, row.calendar, row.state = list(worked.lines()), worked.calendar_version, "armed"
    writing.entry(
        effect.step,
        "armed",
        f"{effect.label or 'Deadline'}: {_when(worked.due_on, effect.rule)}",
        effect.at,
        deadline=effect.id,
        rule=effect.rule,
        due_on=worked.due_on.isoformat(),
        due=worked.due.isoformat(),
    )


@write.register
async def _(effect: c.Recompute, writing: Writing) -> None:
    await calendar_changes.recompute(effect, writing)


def _when(due_on: date, rule: str) -> str:
    if RULES[rule].opens:
        return f"from {day(due_on)}"
    return f"{day(due_on)} is the last day in time"


@write.register
async def _(effect: c.EndDeadline, writing: Writing) -> None:
    row = writing.deadlines.get(effect.id)
    if row is None or row.state != "armed":
        return  # ended before: an act may come after its deadline has passed
    row.state, row.ended_at = effect.state, effect.at
    reason = f" ({effect.reason})" if effect.reason else ""
    writing.entry(
        effect.step,
        effect.state,
        f"{row.label or 'Deadline'}, {day(row.due_on)}: {effect.state}{reason}",
        effect.at,
        deadline=row.id,
        due_on=row.due_on.isoformat(),
    )


# ---------------------------------------------------------------------------- letters


@write.register
async def _(effect: c.DraftLetter, writing: Writing) -> None:
    await letters.draft(effect, writing)


@write.register
async def _(effect: c.MoveLetter, writing: Writing) -> None:
    await letters.move(effect, writing)


# ---------------------------------------------------------------------------- approvals


@write.register
async def _(effect: c.AskApproval, writing: Writing) -> None:
    row = Approval(
        id=effect.id,
        case=writing.case.ref,
        step=effect.step,
        asked_of=effect.asked_of,
        requested_by=effect.requested_by,
        asked_at=effect.at,
        about=effect.about,
        state="asked",
    )
    writing.approvals[row.id] = row
    writing.db.add(row)


@write.register
async def _(effect: c.DecideApproval, writing: Writing) -> None:
    row: Approval = _found(writing.approvals, effect.id, "approval", writing)
    receipt = writing.receipts.get(effect.message or "")
    row.state, row.at = effect.state, effect.at
    row.by = receipt.officer if receipt else None
    row.reason = receipt.content.get("reason") if receipt else None
    kind = {"given": "approved", "refused": "refused", "withdrawn": "withdrawn"}[effect.state]
    writing.entry(
        effect.step, kind, f"Decision {effect.state}", effect.at, actor=row.by, approval=row.id
    )


# ---------------------------------------------------------------------------- records and words


@write.register
async def _(effect: c.Record, writing: Writing) -> None:
    receipt = writing.receipts.get(effect.message or "")
    if receipt:
        given = receipt.facts.get("answers", {}) | receipt.content
        found = {name: given[name] for name in effect.answers if name in given}
        effect = effect.model_copy(update={"data": effect.data | found})
    _record(writing, effect)


def _record(writing: Writing, effect: c.Record) -> None:
    writing.db.add(
        SystemRecord(
            id=effect.id,
            case=writing.case.ref,
            step=effect.step,
            system=effect.system,
            name=effect.name,
            data=effect.data,
            state="noted",
            at=effect.at,
        )
    )
    _push(writing, effect.id, "record", {"record": effect.id})
    writing.entry(
        effect.step,
        "recorded",
        f"{effect.system}: {effect.name}",
        effect.at,
        actor=effect.actor,
        record=effect.id,
        system=effect.system,
        name=effect.name,
        fields=sorted(effect.data),
    )


@write.register
async def _(effect: c.Decide, writing: Writing) -> None:
    writing.entry(
        effect.step,
        "decided",
        effect.words,
        effect.at,
        actor=effect.actor,
        branch=effect.branch,
        inputs=effect.inputs,
        reading=effect.reading,
    )


@write.register
async def _(effect: c.Note, writing: Writing) -> None:
    writing.entry(
        effect.step, "recorded", effect.words, effect.at, actor=effect.actor, **effect.data
    )


# ---------------------------------------------------------------------------- the case itself


@write.register
async def _(effect: c.SetCase, writing: Writing) -> None:
    for name, value in effect.fields.items():
        setattr(writing.case, name, value)
    words = ", ".join(f"{name} is {value or 'nobody'}" for name, value in effect.fields.items())
    writing.entry(effect.step, "recorded", words, effect.at, actor=effect.actor, **effect.fields)


@write.register
async def _(effect: c.Identify, writing: Writing) -> None:
    customer = await writing.db.get(Customer, effect.customer)
    if customer is None:  # doors refuse it; a signal may name anybody
        words = "No customer is known here by that name; add them and say it again"
        writing.entry(effect.step, "refused", words, effect.at, actor=effect.actor)
        return
    writing.case.customer, writing.case.programme = customer.id, customer.programme
    for task in writing.tasks.values():
        task.customer = customer.id
    words = "The customer is known now"
    writing.entry(
        effect.step, "recorded", words, effect.at, actor=effect.actor, customer=customer.id
    )


@write.register
async def _(effect: c.Move, writing: Writing) -> None:
    writing.case.phase = effect.phase
    writing.entry(effect.step, "moved", effect.words, effect.at, phase=effect.phase)


@write.register
async def _(effect: c.Lock, writing: Writing) -> None:
    await locks.take(effect, writing)


@write.register
async def _(effect: c.Unlock, writing: Writing) -> None:
    await locks.release(effect, writing)


@write.register
async def _(effect: c.StartCase, writing: Writing) -> None:
    payload = effect.model_dump(mode="json") | {
        "office": writing.case.office,
        "customer": writing.case.customer,
    }
    _push(writing, f"{writing.case.ref}.{effect.message.id}", "start", payload)
    writing.entry(effect.step, "linked", effect.why, effect.at, type=effect.type)


@write.register
async def _(effect: c.TellCase, writing: Writing) -> None:
    _push(
        writing,
        f"{writing.case.ref}.{effect.message.id}",
        "tell",
        effect.model_dump(mode="json"),
    )
    await _link(writing, effect.case, effect)


@write.register
async def _(effect: c.LinkCase, writing: Writing) -> None:
    await _link(writing, effect.case, effect)


async def _link(writing: Writing, other: str, effect: c.TellCase | c.LinkCase) -> None:
    known = await writing.db.scalar(
        select(Link.case).where(Link.case == writing.case.ref, Link.other == other)
    )
    if not known:
        for one, two in ((writing.case.ref, other), (other, writing.case.ref)):
            writing.db.add(Link(case=one, other=two, type="related", why=effect.why, at=effect.at))
        await writing.db.flush()
    writing.entry(effect.step, "linked", effect.why, effect.at, case=other)


@write.register
async def _(effect: c.Ask, writing: Writing) -> None:
    writing.answers[effect.key] = await questions.answer(effect, writing)


@write.register
async def _(effect: c.CloseCase, writing: Writing) -> None:
    case = writing.case
    case.state, case.outcome, case.closed_at = "closed", effect.outcome, effect.at
    for task in writing.tasks.values():
        if task.state != "open" or task.data.get("desk"):
            continue  # no workflow waits for desk work, and somebody must still look
        task.state, task.ended_at = "withdrawn", effect.at
        writing.entry(
            effect.step, "withdrawn", f"{task.title}: the case is closed", effect.at, task=task.id
        )
    for row in [row for row in writing.deadlines.values() if row.state == "armed"]:
        row.state, row.ended_at = "withdrawn", effect.at
        writing.entry(
            effect.step,
            "withdrawn",
            f"{row.label or 'Deadline'}, {day(row.due_on)}: withdrawn (the case is closed)",
            effect.at,
            deadline=row.id,
        )
    writing.entry(effect.step, "moved", effect.words, effect.at, outcome=effect.outcome)


def _push(writing: Writing, key: str, kind: str, payload: dict[str, Any]) -> None:
    writing.db.add(Outbox(id=key, case=writing.case.ref, kind=kind, payload=payload, attempts=0))
