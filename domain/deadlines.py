"""Deadlines: one declared rule for each timed step, and how a date is worked out from it.

A limit in days is met by an act at any time on its last day, in the office's zone; it is too
late from the first instant of the next local day. The day of the starting event is day 0. A
deadline carries its working, so that anyone can ask a date why. See docs/decisions/0001.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from domain.calendar import Calendar
from domain.catalogue import RULES
from domain.days import LAST_YEAR, months_on
from domain.deadline_rules import DeadlineRule, Shape, Unit
from domain.errors import CaseboundError
from domain.offices import Office
from domain.settings import Settings
from domain.step_ids import StepId

LONGEST_AGREED = 120  # months: longer than any case should wait for anything


class DeadlineError(CaseboundError):
    """A date cannot be worked out from what was given; the message says what to give instead."""


@dataclass(frozen=True, slots=True)
class WorkingLine:
    """One line of a working; ``day`` is the date that it speaks of, where it speaks of one."""

    kind: Literal[
        "start",
        "rule",
        "counted",
        "skipped",
        "agreed",
        "opens",
        "last",
        "due",
        "kept",
        "held",
        "basis",
    ]
    words: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date that counts, with its working.

    ``due_on`` is the last day in time, office-local; ``due`` the first instant that is too late,
    UTC. Of a rule that opens something, ``due_on`` is the day it opens and ``due`` its first
    instant. ``opens_on`` is set for windows only. ``agreed`` is the date that people gave, ``unit``
    what its length counts.
    """

    rule: str
    step: StepId
    office: Office
    start: datetime
    agreed: date | None
    due_on: date
    due: datetime
    working: tuple[WorkingLine, ...]
    calendar_version: str
    unit: Unit
    opens_on: date | None = None

    @property
    def zone(self) -> str:
        """The IANA zone in which its days are counted."""
        return self.office.zone

    def lines(self) -> tuple[str, ...]:
        """Return the working as lines of text."""
        return tuple(line.words for line in self.working)

    def contains(self, day: date) -> bool:
        """Tell whether a day lies in the window, its first and last day included.

        Raises:
            DeadlineError: this deadline is a limit, not a window.
        """
        if self.opens_on is None:
            raise DeadlineError(f"{self.rule} is no window; compare the day with due_on instead")
        return self.opens_on <= day <= self.due_on

    def next_start(self) -> datetime:
        """Return the instant from which the next one counts, where the rule repeats (A50)."""
        return self.office.first_instant(self.due_on)


@dataclass(frozen=True, slots=True)
class _Count:
    """A rule with its settings filled in, at one start."""

    rule: DeadlineRule
    calendar: Calendar
    start: datetime
    anchor: date  # day 0, or the end counted back from
    unit: Unit
    length: int
    basis: tuple[WorkingLine, ...]  # the settings that it rests on


def work_out(
    rule: DeadlineRule,
    start: datetime | date,
    calendar: Calendar,
    settings: Settings,
    *,
    agreed: date | None = None,
) -> Deadline:
    """Work out the date of a rule from the event that starts it.

    ``start`` is when that event happened: an aware instant, or an office-local day where only
    the day is known. Settings count as they stood on that day. ``agreed`` is the date that
    people gave; see ``DeadlineRule.agreed``.

    Raises:
        DeadlineError: the start has no zone, or ``agreed`` does not fit the rule.
    """
    if rule.warns:
        return _notice(rule, start, calendar, settings, agreed)
    if fault := agreed_fault(rule, start, agreed, calendar, settings):
        raise DeadlineError(f"{rule.id}: {fault}")
    count = _count(rule, start, calendar, settings, agreed)
    return _finish(count, agreed, [_start_line(count, start)])


def agreed_fault(
    rule: DeadlineRule,
    start: datetime | date,
    agreed: date | None,
    calendar: Calendar,
    settings: Settings,
    *,
    not_before: date | None = None,
) -> str | None:
    """Say, in an officer's words, why a given date does not fit its rule; None where it does.

    For doors, before a date is taken. ``not_before`` is the earliest day that makes sense where
    it is later than the start, such as the day a letter leaves: a reply date is never past.
    """
    if agreed is None:
        return "needs the date that was agreed; give one" if rule.agreed == "must" else None
    if rule.agreed == "never":
        return "its date is counted and cannot be agreed; leave the agreed date out"
    first, last = date.min, date(LAST_YEAR, 12, 30)
    if rule.shape is Shape.AFTER:
        count = _count(rule, start, calendar, settings, None)
        first = max(count.anchor, not_before or count.anchor)
        last = (
            _walk(count, 1)[0] if rule.at_most else min(last, _months_on(first, LONGEST_AGREED)[0])
        )
    if first <= agreed <= last:
        return None
    if first > last:
        return f"no date is left: {_long(last)} was the last that the rule allows"
    bounds = f"from {_long(first)} to" if first > date.min else "not after"
    return f"{_long(agreed)} does not fit; give a date {bounds} {_long(last)}"


def recompute(deadline: Deadline, calendar: Calendar, settings: Settings) -> Deadline:
    """Work a deadline out again with a changed calendar; it never moves to an earlier day.

    Raises:
        DeadlineError: the calendar is of another office; a hand-over moves no date.
    """
    if calendar.office.code != deadline.office.code:
        raise DeadlineError(
            f"{deadline.rule} is counted by the calendar of office {deadline.office.code}; "
            f"do not recompute it with that of {calendar.office.code}"
        )
    rule = RULES[deadline.rule]
    anew = work_out(rule, deadline.start, calendar, settings, agreed=deadline.agreed)
    return keep_later(anew, deadline.due_on, deadline.due)


def keep_later(worked: Deadline, due_on: date, due: datetime) -> Deadline:
    """Return the newly worked deadline, with the date given out before where that is later."""
    if worked.due >= due:
        return worked
    would = day_words(worked.due_on)
    words = f"Kept: {day_words(due_on)}, given out before; this calendar would give {would}"
    working = (*worked.working, WorkingLine("kept", words, due_on))
    return replace(worked, due_on=due_on, due=due.astimezone(UTC), working=working)


def explain(deadline: Deadline) -> str:
    """Return the working of a deadline as text, one line a fact."""
    return "\n".join(deadline.lines())


def _count(
    rule: DeadlineRule,
    start: datetime | date,
    calendar: Calendar,
    settings: Settings,
    agreed: date | None,
) -> _Count:
    at = _instant(rule, start, calendar.office)
    day = calendar.office.day_of(at)
    in_force = settings.at(day)
    names = [name for name in (rule.setting, rule.unit_setting) if name]
    return _Count(
        rule=rule,
        calendar=calendar,
        start=at,
        anchor=day if rule.shape is Shape.AFTER else agreed or day,
        unit=Unit(str(in_force.get(rule.unit_setting))) if rule.unit_setting else rule.unit,
        length=in_force.days(rule.setting) if rule.setting else rule.length or 0,
        basis=tuple(
            WorkingLine("basis", f"Setting: {name} = {in_force.get(name)}") for name in names
        ),
    )


def _instant(rule: DeadlineRule, start: datetime | date, office: Office) -> datetime:
    if not isinstance(start, datetime):
        return office.first_instant(start)
    if start.utcoffset() is None:
        raise DeadlineError(f"{rule.id}: the start {start.isoformat()} has no zone; give an offset")
    return start.astimezone(UTC)


def _notice(
    rule: DeadlineRule,
    start: datetime | date,
    calendar: Calendar,
    settings: Settings,
    agreed: date | None,
) -> Deadline:
    """Count back from the lapse of another rule: its first day that is too late."""
    warned = work_out(RULES[rule.warns or ""], start, calendar, settings, agreed=agreed)
    count = replace(
        _count(rule, start, calendar, settings, None), anchor=warned.due_on + timedelta(days=1)
    )
    head = [line for line in warned.working if line.kind != "basis"]
    return replace(_finish(count, None, head), agreed=agreed)


def _finish(count: _Count, agreed: date | None, head: list[WorkingLine]) -> Deadline:
    rule, office = count.rule, count.calendar.office
    lines = [*head, WorkingLine("rule", f"Rule {rule.id}: {_words(count)}"), *count.basis]
    due_on, opens_on, counted = _dates(count, agreed)
    too_late = due_on if rule.opens else due_on + timedelta(days=1)
    due = office.first_instant(too_late)
    lines += [*counted, *last_lines(rule, count.unit, count.calendar, due_on, due)]
    return Deadline(
        rule=rule.id,
        step=rule.step,
        office=office,
        start=count.start,
        agreed=agreed,
        due_on=due_on,
        due=due,
        working=tuple(lines),
        calendar_version=count.calendar.version,
        unit=count.unit,
        opens_on=opens_on,
    )


def _dates(count: _Count, agreed: date | None) -> tuple[date, date | None, list[WorkingLine]]:
    """Return the last day, the first day of a window, and the days between in words."""
    match count.rule.shape:
        case Shape.BEFORE:
            day, lines = _walk(count, -1)
            return day, None, lines
        case Shape.WINDOW:
            day, lines = _walk(count, -1)
            lines.append(WorkingLine("opens", f"First day of the window: {day_words(day)}", day))
            return count.anchor, day, lines
        case Shape.AFTER:
            if agreed is None:
                day, lines = _walk(count, 1)
                return day, None, lines
            return agreed, None, _agreed_lines(count, agreed)


def _agreed_lines(count: _Count, agreed: date) -> list[WorkingLine]:
    lines: list[WorkingLine] = []
    if count.rule.at_most:
        last, lines = _walk(count, 1)
        lines.append(WorkingLine("counted", f"Latest date allowed: {day_words(last)}", last))
    return [*lines, WorkingLine("agreed", f"Agreed: {day_words(agreed)}", agreed)]


def _walk(count: _Count, sign: Literal[1, -1]) -> tuple[date, list[WorkingLine]]:
    """Go the length of the rule from its anchor, forwards or back."""
    match count.unit:
        case Unit.WORKING_DAYS:
            return _working_days(count, sign)
        case Unit.CALENDAR_DAYS:
            return count.anchor + timedelta(days=sign * count.length), []
        case Unit.MONTHS:
            return _months_on(count.anchor, sign * count.length)
        case Unit.AGREED_DATE:
            return count.anchor, []


def _working_days(count: _Count, sign: Literal[1, -1]) -> tuple[date, list[WorkingLine]]:
    """Count working days; the anchor is day 0 whether the office works on it or not."""
    day, done, lines = count.anchor, 0, []
    while done < count.length:
        day += timedelta(days=sign)
        if why := count.calendar.why_closed(day):
            lines.append(WorkingLine("skipped", f"Skipped: {day_words(day)}, {why}", day))
        else:
            done += 1
            lines.append(WorkingLine("counted", f"Day {done}: {day_words(day)}", day))
    return day, lines


def _months_on(day: date, months: int) -> tuple[date, list[WorkingLine]]:
    last = months_on(day, months)
    if last.day == day.day:
        return last, []
    words = f"{last:%B %Y} has no day {day.day}: its last day counts"
    return last, [WorkingLine("counted", words, last)]


# ------------------------------------------------------------------------------------- words


def _words(count: _Count) -> str:
    rule = count.rule
    if count.unit is Unit.AGREED_DATE:
        return f"the date that was agreed, after {rule.counts_from}"
    if count.unit is Unit.CALENDAR_DAYS and count.length == 0:
        return f"the rest of the local day of {rule.counts_from}"
    unit = count.unit.value.replace("_", " ")
    length = f"{count.length} {unit if count.length != 1 else unit.removesuffix('s')}"
    match rule.shape:
        case Shape.BEFORE:
            return f"{length} before {rule.counts_from}"
        case Shape.WINDOW:
            return f"the last {length} up to {rule.counts_from}"
        case Shape.AFTER:
            return f"{'at most ' if rule.at_most else ''}{length} after {rule.counts_from}"


def _start_line(count: _Count, start: datetime | date) -> WorkingLine:
    rule, anchor = count.rule, count.anchor
    if rule.shape is not Shape.AFTER:
        words = f"Counted back from: {day_words(anchor)}, {rule.counts_from}"
        return WorkingLine("start", words, anchor)
    local = count.start.astimezone(count.calendar.office.clock)
    when = _moment(local) if isinstance(start, datetime) else day_words(anchor)
    why = count.calendar.why_closed(anchor) if count.unit is Unit.WORKING_DAYS else None
    closed = f"; not a working day, {why}" if why else ""
    return WorkingLine("start", f"Start: {when}, {rule.counts_from} (day 0{closed})", anchor)


def last_lines(
    rule: DeadlineRule, unit: Unit, calendar: Calendar, due_on: date, due: datetime
) -> list[WorkingLine]:
    """Return the lines that end every working: the last day, the first instant too late, why."""
    office = calendar.office
    local = _moment(due.astimezone(office.clock))
    last, late = ("Opens on", "Opens at") if rule.opens else ("Last day in time", "Too late from")
    why = calendar.why_closed(due_on)
    counted = unit is not Unit.AGREED_DATE and not rule.opens
    stands = "; days are counted, so it stands" if counted else ""
    note = f" ({why}{stands})" if why else ""
    lines = [
        WorkingLine("last", f"{last}: {day_words(due_on)}{note}", due_on),
        WorkingLine("due", f"{late}: {local} ({office.zone})"),
    ]
    if rule.reading:
        lines.append(WorkingLine("basis", f"Reading: {rule.reading}"))
    return [*lines, WorkingLine("basis", f"Calendar: office {office.code}, {calendar.version}")]


def day_words(day: date) -> str:
    """Return a day as workings write it, such as Mon 4 Jan 2027."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _moment(local: datetime) -> str:
    return f"{day_words(local.date())} {local:%H:%M %Z}"
