"""Stand between a worker and the Temporal server, and stop passing on what the worker says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

CHUNK = 65_536


class Proxy:
    """Passes bytes on both ways until it is cut; from then on it keeps what the worker sends."""

    def __init__(self, server: str) -> None:
        self._host, _, self._port = server.rpartition(":")
        self._cut = False
        self._kept = asyncio.Event()
        self.address = ""

    def cut(self) -> None:
        """Pass nothing on any more that the worker says."""
        self._cut = True

    async def kept_something(self) -> None:
        """Wait until the worker has said something that was not passed on."""
        await self._kept.wait()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Proxy"]:
        """Take connections for the length of an ``async with``."""
        listener = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.address = f"127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            listener.close()

    async def _join(self, near: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        far, onward = await asyncio.open_connection(self._host, int(self._port))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(near, onward, cuttable=True))
                group.create_task(self._pass(far, answers, cuttable=False))
        finally:
            for end in (onward, answers):
                end.close()

    async def _pass(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, *, cuttable: bool
    ) -> None:
        with suppress(ConnectionError):
            while data := await source.read(CHUNK):
                if cuttable and self._cut:
                    self._kept.set()
                    continue
                to.write(data)
                await to.drain()
        to.close()
