"""Who acts: an officer, known by the token in a file that nobody else may read."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from starter.doors.caller import Caller

OFFICER = "CASEBOUND_OFFICER"  # who acts where no command says it

As = Annotated[
    str,
    typer.Option(
        "--as", metavar="OFFICER", envvar=OFFICER, help="Who acts; needs that officer's token file."
    ),
]
Reader = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="OFFICER",
        envvar=OFFICER,
        help="Who reads; what people wrote is shown to an officer with a token only.",
    ),
]
MaybeAs = Annotated[
    str | None,
    typer.Option("--as", metavar="OFFICER", help="Who acts; needs that officer's token file."),
]
TaskId = Annotated[str, typer.Argument(metavar="TASK", help="Id of the task.")]


def usual_officer() -> str | None:
    """Return who acts where no command says it."""
    return os.environ.get(OFFICER) or None


DOOR = "cli"  # as receipts name the command line


async def authenticated(
    sessions: "async_sessionmaker[AsyncSession]", officer: str, source: str = DOOR
) -> "Caller":
    """Return the officer whom the token file of this account proves, as the caller.

    Raises:
        NotAuthenticatedError: the file is not there, not safe, or another officer's.
        UnknownNameError: no such officer.
    """
    from database.errors import guarded
    from starter.doors import tokens

    async with guarded(None, None), sessions() as db:
        return await tokens.authenticate_as(db, officer, tokens.file_of(officer), source)
