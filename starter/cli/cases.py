"""Reading cases: lists, one case, its history, and what happens next."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import filling, show
from starter.cli.app import READING, command
from starter.cli.identity import Reader, usual_officer
from starter.cli.known import lifecycle, waited_for
from starter.cli.options import (
    Case,
    Cursor,
    Data,
    DueWithin,
    Json,
    Limit,
    Overdue,
    Team,
    Thing,
    due_by,
    read,
    read_noted,
    seen,
)
from starter.cli.reading import as_reader, written
from starter.cli.tables import (
    BOARD,
    barred,
    board_line,
    dates,
    decisions,
    events,
    letter_table,
    looked_up,
    not_left,
    on_whiteboard,
    senders,
    unanswered,
    work_of,
    written_elsewhere,
)
from starter.cli.telling import UsageError
from starter.cli.workflows import standings, told, wrong

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from domain.file.orphans import Orphan

LAST_EVENTS = 8


class State(StrEnum):
    """Whether a case runs."""

    OPEN = "open"
    CLOSED = "closed"


@command(READING, "cases --waiting-for CSP-T6-S1k --state open")
def cases(
    *,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="Id of the customer.")] = None,
    waiting_for: Annotated[
        str | None,
        typer.Option(metavar="STEP|TYPE", help="Step id or message type that the case waits for."),
    ] = None,
    overdue: Overdue = False,
    due_within: DueWithin = None,
    phase: Annotated[
        str | None, typer.Option(metavar="PHASE", help="Phase of the lifecycle.")
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Lifecycle: Complaint, ...")
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="OFFICER", help="Officer who owns the case.")
    ] = None,
    team: Team = None,
    office: Annotated[str | None, typer.Option(metavar="CODE", help="Code of the office.")] = None,
    state: Annotated[State | None, typer.Option(help="Open or closed; both if not given.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """List cases, the newest first."""
    from database.queries.cases import Filters, list_cases

    wanted = Filters(
        customer=customer,
        waiting_for=waited_for(waiting_for),
        team=team,
        phase=phase,
        type=lifecycle(type_),
        owner=owner,
        office=office,
        state=state.value if state else None,
    )

    async def listed(db: "AsyncSession", now: datetime) -> Thing:
        by = due_by(now, due_within, overdue=overdue)
        return await list_cases(db, replace(wanted, due_by=by), now=now, limit=limit, cursor=cursor)

    found = read_noted(data, listed, lambda _: [seen("cases", customer=customer)])
    stand = standings(data, [each["ref"] for each in found["cases"]])
    found["cases"] = [told(each, stand) for each in found["cases"]]
    if json:
        show.as_json(found)
        return
    columns = ("case", "type", "phase", "owner", "waiting for", "next", "last day", "", "workflow")
    show.table(columns, map(_case_line, found["cases"]), none="No case fits.")
    if found["next"]:
        show.line(f"There are more: --cursor {found['next']}")


@command(READING, "whiteboard")
def whiteboard(data: Data = None, json: Json = False) -> None:
    """Show whose calls are put through without comment, since when, and how often they rang."""
    from database.queries.whiteboard import whiteboard as on_board

    async def listed(db: "AsyncSession", _: datetime) -> Thing:
        return {"whiteboard": await on_board(db)}

    found = read_noted(
        data,
        listed,
        lambda shown: [
            seen("whiteboard", each["case"], customer=each["customer"])
            for each in shown["whiteboard"]
        ],
    )
    if json:
        show.as_json(found)
        return
    show.table(BOARD, map(board_line, found["whiteboard"]), none="Nobody is on cold transfer.")


OWNERS = ("lock", "with", "area", "since", "until", "case")


@command(READING, "owner cu-1")
def owner(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Id of the customer.")],
    data: Data = None,
    json: Json = False,
) -> None:
    """Show who has a customer, since when and by which lock, and how somebody else has them."""
    from database.queries.owners import owner_of
    from domain.ownership.priority import with_whom

    async def found_now(db: "AsyncSession", _: datetime) -> Thing:
        return await owner_of(db, customer)

    found = read_noted(data, found_now, lambda _: [seen("owner", customer=customer)])
    if json:
        show.as_json(found)
        return
    has = found["owner"]
    show.fields(
        (
            ("Customer", found["customer"]),
            ("With", with_whom(has["holder"], has["area"]) if has else "nobody"),
            ("Since", has and show.moment(has["since"], has["zone"])),
            ("Lock", has and f"number {has['fence']}, of {has['case']}"),
            ("Asked for", found["ownership"]),
        )
    )
    if found["before"]:
        show.heading("Before")
        show.table(OWNERS, map(_owner_line, found["before"]), none="")
    show.heading("To have them")
    for way in found["ways"]:
        show.line(f"  {way}")


def _owner_line(had: Thing) -> tuple[str | None, ...]:
    times = (show.moment(had[name], had["zone"]) for name in ("since", "until"))
    return (str(had["fence"]), had["holder"], had["area"], *times, had["case"])


def _case_line(case: Thing) -> tuple[str | None, ...]:
    waits = "; ".join(f"{wait['what']} ({wait['step']})" for wait in case["waiting_for"])
    return (
        case["ref"],
        case["type"],
        case["phase"] if case["state"] == "open" else f"closed: {case['outcome']}",
        case["owner"] or case["team"],
        waits,
        case["next"] and case["next"]["what"],
        show.day(case["next"] and case["next"]["due_on"]),
        _late(case["overdue"]),
        _unlike_others(case) or ("stopped" if case["stopped"] else None),
    )


def _late(overdue: list[Thing]) -> str | None:
    others = len(overdue) - 1
    return f"late, and {others} more" if others > 0 else "late" if overdue else None


def _unlike_others(case: Thing) -> str | None:
    return case["workflow"] if case["workflow"] != "running" else None


@command(READING, "case co-abcdefghij")
def case(ref: Case, officer: Reader = None, data: Data = None, json: Json = False) -> None:
    """Show one case with everything that belongs to it; to an officer, also what was written."""
    from database.queries.cases import case_json

    async def whole(db: "AsyncSession", now: datetime) -> Thing:
        from activities.questions import told as looked_up_for

        row, known = await case_json(db, ref), await looked_up_for(db, ref, now)
        shown = {each["lookup"]: each for of_task in known.values() for each in of_task}
        return row | {"known": list(shown.values())}

    found = read_noted(data, whole, lambda _: [seen("case", ref)])
    if officer:
        found["written"] = as_reader(
            data, officer, lambda readings, caller: readings.of_case(caller, ref)
        )
    stand = standings(data, [ref])
    if json:
        show.as_json(told(found, stand))
        return
    _head(found, wrong(found, stand))
    looked_up(found["known"])
    written(found.get("written", []), found["zone"])
    work_of(found["tasks"], found["zone"])
    dates(found["deadlines"], found["zone"])
    if found["letters"]:
        show.heading("Letters")
        letter_table(found["letters"], found["zone"])
    decisions(found["approvals"], found["zone"])
    barred(found["restrictions"])
    on_whiteboard(found["whiteboard"])
    not_left(found["leaving"], found["zone"])
    written_elsewhere(found["records"], found["zone"])
    if found["links"]:
        show.heading("Belongs with")
        rows = [(link["ref"], link["type"], link["why"]) for link in found["links"]]
        show.table(("case", "type", "why"), rows, none="")
    unanswered(found["messages"], found["zone"])
    show.heading(f"Last events (all of them: casebound timeline {ref})")
    events(found["timeline"][-LAST_EVENTS:], found["zone"])


def _head(case: Thing, problem: str | None) -> None:
    zone = case["zone"]
    waits = [f"{wait['what']} ({wait['step']})" for wait in case["waiting_for"]]
    show.fields(
        (
            ("Case", f"{case['ref']}, {case['type']}"),
            ("Phase", case["phase"]),
            ("State", f"closed: {case['outcome']}" if case["closed_at"] else case["state"]),
            ("Customer", case["customer"]),
            ("Segment", case["segment"]),
            ("Owner", case["owner"]),
            ("Team", case["team"]),
            ("Office", case["office"]),
            ("Opened", show.moment(case["opened_at"], zone)),
            ("Closed", show.moment(case["closed_at"], zone)),
            ("Waiting for", "; ".join(waits)),
            ("Stopped", case["stopped"] and case["stopped"]["reason"]),
            ("Workflow", problem),
            ("Carries", too_much(case)),
        )
    )


def too_much(case: Thing) -> str | None:
    """Say of a case that it carries so much that no new run can take it over."""
    from activities.carried import MOST_CARRIED

    if case.get("carries", 0) < MOST_CARRIED:
        return None
    return f"{case['carries'] // 1024} kB: no new run can take it over until open work is done"


@command(READING, "timeline co-abcdefghij --before 1000")
def timeline(
    ref: Case,
    limit: Limit = 1000,
    before: Annotated[
        int | None, typer.Option(metavar="LINE", min=1, help="Lines before that one, by number.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show the history of a case, the newest lines of it, corrections marked."""
    from database.queries.cases import case_head
    from database.queries.cases import timeline as entries_of

    async def both(db: "AsyncSession", _: datetime) -> tuple[Thing, list[Thing]]:
        return await case_head(db, ref), await entries_of(db, ref, limit=limit, before=before)

    head, entries = read_noted(data, both, lambda _: [seen("timeline", ref)])
    if json:
        show.as_json(entries)
    else:
        events(entries, head["zone"])
        if entries and entries[0]["sequence"] > 1:
            show.line(f"There are earlier ones: --before {entries[0]['sequence']}")


@command(READING, "next ps-abcdefghij", name="next")
def following(ref: Case, data: Data = None, json: Json = False) -> None:
    """Say what happens next, and who may send what now."""
    from database.queries.following import next_of

    found = read(data, lambda db: next_of(db, ref))
    stand = standings(data, [ref])
    found, problem = told(found, stand), wrong(found, stand)
    if problem:
        words = f"Nothing is certain: {problem}. {_remedy(ref, found)}"
        found |= {"next": None, "later": [], "if_nobody_acts": words}
    if json:
        show.as_json(found)
        return
    _head(found, problem)
    if found["overdue"]:
        show.heading("Overdue")
        for date in found["overdue"]:
            show.prose(f"{date['what']} ({date['step']}): {show.day(date['due_on'])} is over.")
    show.heading("If nobody acts")
    show.prose(found["if_nobody_acts"])
    for date in found["later"]:
        when = show.moment(date["when"], found["zone"])
        show.prose(f"Then {when}: {date['what']} ({date['step']}).")
    if found["held"]:
        show.heading("Held")
        for date in found["held"]:
            since = show.moment(date["since"], found["zone"])
            show.prose(
                f"{date['what']} ({date['step']}), {show.day(date['due_on'])}, stands still since "
                f"{since}: {date['why']}."
            )
    show.heading("Work that is open")
    work = [
        (
            task["id"],
            task["title"],
            task["assignee"] or task["role"],
            ", ".join(task["outcomes"]),
            show.day(task["due_on"]),
        )
        for task in found["work"]
    ]
    show.table(("task", "what", "who", "may end as", "last day"), work, none="None.")
    show.heading("What may be sent now")
    messages = [
        (
            message["type"],
            message["words"],
            senders(message["senders"]),
            "yes" if message["asked"] else None,
        )
        for message in found["messages"]
    ]
    show.table(("message", "says that", "sent by", "waited for"), messages, none="Nothing.")


def _remedy(ref: str, case: Thing) -> str:
    kept = "What is sent meanwhile is kept"
    if case["workflow"] == "stopped":
        return f"An operator puts right what stopped it: casebound doctor. {kept}."
    return f"An operator brings it back: casebound repair {ref}. {kept}."


@command(READING, "file ps-abcdefghij issue")
def file(
    ref: Case,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND|ROW",
            help="issue, option, contact, ...: only these; or issue-3: what became of it.",
        ),
    ] = None,
    orphans: Annotated[
        bool, typer.Option("--orphans", help="Only what is open and nobody has, and why.")
    ] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show the case file: what the case is about, thing by thing; or what became of one thing."""
    from database.queries.cases import file_of, row_of
    from database.queries.file_shapes import LISTS
    from database.queries.orphans import orphans_of

    if orphans:
        _orphans(read(data, lambda db: orphans_of(db, ref)), json=json)
        return
    if kind and A_ROW.fullmatch(kind):
        found = read_noted(
            data, lambda db, _: row_of(db, ref, kind), lambda _: [seen("file", ref, kind)]
        )
        _history(found, json=json)
        return
    if kind is not None and kind not in LISTS:
        raise UsageError(f"there is no kind '{kind}'; choose one of: {', '.join(LISTS)}")
    found, _ = read_noted(data, lambda db, _: file_of(db, ref), lambda _: [seen("file", ref, kind)])
    wanted = {
        name: rows
        for one, name in LISTS.items()
        if kind in (None, one)
        for rows in (found.get(name, []),)
    }
    if json:
        show.as_json(wanted)
        return
    if not any(wanted.values()):
        show.line(f"{ref} has nothing in its file.")
    for name, rows in wanted.items():
        if rows:
            show.heading(name.replace("_", " ").capitalize())
            show.table(("id", "what", "state", "side", "by"), map(_file_line, rows), none="")


def _orphans(found: "Sequence[Orphan]", *, json: bool) -> None:
    """Print what is open in a file and nobody has."""
    rows = [(each.row, each.why) for each in found]
    if json:
        show.as_json([{"row": row, "why": why} for row, why in rows])
        return
    show.table(("id", "why"), rows, none="Somebody has everything that is open.")


A_ROW = re.compile(r"(.+\.)?[a-z_]+-\d+")


def _history(found: Thing, *, json: bool) -> None:
    """Print every version of a row: the act, who, when it happened, when it was told, and how."""
    if json:
        show.as_json(found)
        return
    rows = [
        (
            str(each["version"]),
            each["act"],
            each["by"],
            show.moment(each["at"], found["zone"]),
            show.moment(each["told_at"], found["zone"]),
            "; ".join(each["words"]) or None,
            each["why"],
        )
        for each in found["versions"]
    ]
    columns = ("version", "act", "by", "happened", "told", "changed", "why")
    show.table(columns, rows, none="")


NOT_SHOWN = {"id", "state", "version", "entered_in_error", "side", "step", "by", "at", "told_at"}


def _file_line(row: Thing) -> tuple[str | None, ...]:
    said = [
        f"{name.replace('_', ' ')} {_plain(value)}"
        for name, value in row.items()
        if name not in NOT_SHOWN and value not in (None, [], False)
    ]
    state = "entered in error" if row["entered_in_error"] else row.get("state")
    return row["id"], ", ".join(said), state, row["side"], row["by"]


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@command(READING, "faults credit_lost")
def faults(
    about: Annotated[
        str | None, typer.Argument(metavar="CODE", help="Only this one, case by case.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show the log of systemic issues: what cases brought to light, across all of them."""
    from database.queries.faults import log, of

    found = read(data, (lambda db: of(db, about)) if about else log)
    if json:
        show.as_json(found)
        return
    columns = ONE_FAULT if about else FAULTS
    rows = [[_told(each[name]) for name in columns] for each in found]
    show.table([name.replace("_", " ") for name in columns], rows, none="None was found.")


FAULTS = ("about", "cases", "open", "first", "last", "raised_to")
ONE_FAULT = ("id", "case", "sort", "on", "raised_to", "shown_by", "corrected_by")


def _told(value: object) -> str | None:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return None if value is None else str(value)


@command(READING, "gates ps-abcdefghij")
def gates(ref: Case, data: Data = None, json: Json = False) -> None:
    """Show what must hold before a customer is finalised, and what blocks it."""
    from database.queries.cases import file_of
    from domain.personalised_services.tasks.closing import GATES

    _, found = read(data, lambda db: file_of(db, ref))
    if json:
        show.as_json(found)
        return
    rows = [(each["step"], GATES[each["step"]][0], _gate_words(each)) for each in found]
    show.table(("gate", "what", "stands"), rows, none=f"{ref} has no gates.")
    for each in found:
        if not each["holds"]:
            show.heading(f"What opens {each['step']}")
            for opens in _opening(each, ref):
                show.line(f"  {opens}{filling.where(data)}")


def _opening(gate: Thing, ref: str) -> list[str]:
    """Return the acts that may open a gate, as commands that are whole to copy."""
    from domain.file.gates import GateAttested
    from domain.personalised_services.tasks.closing import GATES

    officer = usual_officer() or "psso.NAME"
    if gate["to_attest"]:
        return [filling.act(GateAttested.name, GateAttested, ref, officer, gate=gate["step"])]
    acts = (act for act in GATES[gate["step"]][1] if act is not GateAttested)
    return [filling.act(act.name, act, ref, officer) for act in acts]


def _gate_words(gate: Thing) -> str:
    if not gate["holds"]:
        return "blocked by: " + "; ".join(gate["blocked_by"])
    attested = gate["attested"]
    if attested is None:
        return "holds"
    by, shown_by = attested["by"], attested["shown_by"]
    return f"holds: {by} attested it on {attested['at']}, shown by {shown_by}"
