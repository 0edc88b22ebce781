"""Reach what runs, from the command line or a program of your own: its records and its door.

Where it runs is named by a folder, by the environment, or it is in ``.casebound/`` here. Heavy
imports wait until they are needed.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import CaseboundError
from worker.place import SPOOL, Place, from_environment

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
    from temporalio.client import Client

    from starter.doors.door import Door

USUAL_FOLDER = Path(".casebound")


class NothingRunsError(CaseboundError):
    """No stack was found where one was looked for."""


class TemporalUnavailableError(CaseboundError):
    """The Temporal server does not answer."""

    retry_helps = True


class NotKeptError(CaseboundError):
    """No receipt could be written, or nobody knows whether it was."""

    retry_helps = True


def place(data: Path | None = None) -> Place:
    """Return where the product runs.

    Raises:
        NothingRunsError: nothing runs there.
    """
    if data is None and (named := from_environment()):
        return named
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


@asynccontextmanager
async def sessions(at: Place) -> "AsyncIterator[async_sessionmaker[AsyncSession]]":
    """Open the case database of a place."""
    from database import connect

    async with connect.opened(
        at.database_url, application="casebound command", pool_size=1
    ) as maker:
        yield maker


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


@asynccontextmanager
async def open_door(name: str, data: Path | None = None) -> "AsyncIterator[Door]":
    """Open the door of what runs; ``name`` stands on its receipts.

    A receipt is given while Temporal is down, too: the message is brought to its case later.

    Raises:
        NothingRunsError: nothing runs there.
    """
    from activities.preview import stopped_by
    from starter.doors.door import Door

    at = place(data)
    async with sessions(at) as maker:
        yield Door(maker, await connected(at, lazy=True), name=name, letters=stopped_by)


async def reachable(at: Place) -> bool:
    """Tell whether the Temporal server of a place answers."""
    try:
        await connected(at)
    except TemporalUnavailableError:
        return False
    return True
