"""Which version of something a decision is about: shown with the task, kept with the approval."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from pydantic import JsonValue

from activities import file
from activities.writing import Writing
from database.models import Task
from database.queries.admission import resting_on
from domain import versions
from domain.needs import ASIDE, Opened, Work
from domain.step_ids import StepId


async def shown(task: Task, writing: Writing) -> None:
    """Put the version of what a task that is opened is about before whoever does it."""
    version = _version(task.data, writing)
    if version:
        task.data = task.data | {"version": version}
    await _reread(task, version, writing)
    _tell_approval(task, writing)


async def reread(writing: Writing) -> None:
    """Put what a decision rests on before whoever decides, where acts have changed it."""
    for task in [task for task in writing.tasks.values() if task.state == "open"]:
        before = task.data.get("version")
        await _reread(task, task.data.get("made"), writing)
        if task.data.get("version") != before:
            _tell_approval(task, writing)
            words = f"{task.title}: the file has changed under what is to be decided"
            step, at = cast("StepId", task.step), writing.settlement.clock
            writing.entry(step, "recorded", words, at, task=task.id, version=task.data["version"])


async def _reread(task: Task, made: str | None, writing: Writing) -> None:
    kind = writing.catalogue.get(task.kind)
    if kind is None or not kind.reads_the_file:
        return
    beside = (
        other
        for other in writing.tasks.values()
        if other.state == "open" and other.role != ASIDE and other.id != task.id
    )
    opened = Opened(
        file=await file.current(writing),
        at=task.opened_at,
        data=task.data,
        work=tuple(Work(other.id, other.title) for other in beside),
        times=writing.times,
    )
    task.data = task.data | resting_on(made, kind.reads(opened))


def _tell_approval(task: Task, writing: Writing) -> None:
    approval = writing.approvals.get(str(task.data.get("approval")))
    if approval:
        approval.version = task.data.get("version")


def _version(data: Mapping[str, JsonValue], writing: Writing) -> str | None:
    letter = writing.letters.get(str(data.get("letter")))
    if letter:
        return letter.sha256
    about = str(data.get("about"))
    if receipt := writing.receipts.get(about):
        return versions.of_message(about, receipt.facts, receipt.content)
    made = writing.tasks.get(about) or writing.known.named_tasks.get(about)
    return of_task(made) if made else None


def of_task(task: Task) -> str:
    """Return the version that a completed task made."""
    return versions.of_answers(task.id, task.outcome, task.answers)


async def changed(made: Task, writing: Writing, at: datetime) -> None:
    """Put the new version before whoever decides on what a task has just made anew."""
    for task in writing.tasks.values():
        kind = writing.catalogue.get(task.kind)
        if task.state != "open" or kind is None or made.kind not in kind.decides_on:
            continue
        version = of_task(made)
        task.data = task.data | {"about": made.id, "version": version}
        await _reread(task, version, writing)
        version = task.data["version"]
        approval = writing.approvals.get(str(task.data.get("approval")))
        if approval:
            approval.about, approval.version = made.id, version
        words = f"{task.title}: what is to be decided has changed"
        step = cast("StepId", task.step)
        writing.entry(step, "recorded", words, at, task=task.id, about=made.id, version=version)
