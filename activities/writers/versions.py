"""Which version of something a decision is about: shown with the task, kept with the approval."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from pydantic import JsonValue

from activities.writing import Writing
from database.models import Task
from domain import versions
from domain.step_ids import StepId


def shown(data: Mapping[str, JsonValue], writing: Writing) -> dict[str, JsonValue]:
    """Return the version of what a task that is opened is about, where that has one."""
    version = _version(data, writing)
    approval = writing.approvals.get(str(data.get("approval")))
    if approval:
        approval.version = version
    return {"version": version} if version else {}


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


def changed(made: Task, writing: Writing, at: datetime) -> None:
    """Put the new version before whoever decides on what a task has just made anew."""
    for task in writing.tasks.values():
        kind = writing.catalogue.get(task.kind)
        if task.state != "open" or kind is None or made.kind not in kind.decides_on:
            continue
        version = of_task(made)
        task.data = task.data | {"about": made.id, "version": version}
        approval = writing.approvals.get(str(task.data.get("approval")))
        if approval:
            approval.about, approval.version = made.id, version
        words = f"{task.title}: what is to be decided has changed"
        step = cast("StepId", task.step)
        writing.entry(step, "recorded", words, at, task=task.id, about=made.id, version=version)
