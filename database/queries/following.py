"""What happens next in a case, what happens if nobody acts, and who may say what to it now."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from database.queries.cases import case_head
from database.queries.shapes import Json, local
from database.queries.tasks import asked
from domain.messages import OWN_SOURCES, Message

CLOSED = "The case is closed. What still reaches it becomes a task: decide whether to reopen."


async def next_of(db: AsyncSession, ref: str) -> Json:
    """Return what a case waits for, its dates in order, its open work and what may be sent.

    ``next`` is the earliest armed deadline, None where nothing happens by itself; ``held`` are
    dates that stand still, each with why and since when;
    ``if_nobody_acts`` says in words what then happens. ``messages`` are the types that the case
    takes; ``asked`` marks those that it waits for.

    Raises:
        NotFoundError: no such case.
    """
    case = await case_head(db, ref)
    wait = case.pop("wait") or {}
    known = case.pop("deadlines")
    dates = [_date(deadline, wait) for deadline in known if deadline["state"] == "armed"]
    tasks = case.pop("tasks")
    return {
        **case,
        "next": dates[0] if dates else None,
        "later": dates[1:],
        "overdue": [_date(deadline, wait) for deadline in known if deadline["state"] == "passed"],
        "held": [
            _date(deadline, wait) | {name: deadline["holds"][-1][name] for name in ("why", "since")}
            for deadline in known
            if deadline["state"] == "held"
        ],
        "if_nobody_acts": _if_nobody_acts(case, dates),
        "work": [_work(task) for task in tasks],
        "messages": list(_messages(case, wait)),
    }


def _date(deadline: Json, wait: Json) -> Json:
    return {
        "what": deadline["label"] or "a deadline",
        "when": deadline["due"],
        "due_on": deadline["due_on"],
        "step": deadline["step"],
        "deadline": deadline["id"],
        "ends_the_wait": deadline["id"] == wait.get("until"),
    }


def _if_nobody_acts(case: Json, dates: list[Json]) -> str:
    if case["state"] == "closed":
        return CLOSED
    if not dates:
        return "Nothing happens by itself: the case waits for as long as it takes."
    first = dates[0]
    at = local(datetime.fromisoformat(first["when"]), ZoneInfo(case["zone"]))
    when = f"On {at.day} {at:%B %Y} at {at:%H:%M %Z}"
    words = f"{when}: {first['what']} ({first['step']})"
    if first["ends_the_wait"]:
        return f"{words}, and the case goes on without what it waits for."
    return f"{words}; the case goes on waiting."


def _work(task: Json) -> Json:
    kept = ("id", "step", "title", "role", "assignee", "due_on", "due", "kind", "letter")
    return {name: task[name] for name in kept} | asked(task["kind"], task["checklist"])


def _messages(case: Json, wait: Json) -> Iterator[Json]:
    from domain.catalogue import MESSAGES, takers

    if case["state"] == "closed":
        return
    for name, message in sorted(MESSAGES.items()):
        ours = set(message.senders) <= set(OWN_SOURCES)  # nothing that anybody could send
        if case["type"] in takers(message) and not ours:
            yield _described(name, message, case["type"]) | {
                "asked": name in wait.get("types", ()),
                "about": wait.get("about", []) if name in wait.get("types", ()) else [],
            }


def _described(name: str, message: type[Message], case_type: str) -> Json:
    from domain.catalogue import opened_by, steps_of

    return {
        "type": name,
        "words": message.words,
        "senders": [str(sender) for sender in message.senders],
        "steps": list(steps_of(name, case_type)),
        "starts": opened_by(message) is not None,
    }
