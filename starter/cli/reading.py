"""Reading what is known of people, as an officer: a customer, what was written, documents."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from domain.standing.unsearched import IN_WORDS
from starter.cli import show
from starter.cli.app import ADMIN, READING, command
from starter.cli.identity import As, authenticated
from starter.cli.options import (
    Cursor,
    Data,
    Json,
    Limit,
    Thing,
    check_folder,
    run,
    sessions,
    write,
)
from starter.cli.tables import barred
from starter.client import place

if TYPE_CHECKING:
    from starter.doors.caller import Caller
    from starter.doors.reading import Readings

T = TypeVar("T")
ON_COLD_TRANSFER = (
    "On cold transfer since {since}: put a call through without comment; what is urgent is served "
    "by whoever answers."
)
CASE = ("ref", "type", "phase", "owner")


@command(READING, "customer cu-1 --as psso.diaz")
def customer(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the customer.")],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show who a customer is. It is written down who reads it."""
    found = as_reader(data, officer, lambda readings, caller: readings.customer(caller, id_))
    if json:
        show.as_json(found)
        return
    if has := found["in_part_for"]:
        show.line(f"You have the work of {has}: of the other parent you see what that needs.")
    for each in found["indicators"]:
        words = each["sort"].replace("_", " ")
        show.line(f"Take care: {words}, to be reviewed by {show.day(each['review_by'])}.")
    for each in found["whiteboard"]:
        show.line(ON_COLD_TRANSFER.format(since=show.moment(each["since"], each["zone"])))
    address = found["address"] or {"lines": [] if has else ["none known"]}
    show.fields(
        (
            ("Customer", found["id"]),
            ("Name", found["name"]),
            ("Reference", found["reference"]),
            ("Programme", found["programme"]),
            ("Address", ", ".join(address["lines"])),
            ("Email", found["email"]),
            ("Prefers", found["channel"]),
            *(("Nominee", f"{n['name']}, {', '.join(n['lines'])}") for n in found["nominees"]),
            ("Belongs with", ", ".join(found["associates"])),
        )
    )
    if found["details"]:
        show.heading("How to reach them")
        columns = ("id", "what", "value", "may be shown", "safe times", "checked on")
        show.table(columns, map(_detail, found["details"]), none="")
    barred(found["restrictions"])
    if found["cases"]:
        show.heading("Open cases")
        rows = [[each[name] for name in CASE] for each in found["cases"]]
        show.table(CASE, rows, none="")


def _detail(each: Thing) -> tuple[str | None, ...]:
    mark = {"open": "yes", "protected": "no: protected"}.get(each["mark"], "not to be used")
    return (
        *(each["id"], each["sort"], each["value"], mark, each["times"]),
        show.day(each["checked_on"]),
    )


@command(READING, "document 3b1f09aa52c7 --out letter.pdf --as psso.diaz")
def document(
    id_: Annotated[
        str, typer.Argument(metavar="ID", help="Its hash, or the first eight letters or more.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Write it to this file.")],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Write a document that came in to a file. It is written down who reads it."""
    check_folder("--out", out)
    found, held = as_reader(data, officer, lambda readings, caller: readings.document(caller, id_))
    write("--out", out, held)
    if json:
        show.as_json(found)
    else:
        show.line(f"{found['name']}, {found['size']} bytes, is in {out}.")


@command(ADMIN, "readings --customer cu-1 --as ps_ssm.ito")
def readings(
    *,
    officer: As,
    of: Annotated[
        str | None, typer.Option("--officer", metavar="OFFICER", help="By this officer.")
    ] = None,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="About this customer.")] = None,
    case: Annotated[str | None, typer.Option(metavar="REF", help="In this case.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show a manager who read what is known of people, the newest first."""
    from database.queries.readings import Filters

    wanted = Filters(of, customer, case)
    found = as_reader(
        data,
        officer,
        lambda readings, caller: readings.readings(caller, wanted, limit=limit, cursor=cursor),
    )
    if json:
        show.as_json(found)
        return
    rows = [
        (
            show.moment(each["at"], found["zone"]),
            each["officer"],
            each["what"],
            each["customer"],
            each["case"],
            each["thing"],
        )
        for each in found["readings"]
    ]
    columns = ("when", "who", "what", "customer", "case", "which")
    show.table(columns, rows, none="Nobody has read anything.")
    if found["next"]:
        show.line(f"There are more: --cursor {found['next']}")


def as_reader(
    data: Path | None, officer: str, ask: "Callable[[Readings, Caller], Awaitable[T]]"
) -> T:
    """Read something about people as an officer."""

    async def work() -> T:
        from starter.doors.reading import Readings

        async with sessions(place(data)) as maker:
            return await ask(Readings(maker), await authenticated(maker, officer))

    return run(work())


def written(messages: list[Thing], zone: str) -> None:
    """Print what was written, and how to get at what came with it."""
    for each in messages:
        who = each["actor"] or each["source"]
        show.heading(f"{show.moment(each['occurred_at'], zone)}, {who}: {each['type']}")
        show.fields(_said(each["content"]))
        for file in each["documents"]:
            named = f"casebound document {file['sha256'][:12]} --out {quote(file['name'])}"
            show.line(f"{file['name']}, {file['size']} bytes: {named}")
            if why := file["unsearched"]:
                show.line(f"  Not searched for words of danger: {IN_WORDS[why]}. Open it yourself.")


def _said(content: Mapping[str, Any], within: str = "") -> list[tuple[str, str]]:
    """Return names and words, those of what is nested too."""
    found: list[tuple[str, str]] = []
    for name, value in content.items():
        spoken = f"{within}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            found += _said(value, f"{spoken}: ")
        else:
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            found.append((spoken, words))
    return found
