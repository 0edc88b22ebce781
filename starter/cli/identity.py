"""Who acts: an officer, known by the token in a file that nobody else may read."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from starter.doors.caller import Caller

As = Annotated[
    str, typer.Option("--as", metavar="OFFICER", help="Who acts; needs that officer's token file.")
]
MaybeAs = Annotated[
    str | None,
    typer.Option("--as", metavar="OFFICER", help="Who acts; needs that officer's token file."),
]
TaskId = Annotated[str, typer.Argument(metavar="TASK", help="Id of the task.")]


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
