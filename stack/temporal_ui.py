"""The Temporal UI for one machine: read-only, on the loopback."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

import yaml

from stack.child import Child
from stack.ports import HOST, reserved, say_if_moved

USUAL_PORT = 8233
SECONDS_TO_START = 15.0


class TemporalUI:
    """The web pages on which operators look at cases.

    Nothing can be changed there: a case is told things by messages, which leave a receipt.

    Args:
        binary: ``temporal-ui``.
        folder: of the stack; configuration, log and pid file go there.
        temporal: the server's address.
        namespace: what it shows first.
        usual_port: take port 8233 if it is free.
    """

    name = "The Temporal UI"

    def __init__(
        self,
        binary: Path,
        folder: Path,
        *,
        temporal: str,
        namespace: str,
        usual_port: bool = False,
    ) -> None:
        self._binary, self._folder = binary, folder
        self._temporal, self._namespace = temporal, namespace
        self._usual_port = USUAL_PORT if usual_port else None
        self._port = 0  # chosen at the first start, kept at every other
        self.child = Child(self.name, folder, "temporal-ui")

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self._port}"

    async def start(self) -> None:
        """Start it; returns when it answers.

        Raises:
            StackError: it did not start.
        """
        self.child.end_leftover()
        if self._port:
            await self._start()
            return
        with reserved([self._usual_port] if self._usual_port else []) as (self._port,):
            say_if_moved(self._usual_port, self._port, "the Temporal UI")
            await self._start()

    async def _start(self) -> None:
        configuration = self._folder / "temporal-ui.yaml"
        configuration.write_text(yaml.safe_dump(self._configuration()))
        options = ("--config", ".", "--env", "temporal-ui")  # it takes no absolute path
        self.child.start([self._binary, *options, "start"], cwd=self._folder)
        deadline = time.monotonic() + SECONDS_TO_START
        while not await self._healthy():
            self.child.check()
            if time.monotonic() > deadline:
                raise self.child.trouble("did not start in time")
            await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """Stop it."""
        await self.child.stop()

    def kill(self) -> None:
        """End it at once."""
        self.child.kill()

    async def _healthy(self) -> bool:
        """Ask it; an HTTP client would be one more dependency for one line."""
        try:
            reader, writer = await asyncio.open_connection(HOST, self._port)
        except OSError:
            return False
        try:
            writer.write(b"GET /healthz HTTP/1.0\r\nHost: casebound\r\n\r\n")
            await writer.drain()
            return b" 200 " in await reader.readline()
        except OSError:
            return False
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _configuration(self) -> dict[str, object]:
        return {
            "temporalGrpcAddress": self._temporal,
            "host": HOST,  # it listens everywhere otherwise
            "port": self._port,
            "enableUi": True,
            "defaultNamespace": self._namespace,
            "disableNewsFetch": True,
            "disableWriteActions": True,
            "cors": {"cookieInsecure": True},  # plain HTTP, on the loopback
        }
