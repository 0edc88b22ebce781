"""Reading letters, receipts of messages, and why a date is what it is."""

from datetime import datetime
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import show
from starter.cli.app import READING, command
from starter.cli.identity import Reader
from starter.cli.options import Data, Json, Thing, read, read_noted, seen, write
from starter.cli.reading import as_reader, written
from starter.cli.tables import letter_table, receipt_lines
from starter.cli.telling import NO, UsageError, say

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from starter.doors.caller import Caller
    from starter.doors.reading import Readings


@command(READING, "letters --case ps-abcdefghij")
def letters(
    case: Annotated[str | None, typer.Option(metavar="REF", help="Of this case.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """List letters and where each stands."""
    from database.queries.cases import letters as letters_of

    found = read_noted(
        data,
        lambda db, _: letters_of(db, case),
        lambda found: [seen("letter", each["case"], each["id"]) for each in found],
    )
    if json:
        show.as_json(found)
    else:
        letter_table(found)


@command(READING, "letter ps-abcdefghij.l1 --preview --as psso.diaz")
def letter(  # noqa: PLR0917 - one option each
    id_: Annotated[str, typer.Argument(metavar="LETTER", help="Id of the letter.")],
    pdf: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write its pages to this file.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="As it would be now, before anybody signs.")
    ] = False,
    officer: Reader = None,
    answers: Annotated[
        str, typer.Option(metavar="JSON", help="What would be answered with it.")
    ] = "{}",
    data: Data = None,
    json: Json = False,
) -> None:
    """Show a letter, write its pages to a file, or see it before it is signed.

    It is written down who sees it before. Whoever may release it sees what stops it, too.
    """
    if preview:
        _preview(id_, officer, answers, pdf, data)
        return
    from database.queries.cases import letter as letter_of
    from database.queries.cases import letter_pdf

    async def both(db: "AsyncSession", _: datetime) -> tuple[Thing, bytes | None]:
        return await letter_of(db, id_), await letter_pdf(db, id_) if pdf else None

    found, pages = read_noted(data, both, lambda found: [seen("letter", found[0]["case"], id_)])
    if pdf and pages is None:
        say(f"letter {id_} has no pages yet: it is {found['state']}, {found['problem'] or ''}")
        raise typer.Exit(NO)
    if pdf and pages:
        write("--pdf", pdf, pages)
    if json:
        show.as_json(found)
        return
    letter_table([found])
    if pdf:
        show.line(f"Its pages are in {pdf}.")


def _preview(
    id_: str, officer: str | None, answers: str, pdf: Path | None, data: Path | None
) -> None:
    """Show the words of a letter as it would be, or write its pages; say what would stop it."""
    from activities.guarding import LetterStoppedError
    from activities.preview import Previewed, preview
    from letters.render import pages_of

    if officer is None:
        raise UsageError("--preview: say with --as who reads it, for it is written down")
    try:
        given = loads(answers)
    except ValueError:
        raise UsageError("--answers: this is no JSON") from None

    async def shown(readings: "Readings", caller: "Caller") -> Previewed:
        async with readings.letter(caller, id_) as (db, person, roles):
            return await preview(db, id_, person, given, roles=roles)

    try:
        found = as_reader(data, officer, shown)
    except LetterStoppedError as stopped:
        say(f"it would be stopped: {stopped}")
        raise typer.Exit(NO) from None
    if found.stopped:
        say(f"it would be stopped: {found.stopped}")
    made = found.letter.made.pdf
    if pdf:
        write("--pdf", pdf, made)
        show.line(f"It would look as in {pdf}.")
        return
    for number, page in enumerate(pages_of(made), start=1):
        show.heading(f"Page {number}")
        show.prose(page, indent="  ")


@command(READING, "receipt 4f2a9c")
def receipt(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Message id, or 'source|id'.")],
    officer: Reader = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Say what became of a message; to an officer, also what it said."""
    from database.queries.cases import receipt as receipt_of

    if officer:
        found = as_reader(data, officer, lambda readings, caller: readings.receipt(caller, id_))
    else:
        found = read(data, lambda db: receipt_of(db, id_))
        del found["content"]
    if json:
        show.as_json(found)
    else:
        receipt_lines(found)
        if officer and (found["content"] or found["documents"]):
            written([found], found["zone"])


@command(READING, "explain ps-abcdefghij.reply-l1")
def explain(
    id_: Annotated[
        str, typer.Argument(metavar="DEADLINE", help="Id of a deadline, or of a task with a date.")
    ],
    data: Data = None,
    json: Json = False,
) -> None:
    """Explain a date: its working, day by day."""
    from database.queries.cases import deadline

    found = read(data, lambda db: deadline(db, id_))
    if json:
        show.as_json(found)
        return
    show.fields(
        (
            ("Date", found["id"]),
            ("What", found.get("label") or found.get("title")),
            ("Step", found["step"]),
            ("Case", found["case"]),
            ("Last day in time", show.day(found["due_on"])),
            ("Too late from", show.moment(found["due"], found["zone"])),
            ("State", found["state"]),
        )
    )
    if not found["working"]:
        show.line("It has no date: nothing limits it.")
        return
    show.heading("How it is counted")
    for counted in found["working"]:
        show.prose(counted, indent="  ")
