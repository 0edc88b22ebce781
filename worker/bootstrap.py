"""Put the product together: every process, door and player takes its parts from here."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from activities.deliveries import Deliveries
from activities.outbox import OutboxPusher, Patience, Push
from activities.pushes import TASK_QUEUE, StartCase, TellCase
from activities.settle import SettleActivity
from database import connect
from database.writes import people
from database.writes.administration import act_as
from domain.catalogue import TASKS
from letters.delivery import Mailer, MailFolder, PrintSpool
from starter.doors.agreement import Comparison
from starter.doors.bringing import Bringer
from starter.doors.clock import Clock, real_time
from starter.doors.door import Door
from worker import declared
from worker.build import own_build
from worker.forwarder import Forwarder
from worker.lanes import Lane, Lanes
from worker.place import Place
from worker.registration import LIFECYCLES
from worker.run import case_worker

Sessions = async_sessionmaker[AsyncSession]

SMTP_PORT = 25
STICKY = timedelta(seconds=10)

# What a process does at once. Each of them holds one connection to the case database at the most,
# so that none waits for one: a settle's ten seconds are its own.
SETTLES_AT_ONCE = 8
MESSAGES_AT_ONCE = 2
POSTED_AT_ONCE = 3
MAILED_AT_ONCE = 4
CONNECTIONS = SETTLES_AT_ONCE + MESSAGES_AT_ONCE + POSTED_AT_ONCE + MAILED_AT_ONCE

# Mailing takes up to five minutes, once the server has the message.
MAIL_LEASE = timedelta(minutes=6)
TEMPORALS_PATIENCE = Patience(timedelta(seconds=10), "see that Temporal runs")
SPOOLS_PATIENCE = Patience(timedelta(seconds=15), "see that the disk of the print spool answers")


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

    def lanes(self) -> Lanes:
        """Return what pushes the outbox, for workers and forwarders alike."""
        telling: dict[str, Push[Any, Any]] = {
            "start": StartCase(self.client),
            "tell": TellCase(self.client),
        }
        messages = OutboxPusher(self.sessions, telling, real_time, patience=TEMPORALS_PATIENCE)
        posting = OutboxPusher(
            self.sessions, self.deliveries.posting(), real_time, patience=SPOOLS_PATIENCE
        )
        mailing = OutboxPusher(
            self.sessions, self.deliveries.mailing(), real_time, lease=MAIL_LEASE
        )
        return Lanes(
            (
                Lane("messages", messages, at_once=MESSAGES_AT_ONCE),
                Lane("post", posting, at_once=POSTED_AT_ONCE, then=("tell", "copies")),
                Lane("mail", mailing, at_once=MAILED_AT_ONCE, then=("tell", "copies")),
            )
        )

    @asynccontextmanager
    async def worker(
        self,
        *,
        task_queue: str = TASK_QUEUE,
        lifecycles: Sequence[type[Any]] = LIFECYCLES,
        sticky: timedelta = STICKY,
        build: str | None = None,
    ) -> AsyncIterator[None]:
        """Run a worker for every lifecycle for the length of an ``async with``.

        ``build`` names its code, which names itself where nothing is given.

        Raises:
            DeclarationError: some lifecycle is declared in part.
        """
        declared.check()
        lanes = self.lanes()
        settles = SettleActivity(self.sessions, TASKS, lanes, simulated=self.simulated)
        worker = case_worker(
            self.client,
            settles,
            task_queue=task_queue,
            lifecycles=lifecycles,
            sticky=sticky,
            build=build or own_build(),
            at_once=SETTLES_AT_ONCE,
        )
        try:
            async with worker:
                yield
        finally:
            await lanes.end()

    def forwarder(self) -> Forwarder:
        """Return a forwarder, to be run."""
        bringer = Bringer(self.sessions, self.client)
        comparison = Comparison(self.sessions, self.client)
        return Forwarder(self.sessions, bringer, self.lanes().lanes, comparison=comparison)

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
            pusher=self.lanes(),
        )


@asynccontextmanager
async def product(place: Place, client: Client, application: str) -> AsyncIterator[Product]:
    """Put the product together at a place; ``application`` is what operators see of it."""
    async with connect.opened(
        place.database_url, application=application, pool_size=CONNECTIONS
    ) as sessions:
        yield Product(sessions, client, letters_of(place.spool, place.smtp))


def letters_of(spool: Path, smtp: str | None = None) -> Deliveries:
    """Return where letters leave by: the print spool, and a mail server where one is named."""
    if smtp is None:
        return Deliveries(PrintSpool(spool))
    host, _, port = smtp.partition(":")
    mailer = Mailer(host, int(port or SMTP_PORT), sender=f"noreply@{host}")
    return Deliveries(PrintSpool(spool), mailer)


def played_letters(spool: Path) -> Deliveries:
    """Return where letters of a played story leave by: the spool, and a folder for mail in it."""
    return Deliveries(PrintSpool(spool), MailFolder(spool / "mail"))


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
