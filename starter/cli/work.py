"""Reading work: lists, one task with what it asks, an officer's day."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from starter.cli import filling, show
from starter.cli.app import READING, command
from starter.cli.identity import Reader, usual_officer
from starter.cli.known import role_word
from starter.cli.options import (
    Cursor,
    Data,
    DueWithin,
    Json,
    Limit,
    Overdue,
    Team,
    Thing,
    due_by,
    read_noted,
    read_now,
    seen,
    within,
)
from starter.cli.reading import as_reader, written
from starter.cli.tables import known_at_opening, looked_up, returns, standing, version
from starter.cli.telling import UsageError
from starter.cli.workflows import stands_still

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


class State(StrEnum):
    """Where a piece of work stands."""

    OPEN = "open"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    ANY = "any"


_WANTED: dict[State, Literal["open", "completed", "withdrawn"] | None] = {
    State.OPEN: "open",
    State.COMPLETED: "completed",
    State.WITHDRAWN: "withdrawn",
    State.ANY: None,
}


@command(READING, "tasks --role psso --due-within 5d")
def tasks(
    *,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="For this role.")] = None,
    officer: Annotated[
        str | None, typer.Option(metavar="OFFICER", help="Held by this officer.")
    ] = None,
    case: Annotated[str | None, typer.Option(metavar="REF", help="Of this case.")] = None,
    team: Team = None,
    overdue: Overdue = False,
    due_within: DueWithin = None,
    nobodys: Annotated[
        bool, typer.Option("--nobodys", help="What nobody may do who is there today.")
    ] = False,
    state: Annotated[State, typer.Option(help="Where they stand.")] = State.OPEN,
    limit: Limit = 100,
    cursor: Cursor = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """List work, what is due first coming first."""
    from database.queries.tasks import Filters, list_tasks

    wanted = Filters(
        role=role_word(role),
        officer=officer,
        case=case,
        team=team,
        nobodys=nobodys,
        state=_WANTED[state],
    )

    async def listed(db: "AsyncSession", now: datetime) -> Thing:
        by = due_by(now, due_within, overdue=overdue)
        return await list_tasks(db, replace(wanted, due_by=by), now=now, limit=limit, cursor=cursor)

    found = read_now(data, listed)
    if json:
        show.as_json(found)
        return
    _tasks(found["tasks"], "No work fits.")
    if found["next"]:
        show.line(f"There is more: --cursor '{found['next']}'")


def _tasks(found: list[Thing], none: str) -> None:
    rows = [
        (
            task["id"],
            task["title"],
            task["step"],
            task["assignee"] or task["role"],
            _state(task),
            show.day(task["due_for"] and task["due_for"]["due_on"]),
            _due_for(task),
        )
        for task in found
    ]
    columns = ("task", "what", "step", "who", "state", "last day", "of")
    show.table(columns, rows, none=none)


def _state(task: Thing) -> str:
    state = "late" if task["overdue"] else standing(task, task["zone"])
    return f"{state}, its case stands still" if stands_still(task["workflow"]) else state


def _due_for(task: Thing) -> str | None:
    """Name the date of the case by which work is due, where it has none of its own."""
    due_for = task["due_for"]
    return due_for["what"] if due_for and due_for["of"] == "deadline" else None


@command(READING, "task ps-abcdefghij.t1")
def task(
    id_: Annotated[str, typer.Argument(metavar="TASK", help="Id of the task.")],
    officer: Reader = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show a task: what it asks and how it may end; to an officer, also what was written."""
    from database.queries.tasks import task_json

    async def whole(db: "AsyncSession", now: datetime) -> Thing:
        from activities.questions import told

        row = await task_json(db, id_, now=now)
        looked_up = await told(db, row["case"], now) if row["case"] else {}
        return row | {"known": looked_up.get(id_, [])}

    found = read_noted(data, whole, lambda found: [seen("task", found["case"], id_)])
    if officer:
        found["written"] = as_reader(
            data, officer, lambda readings, caller: readings.of_task(caller, id_)
        )
    found |= _filled_in(found, officer, data)
    if json:
        show.as_json(found)
        return
    show.fields(
        (
            ("Task", found["id"]),
            ("What", found["title"]),
            ("For", found["assignee"] or found["role"]),
            ("State", "late" if found["overdue"] else standing(found, found["zone"])),
            ("Last day", show.day(found["due_for"] and found["due_for"]["due_on"])),
            ("Due for", _due_for(found)),
            ("Case", found["case"]),
            ("Take care", stands_still(found["workflow"])),
            ("Letter", found["letter"]),
            ("Stopped", found["data"].get("stopped")),
            ("See it first", found["preview"]),
            ("Done by", found["completed_by"]),
            *returns(found),
            ("Decides on", _decides_on(found)),
            *known_at_opening(found["data"]),
            ("In version", version(found["data"].get("version"))),
            ("Four eyes", "whoever made any version of it may not" * found["four_eyes"]),
        )
    )
    looked_up(found["known"])
    written(found.get("written", []), found["zone"])
    _asked(found)
    for step in found["guidance"]:
        show.heading(f"{step['step']}: {step['title']}")
        show.prose(step["does"])


def _decides_on(task: Thing) -> str | None:
    """Say in words what a decision is about."""
    about = task["decides_on"]
    if about is None:
        given: str | None = task["data"].get("about")
        return given
    at, who = show.moment(about["occurred_at"], task["zone"]), about["actor"] or about["source"]
    shown = f"casebound receipt {quote('|'.join((about['source'], about['id'])))}"
    return f"{about['type']} from {who}, {at}: {shown}"


def _filled_in(task: Thing, officer: str | None, data: Path | None) -> Thing:
    """Return how a task is completed, by commands that are whole to copy.

    They find the stack as this one did: by its folder, where that was named.
    """
    from domain.file.catalogue import ACTS

    if task["state"] != "open":
        return {"commands": [], "preview": None}
    acts = {name: each.of for name, each in ACTS.items()}
    return {
        "commands": filling.completions(task, officer, data),
        "needs": filling.bringing(task, acts, officer, data),
        "preview": filling.preview(task, officer, data),
    }


def _asked(task: Thing) -> None:
    """Print how a task may end, what it asks and needs, and the commands that bring all that."""
    if task["outcomes"]:
        show.heading("May end as")
        show.table(("--outcome", "branch of the procedure"), task["outcomes"].items(), none="")
    if task["asks"]:
        show.heading("Asks")
        rows = [
            (key, asked["words"], filling.form(asked), _given(key, task))
            for key, asked in task["asks"].items()
        ]
        show.table(("answer", "question", "form", "answered"), rows, none="")
    if task["needs"]:
        show.heading("Needs of the file")
        lacks = [
            (need["step"], need["words"], "; ".join(need["missing"]) or "it is there")
            for need in task["needs"]
        ]
        show.table(("step", "what", "lacks"), lacks, none="")
        for command_, steps in _bring(task["needs"]).items():
            show.heading(f"For {' and '.join(steps)}")
            show.line(f"  {command_}")
    if task["commands"]:
        show.heading("To complete it (--check tries it without a trace)")
        for each in task["commands"]:
            show.line(f"  {each['command']}")


def _bring(needs: list[Thing]) -> dict[str, list[str]]:
    """Return the commands that bring what the file lacks, each once, with the steps it is for."""
    steps: dict[str, list[str]] = {}
    for need in needs:
        for command_ in need["commands"] if need["missing"] else ():
            steps.setdefault(command_, []).append(need["step"])
    return steps


def _given(key: str, task: Thing) -> str:
    ahead = task["ahead"].get(key)
    if ahead is None:
        return filling.when(key, task)
    return f"by {ahead['by']}, {show.moment(ahead['at'], task['zone'])}"


@command(READING, "day --as psso.diaz")
def day(
    someone: Annotated[
        str | None, typer.Argument(metavar="OFFICER", help="Whose day, where it is not your own.")
    ] = None,
    officer: Annotated[
        str | None,
        typer.Option("--as", metavar="OFFICER", help="Whose day; reading needs no token."),
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show an officer's day: mine, my team's, other teams', and what of it is late or due soon."""
    from database.queries.tasks import day as day_of

    named = {name for name in (someone, officer) if name} or {usual_officer() or ""} - {""}
    if len(named) != 1:
        raise UsageError("say whose day: casebound day --as OFFICER")
    (whose,) = named
    found = read_now(data, lambda db, now: day_of(db, whose, now=now))
    if json:
        show.as_json(found)
        return
    show.line(f"{whose}, {show.day(found['date'])}")
    for heading, name in (
        ("Overdue", "overdue"),
        ("Due today", "due_today"),
        ("Due this week", "due_this_week"),
        ("Mine", "mine"),
        ("My team's", "team"),
        ("Other teams'", "others"),
        ("Nobody's: no officer who is there today may do it", "nobodys"),
    ):
        if found[name] or name in ("overdue", "mine", "team"):
            show.heading(heading)
            _tasks(found[name], "None.")
    if found["nobodys_next"]:
        show.line(f"There is more: casebound tasks --nobodys --cursor '{found['nobodys_next']}'")


@command(READING, "load --team north --due-within 1w")
def load(
    team: Team = None,
    due_within: DueWithin = "1w",
    data: Data = None,
    json: Json = False,
) -> None:
    """Show what each officer has, what of it is late or due soon, and what waits for a role."""
    from database.queries.tasks import load as load_of

    async def counted(db: "AsyncSession", now: datetime) -> Thing:
        return await load_of(db, now=now, due_by=within(now, due_within or "1w"), team=team)

    found = read_now(data, counted)
    if json:
        show.as_json(found)
        return
    show.heading("Officers")
    columns = ("officer", "team", "cases", "open work", "late", f"due within {due_within}", "")
    show.table(columns, map(_of_officer, found["officers"]), none="No officer fits.")
    show.heading("Work that nobody has taken yet")
    rows = [(each["role"], *_counts(each)) for each in found["roles"]]
    show.table(("role", *columns[3:6]), rows, none="None.")


def _of_officer(each: Thing) -> tuple[str | None, ...]:
    stands_in = each["delegate"] or "nobody stands in"
    away = f"away: {stands_in}" if each["away"] else None
    return each["id"], each["team"], str(each["cases"] or ""), *_counts(each), away


def _counts(each: Thing) -> tuple[str, ...]:
    return tuple(str(each[name] or "") for name in ("open", "late", "due"))
