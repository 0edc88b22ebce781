"""A case database and a Temporal server that can each be put back to an earlier moment."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import asyncpg
from sqlalchemy import make_url, select
from temporalio.client import Client

from database import connect
from database.models import Case
from stack import temporal as temporal_stack
from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from starter.administration.repair import Repairer
from starter.doors.clock import real_time
from starter.doors.door import Door
from tests.repairs.complaint import Complaint
from tests.workflows.looking import Sessions
from worker.attributes import SEARCH_ATTRIBUTES
from worker.bootstrap import Product, letters_of

DATABASE = "restored"


@dataclass
class Day:
    """A running office, until its stores are put back: nothing of it outlives that."""

    sessions: Sessions
    client: Client
    door: Door
    product: Product

    @property
    def repairer(self) -> Repairer:
        """An operator who repairs."""
        return Repairer(
            self.sessions,
            self.client,
            actor="operator",
            known_by="user of the machine",
            clock=real_time,
        )

    def complaint(self, ref: str) -> Complaint:
        """Return a complaint, to be driven."""
        return Complaint(
            ref=ref,
            door=self.door,
            now=real_time(),
            client=self.client,
            sessions=self.sessions,
            lasts=timedelta(0),
        )

    async def everything(self) -> dict[str, object]:
        """Return what the case database has of every case."""
        async with self.sessions() as db:
            refs = list(await db.scalars(select(Case.ref).order_by(Case.ref)))
        return {ref: await self.complaint(ref).everything() for ref in refs}


@dataclass
class Stores:
    """Both stores. ``held`` is what the case database had at each moment that was kept."""

    postgres: PostgresServer
    temporal: TemporalServer
    folder: Path
    held: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def spool(self) -> Path:
        """The print spool, which nobody puts back."""
        return self.folder / "spool"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Day]:
        """Run a worker on both stores as they are."""
        url = make_url(self.postgres.app_url).set(database=DATABASE)
        client = await temporal_stack.connect(self.temporal.address)
        await temporal_stack.prepare_namespace(client, SEARCH_ATTRIBUTES)
        async with connect.opened(url.render_as_string(hide_password=False)) as sessions:
            product = Product(sessions, client, letters_of(self.spool))
            async with product.worker(sticky=timedelta(seconds=1)):
                yield Day(sessions, client, product.door("tests", office="ACT"), product)

    async def keep(self, moment: str, held: dict[str, object]) -> None:
        """Back both stores up, as an operator does who has stopped the worker."""
        self.held[moment] = held
        await self._copy(DATABASE, f"{DATABASE}_{moment}")
        await self._put(self._file, self.folder / f"{moment}.db")

    async def put_back(self, *, database: str, temporal: str) -> None:
        """Put each store back to a moment of its own."""
        await self._copy(f"{DATABASE}_{database}", DATABASE)
        await self._put(self.folder / f"{temporal}.db", self._file)

    @property
    def _file(self) -> Path:
        return self.folder / "temporal.db"

    async def _put(self, source: Path, target: Path) -> None:
        await self.temporal.stop()
        for ending in ("", "-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
            if (one := source.with_name(source.name + ending)).exists():
                shutil.copy(one, target.with_name(target.name + ending))
        await self.temporal.start()

    async def _copy(self, source: str, target: str) -> None:
        admin = await asyncpg.connect(self.postgres.superuser_url)
        try:
            await admin.execute(f"drop database if exists {target} with (force)")
            await admin.execute(f"create database {target} template {source} owner casebound_owner")
        finally:
            await admin.close()
