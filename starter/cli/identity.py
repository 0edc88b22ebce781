"""Who acts: an officer, known by the token in a file that nobody else may read."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

As = Annotated[
    str, typer.Option("--as", metavar="OFFICER", help="Who acts; needs that officer's token file.")
]
MaybeAs = Annotated[
    str | None,
    typer.Option("--as", metavar="OFFICER", help="Who acts; needs that officer's token file."),
]
TaskId = Annotated[str, typer.Argument(metavar="TASK", help="Id of the task.")]


async def authenticated(sessions: "async_sessionmaker[AsyncSession]", officer: str) -> str:
    """Return the officer whom the token file of this account proves.

    Raises:
        NotAuthenticatedError: the file is not there, not safe, or another officer's.
        UnknownNameError: no such officer.
    """
    from database.errors import guarded
    from starter.doors import tokens

    async with guarded(None, None), sessions() as db:
        return (await tokens.authenticate_as(db, officer, tokens.file_of(officer))).id
