"""Take signed letters out of the house: to the print spool, or by email. Keyed by the letter."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from activities import unsent
from activities.addressees import addressee_of
from activities.departures import COPIES, departed, put_right, refused, undelivered
from activities.given_up import open_work
from activities.guarding import LetterStoppedError, Pages
from activities.looks import LOOK
from activities.outbox import Mark, Push, PushError
from database.connect import refuse_in_transaction
from database.models import Case, Letter, Outbox
from database.queries.case_at_work import OPEN_LETTERS
from domain.catalogue import LETTERS
from domain.kit_tasks import SEE_TO_LETTER, SEE_TO_PUSH
from domain.letter_states import LetterState
from domain.letters import Addressee, LetterFields, LetterKind
from letters.delivery import DeliveryError, Mailer, Posting, PrintSpool
from letters.enclosures import Enclosure


@dataclass(frozen=True)
class Envelope:
    """What goes to the print spool, under its name."""

    letter: str
    posting: Posting


@dataclass(frozen=True)
class Mail:
    """One letter as it is mailed. ``to`` is empty where no address is on record."""

    letter: str
    pdf: bytes
    to: str
    agency: str
    reference: str
    at: datetime
    enclosures: Sequence[Enclosure] = ()


class StoppedError(PushError):
    """A letter that was signed may not go after all: it comes back to whoever prepares it."""

    def __init__(self, stopped: LetterStoppedError) -> None:
        self.stopped = stopped
        super().__init__(str(stopped), permanent=True, refused=True)


class _Letters(Push[Any, None]):
    """What letters by post and by mail have in common."""

    def __init__(self, kinds: Mapping[str, LetterKind]) -> None:
        self._kinds = kinds

    async def _signed(
        self, db: AsyncSession, row: Outbox, now: datetime
    ) -> tuple[Letter, Pages] | None:
        """Return a letter that is to leave, and what goes of it; None where it has left already.

        Raises:
            PushError: what it shows has become somebody else's since it was signed, its customer
                has moved, or its pages are not those that were signed.
        """
        wanted = str(row.payload["letter"])
        letter = await db.get_one(Letter, wanted, options=[undefer(Letter.pdf)])
        stopped = letter.state == LetterState.STOPPED
        if stopped and not letter.copy_of:  # it is prepared again; a copy is looked at once more
            raise StoppedError(LetterStoppedError(letter.problem or "it was stopped"))
        if letter.state != LetterState.SIGNED and not stopped:
            return None
        if hashlib.sha256(letter.pdf or b"").hexdigest() != letter.signed_sha256:
            words = (
                f"The PDF of letter {letter.id} is not the one that was signed. Withdraw it and "
                "write it again."
            )
            raise PushError(words, permanent=True)
        kind, signed_at = self._kinds[letter.kind], letter.signed_at or now
        try:
            return letter, await unsent.may_leave(db, letter, kind, signed_at)
        except LetterStoppedError as stopped:
            raise StoppedError(stopped) from None

    def _fields(self, letter: Letter) -> LetterFields:
        return self._kinds[letter.kind].fields.model_validate(letter.fields)

    async def written(self, db: AsyncSession, row: Outbox, _done: None, now: datetime) -> None:
        """Write that the letter has left."""
        case = await db.get_one(Case, row.case, with_for_update=True)
        letter = await db.get_one(Letter, str(row.payload["letter"]))
        await departed(db, case, letter, row, at=now, kinds=self._kinds)
        if letter.copy_of:
            await unsent.nothing_to_release(db, letter, now)

    async def failed(
        self, db: AsyncSession, row: Outbox, error: PushError, *, given_up: bool, now: datetime
    ) -> None:
        """Let people see why a letter is stuck.

        One that was refused comes back to whoever prepares it, by way of its case. Of what is given
        up otherwise it must be found out whether it has left.
        """
        letter = await db.get_one(Letter, str(row.payload["letter"]))
        letter.attempts, letter.problem = row.attempts, str(error)
        if isinstance(error, StoppedError):
            kind = self._kinds[letter.kind]
            await unsent.stop(db, kind, letter, error.stopped, task=None, at=now)
        if given_up and error.refused and not letter.copy_of:
            await put_right(db, letter, now)
            case = await db.get_one(Case, row.case)
            refused(db, case, letter, row, at=now)
        elif given_up:
            await put_right(db, letter, now)
            if letter.copy_of:
                open_work(db, SEE_TO_PUSH, row, str(error), at=now)
                return
            signatory = self._fields(letter).signatory.role
            open_work(db, SEE_TO_LETTER, row, str(error), at=now, role=signatory)
        else:
            await undelivered(db, letter, str(error), row.attempts, now)


class PostLetter(_Letters):
    """Puts a letter, or a copy, into the print spool; done twice, it leaves once."""

    def __init__(self, spool: PrintSpool, kinds: Mapping[str, LetterKind]) -> None:
        super().__init__(kinds)
        self._spool = spool

    async def read(self, db: AsyncSession, row: Outbox, now: datetime) -> Envelope | None:
        """Return its envelope."""
        signed = await self._signed(db, row, now)
        if signed is None:
            return None
        letter, going = signed
        posting = Posting(
            to=Addressee.model_validate(letter.to),
            pdf=going.pdf,
            pages=letter.pages or 1,
            enclosures=tuple(going.enclosures),
        )
        return Envelope(letter.id, posting)

    async def do(self, what: Envelope, _leaving: Mark) -> None:
        """Put it there."""
        try:
            await asyncio.to_thread(self._spool.put, what.letter, what.posting)
        except DeliveryError as error:
            raise _not_delivered(error) from None


class LookAgain(Push[str, None]):
    """Looks at a letter that has not left, because what it shows may have changed."""

    def __init__(self, kinds: Mapping[str, LetterKind]) -> None:
        self._kinds = kinds

    async def read(self, _db: AsyncSession, row: Outbox, _now: datetime) -> str:
        """Return which letter."""
        return str(row.payload["letter"])

    async def do(self, what: str, _leaving: Mark) -> None:
        """Leave it to its transaction."""

    async def written(self, db: AsyncSession, row: Outbox, _done: None, _now: datetime) -> None:
        """Stop it where it may not go any more, and let it go on where it may."""
        letter = await db.get_one(Letter, str(row.payload["letter"]))
        case = await db.get_one(Case, letter.case, with_for_update=True)
        await db.refresh(letter, with_for_update=True)
        if letter.state in OPEN_LETTERS and letter.kind in self._kinds:
            at = datetime.fromisoformat(row.payload["at"])
            await unsent.look_at(db, case, letter, self._kinds[letter.kind], at)

    async def failed(
        self, db: AsyncSession, row: Outbox, error: PushError, *, given_up: bool, now: datetime
    ) -> None:
        """Open work once nobody looks any more; before it leaves it is looked at in any case."""
        if given_up:
            open_work(db, SEE_TO_PUSH, row, str(error), at=now)


class MailLetter(_Letters):
    """Mails a letter. No mail server can be asked whether it has taken a message before.

    So what may have left is never sent again by itself: a person looks into the server's log for
    the Message-ID, and says what follows.
    """

    def __init__(self, mailer: Mailer | None, kinds: Mapping[str, LetterKind]) -> None:
        super().__init__(kinds)
        self._mailer = mailer

    async def read(self, db: AsyncSession, row: Outbox, now: datetime) -> Mail | None:
        """Return the mail."""
        signed = await self._signed(db, row, now)
        if signed is None:
            return None
        letter, going = signed
        if row.leaving_at is not None:
            words = (
                f"Letter {letter.id} may have left: whatever mailed it ended before it could "
                f"write down what the mail server said. Look for <{letter.id}@casebound> in the "
                "server's log."
            )
            raise PushError(words, permanent=True)
        desk = await unsent.beside(db, letter)
        day = desk.times.day(letter.signed_at or now)
        to = await addressee_of(desk, letter.addressee, day)
        fields = self._fields(letter)
        return Mail(
            letter=letter.id,
            pdf=letter.pdf or b"",
            enclosures=going.enclosures,
            to=to.email or "",
            agency=fields.agency.name,
            reference=fields.reference,
            at=letter.signed_at or now,
        )

    async def do(self, what: Mail, leaving: Mark) -> None:
        """Hand it to the mail server."""
        refuse_in_transaction("mail a letter")
        if self._mailer is None:
            raise PushError("Email is not set up on this worker: set CASEBOUND_SMTP.")
        try:
            await self._mailer.send(
                what.letter,
                what.pdf,
                to=what.to,
                agency=what.agency,
                reference=what.reference,
                at=what.at,
                enclosures=what.enclosures,
                leaving=leaving,
            )
        except DeliveryError as error:
            raise _not_delivered(error) from None


class Deliveries:
    """Where letters leave by."""

    def __init__(
        self,
        spool: PrintSpool,
        mailer: Mailer | None = None,
        letter_kinds: Mapping[str, LetterKind] = LETTERS,
    ) -> None:
        self._spool = spool
        self._mailer = mailer
        self._kinds = letter_kinds

    def posting(self) -> dict[str, Push[Any, Any]]:
        """Return what puts envelopes into the print spool."""
        return {
            "letter": PostLetter(self._spool, self._kinds),
            COPIES: PostLetter(self._spool, self._kinds),
            LOOK: LookAgain(self._kinds),
        }

    def mailing(self) -> dict[str, Push[Any, Any]]:
        """Return what mails letters."""
        return {"mail": MailLetter(self._mailer, self._kinds)}


def _not_delivered(error: DeliveryError) -> PushError:
    refused = not error.retryable and not error.may_have_left
    return PushError(str(error), permanent=not error.retryable, refused=refused)
