"""Work armed deadlines and open work out again after the calendar changed; none gets earlier.

A date that was given out to a customer or an officer is kept where the new calendar would make
it earlier. The old date stays readable in the timeline.
"""

from datetime import date, datetime

from activities.effects.deadlines import Recompute
from activities.writers.holding import holds_of
from activities.writing import Writing, day
from database.models import Deadline, Task
from domain.step_ids import StepId


async def recompute(effect: Recompute, writing: Writing) -> None:
    """Move what the new calendar makes later."""
    for row in list(writing.deadlines.values()):
        if row.state == "armed":
            await _deadline(row, effect, writing)
    for task in list(writing.tasks.values()):
        if task.state == "open" and task.data.get("due_rule"):
            await _task(task, writing)


async def _deadline(row: Deadline, effect: Recompute, writing: Writing) -> None:
    worked = writing.times.work_out(row.rule, row.start, row.agreed, holds_of(row))
    if worked.due <= row.due:
        return
    step: StepId = effect.step
    writing.entry(
        step,
        "armed",
        f"{row.label or 'Deadline'}: {day(worked.due_on)} instead of {day(row.due_on)}, "
        "because the calendar changed",
        effect.at,
        deadline=row.id,
        rule=row.rule,
        due_on=worked.due_on.isoformat(),
        due_on_before=row.due_on.isoformat(),
        calendar_before=row.calendar,
    )
    row.due_on, row.due = worked.due_on, worked.due
    row.working, row.calendar = list(worked.lines()), worked.calendar_version


async def _task(task: Task, writing: Writing) -> None:
    agreed = task.data.get("due_agreed")
    worked = writing.times.work_out(
        task.data["due_rule"],
        datetime.fromisoformat(task.data["due_from"]),
        date.fromisoformat(agreed) if agreed else None,
    )
    if task.due is None or worked.due > task.due:
        task.due, task.due_on, task.working = worked.due, worked.due_on, list(worked.lines())
