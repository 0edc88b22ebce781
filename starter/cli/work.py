"""Reading work: lists, one task with what it asks, an officer's day."""

from enum import StrEnum
from typing import Annotated, Literal

import typer

from starter.cli import show
from starter.cli.app import READING, command
from starter.cli.known import role_word
from starter.cli.options import Cursor, Data, Json, Limit, Thing, now, read
from starter.cli.tables import questions, returns, standing, version
from starter.cli.telling import UsageError


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


@command(READING, "tasks --role psso --overdue")
def tasks(
    *,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="For this role.")] = None,
    officer: Annotated[
        str | None, typer.Option(metavar="OFFICER", help="Held by this officer.")
    ] = None,
    case: Annotated[str | None, typer.Option(metavar="REF", help="Of this case.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Past their date.")] = False,
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
        overdue=overdue,
        state=_WANTED[state],
    )

    found = read(data, lambda db: list_tasks(db, wanted, now=now(), limit=limit, cursor=cursor))
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
            "late" if task["overdue"] else standing(task, task["zone"]),
            show.day(task["due_on"]),
        )
        for task in found
    ]
    show.table(("task", "what", "step", "who", "state", "last day"), rows, none=none)


@command(READING, "task ps-abcdefghij.t1")
def task(
    id_: Annotated[str, typer.Argument(metavar="TASK", help="Id of the task.")],
    data: Data = None,
    json: Json = False,
) -> None:
    """Show a task: what it asks and how it may end."""
    from database.queries.tasks import task_json

    found = read(data, lambda db: task_json(db, id_, now=now()))
    if json:
        show.as_json(found)
        return
    show.fields(
        (
            ("Task", found["id"]),
            ("What", found["title"]),
            ("For", found["assignee"] or found["role"]),
            ("State", "late" if found["overdue"] else standing(found, found["zone"])),
            ("Last day", show.day(found["due_on"])),
            ("Case", found["case"]),
            ("Letter", found["letter"]),
            ("Done by", found["completed_by"]),
            *returns(found),
            ("Decides on", found["data"].get("about")),
            ("In version", version(found["data"].get("version"))),
            ("Four eyes", "whoever made any version of it may not" * found["four_eyes"]),
        )
    )
    if found["outcomes"]:
        show.heading("May end as")
        columns = ("--outcome", "branch of the procedure")
        show.table(columns, found["outcomes"].items(), none="")
    questions(found["asks"])
    for step in found["guidance"]:
        show.heading(f"{step['step']}: {step['title']}")
        show.prose(step["does"])


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
    """Show an officer's day: mine, my team's, due today, overdue."""
    from database.queries.tasks import day as day_of

    named = {name for name in (someone, officer) if name}
    if len(named) != 1:
        raise UsageError("say whose day: casebound day --as OFFICER")
    (whose,) = named
    found = read(data, lambda db: day_of(db, whose, now=now()))
    if json:
        show.as_json(found)
        return
    show.line(f"{whose}, {show.day(found['date'])}")
    for heading, name in (
        ("Overdue", "overdue"),
        ("Due today", "due_today"),
        ("Mine", "mine"),
        ("My team's", "team"),
    ):
        show.heading(heading)
        _tasks(found[name], "None.")
