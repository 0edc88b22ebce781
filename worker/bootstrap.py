"""Put the product together: every process, door and player takes its parts from here."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.worker import Worker

from activities.deliveries import Deliveries
from activities.outbox import OutboxPusher
from activities.pushes import TASK_QUEUE, start_case, tell_case
from activities.settle import SettleActivity
from database import connect
from database.writes import people
from database.writes.administration import act_as
from domain.catalogue import TASKS
from letters.delivery import Mailer, PrintSpool
from starter.doors.bringing import Bringer
from starter.doors.clock import Clock, real_time
from starter.doors.door import Door
from worker import declared
from worker.build import own_build
from worker.forwarder import Forwarder
from worker.place import Place
from worker.registration import LIFECYCLES
from worker.run import case_worker

Sessions = async_sessionmaker[AsyncSession]

SMTP_PORT = 25
STICKY = timedelta(seconds=10)


@dataclass(frozen=True)
class Product:
    """The product on one case database and one namespace of Temporal.

    Args:
        sessions: of the case database.
        client: of Temporal; a lazy one will do for doors and forwarders.
        deliveries: where letters leave by.
        simulated: cases have clocks of their own, and people are played. Never in production.
    """

    sessions: Sessions
    client: Client
    deliveries: Deliveries
    simulated: bool = False

    def pusher(self) -> OutboxPusher:
        """Return what pushes the outbox, for workers and forwarders alike."""
        pushes = {
            "start": start_case(self.client),
            "tell": tell_case(self.client),
            "letter": self.deliveries.push,
        }
        return OutboxPusher(self.sessions, pushes, real_time)

    def worker(
        self,
        *,
        task_queue: str = TASK_QUEUE,
        lifecycles: Sequence[type[Any]] = LIFECYCLES,
        sticky: timedelta = STICKY,
        build: str | None = None,
    ) -> Worker:
        """Return a worker for every lifecycle; ``async with`` runs it.

        ``build`` names its code, which names itself where nothing is given.

        Raises:
            DeclarationError: some lifecycle is declared in part.
        """
        declared.check()
        settles = SettleActivity(self.sessions, TASKS, self.pusher(), simulated=self.simulated)
        return case_worker(
            self.client,
            settles,
            task_queue=task_queue,
            lifecycles=lifecycles,
            sticky=sticky,
            build=build or own_build(),
        )

    def forwarder(self) -> Forwarder:
        """Return a forwarder, to be run."""
        return Forwarder(self.sessions, Bringer(self.sessions, self.client), self.pusher())

    def door(
        self, name: str, *, clock: Clock | datetime = real_time, office: str | None = None
    ) -> Door:
        """Return a door; ``name`` and the others as it has them."""
        return Door(
            self.sessions,
            self.client,
            clock=clock,
            office=office,
            name=name,
            simulated=self.simulated,
        )


@asynccontextmanager
async def product(place: Place, client: Client, application: str) -> AsyncIterator[Product]:
    """Put the product together at a place; ``application`` is what operators see of it."""
    async with connect.opened(place.database_url, application=application) as sessions:
        yield Product(sessions, client, letters_of(place.spool, place.smtp))


def letters_of(spool: Path, smtp: str | None = None) -> Deliveries:
    """Return where letters leave by: the print spool, and a mail server where one is named."""
    if smtp is None:
        return Deliveries(PrintSpool(spool))
    host, _, port = smtp.partition(":")
    mailer = Mailer(host, int(port or SMTP_PORT), sender=f"noreply@{host}")
    return Deliveries(PrintSpool(spool), mailer)


async def prepare(owner_url: str) -> None:
    """Bring a case database to this release's revision; see that every state has its office.

    Raises:
        DatabaseError: it is not reachable, or the role may not do this.
        SettingError: the URL is not one of a PostgreSQL database.
    """
    await connect.migrate(owner_url)
    async with connect.opened(owner_url) as sessions, sessions.begin() as db:
        await act_as(db, "casebound", "the product")
        await people.put_missing_offices(db)
