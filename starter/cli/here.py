"""Where the product runs: named by ``--data``, by the environment, or in ``.casebound/`` here."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import CaseboundError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
    from temporalio.client import Client

USUAL_FOLDER = Path(".casebound")
SPOOL = "spool"  # the print spool in a data folder


class NothingRunsError(CaseboundError):
    """No stack was found where one was looked for."""


class TemporalUnavailableError(CaseboundError):
    """The Temporal server does not answer."""

    retry_helps = True


class NotKeptError(CaseboundError):
    """No receipt could be written, or nobody knows whether it was."""

    retry_helps = True


@dataclass(frozen=True)
class Place:
    """The addresses of what runs. ``folder`` is None where the environment named them."""

    database_url: str
    owner_url: str
    temporal_address: str | None
    namespace: str
    spool: Path
    ui_url: str | None = None
    folder: Path | None = None


def place(data: Path | None = None) -> Place:
    """Return where the product runs.

    Raises:
        NothingRunsError: nothing runs there.
    """
    if data is None and os.environ.get("CASEBOUND_DATABASE_URL"):
        return _from_environment()
    from stack.claim import running

    folder = data or USUAL_FOLDER
    found = running(folder)
    if found is None:
        up = f"casebound up --data {data}" if data else "casebound up"
        raise NothingRunsError(
            f"nothing runs on {folder}{os.sep}; start it with `{up}`, or set "
            "CASEBOUND_DATABASE_URL and CASEBOUND_TEMPORAL_ADDRESS to what runs elsewhere"
        )
    return Place(
        database_url=found.database_url,
        owner_url=found.owner_url,
        temporal_address=found.temporal_address,
        namespace=found.namespace,
        ui_url=found.ui_url,
        spool=folder / SPOOL,
        folder=folder,
    )


def _from_environment() -> Place:
    url = os.environ["CASEBOUND_DATABASE_URL"]
    return Place(
        database_url=url,
        owner_url=os.environ.get("CASEBOUND_OWNER_DATABASE_URL", url),
        temporal_address=os.environ.get("CASEBOUND_TEMPORAL_ADDRESS"),
        namespace=os.environ.get("CASEBOUND_TEMPORAL_NAMESPACE", "default"),
        spool=Path(os.environ.get("CASEBOUND_SPOOL", SPOOL)),
    )


@asynccontextmanager
async def sessions(at: Place) -> "AsyncIterator[async_sessionmaker[AsyncSession]]":
    """Open the case database of a place."""
    from database.connect import engine as make_engine
    from database.connect import sessions as make_sessions
    from worker import logs

    logs.for_commands()
    engine = make_engine(at.database_url, pool_size=1, application="casebound command")
    try:
        yield make_sessions(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def reading(data: Path | None) -> "AsyncIterator[AsyncSession]":
    """Open one session to read in; errors of the database come out as our own."""
    from database.errors import guarded

    async with sessions(place(data)) as maker, guarded(None, None), maker() as db:
        yield db


async def connected(at: Place, *, lazy: bool = False) -> "Client":
    """Connect to the Temporal server of a place; a lazy client connects when it is first used.

    Raises:
        NothingRunsError: no address is known.
        TemporalUnavailableError: it does not answer.
    """
    if at.temporal_address is None:
        raise NothingRunsError("CASEBOUND_TEMPORAL_ADDRESS is not set; set it to host:port")
    from temporalio.client import Client
    from temporalio.contrib.pydantic import pydantic_data_converter
    from temporalio.service import RPCError

    try:
        return await Client.connect(
            at.temporal_address,
            namespace=at.namespace,
            data_converter=pydantic_data_converter,
            lazy=lazy,
        )
    except (RuntimeError, RPCError) as error:
        raise TemporalUnavailableError(
            f"the Temporal server at {at.temporal_address} does not answer; see `casebound doctor`"
        ) from error


async def reachable(at: Place) -> bool:
    """Tell whether the Temporal server of a place answers."""
    try:
        await connected(at)
    except TemporalUnavailableError:
        return False
    return True
