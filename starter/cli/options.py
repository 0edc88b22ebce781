"""Options that many commands share, and how a command reads."""

import asyncio
import gc
import getpass
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer

from starter.cli.telling import UsageError
from starter.client import place
from worker.place import Place

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from starter.doors.reading import Seen

T = TypeVar("T")
Thing = dict[str, Any]

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Data folder of the running stack (default: .casebound).",
        show_default=False,
    ),
]
Limit = Annotated[int, typer.Option(min=1, max=1000, metavar="NUMBER", help="At most so many.")]
Cursor = Annotated[
    str | None, typer.Option(metavar="CURSOR", help="Go on where the last list ended.")
]
Overdue = Annotated[
    bool, typer.Option("--overdue", help="What is owed past its date, whatever work is open.")
]
DueWithin = Annotated[
    str | None,
    typer.Option(
        "--due-within", metavar="SPAN", help="Last day within 5d, 2w, or due within 12h; late too."
    ),
]
Team = Annotated[str | None, typer.Option(metavar="TEAM", help="Of this team.")]
Case = Annotated[str, typer.Argument(metavar="REF", help="Case reference, such as co-abcdefghij.")]

# Objects that are new, and looks at them, before Python looks for rubbish among the older ones too.
SELDOM = (50_000, 20, 50)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work to its end."""
    if not gc.isenabled():  # since this process began: most of what it works with is imported
        gc.freeze()
        gc.set_threshold(*SELDOM)
        gc.enable()
    return asyncio.run(work)


@asynccontextmanager
async def sessions(at: Place) -> "AsyncIterator[async_sessionmaker[AsyncSession]]":
    """Open the case database for a command, which says itself what became of its work."""
    from starter import client
    from worker import logs

    logs.for_commands()
    async with client.sessions(at) as maker:
        yield maker


def read(data: Path | None, ask: "Callable[[AsyncSession], Awaitable[T]]") -> T:
    """Ask the case database of the running stack one thing."""
    from database.errors import guarded

    async def answer() -> T:
        async with sessions(place(data)) as maker, guarded(None, None), maker() as db:
            return await ask(db)

    return run(answer())


def read_now(data: Path | None, ask: "Callable[[AsyncSession, datetime], Awaitable[T]]") -> T:
    """Ask the case database one thing that depends on the present, which a story may have set."""

    async def asked(db: "AsyncSession") -> T:
        from database.queries.clock import present

        return await ask(db, await present(db))

    return read(data, asked)


def read_noted(
    data: Path | None,
    ask: "Callable[[AsyncSession, datetime], Awaitable[T]]",
    seen: "Callable[[T], Iterable[Seen]]",
) -> T:
    """Ask what tells of people, and write down that this machine's user was shown it.

    Both are one transaction: nothing is shown that no line names.
    """
    from database.errors import guarded
    from database.queries.clock import present
    from starter.doors.reading import by_machine

    async def answer() -> T:
        async with sessions(place(data)) as maker, guarded(None, None), maker.begin() as db:
            found = await ask(db, await present(db))
            await by_machine(db, getpass.getuser(), seen(found))
            return found

    return run(answer())


def seen(
    what: str, case: str | None = None, thing: str | None = None, *, customer: str | None = None
) -> "Seen":
    """Say what was shown, where nothing heavy is loaded yet."""
    from starter.doors.reading import Seen

    return Seen(what, case, thing, customer)


SPAN = re.compile(r"(\d{1,4})([hdw])")
DAYS = {"d": 1, "w": 7}


def within(now: datetime, given: str) -> datetime:
    """Return the instant up to which something is due within so many hours, days or weeks.

    Days are those of the agency's calendar: what has its last day so many days from today is too
    late from the midnight after it, in whichever office that comes last.

    Raises:
        UsageError: it is no such span.
    """
    from domain.offices import OFFICES, State

    found = SPAN.fullmatch(given)
    if not found:
        raise UsageError(f"--due-within {given} is no span; write one as 12h, 5d or 2w")
    number, unit = int(found[1]), found[2]
    if unit == "h":
        return now + timedelta(hours=number)
    first_after = OFFICES[State.ACT].day_of(now) + timedelta(days=number * DAYS[unit] + 1)
    midnight = datetime.combine(first_after, time.min)
    return max(midnight.replace(tzinfo=ZoneInfo(office.zone)) for office in OFFICES.values())


def due_by(now: datetime, span: str | None, *, overdue: bool) -> datetime | None:
    """Return the instant up to which a list shows what is due; None where it shows everything."""
    if overdue:
        return now
    return within(now, span) if span else None


def check_folder(option: str, file: Path) -> None:
    """Say at once, before any work, that a file's folder is not there.

    Raises:
        UsageError: it is not.
    """
    if not file.parent.is_dir():
        raise UsageError(f"{option}: {file} cannot be written: there is no folder {file.parent}")


def write(option: str, file: Path, written: bytes) -> None:
    """Write a file that an option names.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        file.write_bytes(written)
    except OSError as error:
        raise UsageError(f"{option}: {file} cannot be written: {error.strerror}") from None


def now() -> datetime:
    """Return the instant of the command."""
    return datetime.now(UTC)
