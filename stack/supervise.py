"""All parts of one machine, up together and down together."""

import asyncio
import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from temporalio.client import Client

from stack.build import Binaries, binaries
from stack.child import Child, private_folder
from stack.claim import Addresses, claimed, clear_abandoned, publish
from stack.errors import StackError, refusal
from stack.postgres import PostgresServer, check_reachable, with_driver
from stack.progress import say
from stack.runner import Runner
from stack.temporal import (
    NAMESPACE,
    Attributes,
    TemporalServer,
    connect,
    prepare_namespace,
)
from stack.temporal_ui import TemporalUI

SECONDS_BETWEEN_LOOKS = 0.2
REVIVALS = 3  # of parts that end by themselves, within
SECONDS_OF_REVIVALS = 300.0
TEMPORARY = "casebound-stack-"  # how the names of temporary folders begin


class Part(Protocol):
    """An embedded part of the stack."""

    name: str
    child: Child

    async def start(self) -> None:
        """Start it; returns when it can be used."""

    async def stop(self) -> None:
        """Stop it in good order."""

    def kill(self) -> None:
        """End it at once."""


class Stack:
    """PostgreSQL, a Temporal server and its UI, for the length of an ``async with``.

    Parts that run elsewhere are used where the environment names them:
    ``CASEBOUND_TEMPORAL_ADDRESS`` (and ``CASEBOUND_TEMPORAL_NAMESPACE``) for the server,
    ``CASEBOUND_DATABASE_URL`` (and ``CASEBOUND_OWNER_DATABASE_URL`` for migrations, where another
    role owns the tables) for the database.

    A part that ends by itself is started again where its data are kept, on the same address, and
    that is said on the screen. Where they are not, or when that happens too often, the whole ends:
    the body of the ``async with`` is cancelled, and a :class:`StackError` that names the part and
    quotes its log comes out. Parts that the caller kills through ``stack.postgres`` or
    ``stack.temporal`` may be started again by the caller.

    Args:
        data: the folder that survives, or None for a temporary one, with a Temporal server that
            keeps everything in memory and forgets it when it is killed.
        simulated: allow time skipping; for tests and the scenario player, never for real cases.
        ui: start the Temporal UI too.
        durable: False trades safety in a power cut for speed; for tests.
        attributes: the search attributes to register, by name.
        usual_ports: take 7233, 8233 and 5433 where they are free.
    """

    folder: Path
    parts: list[Part]
    database_url: str
    owner_url: str
    temporal_address: str
    namespace: str
    client: Client
    ui_url: str | None = None
    postgres: PostgresServer | None = None
    temporal: TemporalServer | None = None

    def __init__(
        self,
        data: Path | None = None,
        *,
        simulated: bool = False,
        ui: bool = False,
        durable: bool = True,
        attributes: Attributes | None = None,
        usual_ports: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._data, self._simulated, self._ui, self._durable = data, simulated, ui, durable
        self._attributes = attributes or {}
        self._usual_ports = usual_ports
        self._environment = os.environ if environment is None else environment
        self.parts = []
        self._revived_at: deque[float] = deque(maxlen=REVIVALS)
        self._exits = AsyncExitStack()
        self.failure: StackError | None = None

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException as error:
            await self._exits.aclose()
            if isinstance(error, OSError):
                elsewhere = "name another folder with --data" if self._data else "set TMPDIR"
                raise StackError(refusal(error, elsewhere)) from error
            raise
        watch = asyncio.create_task(self._watch(asyncio.current_task()))
        self._exits.callback(watch.cancel)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._exits.aclose()
        if self.failure is not None:
            if kind is asyncio.CancelledError and (task := asyncio.current_task()):
                task.uncancel()  # it was this stack that cancelled the body
            raise self.failure from error

    async def _start(self) -> None:
        self.folder = self._claim_folder()
        await self._start_database(self.folder)
        if address := self._environment.get("CASEBOUND_TEMPORAL_ADDRESS"):
            self.temporal_address = address
            self.namespace = self._environment.get("CASEBOUND_TEMPORAL_NAMESPACE", NAMESPACE)
        else:
            await self._start_temporal(self.folder)
        self.client = await connect(self.temporal_address, self.namespace)
        await prepare_namespace(self.client, self._attributes)
        if self.temporal is not None:
            self.temporal.attributes_are_known()
        publish(
            self.folder,
            Addresses(
                database_url=self.database_url,
                owner_url=self.owner_url,
                temporal_address=self.temporal_address,
                namespace=self.namespace,
                ui_url=self.ui_url,
            ),
        )

    def _claim_folder(self) -> Path:
        """Make and claim the data folder; a temporary one goes away at the end."""
        if self._data is None:
            clear_abandoned(Path(tempfile.gettempdir()), TEMPORARY)
            folder = Path(tempfile.mkdtemp(prefix=TEMPORARY))
            self._exits.callback(shutil.rmtree, folder, ignore_errors=True)
        else:
            folder = private_folder(self._data.expanduser().resolve())
        self._exits.enter_context(claimed(folder))
        return folder

    async def _start_database(self, folder: Path) -> None:
        if url := self._environment.get("CASEBOUND_DATABASE_URL"):
            owner = self._environment.get("CASEBOUND_OWNER_DATABASE_URL", url)
            self.database_url, self.owner_url = with_driver(url), with_driver(owner)
            await check_reachable(self.database_url)
            return
        self.postgres = PostgresServer(folder, durable=self._durable, usual_port=self._usual_ports)
        await self._run(self.postgres)
        self.database_url, self.owner_url = self.postgres.app_url, self.postgres.owner_url

    async def _start_temporal(self, folder: Path) -> None:
        built = await _built()
        self.temporal = TemporalServer(
            built.server,
            folder,
            in_memory=self._data is None,
            simulated=self._simulated,
            usual_port=self._usual_ports,
        )
        await self._run(self.temporal)
        self.temporal_address, self.namespace = self.temporal.address, NAMESPACE
        if self._ui:
            ui = TemporalUI(
                built.ui,
                folder,
                temporal=self.temporal_address,
                namespace=self.namespace,
                usual_port=self._usual_ports,
            )
            await self._run(ui)
            self.ui_url = ui.url

    async def _run(self, part: Part) -> None:
        """Start a part, and see to it that it ends before those that were started earlier."""
        self._exits.push_async_callback(self._end, part)
        self.parts.append(part)
        await part.start()

    async def _end(self, part: Part) -> None:
        if self._data is None:
            part.kill()  # nothing of it is needed any more
        else:
            await part.stop()

    async def _watch(self, body: asyncio.Task[object] | None) -> None:
        """See to parts that end by themselves; when one cannot be helped, end the body too."""
        while self.failure is None:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            for part in self.parts:
                if part.child.ended_unasked:
                    self.failure = await self._revive(part)
        if body is not None and not body.done():
            body.cancel()

    async def _revive(self, part: Part) -> StackError | None:
        """Start a part again; return why that is no use, if so."""
        trouble = part.child.trouble("ended by itself")
        now = time.monotonic()
        often = (
            len(self._revived_at) == REVIVALS and now - self._revived_at[0] < SECONDS_OF_REVIVALS
        )
        if self._data is None or often:
            return trouble
        self._revived_at.append(now)
        say(f"{part.name} ended by itself and is started again; {part.child.log} may say why")
        try:
            await part.start()
        except StackError as error:
            return error
        return None


async def _built() -> Binaries:
    """Return the binaries; a build is ended, not left behind, when the wait for it is cancelled."""
    runner = Runner()
    work = asyncio.ensure_future(asyncio.to_thread(binaries, runner=runner))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        runner.end()
        with suppress(StackError):
            await work
        raise
