"""Dates of a case: armed with their working, ended."""

from datetime import date

from activities.effects.deadlines import ArmDeadline, EndDeadline
from activities.writers import holding
from activities.writing import Writing, day
from database.models import Deadline
from domain.catalogue import RULES


async def arm(effect: ArmDeadline, writing: Writing) -> None:
    """Work a date out and let the case count on it.

    Counted anew and due on the same day it is as it was, and no line says so a second time.

    What has passed already when it comes to be counted is never announced as a date to keep: it is
    due at once, and passes in the wait that follows. Nobody is warned of what has lapsed.
    """
    agreed = date.fromisoformat(effect.agreed) if effect.agreed else None
    row = writing.deadlines.get(effect.id)
    holds = holding.holds_of(row) if row else ()
    worked = writing.times.work_out(effect.rule, effect.start, agreed, holds)
    warned = RULES[effect.rule].warns
    if warned and writing.times.work_out(warned, effect.start, agreed).due <= effect.at:
        return
    as_before = row is not None and row.state == "armed" and row.due == worked.due
    if row is None:
        row = Deadline(id=effect.id, case=writing.case.ref)
        writing.db.add(row)
    elif row.state == "armed" and worked.due < row.due:
        return  # a date that a customer counts on never moves to an earlier day
    writing.deadlines[effect.id], row.ended_at = row, None
    row.step, row.rule, row.label, row.start = effect.step, effect.rule, effect.label, effect.start
    row.agreed, row.due_on, row.due = agreed, worked.due_on, worked.due
    row.working, row.calendar, row.state = list(worked.lines()), worked.calendar_version, "armed"
    row.owed = RULES[effect.rule].owed
    holding.begin(row, effect, writing)
    if as_before:
        return
    over = worked.due <= effect.at
    writing.entry(
        effect.step,
        "overdue" if over else "armed",
        f"{effect.label or 'Deadline'}: {_when(worked.due_on, effect.rule, over=over)}",
        effect.at,
        deadline=effect.id,
        rule=effect.rule,
        due_on=worked.due_on.isoformat(),
        due=worked.due.isoformat(),
    )


async def end(effect: EndDeadline, writing: Writing) -> None:
    """Let an armed date be met, passed or withdrawn; one that has passed may still be met.

    What was done in time is in time, although the case hears of it after its time was over. What
    was done too late leaves its date passed, and is owed no more.
    """
    row = writing.deadlines.get(effect.id)
    if row is None:
        return
    after_all = (row.state, effect.state) == ("passed", "met") and effect.at < row.due
    if row.state not in ("armed", "held") and not after_all:
        _owed_no_more(row, effect, writing)
        return
    holding.end(row, effect)
    late = effect.state == "met" and effect.at >= row.due  # counted anew, after it was done
    row.state, row.ended_at = "passed" if late else effect.state, effect.at
    row.owed = row.owed and effect.state == "passed"
    said = "it was in time, and told late" if after_all else effect.reason
    reason = f" ({said})" if said else ""
    writing.entry(
        effect.step,
        row.state,
        f"{row.label or 'Deadline'}, {day(row.due_on)}: {row.state}{reason}",
        effect.at,
        deadline=row.id,
        due_on=row.due_on.isoformat(),
    )


def _owed_no_more(row: Deadline, effect: EndDeadline, writing: Writing) -> None:
    """Note that what a date asked for was done after it, or that nobody needs it any more."""
    if not row.owed or effect.state == "passed":
        return
    row.owed = False
    what = "done too late" if effect.state == "met" else f"owed no more ({effect.reason})"
    writing.entry(
        effect.step,
        "recorded",
        f"{row.label or 'Deadline'}, {day(row.due_on)}: {what}",
        effect.at,
        deadline=row.id,
        due_on=row.due_on.isoformat(),
    )


def _when(due_on: date, rule: str, *, over: bool) -> str:
    if RULES[rule].opens:
        return f"from {day(due_on)}"
    if over:
        return f"{day(due_on)} was the last day in time, and is over"
    return f"{day(due_on)} is the last day in time"
