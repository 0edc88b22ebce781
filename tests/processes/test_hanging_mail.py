"""A mail server that answers nobody delays no message, no other case and no letter by post."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import func, select, text
from temporalio.client import Client

from database.models import Outbox
from stack.ports import free_port
from starter.doors.bringing import Bringer
from starter.doors.door import Door
from tests.processes.conftest import add_customer
from tests.processes.office import Office
from tests.sending import sent
from tests.workflows.looking import until
from worker.bootstrap import MAILED_AT_ONCE

MAILS = 100
MESSAGES = 20
SECONDS_TO_ANSWER = 30  # that the product gives a mail server

# One letter that is signed and waits, a hundred times.
CLONED = """
insert into letters (id, "case", kind, step, state, "to", copies, channel, fields, sha256, pdf,
                     pages, drafted_by, approvals, signed_by, signed_sha256, signed_at, attempts)
select id || '.' || n, "case", kind, step, state, "to", copies, channel, fields, sha256, pdf,
       pages, drafted_by, approvals, signed_by, signed_sha256, signed_at, attempts
  from letters, generate_series(2, :often) n where id = :letter;
insert into outbox (id, "case", kind, payload, attempts)
select id || '.' || n, "case", kind, payload || jsonb_build_object('letter', id || '.' || n), 0
  from outbox, generate_series(2, :often) n where id = :letter
"""


class Silent:
    """A mail server that takes connections and never says a word."""

    def __init__(self) -> None:
        self.address = ""
        self.callers = 0
        self.hung_up = 0

    async def _hang(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.callers += 1
        await reader.read()
        self.hung_up += 1
        writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Silent"]:
        """Take connections for the length of an ``async with``."""
        server = await asyncio.start_server(self._hang, "127.0.0.1", 0)
        self.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()


async def test_a_hundred_hanging_mails_delay_no_message_and_no_other_case(office: Office) -> None:
    async with office.sessions.begin() as db:
        await add_customer(db, "cu-mail", "casey@mail.example")
    async with Silent().listening() as server:
        worker = await office.worker(CASEBOUND_SMTP=server.address)
        forwarder = await office.forwarder(CASEBOUND_SMTP=server.address)
        began = time.monotonic()
        try:
            mailed, told = [await office.complaint(who) for who in ("cu-mail", "cu-1")]
            await office.applied(await office.send_letter(mailed))
            await clone(office, f"{mailed}.l1")
            await until(lambda: everybody_hangs(server), "both hang at the mail server", 90)

            for number in range(MESSAGES):
                await left_behind(office, told, number)
            for number in range(MESSAGES):
                assert await office.final("telephony", f"kept-{number}") == "applied"
            posted = await office.complaint("cu-1")
            await office.applied(await office.send_letter(posted))
            await office.sent(posted)

            # To try all mails once takes a quarter of an hour; few were tried meanwhile.
            rounds = 1 + (time.monotonic() - began) / SECONDS_TO_ANSWER
            assert server.callers <= (1 + MAILED_AT_ONCE) * rounds
            assert await still_to_mail(office) == MAILS
        finally:
            worker.kill()
            forwarder.kill()


async def clone(office: Office, letter: str) -> None:
    async with office.sessions.begin() as db:
        for statement in CLONED.split(";"):
            await db.execute(text(statement), {"letter": letter, "often": MAILS})


async def everybody_hangs(server: Silent) -> bool:
    """The worker hangs at the first letter, and the forwarder at as many as it takes at once."""
    return server.callers - server.hung_up == 1 + MAILED_AT_ONCE


async def left_behind(office: Office, case: str, number: int) -> None:
    """Send a message while Temporal cannot be reached: the forwarder has to bring it."""
    nowhere = await Client.connect(f"127.0.0.1:{free_port()}", lazy=True)
    impatient = Bringer(office.sessions, nowhere, patience=timedelta(milliseconds=50))
    door = Door(office.sessions, nowhere, office="ACT", name="tests", bringer=impatient)
    await door.send(
        sent("customer.called_back", source="telephony", id=f"kept-{number}", case=case)
    )


async def still_to_mail(office: Office) -> int:
    wanted = select(func.count()).where(Outbox.kind == "mail", Outbox.done_at.is_(None))
    async with office.sessions() as db:
        return await db.scalar(wanted) or 0
