"""What operators see of a case in Temporal: attributes and the six lines of current details."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from activities.contracts import Settled
from activities.messages import open_alike
from activities.writing import Writing
from database.queries.case_at_work import LAST_EVENTS
from domain.catalogue import MESSAGES
from domain.kit_tasks import REPORT_INCIDENT
from domain.messages import CustomerCalledBack, CustomerReplied, TaskCompleted
from domain.roles import ROLE_WORDS, Role
from procedures.matrix import steps

CUSTOMERS = {CustomerReplied.name, CustomerCalledBack.name}
MOST_NAMED = 5  # of what is open; an operator asks for the case itself to see all


def settled(writing: Writing) -> Settled:
    """Return the whole truth after a settle."""
    zone = writing.times.zone
    return Settled(
        deadlines=writing.armed(),
        refused=writing.refused,
        unproven=tuple(writing.unproven),
        by=writing.by,
        rebutted=writing.rebutted,
        needless=tuple(writing.needless),
        rows=writing.rows,
        letters=writing.open_letters(),
        answers=writing.answers,
        attributes=_attributes(writing),
        details=_details(writing, zone),
    )


def _attributes(writing: Writing) -> dict[str, str | int | bool | list[str] | None]:
    case, waiting = writing.case, writing.waiting
    next_due = writing.next_due()
    return {
        "CbPhase": case.phase,
        "CbProgramme": case.programme,
        "CbOffice": case.office,
        "CbOwner": case.owner,
        "CbSegment": case.segment,
        "CbWaitingFor": waiting.step if waiting else None,
        "CbWaitsOn": _waits_on(writing),
        "CbRoles": sorted({t.role for t in writing.tasks.values() if t.state == "open"}),
        "CbNextDue": next_due.isoformat() if next_due else None,
        "CbProblem": bool(_problems(writing)),
    }


def _waits_on(writing: Writing) -> list[str]:
    """Return on whom a case waits: the customer, an approval, somebody's work; on several at once.

    Background work is somebody's too: what the case itself waits for says the rest.
    """
    waiting = writing.waiting
    on = {
        "customer": waiting is not None and bool(CUSTOMERS & set(waiting.types)),
        "approval": any(each.state == "asked" for each in writing.approvals.values()),
        "work": any(task.state == "open" for task in writing.tasks.values()),
    }
    return [name for name, so in on.items() if so]


def _problems(writing: Writing) -> Counter[str]:
    """Return what is wrong: letters that cannot go, and whoever acts without being let in."""
    letters = [letter.problem for letter in writing.letters.values() if letter.problem]
    return Counter(letters + [task.title for task in open_alike(REPORT_INCIDENT, writing)])


def _details(writing: Writing, zone: ZoneInfo) -> str:
    armed = writing.armed()
    following = armed[0] if armed else None
    lines = (
        ("Waiting for", _waiting(writing)),
        (
            "Next automatic step",
            f"{shown(following.due, zone)}, if nothing comes before: "
            f"{following.label or 'the deadline passes'} ({_cited(following.step)})"
            if following
            else "none: only a message moves this case",
        ),
        ("Phase", writing.case.phase.replace("_", " ")),
        ("Restrictions and problems", "; ".join(_first_of(_problems(writing))) or "none"),
        ("Last events", _last(writing, zone)),
        ("What you can do", _commands(writing)),
    )
    return "\n".join(f"- **{name}:** {words}" for name, words in lines)


def _waiting(writing: Writing) -> str:
    waiting = writing.waiting
    if waiting is None:
        outcome = (writing.case.outcome or "").replace("_", " ")
        return f"nothing: the case is closed, {outcome}" if outcome else "nothing: it goes on"
    work = Counter(
        f"{task.title} ({ROLE_WORDS[Role(task.role)]}, {task.step})"
        for task in sorted(writing.tasks.values(), key=lambda task: (task.opened_at, task.id))
        if task.state == "open"
    )
    messages = [
        MESSAGES[name].words if name in MESSAGES else name
        for name in waiting.types
        if name != TaskCompleted.name
    ]
    asked = f"{' or '.join(messages)} ({_cited(waiting.step)})" if messages else ""
    return "; ".join(filter(None, (asked, *_first_of(work))))


def _first_of(named: Counter[str]) -> list[str]:
    """Name the first few of many, and count the others."""
    words = [f"{name}, {times} times" if times > 1 else name for name, times in named.items()]
    left = named.total() - sum(list(named.values())[:MOST_NAMED])
    return [*words[:MOST_NAMED], *([f"and {left} more"] if left else [])]


def _cited(step: str) -> str:
    known = steps().get(step)
    return f"{step}, {known.title}" if known else step


def _commands(writing: Writing) -> str:
    ref = writing.case.ref
    return (
        f"`casebound case {ref}` shows everything, `casebound next {ref}` who may act now, "
        f"`casebound timeline {ref}` why it stands where it does"
    )


def _last(writing: Writing, zone: ZoneInfo) -> str:
    """Name the newest events, the newest first: of this settle, then those before."""
    events = [
        *(
            (datetime.fromisoformat(line["occurred_at"]), line["kind"], line["step"])
            for line in reversed(writing.lines.timeline[-LAST_EVENTS:])
        ),
        *((entry.occurred_at, entry.kind, entry.step) for entry in writing.known.last),
    ]
    return "; ".join(f"{shown(at, zone)} {kind} {step}" for at, kind, step in events[:LAST_EVENTS])


def shown(at: datetime, zone: ZoneInfo) -> str:
    """Write an instant for a screen: day, 24-hour time and zone."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y %H:%M %Z}"
