"""The processes that run for as long as they are left alone, each until it is asked to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from temporalio.client import Client

from worker.bootstrap import product
from worker.place import Place

SECONDS_TO_END = 10.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@asynccontextmanager
async def working(place: Place, client: Client) -> AsyncIterator[None]:
    """Run a worker for the length of an ``async with``; it finishes what it has begun."""
    async with product(place, client, "casebound worker") as parts, parts.worker():
        yield


@asynccontextmanager
async def forwarding(place: Place, client: Client) -> AsyncIterator[None]:
    """Run a forwarder for the length of an ``async with``; it ends what is under way.

    What takes longer than some seconds is broken off; its lease then goes by.
    """
    async with product(place, client, "casebound forwarder") as parts:
        forwarder = parts.forwarder()
        running = asyncio.create_task(forwarder.run())
        try:
            yield
        finally:
            forwarder.stop()
            await asyncio.wait((running,), timeout=SECONDS_TO_END)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


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
