"""Setting up: who works here, who the customers are, which days nobody works, what is decided."""

import getpass
import json as json_text
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from starter.cli import show
from starter.cli.app import ADMIN, command, group
from starter.cli.identity import authenticated
from starter.cli.options import Cursor, Data, Json, Limit, Thing, now, read, run, sessions
from starter.cli.telling import UsageError
from starter.client import place

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from database.writes.people import Imported

T = TypeVar("T")

SEAT = "ACT"  # of the agency: Canberra
ABOUT_CUSTOMERS = ("customers", "customer_addresses", "nominees")

File = Annotated[Path, typer.Argument(metavar="FILE", help="What to import.")]
By = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="OFFICER", help="Who does it, by their token; else this machine's user."
    ),
]
Office = Annotated[
    str | None,
    typer.Option("--office", metavar="OFFICE", help="Of this office; else of every office."),
]
Year = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", help="Of this year, in place of this one.")
]

officers = group("officers", ADMIN, "Who works here, and their tokens.")
customers = group("customers", ADMIN, "Who the customers are.")
holidays = group("holidays", ADMIN, "Days on which nobody works.")
settings = group("settings", ADMIN, "What the agency decides for itself.")


@command(ADMIN, "officers import officers.yaml", name="import", within=officers)
def import_officers(file: File, by: By = None, data: Data = None, json: Json = False) -> None:
    """Import officers with their roles, from YAML."""
    from starter.administration.imports import import_officers as taken

    _imported(lambda db: taken(db, file, today=_today()), by, data, json=json)


@command(ADMIN, "customers import customers.csv", name="import", within=customers)
def import_customers(file: File, by: By = None, data: Data = None, json: Json = False) -> None:
    """Import customers with their addresses, from YAML or CSV."""
    from starter.administration.imports import import_customers as taken

    _imported(lambda db: taken(db, file, today=_today()), by, data, json=json)


@command(ADMIN, "holidays import closedown.csv", name="import", within=holidays)
def import_holidays(file: File, by: By = None, data: Data = None, json: Json = False) -> None:
    """Import days on which offices do not work, from CSV."""
    from starter.administration.imports import import_holidays as taken

    _imported(lambda db: taken(db, file), by, data, json=json)


@command(ADMIN, "holidays list --office ACT", name="list", within=holidays)
def list_holidays(
    office: Office = None, year: Year = None, data: Data = None, json: Json = False
) -> None:
    """List the days off that were added here; public holidays come with the release."""
    from starter.administration.days_off import added

    found = read(data, lambda db: added(db, office, year or _today().year))
    if json:
        show.as_json(found)
        return
    rows = (
        (
            show.day(each["date"]),
            each["office"] or "every office",
            each["name"],
            "taken back" if each["removed_at"] else "off",
        )
        for each in found
    )
    show.table(("day", "office", "name", "is"), rows, none="No days off were added.")


@command(ADMIN, "holidays remove 2026-12-24", name="remove", within=holidays)
def remove_holiday(
    *,
    day: Annotated[str, typer.Argument(metavar="DATE", help="The day that is no day off.")],
    office: Office = None,
    by: By = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Take a day off back that was added here. Dates that were given out stay."""
    from starter.administration.days_off import remove

    on = _day("DATE", day)
    names = _change(data, by, lambda db: remove(db, on, office, now=now()))
    if json:
        show.as_json({"date": on.isoformat(), "office": office, "names": names})
    else:
        whose = office or "every office"
        show.line(f"{whose} works on {show.day(on.isoformat())} ({', '.join(names)} taken back).")
        show.line("Dates that were counted with it stay; what is counted from now on is not.")


@command(
    ADMIN,
    "holidays decide nt_show 2027 --office NT --on 2027-07-23",
    name="decide",
    within=holidays,
)
def decide_day(
    *,
    day: Annotated[str, typer.Argument(metavar="DAY", help="See `casebound holidays regional`.")],
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year that it is decided for.")],
    office: Annotated[str, typer.Option("--office", metavar="OFFICE", help="Whose day it is.")],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day on which it is.")] = None,
    works: Annotated[bool, typer.Option("--works", help="The office does not keep it.")] = False,
    by: By = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Decide when an office keeps a regional day in a year, or that it does not."""
    from starter.administration.days_off import decide

    if works == (on is not None):
        raise UsageError("say either --on DATE, or --works where the office does not keep the day")
    kept = _day("--on", on) if on else None
    said = _change(data, by, lambda db: decide(db, day, year, office, kept, now=now()))
    if json:
        show.as_json({"office": office, "day": day, "year": year, "on": on})
    else:
        show.line(said)


@command(ADMIN, "holidays regional --office NT", name="regional", within=holidays)
def list_regional(
    office: Office = None, year: Year = None, data: Data = None, json: Json = False
) -> None:
    """List the regional days that offices decide, and what they have decided."""
    from starter.administration.days_off import listed

    found = read(data, lambda db: listed(db, office, year or _today().year))
    if json:
        show.as_json(found)
        return
    columns = ("office", "day", "name", "year", "decided", "when it usually is")
    rows = (
        (
            each["office"],
            each["day"],
            each["name"],
            str(each["year"]),
            (show.day(each["on"]) if each["on"] else "works") if each["decided"] else "not yet",
            each["usually"],
        )
        for each in found
    )
    show.table(columns, rows, none="No office here decides such days.")


def _imported(
    take: "Callable[[AsyncSession], Awaitable[Imported]]",
    by: str | None,
    data: Path | None,
    *,
    json: bool,
) -> None:
    done = _change(data, by, take)
    if json:
        show.as_json({"added": done.added, "known": done.known})
    else:
        show.line(f"{len(done.added)} added, {len(done.known)} known before.")


@command(ADMIN, "officers leaving psso.diaz", name="leaving", within=officers)
def list_leaving(
    officer: Annotated[str, typer.Argument(metavar="OFFICER", help="Who leaves.")],
    data: Data = None,
    json: Json = False,
) -> None:
    """List everything that waits on an officer; `send officer.left` gives it to somebody else."""
    from database.queries.waiting_on import waits_on

    found = read(data, lambda db: waits_on(db, officer))
    if json:
        show.as_json(found)
        return
    lines = [
        *(("task", each["id"], each["title"]) for each in found["tasks"]),
        *(("case", each["ref"], each["phase"]) for each in found["cases"]),
        *(("lock", each["id"], each["customer"]) for each in found["locks"]),
        *(("date", each["id"], each["due"]) for each in found["dates"]),
        *(("row", each, "") for each in found["rows"]),
    ]
    show.table(("what", "id", "of it"), lines, none=f"Nothing waits on {found['officer']}.")


@command(ADMIN, "officers token psso.diaz", name="token", within=officers)
def token(
    *,
    officer: Annotated[str, typer.Argument(metavar="OFFICER", help="Id of the officer.")],
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write it; the user's own folder if not given."),
    ] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the token back.")] = False,
    by: By = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make an officer's token, in place of any earlier one."""
    from starter.doors import tokens

    target = file or tokens.file_of(officer)

    async def change(db: "AsyncSession") -> bool:
        if revoke:
            await tokens.revoke(db, officer)
            return False
        made = await tokens.issue(db, officer)
        try:
            tokens.write(target, made)  # in the transaction: else the earlier one would be lost
        except OSError as error:
            raise UsageError(f"{target} cannot be written: {error.strerror}") from None
        return True

    made = _change(data, by, change)
    if json:
        show.as_json({"officer": officer, "file": str(target) if made else None})
    elif made:
        show.line(f"The token of {officer} is in {target}; who can read it is {officer}.")
    else:
        show.line(f"The token of {officer} opens nothing any more.")


@command(ADMIN, "settings list", name="list", within=settings)
def list_settings(data: Data = None, json: Json = False) -> None:
    """List the settings with their values today."""
    from starter.administration.dated_settings import listed

    found = read(data, lambda db: listed(db, _today()))
    if json:
        show.as_json(found)
        return
    rows = (
        (
            setting["name"],
            json_text.dumps(setting["value"], ensure_ascii=False),
            "; ".join(f"{change['value']} from {change['from']}" for change in setting["changes"]),
            "to confirm" if setting["to_confirm"] else "",
            setting["words"],
        )
        for setting in found
    )
    show.table(("setting", "today", "changed to", "", "what it is"), rows, none="")
    if any(setting["to_confirm"] for setting in found):
        show.line("To confirm: the product's own. Set it, to the same value where that is right.")


@command(ADMIN, "settings set cma.callback_days 10 --from 2027-01-01", name="set", within=settings)
def set_setting(
    *,
    name: Annotated[str, typer.Argument(metavar="NAME", help="See `casebound settings list`.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="A word, a number, or JSON.")],
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="From this day; today if not given."),
    ] = None,
    by: By = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Let a setting have another value from a day on."""
    from starter.administration.dated_settings import put

    day, today = _day("--from", first) if first else _today(), _today()
    who = by or getpass.getuser()
    now_is = _change(data, by, lambda db: put(db, name, value, first=day, today=today, set_by=who))
    if json:
        show.as_json({"name": name, "value": now_is, "from": day.isoformat()})
    else:
        show.line(f"{name} is {json_text.dumps(now_is)} from {show.day(day.isoformat())} on.")


@command(ADMIN, "changes psso.diaz")
def changes(
    about: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Of one officer, customer, office or setting."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show what was set up, by whom, and what was there before."""
    from database.queries.administration import changes as listed
    from domain.offices import OFFICES

    zone = ZoneInfo(OFFICES[SEAT].zone)
    found = read(data, lambda db: listed(db, about, zone=zone, limit=limit, cursor=cursor))
    if json:
        show.as_json(found)
        return
    rows = (
        (
            show.moment(change["at"], OFFICES[SEAT].zone),
            change["actor"],
            change["part"].replace("_", " "),
            change["about"],
            said(change["part"], change["before"]),
            said(change["part"], change["after"]),
        )
        for change in found["changes"]
    )
    columns = ("when", "who", "what", "about", "before", "after")
    show.table(columns, rows, none="Nothing was set up.")
    if found["next"]:
        show.line(f"There are more: --cursor {found['next']}")


def said(part: str, row: Thing | None) -> str:
    """Return what stood in a row; of a customer only which things, not what they say."""
    if row is None:
        return "nothing"
    if part in ABOUT_CUSTOMERS:
        return ", ".join(sorted(row))
    return ", ".join(f"{name}: {_short(value)}" for name, value in sorted(row.items()))


def _short(value: object) -> str:
    return value if isinstance(value, str) else json_text.dumps(value, ensure_ascii=False)


def _day(option: str, given: str) -> date:
    from domain.days import read_day

    try:
        return read_day(given)
    except ValueError as error:
        raise UsageError(f"{option} {given} {error}") from None


def _today() -> date:
    """Return the day at the agency's seat, wherever this machine keeps its clock."""
    from domain.offices import OFFICES

    return OFFICES[SEAT].day_of(now())


def _change(
    data: Path | None, by: str | None, change: "Callable[[AsyncSession], Awaitable[T]]"
) -> T:
    """Do something to the case database of the running stack, in one transaction.

    The log has it as the doing of the officer ``by``, else of the user of this machine.
    """

    async def work() -> T:
        from database.errors import guarded
        from database.writes.administration import act_as

        async with sessions(place(data)) as maker:
            caller = await authenticated(maker, by) if by else None
            async with guarded(None, None), maker.begin() as db:
                if caller:
                    await act_as(db, caller.account, "token")
                else:
                    await act_as(db, getpass.getuser(), "user of the machine")
                return await change(db)

    return run(work())
