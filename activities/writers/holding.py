"""Dates of people outside that stand still, and count again. What stands with each is its holds."""

from collections.abc import Sequence

from activities.effects.cases import CloseCase
from activities.effects.deadlines import ArmDeadline, EndDeadline, HoldWindows, RestoreWindows
from activities.writing import Writing, day
from database.models import Deadline
from domain.catalogue import RULES
from domain.deadline_rules import Whose
from domain.deadlines import keep_later
from domain.holds import Hold

DIED = "the customer was reported to have died"


def holds_of(row: Deadline) -> tuple[Hold, ...]:
    """Return the times for which a date was held, and is."""
    return tuple(Hold.model_validate(each) for each in row.holds or ())


def put(row: Deadline, holds: Sequence[Hold]) -> None:
    """Let these be the times for which a date was held, and is."""
    row.holds = [hold.model_dump(mode="json") for hold in holds]


def begin(row: Deadline, effect: ArmDeadline, writing: Writing) -> None:
    """Hold a date that is armed where it was held, or its people were reported to have died."""
    holds = holds_of(row)
    if any(hold.until is None for hold in holds):
        row.state = "held"
    elif writing.customer and writing.customer.died and _theirs(row):
        row.state = "held"
        put(row, [*holds, Hold(since=effect.at, why=DIED)])


def end(row: Deadline, effect: EndDeadline | CloseCase) -> None:
    """End the time for which a date was held that ends itself."""
    put(row, [hold if hold.until else _over(hold, effect) for hold in holds_of(row)])


async def hold(effect: HoldWindows, writing: Writing) -> None:
    """Let the time of people outside stand still; the agency's own goes on."""
    for row in writing.deadlines.values():
        if row.state != "armed" or not _theirs(row):
            continue
        row.state = "held"
        put(row, [*holds_of(row), Hold(since=effect.at, why=effect.reason)])
        words = f"{row.label or 'Deadline'}, {day(row.due_on)}: held ({effect.reason})"
        _line(row, effect, words, writing)


async def restore(effect: RestoreWindows, writing: Writing) -> None:
    """Let what stood still count again, later by the days on which it was held."""
    for row in writing.deadlines.values():
        if row.state != "held":
            continue
        *before, last = holds_of(row)
        counted = writing.times.work_out(row.rule, row.start, row.agreed, before)
        over = _over(last, effect)
        worked = writing.times.moved_on(keep_later(counted, row.due_on, row.due), [over])
        was, row.state = row.due_on, "armed"
        put(row, [*before, over])
        row.due_on, row.due = worked.due_on, worked.due
        row.working, row.calendar = list(worked.lines()), worked.calendar_version
        words = f"{row.label or 'Deadline'}: {day(row.due_on)} instead of {day(was)}"
        held = f"it was held from {day(writing.times.day(last.since))} ({effect.reason})"
        _line(row, effect, f"{words}, {held}", writing, due_on_before=was.isoformat())


def _theirs(row: Deadline) -> bool:
    return RULES[row.rule].whose is Whose.OTHERS


def _over(hold: Hold, effect: RestoreWindows | EndDeadline | CloseCase) -> Hold:
    return hold.model_copy(update={"until": max(hold.since, effect.at)})


def _line(
    row: Deadline,
    effect: HoldWindows | RestoreWindows,
    words: str,
    writing: Writing,
    **data: str,
) -> None:
    writing.entry(
        effect.step,
        row.state,
        words,
        effect.at,
        deadline=row.id,
        rule=row.rule,
        due_on=row.due_on.isoformat(),
        due=row.due.isoformat(),
        **data,
    )
