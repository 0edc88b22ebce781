"""Letters by email, against a real mail server on this machine."""

import asyncio
import email
import email.policy
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from letters.delivery import DeliveryError, Mailer, MailFolder
from letters.enclosures import Enclosure

LETTER = "co-4n7qk2xw9d.l1"
CASEY = "casey.lee@mail.example"
PDF = b"%PDF-1.7 \x00\xff the letter"
ENCLOSED = Enclosure("Our letter of 3 November", b"%PDF-1.7 earlier", ("Its words",))
SENT_AT = datetime(2026, 12, 3, 10, 30, tzinfo=timezone(timedelta(hours=11)))


class Mailbox:
    """A mail server's behaviour: what it answers, and what it was given."""

    def __init__(self, *, to_recipient: str = "250 OK", to_data: str = "250 OK") -> None:
        self._to_recipient = to_recipient
        self._to_data = to_data
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_RCPT(  # noqa: N802  # the server library's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self._to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self._to_recipient.format(address=address)

    async def handle_DATA(  # noqa: N802  # the server library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self._to_data.startswith("2"):
            assert isinstance(envelope.content, bytes)
            read = email.message_from_bytes(envelope.content, policy=email.policy.SMTP)
            assert isinstance(read, EmailMessage)
            self.received.append(read)
            self.recipients += envelope.rcpt_tos
        return self._to_data.format(address=CASEY)


@asynccontextmanager
async def serving(protocol: Callable[[], asyncio.BaseProtocol]) -> AsyncIterator[Mailer]:
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield Mailer("127.0.0.1", port, "The Agency <letters@agency.example>")


def smtp(box: Mailbox) -> Callable[[], SMTP]:
    return lambda: SMTP(box, loop=asyncio.get_running_loop())


async def send(
    mailer: Mailer,
    *,
    to: str = CASEY,
    letter: str = LETTER,
    enclosures: Sequence[Enclosure] = (),
) -> None:
    await mailer.send(
        letter,
        PDF,
        to=to,
        agency="The Agency",
        reference="co-4n7qk2xw9d",
        at=SENT_AT,
        enclosures=enclosures,
    )


async def refusal(mailer: Mailer, *, to: str = CASEY) -> DeliveryError:
    with pytest.raises(DeliveryError) as refused:
        await send(mailer, to=to)
    assert LETTER in str(refused.value)
    assert "casey" not in str(refused.value).lower()
    assert refused.value.__cause__ is None
    return refused.value


async def test_a_letter_arrives_with_its_pdf_and_its_id() -> None:
    box = Mailbox()

    async with serving(smtp(box)) as mailer:
        await send(mailer)

    (message,) = box.received
    (attachment,) = message.iter_attachments()
    assert box.recipients == [CASEY]
    assert message["Message-ID"] == f"<{LETTER}@casebound>"
    assert message["Subject"] == "A letter from The Agency (our reference co-4n7qk2xw9d)"
    assert message["From"] == "The Agency <letters@agency.example>"
    assert message["Date"].datetime == datetime(2026, 12, 2, 23, 30, tzinfo=UTC)
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_filename() == f"{LETTER}.pdf"
    assert attachment.get_content() == PDF


async def test_what_is_enclosed_is_attached_behind_the_letter() -> None:
    box = Mailbox()

    async with serving(smtp(box)) as mailer:
        await send(mailer, enclosures=[ENCLOSED])

    (message,) = box.received
    attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert list(attached) == [f"{LETTER}.pdf", f"{LETTER}.enclosure-1.pdf"]
    assert list(attached.values()) == [PDF, ENCLOSED.pdf]
    assert ENCLOSED.name not in message.as_string()


async def test_a_repeat_is_the_same_message() -> None:
    box = Mailbox()

    async with serving(smtp(box)) as mailer:
        await send(mailer, enclosures=[ENCLOSED])
        await send(mailer, enclosures=[ENCLOSED])

    first, second = (message.as_bytes() for message in box.received)
    assert first == second


async def test_a_copy_has_an_id_of_its_own() -> None:
    box = Mailbox()

    async with serving(smtp(box)) as mailer:
        await send(mailer, letter=f"{LETTER}.copy-1")

    assert box.received[0]["Message-ID"] == f"<{LETTER}.copy-1@casebound>"


@pytest.mark.parametrize(
    ("box", "code", "retryable"),
    [
        (Mailbox(to_recipient="550 5.1.1 <{address}> unknown here"), "550", False),
        (Mailbox(to_recipient="450 4.2.1 <{address}> is busy"), "450", True),
        (Mailbox(to_data="451 4.3.0 cannot store for {address}"), "451", True),
        (Mailbox(to_data="554 5.7.1 {address} refused"), "554", False),
    ],
    ids=["no such mailbox", "busy mailbox", "local error", "refused content"],
)
async def test_the_servers_code_says_whether_to_try_again(
    box: Mailbox, code: str, *, retryable: bool
) -> None:
    async with serving(smtp(box)) as mailer:
        refused = await refusal(mailer)

    assert refused.retryable is retryable
    assert f"({code})" in str(refused)
    assert box.received == []


async def test_no_server_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        refused = await refusal(Mailer("127.0.0.1", unused.getsockname()[1], "a@agency.example"))

    assert refused.retryable is True
    assert "does not answer" in str(refused)


class HangUp(asyncio.Protocol):
    """A server that drops every connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


class Silence(asyncio.Protocol):
    """A server that never says a word."""


async def test_a_server_that_hangs_up_is_tried_again() -> None:
    async with serving(HangUp) as mailer:
        refused = await refusal(mailer)

    assert refused.retryable is True


async def test_a_server_that_stays_silent_is_tried_again() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Silence, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        mailer = Mailer("127.0.0.1", port, "a@agency.example", timeout_seconds=0.2)
        refused = await refusal(mailer)

    assert refused.retryable is True


async def test_a_server_without_encryption_is_refused_where_it_is_asked_for() -> None:
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(smtp(box), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        refused = await refusal(Mailer("127.0.0.1", port, "a@agency.example", start_tls=True))

    assert box.received == []
    assert refused.retryable is True
    assert "does not offer encryption" in str(refused)


async def test_an_address_that_the_server_cannot_write_is_not_tried_again() -> None:
    box = Mailbox()

    async with serving(smtp(box)) as mailer:
        refused = await refusal(mailer, to="casey@büro.example")

    assert refused.retryable is False
    assert "other scripts" in str(refused)


@pytest.mark.parametrize(
    "to", ["", "casey", "casey@", "@mail.example", "casey lee@x.example", "casey@x\r\nBcc: casey@y"]
)
async def test_what_is_no_address_never_reaches_the_server(to: str) -> None:
    box = Mailbox()

    async with serving(smtp(box)) as mailer:
        refused = await refusal(mailer, to=to)

    assert refused.retryable is False
    assert "is not an email address" in str(refused)
    assert box.received == []


async def test_a_played_story_puts_its_mail_into_a_folder_and_mails_nobody(tmp_path: Path) -> None:
    """The very message: to whom it would go, and the letter itself. Put twice, it is there once."""
    folder = MailFolder(tmp_path / "mail")
    for _ in range(2):
        await folder.send(
            LETTER, PDF, to=CASEY, agency="the Agency", reference="co-4n7qk2xw9d", at=SENT_AT
        )

    (put,) = (tmp_path / "mail").iterdir()
    message = email.message_from_bytes(put.read_bytes(), policy=email.policy.default)
    assert put.name == f"{LETTER}.eml"
    assert message["To"] == CASEY
    assert [part.get_content() for part in message.iter_attachments()] == [PDF]
