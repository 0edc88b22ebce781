"""Running: everything on this machine, and the production processes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import show
from starter.cli.app import RUNNING, command
from starter.cli.here import SPOOL, USUAL_FOLDER, connected, place
from starter.cli.options import Data, Json, run
from starter.cli.telling import say

if TYPE_CHECKING:
    from stack.supervise import Stack
    from worker.settings import WorkerSettings


@command(RUNNING, "up --data ~/casebound")
def up(
    data: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder that keeps everything and is taken up again."),
    ] = USUAL_FOLDER,
    json: Json = False,
) -> None:
    """Run everything on this machine until Ctrl-C."""
    from worker import logs
    from worker.processes import stoppable

    logs.for_processes()

    async def work() -> None:
        with stoppable():
            await _up(data, json=json)

    run(work())


async def _up(data: Path, *, json: bool) -> None:
    from database import connect
    from stack.supervise import Stack
    from worker.attributes import SEARCH_ATTRIBUTES
    from worker.processes import forever, forwarding, working
    from worker.settings import WorkerSettings

    async with Stack(data, ui=True, attributes=SEARCH_ATTRIBUTES, usual_ports=True) as stack:
        await connect.migrate(stack.owner_url)
        await _offices(stack.database_url)
        spool = data / SPOOL
        spool.mkdir(mode=0o700, exist_ok=True)
        settings = WorkerSettings(
            database_url=stack.database_url,
            temporal_address=stack.temporal_address,
            namespace=stack.namespace,
            spool=spool,
            smtp=os.environ.get("CASEBOUND_SMTP"),
        )
        async with working(settings, stack.client), forwarding(settings, stack.client):
            _say_where(stack, data, json=json)
            await forever()


async def _offices(url: str) -> None:
    """See that there is an office for every state and territory: cases and officers name one."""
    from database import connect
    from database.writes import people

    engine = connect.engine(url)
    try:
        async with connect.sessions(engine).begin() as db:
            await people.put_missing_offices(db)
    finally:
        await engine.dispose()


def _say_where(stack: "Stack", data: Path, *, json: bool) -> None:
    where = {
        "database": stack.database_url,
        "temporal": stack.temporal_address,
        "namespace": stack.namespace,
        "ui": stack.ui_url,
        "spool": str(data / SPOOL),
        "data": str(data),
    }
    if json:
        show.as_json(where)
        show.flush()
        return
    option = "" if data == USUAL_FOLDER else f" --data {data}"
    show.line("Casebound is up.")
    show.fields(
        (
            ("  Temporal UI", where["ui"]),
            ("  Temporal server", f"{stack.temporal_address}, namespace {stack.namespace}"),
            ("  Case database", where["database"]),
            ("  Letters to print", where["spool"]),
        )
    )
    show.line(f"In another terminal: casebound doctor{option}; casebound cases{option}")
    show.line(f"Ctrl-C stops it; everything stays in {data}.")
    show.flush()


def _settings() -> "WorkerSettings":
    from domain.errors import SettingError
    from worker.settings import SettingsError, WorkerSettings

    try:
        return WorkerSettings.from_environment()
    except SettingsError as error:
        raise SettingError(str(error)) from None


@command(RUNNING, "worker")
def worker() -> None:
    """Run a worker, set up by CASEBOUND_* variables."""
    from worker import logs
    from worker.processes import forever, stoppable, working

    logs.for_processes()

    async def work() -> None:
        with stoppable():
            settings = _settings()
            async with working(settings, await connected(place())):
                say(f"worker on {settings.temporal_address}, namespace {settings.namespace}")
                await forever()

    run(work())


@command(RUNNING, "forwarder")
def forwarder() -> None:
    """Run a forwarder: it sends again what was left behind."""
    from worker import logs
    from worker.processes import forever, forwarding, stoppable

    logs.for_processes()

    async def work() -> None:
        with stoppable():
            settings = _settings()
            async with forwarding(settings, await connected(place(), lazy=True)):
                say(f"forwarder to {settings.temporal_address}, namespace {settings.namespace}")
                await forever()

    run(work())


@command(RUNNING, "migrate")
def migrate(data: Data = None, json: Json = False) -> None:
    """Bring the case database to this release's revision."""
    from database import connect

    async def work() -> str:
        at = place(data)
        await connect.migrate(at.owner_url)
        await _offices(at.owner_url)
        engine = connect.engine(at.owner_url)
        try:
            return (await connect.revision(engine)).needed
        finally:
            await engine.dispose()

    revision = run(work())
    if json:
        show.as_json({"revision": revision})
    else:
        show.line(f"The case database is at revision {revision}.")
