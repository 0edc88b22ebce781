"""The processes that run for as long as they are left alone, each until it is asked to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from temporalio.client import Client

from activities.deliveries import Deliveries
from database import connect
from letters.delivery import Mailer, PrintSpool
from starter.doors.bringing import Bringer
from worker.forwarder import Forwarder
from worker.run import case_worker, pusher
from worker.settings import WorkerSettings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
SMTP_PORT = 25


def deliveries(settings: WorkerSettings) -> Deliveries:
    """Return where letters leave by, as the settings have it."""
    mailer = None
    if settings.smtp:
        host, _, port = settings.smtp.partition(":")
        mailer = Mailer(host, int(port or SMTP_PORT), sender=f"noreply@{host}")
    return Deliveries(PrintSpool(settings.spool), mailer)


@asynccontextmanager
async def working(settings: WorkerSettings, client: Client) -> AsyncIterator[None]:
    """Run a worker for the length of an ``async with``; it finishes what it has begun."""
    engine = connect.engine(settings.database_url, application="casebound worker")
    try:
        async with case_worker(client, connect.sessions(engine), deliveries(settings)):
            yield
    finally:
        await engine.dispose()


@asynccontextmanager
async def forwarding(settings: WorkerSettings, client: Client) -> AsyncIterator[None]:
    """Run a forwarder for the length of an ``async with``; it ends the pass that it is in."""
    engine = connect.engine(settings.database_url, application="casebound forwarder")
    sessions = connect.sessions(engine)
    forwarder = Forwarder(
        sessions, Bringer(sessions, client), pusher(sessions, client, deliveries(settings))
    )
    running = asyncio.create_task(forwarder.run())
    try:
        yield
    finally:
        forwarder.stop()
        await running
        await engine.dispose()


@contextmanager
def stoppable() -> Iterator[None]:
    """End the block in good order when somebody asks for it: Ctrl-C, or SIGTERM.

    Asked again while it ends, it goes on ending.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    asked = asyncio.Event()

    def ask() -> None:
        if not asked.is_set():
            asked.set()
            task.cancel()

    for name in STOP_SIGNALS:
        loop.add_signal_handler(name, ask)
    try:
        yield
    except asyncio.CancelledError:
        if not asked.is_set():
            raise
        task.uncancel()
    finally:
        for name in STOP_SIGNALS:
            loop.remove_signal_handler(name)


async def forever() -> None:
    """Wait until the block around it is ended."""
    await asyncio.Event().wait()
