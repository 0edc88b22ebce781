"""Acting by messages: send one, complete a task. Each has a receipt, and becomes something."""

import json as json_text
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import show
from starter.cli.app import ACTING, command
from starter.cli.identity import DOOR, As, MaybeAs, TaskId, authenticated, usual_officer
from starter.cli.options import Data, Json, Thing, run, sessions
from starter.cli.tables import receipt_lines
from starter.cli.telling import NO, UNREACHABLE, UsageError, say
from starter.client import NotKeptError, connected, place, reachable
from starter.files import read_text
from worker.place import Place

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from starter.doors.caller import Caller
    from starter.doors.clock import Clock
    from starter.doors.sent import Attachment, Sent

BAD = ("refused", "quarantined", "unmatched")

Wait = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="Wait so long for what becomes of it.")
]
Happened = Annotated[
    str | None,
    typer.Option(
        "--occurred-at",
        metavar="INSTANT",
        help="When it happened, with its offset; now if not given.",
    ),
]
Attached = Annotated[
    list[Path] | None,
    typer.Option("--attach", metavar="FILE", help="A document; may be given again."),
]
Check = Annotated[
    bool, typer.Option("--check", help="Try it, and say what would become of it; no trace stays.")
]
MessageId = Annotated[
    str | None, typer.Option("--id", metavar="ID", help="Id of the message, to repeat it safely.")
]


@command(
    ACTING,
    "send complaint.received --as mail_team.lee --customer cu-1 \\\n"
    '    --facts \'{"channel": "post"}\' --content @complaint.json',
)
def send(
    *,
    type_: Annotated[
        str, typer.Argument(metavar="TYPE", help="See `casebound catalogue messages`.")
    ],
    case: Annotated[str | None, typer.Option(metavar="REF", help="Case reference.")] = None,
    officer: MaybeAs = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="SYSTEM", help="The system that it comes from, where no officer acts."
        ),
    ] = None,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="Whom it is about.")] = None,
    office: Annotated[
        str | None, typer.Option(metavar="CODE", help="Office of the case it opens.")
    ] = None,
    about: Annotated[
        str | None, typer.Option(metavar="ID", help="Task or letter that it answers.")
    ] = None,
    facts: Annotated[str, typer.Option(metavar="JSON|@FILE", help="What drives decisions.")] = "{}",
    content: Annotated[
        str, typer.Option(metavar="JSON|@FILE", help="What people wrote or said.")
    ] = "{}",
    occurred_at: Happened = None,
    attach: Attached = None,
    id_: MessageId = None,
    check: Check = False,
    wait: Wait = 5,
    data: Data = None,
    json: Json = False,
) -> None:
    """Send a message, and say what became of it."""
    officer = officer or (None if source else usual_officer())
    if officer is None and source is None:
        raise UsageError("say who sends it: --as OFFICER, or --source SYSTEM")
    given, said, happened = _object("--facts", facts), _object("--content", content), occurred_at

    def message(caller: "Caller") -> "Sent":
        from starter.doors.sent import Sent, new_id

        return Sent(
            type_,
            caller,
            id=id_ or new_id(),
            case=case,
            customer=customer,
            office=office,
            occurred_at=_instant(happened),
            about=about,
            facts=given,
            content=said,
            attachments=_documents(attach),
        )

    _by_door(message, officer, source, data=data, wait=wait, check=check, json=json)


@command(
    ACTING,
    "complete co-abcdefghij.t1 --as complaints_officer.wu --outcome send \\\n"
    '    --answers \'{"WC-S3m.about": "A late payment"}\'',
)
def complete(
    *,
    task: TaskId,
    officer: As,
    outcome: Annotated[
        str | None, typer.Option(metavar="OUTCOME", help="How it ended; see `casebound task`.")
    ] = None,
    answers: Annotated[
        str, typer.Option(metavar="JSON|@FILE", help="Answers to what it asks.")
    ] = "{}",
    acts: Annotated[
        str,
        typer.Option(
            metavar="JSON|@FILE",
            help="Acts on the file in the same sitting: a list, each with type, facts, content.",
        ),
    ] = "[]",
    reason: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Why, where that must be said.")
    ] = None,
    occurred_at: Happened = None,
    attach: Attached = None,
    id_: MessageId = None,
    check: Check = False,
    wait: Wait = 5,
    data: Data = None,
    json: Json = False,
) -> None:
    """Complete a task; acts that come with it stand with it, all of them or none."""
    given, carried = _object("--answers", answers), _objects("--acts", acts)

    def message(caller: "Caller") -> "Sent":
        from starter.doors.sent import completion

        return completion(
            task,
            caller,
            outcome=outcome,
            answers=given,
            reason=reason,
            id=id_,
            occurred_at=_instant(occurred_at),
            attachments=_documents(attach),
            acts=carried,
        )

    _by_door(message, officer, data=data, wait=wait, check=check, json=json)


@command(
    ACTING,
    "progress ps-abcdefghij.t3 --as psso.diaz \\\n    --answers '{\"CSP-T4-S2a\": true}'",
)
def progress(
    *,
    task: TaskId,
    officer: As,
    answers: Annotated[
        str,
        typer.Option(metavar="JSON|@FILE", help="Some of what it asks; null takes an answer back."),
    ],
    occurred_at: Happened = None,
    id_: MessageId = None,
    check: Check = False,
    wait: Wait = 5,
    data: Data = None,
    json: Json = False,
) -> None:
    """Answer some of what a task asks; it stays open, and its completion needs only the rest."""
    given = _object("--answers", answers)

    def message(caller: "Caller") -> "Sent":
        from domain.messages import TaskProgressed
        from starter.doors.sent import Sent, new_id

        return Sent(
            TaskProgressed.name,
            caller,
            id=id_ or new_id(),
            occurred_at=_instant(occurred_at),
            about=task,
            facts={"answers": given},
        )

    _by_door(message, officer, data=data, wait=wait, check=check, json=json)


@command(
    ACTING,
    "act contact.made --case ps-abcdefghij --as psso.diaz \\\n"
    '    --facts \'{"customer": "cu-1", "result": "reached", "identity": "confirmed"}\'',
)
def act(
    *,
    type_: Annotated[
        str, typer.Argument(metavar="TYPE", help="An act on the file; see `casebound file REF`.")
    ],
    case: Annotated[str, typer.Option(metavar="REF", help="Case reference.")],
    officer: As,
    facts: Annotated[str, typer.Option(metavar="JSON|@FILE", help="What drives decisions.")] = "{}",
    content: Annotated[
        str, typer.Option(metavar="JSON|@FILE", help="What people wrote or said.")
    ] = "{}",
    occurred_at: Happened = None,
    attach: Attached = None,
    id_: MessageId = None,
    check: Check = False,
    wait: Wait = 5,
    data: Data = None,
    json: Json = False,
) -> None:
    """Act on the file of a case; words that the act may have are asked for, at a terminal."""
    given, said = _object("--facts", facts), _object("--content", content)
    said = _words_of(type_, said, ask=sys.stdin.isatty() and not json)

    def message(caller: "Caller") -> "Sent":
        from starter.doors.sent import Sent, new_id

        return Sent(
            type_,
            caller,
            id=id_ or new_id(),
            case=case,
            occurred_at=_instant(occurred_at),
            facts=given,
            content=said,
            attachments=_documents(attach),
        )

    _by_door(message, officer, data=data, wait=wait, check=check, json=json)


def _words_of(type_: str, said: Thing, *, ask: bool) -> Thing:
    """Return what was said with an act; what it may have, and is not given, is asked for."""
    from domain.file.catalogue import ACTS
    from starter.nearest import nearest

    if type_ not in ACTS:
        raise UsageError(f"there is no act {type_} on a case file{nearest(type_, ACTS)}")
    missing = [name for name in ACTS[type_].of.content if name not in said] if ask else []
    told = {
        name: typer.prompt(f"{name} (none)", default="", show_default=False) for name in missing
    }
    return said | {name: words for name, words in told.items() if words}


def _by_door(
    message: "Callable[[Caller], Sent]",
    officer: str | None,
    source: str | None = None,
    *,
    data: Path | None,
    wait: float,
    check: bool,
    json: bool,
) -> None:
    """Send a message; wait for what becomes of it, and print the receipt. Or only try it."""
    at = place(data)
    who = officer, source or DOOR
    if check:
        _say_what_would_be(run(_checked(at, message, who)), json=json)
        return
    found, brought = run(_sent(at, message, who, timedelta(seconds=wait)))
    if json:
        show.as_json(found)
    else:
        receipt_lines(found)
    key = f"{found['source']}|{found['id']}"
    if not brought:
        say(
            f"the Temporal server at {at.temporal_address} does not answer. The message is kept "
            f"and will be brought to its case; ask later: casebound receipt '{key}'"
        )
        raise typer.Exit(UNREACHABLE)
    if found["status"] == "received" and not json:
        show.line(f"Ask later: casebound receipt '{key}'")
    if found["status"] in BAD:
        raise typer.Exit(NO)


def _say_what_would_be(tried: Thing, *, json: bool) -> None:
    if json:
        show.as_json(tried)
    elif tried["would_be"] == "refused":
        say(f"it would be refused: {tried['reason']}")
    else:
        words = "it came before" if tried["repeated"] else "nothing keeps it from being taken"
        show.line(f"{tried['type']}: {words}. Nothing was sent.")
    if tried["would_be"] in BAD:
        raise typer.Exit(NO)


async def _checked(
    at: Place, message: "Callable[[Caller], Sent]", who: tuple[str | None, str]
) -> Thing:
    """Return what would become of a message, as far as a door can tell."""
    from activities.preview import stopped_by
    from starter.doors.door import Door

    async with sessions(at) as maker:
        sent = message(await _caller(maker, *who))
        client, clock = await connected(at, lazy=True), await _clock(maker)
        door = Door(maker, client, name=DOOR, clock=clock, letters=stopped_by)
        slip = await door.check(sent)
    return {
        "type": slip.type,
        "would_be": slip.status or "taken",
        "reason": slip.reason,
        "repeated": slip.repeated,
    }


async def _clock(sessions: "async_sessionmaker[AsyncSession]") -> "Clock":
    """Return the clock of the stack: real time, or that of the story that is played on it."""
    from database.errors import guarded
    from database.queries.clock import ahead
    from starter.doors.clock import real_time

    async with guarded(None, "clock"), sessions() as db:
        offset = await ahead(db) or timedelta(0)
    return lambda: real_time() + offset


async def _sent(
    at: Place,
    message: "Callable[[Caller], Sent]",
    who: tuple[str | None, str],
    wait: timedelta,
) -> tuple[Thing, bool]:
    """Return the receipt, and whether Temporal could be asked to bring the message to its case."""
    from database.errors import DatabaseUnavailableError, guarded
    from database.queries.cases import receipt as receipt_of
    from starter.doors.door import Door

    async with sessions(at) as maker:
        sent = message(await _caller(maker, *who))
        try:
            door = Door(maker, await connected(at, lazy=True), name=DOOR, clock=await _clock(maker))
            receipt = await door.send(sent)
        except DatabaseUnavailableError as error:
            raise NotKeptError(
                f"the case database is not available ({error.sqlstate or error.kind}), so there is "
                f"no receipt. Send it again with --id {sent.id}, which counts once; see "
                "`casebound doctor`"
            ) from None
        if receipt.delivered_at:
            receipt = await door.outcome(receipt, wait)
        brought = bool(receipt.delivered_at or receipt.status) or await reachable(at)
        async with guarded(receipt.case, receipt.key), maker() as db:
            found = await receipt_of(db, receipt.id, receipt.source)
        return found | {"repeated": receipt.repeated}, brought


async def _caller(
    sessions: "async_sessionmaker[AsyncSession]", officer: str | None, source: str
) -> "Caller":
    from starter.doors.caller import Authentication, Caller

    if officer:
        return await authenticated(sessions, officer, source)
    return Caller(source, Authentication.CONFIGURED)


def _documents(files: list[Path] | None) -> "tuple[Attachment, ...]":
    from starter.doors.sent import Attachment

    return tuple(Attachment.of(file) for file in files or ())


def _object(option: str, given: str) -> Thing:
    """Read an object from the command line, or from the file that ``@`` names."""
    value = _json(option, given)
    if not isinstance(value, dict):
        raise UsageError(f'{option} must be a JSON object, such as {{"channel": "post"}}')
    return value


def _objects(option: str, given: str) -> list[Thing]:
    """Read a list of acts from the command line, or from the file that ``@`` names."""
    value = _json(option, given)
    if not isinstance(value, list) or not all(
        isinstance(act, dict) and act.keys() <= {"type", "facts", "content"} and "type" in act
        for act in value
    ):
        raise UsageError(
            f'{option} must be a JSON list of acts, such as [{{"type": "contact.made", "facts": '
            '{...}, "content": {...}}]'
        )
    return value


def _json(option: str, given: str) -> object:
    try:
        text = read_text(Path(given[1:])) if given.startswith("@") else given
        value = json_text.loads(text)
    except OSError as error:
        raise UsageError(f"{option}: {given[1:]} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{option}: {given[1:]} is not UTF-8 text") from None
    except ValueError as error:
        raise UsageError(f"{option} is not JSON: {error}") from None
    except RecursionError:
        raise UsageError(f"{option} is not JSON that can be stored: it is too deep") from None
    return value


def _instant(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        return datetime.fromisoformat(given)
    except ValueError:
        raise UsageError(
            f"--occurred-at {given} is no instant; write one as 2026-12-03T09:00+11:00"
        ) from None
