"""Stand between the product and PostgreSQL, and count how often they go to and fro.

A round trip ends with Sync, or is a simple query: the protocol's own words, whatever library
speaks it. Each is told by the statements that went with it.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import make_url

CHUNK = 65_536
LENGTH = 4  # bytes, behind the one that names a message
TLS_REQUEST = (80877103).to_bytes(LENGTH)  # the server declines, and the client goes on
SHOWN = 90


class Trips:
    """Passes bytes on both ways, and listens to what the client says."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._host, self._port = parsed.host or "", parsed.port or 0
        self._url = parsed
        self.url = ""
        self.made: list[str] = []

    def since(self, mark: int) -> list[str]:
        """Return the round trips that were made since there were ``mark`` of them."""
        return self.made[mark:]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Trips"]:
        """Take connections at ``url`` for the length of an ``async with``."""
        listener = await asyncio.start_server(self._join, "127.0.0.1", 0)
        here = self._url.set(host="127.0.0.1", port=listener.sockets[0].getsockname()[1])
        self.url = here.render_as_string(hide_password=False)
        try:
            yield self
        finally:
            listener.close()

    async def _join(self, near: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        far, onward = await asyncio.open_connection(self._host, self._port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(near, onward))
                group.create_task(_pass(far, answers))
        finally:
            for end in (onward, answers):
                end.close()

    async def _listen(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        """Pass on what the client says, message by message."""
        prepared: dict[bytes, str] = defaultdict(str)
        going: list[str] = []
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._begin(source, to)
            while True:
                kind = await source.readexactly(1)
                length = await source.readexactly(LENGTH)
                body = await source.readexactly(int.from_bytes(length) - LENGTH)
                match kind:
                    case b"P":
                        name, sql, _ = body.split(b"\0", 2)
                        prepared[name] = _short(sql)
                        going.append(f"prepare {prepared[name]}")
                    case b"B":
                        _, name, _ = body.split(b"\0", 2)
                        going.append(prepared[name])
                    case b"Q":
                        self.made.append(_short(body.rstrip(b"\0")))
                    case b"S":
                        self.made.append("; ".join(going))
                        going.clear()
                to.write(kind + length + body)
                if kind in (b"Q", b"S", b"H", b"X", b"p"):
                    await to.drain()
        to.close()

    async def _begin(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        """Pass on how a connection begins: its messages have no name."""
        asks_for_tls = True
        while asks_for_tls:
            length = await source.readexactly(LENGTH)
            body = await source.readexactly(int.from_bytes(length) - LENGTH)
            asks_for_tls = body == TLS_REQUEST
            to.write(length + body)


async def _pass(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await source.read(CHUNK):
            to.write(data)
            await to.drain()
    to.close()


def _short(sql: bytes) -> str:
    return " ".join(sql.decode().split())[:SHOWN]
