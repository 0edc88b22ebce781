"""A real mail server on this machine, which a test can make wait in the middle of a message."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Takes mail for everybody but those that it ``refuses``.

    ``waits_at`` says for whom it waits, and before which answer. ``mailboxes`` has what it took, by
    the address that it was given for.
    """

    def __init__(self) -> None:
        self.waits_at: dict[str, str] = {}
        self.waiting: set[str] = set()
        self.refuses: set[str] = set()
        self.asked = 0
        self.received: list[str] = []
        self.mailboxes: dict[str, list[EmailMessage]] = {}
        self.address = ""
        self._never = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["MailServer"]:
        """Take connections for the length of an ``async with``."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, loop=loop), "127.0.0.1", 0)
        self.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self._never.set()

    async def handle_RCPT(  # noqa: N802 - the server library's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a recipient, or refuse them for good."""
        self.asked += 1
        if address in self.refuses:
            return "550 5.1.1 unknown here"
        await self._wait(address, "RCPT")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message; it is taken before this is said."""
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.SMTP)
        assert isinstance(message, EmailMessage)
        self.received.append(str(message["Message-ID"]))
        for address in envelope.rcpt_tos:
            self.mailboxes.setdefault(address, []).append(message)
        await self._wait(envelope.rcpt_tos[0], "DATA")
        return "250 OK"

    async def _wait(self, address: str, command: str) -> None:
        if self.waits_at.get(address) == command:
            self.waiting.add(address)
            await self._never.wait()
