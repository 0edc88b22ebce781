"""Hand letters over to the outside: to the print room's spool, or to a mail server.

One letter, one envelope, whatever crashes. Errors say whether trying again can help, and hold
nothing about a person.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import aiosmtplib
from pydantic import BaseModel, ConfigDict

from domain.letters import Addressee, LetterError
from letters.enclosures import Enclosure


class DeliveryError(LetterError):
    """A letter did not leave, or ``may_have_left``: then nobody may send it again unasked.

    ``retryable`` says whether trying again can help.
    """

    def __init__(self, words: str, *, retryable: bool, may_have_left: bool = False) -> None:
        super().__init__(words)
        self.retryable = retryable
        self.may_have_left = may_have_left


class Posting(BaseModel):
    """What goes to one addressee: a PDF whose first page shows their address in the window.

    ``enclosures`` go behind it, into the same envelope.
    """

    model_config = ConfigDict(frozen=True)

    to: Addressee
    pdf: bytes
    pages: int
    enclosures: tuple[Enclosure, ...] = ()


_LETTER_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")


def _checked(letter_id: str) -> str:
    if not _LETTER_ID.fullmatch(letter_id):
        raise ValueError("a letter id is lower-case letters, digits, dots and hyphens")
    return letter_id


class PrintSpool:
    """A folder from which the print room takes envelopes.

    Each envelope is ``<letter id>.pdf`` and, beside it, ``<letter id>.json``, its manifest;
    a copy is a letter of its own, whose id ends in ``.copy-1`` and so on. What is enclosed lies
    beside them as ``<letter id>.enclosure-1.pdf`` and so on, which the manifest names in their
    order. The manifest comes last: an envelope is there when its manifest is. Whoever takes one
    removes all its files. The folder must exist already, so that letters never pile up under a
    mount point whose disk is missing.

    A letter passes through four steps, each durable before the next begins:

    1. its files are written to ``.staged/<letter id>/``;
    2. its ledger entry is written to ``.delivered/<letter id>.json``;
    3. its files are renamed into the folder, one by one;
    4. the empty staging folder goes.

    Nothing is visible before the ledger entry stands, so a crash before step 2 has sent nothing
    and the next call begins anew. After step 2 a file still staged has never been visible, and
    a file no longer staged has been, whether or not the print room has taken it since: the
    rename is the one act that decides. The next call therefore renames exactly what is still
    staged. No crash can lose an envelope or make a second one; docs/decisions/0012 goes through
    the points one by one, a failure of power among them.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._staged = directory / ".staged"
        self._delivered = directory / ".delivered"

    def put(self, letter_id: str, posting: Posting) -> bool:
        """Put a letter into the spool, in an envelope of its own.

        Safe to repeat and to run in several processes at once. A repeat of a letter that the
        spool has accepted goes by the letter's own bytes; enclosures stay as they were accepted.
        Blocks on the disk: from a running event loop call it in a thread.

        Returns:
            True when this call made the envelope visible, False when it was before.

        Raises:
            DeliveryError: no room or no access (retryable), or the same id with other bytes.
        """
        _checked(letter_id)
        try:
            with self._locked():
                if not self._accepted(letter_id, posting.pdf):
                    self._accept(letter_id, posting)
                return self._release(letter_id)
        except OSError as error:
            raise DeliveryError(_spool_words(letter_id, error), retryable=True) from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # Held by the operating system, so a killed process leaves no lock behind.
        with (self._directory / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._staged.mkdir(mode=0o750, exist_ok=True)
            self._delivered.mkdir(mode=0o750, exist_ok=True)
            yield

    def _accepted(self, letter_id: str, pdf: bytes) -> bool:
        ledger = self._delivered / f"{letter_id}.json"
        if not ledger.exists():
            return False
        if json.loads(ledger.read_bytes())["sha256"] != hashlib.sha256(pdf).hexdigest():
            raise DeliveryError(
                f"Letter {letter_id} went to the print spool before with another PDF; nothing "
                "was sent. A changed letter needs a new id: draft it again.",
                retryable=False,
            )
        return True

    def _accept(self, letter_id: str, posting: Posting) -> None:
        staged = self._staged / letter_id
        try:
            # An attempt that ended before its ledger entry may have left anything here.
            shutil.rmtree(staged, ignore_errors=True)
            staged.mkdir(mode=0o750)
            files = self._stage(letter_id, posting)
            _sync(staged)
            _sync(self._staged)
            entry = {
                "letter": letter_id,
                "sha256": hashlib.sha256(posting.pdf).hexdigest(),
                "files": files,
            }
            _write(staged / "ledger", _json(entry))
            (staged / "ledger").rename(self._delivered / f"{letter_id}.json")
        except OSError:
            shutil.rmtree(staged, ignore_errors=True)
            raise

    def _stage(self, name: str, posting: Posting) -> list[str]:
        """Write the files of an envelope; return their names in the order in which they go."""
        staged = self._staged / name
        along = {f"{name}.enclosure-{n}.pdf": one for n, one in _numbered(posting.enclosures)}
        manifest = {
            "letter": name,
            "file": f"{name}.pdf",
            "sha256": hashlib.sha256(posting.pdf).hexdigest(),
            "pages": posting.pages,
            "channel": "post",
            "enclosures": [_enclosed(file, one) for file, one in along.items()],
            "to": posting.to.model_dump(),
        }
        for file, one in along.items():
            _write(staged / file, one.pdf)
        _write(staged / f"{name}.pdf", posting.pdf)
        _write(staged / f"{name}.json", _json(manifest))
        return [*along, f"{name}.pdf", f"{name}.json"]

    def _release(self, letter_id: str) -> bool:
        staged = self._staged / letter_id
        # The entry outlives a failure of power before anything is visible.
        _sync(self._delivered)
        entry = json.loads((self._delivered / f"{letter_id}.json").read_bytes())
        waiting = [file for file in entry["files"] if (staged / file).exists()]
        for file in waiting:
            (staged / file).rename(self._directory / file)
            _sync(self._directory)
        shutil.rmtree(staged, ignore_errors=True)
        return bool(waiting)


def _numbered(enclosures: Sequence[Enclosure]) -> Iterator[tuple[int, Enclosure]]:
    return enumerate(enclosures, start=1)


def _enclosed(file: str, enclosure: Enclosure) -> dict[str, object]:
    sha256 = hashlib.sha256(enclosure.pdf).hexdigest()
    return {"file": file, "sha256": sha256, "pages": len(enclosure.words)}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def _write(path: Path, content: bytes) -> None:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    with os.fdopen(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(opened)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


_SPOOL_PROBLEMS = {
    errno.ENOSPC: ("has no room", "Make room on its disk."),
    errno.EDQUOT: ("has no room", "Make room on its disk."),
    errno.EFBIG: ("does not take a file of this size", "Raise the limit on file sizes."),
    errno.EACCES: ("cannot be written to", "Let the worker's account write to it."),
    errno.EPERM: ("cannot be written to", "Let the worker's account write to it."),
    errno.EROFS: ("cannot be written to", "Mount its disk for writing."),
    errno.ENOENT: ("is not there", "Create its folder, or mount its disk."),
    errno.ENOTDIR: ("is not a folder", "Set the spool to a folder."),
}


def _spool_words(letter_id: str, error: OSError) -> str:
    problem, advice = _SPOOL_PROBLEMS.get(error.errno or 0, ("does not work", "Look at its disk."))
    code = errno.errorcode.get(error.errno or 0, "unknown error")
    return (
        f"Letter {letter_id} has not left: the print spool {problem} ({code}). "
        f"{advice} It is tried again by itself."
    )


Leaving = Callable[[], Awaitable[None]]

SECONDS_TO_ACCEPT = 300.0  # a server may look into a message for long; RFC 5321, 4.5.3.2.6


async def _nobody_notes() -> None:
    """Note nothing."""


class _Session(aiosmtplib.SMTP):
    """One connection to a mail server, which says when a message is handed over.

    ``undecided`` is true while nobody can know whether the server took it.
    """

    def __init__(self, leaving: Leaving, seconds_to_accept: float, **given: Any) -> None:
        super().__init__(**given)
        self.undecided = False
        self._leaving = leaving
        self._seconds_to_accept = seconds_to_accept

    async def data(self, message: str | bytes, /, **_timeout: object) -> aiosmtplib.SMTPResponse:
        """Hand a message over, and wait until the server says whether it takes it."""
        await self._leaving()
        self.undecided = True
        try:
            return await super().data(message, timeout=self._seconds_to_accept)
        except aiosmtplib.SMTPResponseException:
            self.undecided = False
            raise


class Mailer:
    """Send letters by email, through the Agency's mail server.

    A letter's id is its Message-ID, by which a server's log is searched. ``start_tls`` None
    encrypts where the server can; True refuses to send where it cannot. The server may take
    ``timeout_seconds`` for each answer, and ``seconds_to_accept`` for that to the message itself.
    """

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        *,
        start_tls: bool | None = None,
        timeout_seconds: float = 30,
        seconds_to_accept: float = SECONDS_TO_ACCEPT,
    ) -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._start_tls = start_tls
        self._timeout_seconds = timeout_seconds
        self._seconds_to_accept = seconds_to_accept

    async def send(
        self,
        letter_id: str,
        pdf: bytes,
        *,
        to: str,
        agency: str,
        reference: str,
        at: datetime,
        enclosures: Sequence[Enclosure] = (),
        leaving: Leaving = _nobody_notes,
    ) -> None:
        """Send one letter to one address.

        ``enclosures`` are attached behind it.

        ``at`` is the aware instant of sending. ``leaving`` is awaited just before the message
        itself is handed over; what it raises ends the sending, and nothing has left. The message
        says nothing of the letter's matter: that is in the PDF.

        Raises:
            DeliveryError: retryable where no server answers or it says "later" (4xx); not
                where the address is no address or the server refuses for good (5xx), or where
                the server was given the message and did not say whether it took it.
        """
        name = _checked(letter_id)
        message = self._message(name, to=to, agency=agency, reference=reference, at=at)
        _attach(message, name, pdf, enclosures)
        session = _Session(
            leaving,
            self._seconds_to_accept,
            hostname=self._host,
            port=self._port,
            start_tls=self._start_tls,
            timeout=self._timeout_seconds,
        )
        try:
            await session.connect()
            await session.send_message(message)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _mail_error(name, error, undecided=session.undecided) from None
        finally:
            session.close()  # whatever the server says to a farewell changes nothing

    def _message(
        self, name: str, *, to: str, agency: str, reference: str, at: datetime
    ) -> EmailMessage:
        message = EmailMessage()
        try:
            message["To"] = Address(addr_spec=to)
        except (ValueError, IndexError, MessageError):  # what the parser of addresses raises
            raise DeliveryError(
                f"Letter {name} has not left: the email address on record is not an email "
                "address. Correct it, or send the letter by post.",
                retryable=False,
            ) from None
        message["From"] = self._sender
        message["Subject"] = f"A letter from {agency} (our reference {reference})"
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{name}@casebound>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(
            f"A letter from {agency} is attached to this email as a PDF.\n"
            f"Our reference is {reference}.\n\n"
            "The letter says what it is about and how you can reach us.\n"
        )
        return message


class MailFolder(Mailer):
    """Puts each mail into a folder, as ``<letter id>.eml``, in place of a mail server.

    For stories that are played: nobody outside may be mailed because of them.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__("localhost", 0, sender="noreply@localhost")
        self._folder = folder

    async def send(
        self,
        letter_id: str,
        pdf: bytes,
        *,
        to: str,
        agency: str,
        reference: str,
        at: datetime,
        enclosures: Sequence[Enclosure] = (),
        leaving: Leaving = _nobody_notes,  # noqa: ARG002 - it may be put again, and is there once
    ) -> None:
        """Put the message there that would be sent.

        Raises:
            DeliveryError: the address is no address; it is not retryable.
        """
        name = _checked(letter_id)
        message = self._message(name, to=to, agency=agency, reference=reference, at=at)
        _attach(message, name, pdf, enclosures)
        self._folder.mkdir(exist_ok=True)
        (self._folder / f"{name}.eml").write_bytes(message.as_bytes())


def _attach(message: EmailMessage, name: str, pdf: bytes, enclosures: Sequence[Enclosure]) -> None:
    files = {f"{name}.pdf": pdf}
    files |= {f"{name}.enclosure-{n}.pdf": one.pdf for n, one in _numbered(enclosures)}
    for file, held in files.items():
        message.add_attachment(held, maintype="application", subtype="pdf", filename=file)
    message.set_boundary(hashlib.sha256(name.encode()).hexdigest()[:32])


def _mail_error(name: str, error: Exception, *, undecided: bool) -> DeliveryError:
    # A server's own words repeat the address, so only its code is kept.
    code = _reply_code(error)
    if undecided:
        words = (
            f"Letter {name} may have left: the mail server was given it, and did not say whether "
            f"it took it. Look for <{name}@casebound> in the server's log."
        )
        return DeliveryError(words, retryable=False, may_have_left=True)
    problem, advice, retryable = _mail_problem(error, code)
    words = f"Letter {name} has not left: the mail server {problem}. {advice}"
    return DeliveryError(
        f"{words} It is tried again by itself." if retryable else words, retryable=retryable
    )


def _mail_problem(error: Exception, code: int | None) -> tuple[str, str, bool]:
    by_post = "Check the email address on record, or send the letter by post."
    if code is not None and code >= 500:  # noqa: PLR2004  # the protocol's own border
        return f"refuses it for good ({code})", by_post, False
    if code is not None:
        return f"cannot take it now ({code})", "It may be busy.", True
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return "does not know addresses in other scripts", by_post, False
    if isinstance(error, OSError):  # among them every lost or refused connection
        return "does not answer", "See that it runs and can be reached.", True
    return "does not offer encryption", "Have its settings and ours compared.", True


def _reply_code(error: Exception) -> int | None:
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return max(refused.code for refused in error.recipients)
        case aiosmtplib.SMTPResponseException():
            return error.code
        case _:
            return None
