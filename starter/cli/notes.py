"""Writing in histories: a note, and what an entry should have said."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import show
from starter.cli.app import ACTING, command
from starter.cli.identity import As, authenticated
from starter.cli.options import Case, Data, Json, run, sessions
from starter.client import place

if TYPE_CHECKING:
    from starter.doors.caller import Caller
    from starter.doors.notes import Notes


@command(ACTING, 'note co-abcdefghij "The customer prefers mornings" --as psso.diaz')
def note(
    ref: Case,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What to note.")],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Add a note to the history of a case."""
    _noted(lambda notes, caller: notes.add(ref, caller, words), ref, officer, data=data, json=json)


@command(ACTING, 'correct co-abcdefghij 12 "The call was on 3 December" --as psso.diaz')
def correct(
    *,
    ref: Case,
    sequence: Annotated[int, typer.Argument(metavar="ENTRY", help="Number of the entry.")],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What it should have said.")],
    officer: As,
    data: Data = None,
    json: Json = False,
) -> None:
    """Correct an entry of a history, which stays readable."""
    _noted(
        lambda notes, caller: notes.correct(ref, caller, sequence, words),
        ref,
        officer,
        data=data,
        json=json,
    )


def _noted(
    write: "Callable[[Notes, Caller], Awaitable[int]]",
    ref: str,
    officer: str,
    *,
    data: Path | None,
    json: bool,
) -> None:
    """Write in the history of a case, as an officer, and say as which entry."""

    async def work() -> int:
        from starter.doors.notes import Notes

        async with sessions(place(data)) as maker:
            return await write(Notes(maker), await authenticated(maker, officer))

    sequence = run(work())
    if json:
        show.as_json({"case": ref, "sequence": sequence})
    else:
        show.line(f"{ref} has it as entry {sequence}.")
