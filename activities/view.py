"""What operators see of a case in Temporal: attributes and the six lines of current details."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from activities.contracts import Settled
from activities.writing import Writing
from database.models import TimelineEntry
from domain.roles import ROLE_WORDS, Role

SHOWN_EVENTS = 3


async def settled(writing: Writing) -> Settled:
    """Return the whole truth after a settle."""
    zone = await writing.times.zone()
    return Settled(
        deadlines=writing.armed(),
        refused=writing.refused,
        letters=writing.letter_states(),
        answers=writing.answers,
        attributes=_attributes(writing),
        details=await _details(writing, zone),
    )


def _attributes(writing: Writing) -> dict[str, str | int | bool | list[str] | None]:
    case, waiting = writing.case, writing.segment.waiting
    armed = writing.armed()
    return {
        "CbPhase": case.phase,
        "CbProgramme": case.programme,
        "CbOffice": case.office,
        "CbOwner": case.owner,
        "CbSegment": case.segment,
        "CbWaitingFor": waiting.step if waiting else None,
        "CbRoles": sorted({t.role for t in writing.tasks.values() if t.state == "open"}),
        "CbNextDue": armed[0].due.isoformat() if armed else None,
        "CbProblem": any(letter.problem for letter in writing.letters.values()),
    }


async def _details(writing: Writing, zone: ZoneInfo) -> str:
    waiting, armed = writing.segment.waiting, writing.armed()
    open_tasks = [task for task in writing.tasks.values() if task.state == "open"]
    work = "; ".join(f"{t.title} ({ROLE_WORDS[Role(t.role)]}, {t.step})" for t in open_tasks)
    step = waiting.step if waiting else ""
    following = armed[0] if armed else None
    problems = [letter.problem for letter in writing.letters.values() if letter.problem]
    lines = (
        ("Waiting for", work or (f"{', '.join(waiting.types)} ({step})" if waiting else "nothing")),
        (
            "Next automatic step",
            f"{shown(following.due, zone)}: {following.label or 'deadline'} ({following.step})"
            if following
            else "none",
        ),
        ("Phase", writing.case.phase),
        ("Restrictions and problems", "; ".join(problems) or "none"),
        ("Last events", await _last(writing, zone)),
        (
            "What you can do",
            (
                f"`casebound case {writing.case.ref}` shows everything; "
                f"`casebound next {writing.case.ref}` who may act now"
            ),
        ),
    )
    return "\n".join(f"- **{name}:** {words}" for name, words in lines)


async def _last(writing: Writing, zone: ZoneInfo) -> str:
    await writing.db.flush()
    newest = (
        select(TimelineEntry.step, TimelineEntry.kind, TimelineEntry.occurred_at)
        .where(TimelineEntry.case == writing.case.ref)
        .order_by(TimelineEntry.sequence.desc())
        .limit(SHOWN_EVENTS)
    )
    rows = (await writing.db.execute(newest)).all()
    return "; ".join(f"{shown(row.occurred_at, zone)} {row.kind} {row.step}" for row in rows)


def shown(at: datetime, zone: ZoneInfo) -> str:
    """Write an instant for a screen: day, 24-hour time and zone."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y %H:%M %Z}"
