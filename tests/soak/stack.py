"""Everything that runs in production, as processes that may be killed and started again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.client import Client

from database import connect
from stack import temporal as temporal_stack
from stack.build import binaries
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from tests.processes.process import Process
from worker.attributes import SEARCH_ATTRIBUTES

PROGRAMS = ("worker-1", "worker-2", "forwarder-1", "forwarder-2")
PATIENCE = 180.0  # for a program to find the servers that it needs
AGAIN = 0.1


@dataclass
class Stack:
    """Everything that can be killed, and how it is started again."""

    postgres: PostgresServer
    temporal: TemporalServer
    settings: dict[str, str]
    folder: Path
    warmed: Path | None  # where processes are at hand that have read the product
    running: dict[str, Process] = field(default_factory=dict)
    refused: int = 0  # starts of a program that found no server

    @property
    def parts(self) -> list[str]:
        """What there is to kill; servers before the programs that need them."""
        return ["postgres", "temporal", *PROGRAMS]

    def kill(self, part: str) -> None:
        """End one part at once."""
        if part in PROGRAMS:
            self.running[part].kill()
        else:
            self._server(part).kill()

    async def start(self, part: str) -> None:
        """Start one part again; returns when it answers."""
        if part in PROGRAMS:
            self.running[part] = await self._program(part)
        else:
            await self._server(part).start()

    async def _program(self, part: str) -> Process:
        """Start a program as a supervisor does: again, where a server that it needs is away."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    program = part.partition("-")[0]
                    return await asyncio.to_thread(
                        Process,
                        program,
                        settings=self.settings,
                        folder=self.folder,
                        ready=f"{program}.started",
                        warmed=self.warmed,
                    )
                except AssertionError:
                    self.refused += 1
                    await asyncio.sleep(AGAIN)

    def _server(self, part: str) -> PostgresServer | TemporalServer:
        return self.postgres if part == "postgres" else self.temporal

    def end(self) -> None:
        """Kill whatever still runs."""
        for part in self.running:
            self.kill(part)


@asynccontextmanager
async def stack_up(folder: Path, warmed: Path | None = None) -> AsyncIterator[tuple[Stack, Client]]:
    """Put everything up in a folder; take it down at the end.

    Its programs read the product each, or are asked for where it has been read (``tests.warm``).
    """
    postgres = PostgresServer(folder)
    temporal = TemporalServer(binaries().server, folder)
    spool = folder / "spool"
    spool.mkdir()
    stack: Stack | None = None
    try:
        await postgres.start()
        await temporal.start()
        await connect.migrate(postgres.owner_url)
        client = await temporal_stack.connect(temporal.address)
        await temporal_stack.prepare_namespace(client, SEARCH_ATTRIBUTES)
        settings = {
            "CASEBOUND_DATABASE_URL": postgres.app_url,
            "CASEBOUND_TEMPORAL_ADDRESS": temporal.address,
            "CASEBOUND_SPOOL": str(spool),
        }
        stack = Stack(postgres, temporal, settings, folder, warmed)
        for program in PROGRAMS:
            await stack.start(program)
        yield stack, client
    finally:
        if stack:
            stack.end()
        temporal.kill()
        postgres.kill()
