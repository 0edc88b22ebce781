"""Running: everything on this machine, and the production processes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import show
from starter.cli.app import RUNNING, command
from starter.cli.options import Data, Json, run
from starter.client import USUAL_FOLDER, connected, place
from worker.place import SPOOL, Place, of_processes, smtp

if TYPE_CHECKING:
    from stack.supervise import Stack


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
    from stack.supervise import Stack
    from worker.attributes import SEARCH_ATTRIBUTES
    from worker.bootstrap import prepare
    from worker.processes import forever, forwarding, working

    async with Stack(data, ui=True, attributes=SEARCH_ATTRIBUTES, usual_ports=True) as stack:
        await prepare(stack.owner_url)
        at = Place(
            database_url=stack.database_url,
            owner_url=stack.owner_url,
            temporal_address=stack.temporal_address,
            namespace=stack.namespace,
            spool=data / SPOOL,
            smtp=smtp(),
        )
        at.spool.mkdir(mode=0o700, exist_ok=True)
        async with working(at, stack.client), forwarding(at, stack.client):
            _say_where(stack, data, json=json)
            await forever()


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
    show.line(
        f"In another terminal: casebound doctor{option}; casebound cases{option}; "
        f"casebound views{option}"
    )
    show.line(f"Ctrl-C stops it; everything stays in {data}.")
    show.flush()


def _started(process: str, at: Place) -> None:
    import structlog

    structlog.get_logger().info(
        f"{process}.started", temporal=at.temporal_address, namespace=at.namespace
    )


@command(RUNNING, "worker")
def worker() -> None:
    """Run a worker, set up by CASEBOUND_* variables."""
    from worker import logs
    from worker.processes import forever, stoppable, working

    logs.for_processes()

    async def work() -> None:
        with stoppable():
            at = of_processes()
            async with working(at, await connected(at)):
                _started("worker", at)
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
            at = of_processes()
            async with forwarding(at, await connected(at, lazy=True)):
                _started("forwarder", at)
                await forever()

    run(work())


@command(RUNNING, "migrate")
def migrate(data: Data = None, json: Json = False) -> None:
    """Bring the case database to this release's revision."""
    from database import connect
    from worker.bootstrap import prepare

    async def work() -> str:
        at = place(data)
        await prepare(at.owner_url)
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
