"""Take signed letters out of the house: to the print spool, or by email. Keyed by the letter."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from activities.messages import open_standalone_task
from activities.outbox import PushError
from database.models import (
    Case,
    Customer,
    Letter,
    LetterCopy,
    Outbox,
    Receipt,
    Task,
    TimelineEntry,
)
from database.queries.times import times_of
from domain.catalogue import LETTERS
from domain.kit_tasks import PUT_DELIVERY_RIGHT
from domain.letter_states import LetterState
from domain.letters import Addressee, LetterFields, LetterKind
from domain.messages import Envelope, LetterDelivered
from letters.delivery import DeliveryError, Mailer, Posting, PrintSpool


class Deliveries:
    """Delivers one letter at a time; a letter that is delivered twice leaves once."""

    def __init__(
        self,
        spool: PrintSpool,
        mailer: Mailer | None = None,
        letter_kinds: Mapping[str, LetterKind] = LETTERS,
    ) -> None:
        self._spool = spool
        self._mailer = mailer
        self._kinds = letter_kinds

    async def push(self, db: AsyncSession, row: Outbox, now: datetime) -> None:
        """Deliver one letter and write that it was sent ``now``.

        Raises:
            PushError: it could not go; a person has a task to put that right.
        """
        letter = await db.get_one(Letter, str(row.payload["letter"]), options=[undefer(Letter.pdf)])
        if letter.state == "sent":
            return
        try:
            await self._deliver(db, letter, now)
        except DeliveryError as error:
            letter.attempts += 1
            await _undelivered(db, letter, str(error), now)
            raise PushError(str(error), permanent=not error.retryable) from None
        case = await db.get_one(Case, letter.case, with_for_update=True)
        was_stuck = letter.attempts > 0
        letter.attempts += 1
        letter.state, letter.problem = LetterState.SENT, None
        letter.sent_at = sent_at = letter.signed_at if letter.signed_at and _played(case) else now
        self._sent(db, case, letter, int(row.payload["settle"]))
        if was_stuck:
            await _put_right(db, letter)
        if letter.reply and (was_stuck or await _left_on_another_day(db, case, letter)):
            _tell_delivered(db, letter, sent_at)

    async def _deliver(self, db: AsyncSession, letter: Letter, now: datetime) -> None:
        fields = self._kinds[letter.kind].fields.model_validate(letter.fields)
        if hashlib.sha256(letter.pdf or b"").hexdigest() != letter.signed_sha256:
            raise DeliveryError(
                f"The PDF of letter {letter.id} is not the one that was signed. Withdraw it and "
                "write it again.",
                retryable=False,
            )
        copies = await _copies(db, letter) if letter.copies else []
        if letter.channel == "email":
            await self._mail(db, letter, fields, now)
            for number, copy in enumerate(copies, start=1):
                await self._spool_letter(f"{letter.id}.copy-{number}", copy, ())
            return
        original = Posting(to=fields.to, pdf=letter.pdf or b"", pages=letter.pages or 1)
        await self._spool_letter(letter.id, original, copies)

    async def _spool_letter(self, name: str, posting: Posting, copies: Sequence[Posting]) -> None:
        await asyncio.to_thread(self._spool.put, name, posting, copies=copies)

    async def _mail(
        self, db: AsyncSession, letter: Letter, fields: LetterFields, now: datetime
    ) -> None:
        if self._mailer is None:
            raise DeliveryError(
                "Email is not set up on this worker: set CASEBOUND_SMTP.", retryable=True
            )
        case = await db.get_one(Case, letter.case)
        customer = await db.get_one(Customer, case.customer or "")
        await self._mailer.send(
            letter.id,
            letter.pdf or b"",
            to=customer.email or "",
            agency=fields.agency.name,
            reference=fields.reference,
            at=letter.signed_at or now,
        )

    def _sent(self, db: AsyncSession, case: Case, letter: Letter, settle: int) -> None:
        kind = self._kinds[letter.kind]
        going = _going(letter)
        copies = f", with {going} {'copy' if going == 1 else 'copies'}" if going else ""
        db.add(
            TimelineEntry(
                case=case.ref,
                sequence=case.next_entry,
                settle=settle,
                occurred_at=letter.sent_at,
                actor=letter.signed_by,
                step=kind.step,
                kind="sent",
                words=f"{kind.title}: sent by {letter.channel}{copies}",
                data={"letter": letter.id, "channel": letter.channel, "sha256": letter.sha256},
            )
        )
        case.next_entry += 1


def _going(letter: Letter) -> int:
    """Count the copies that have an address to go to; they come before those that have none."""
    return sum(1 for copy in letter.copies if copy["lines"])


async def _copies(db: AsyncSession, letter: Letter) -> list[Posting]:
    made = (
        select(LetterCopy)
        .where(LetterCopy.letter == letter.id, LetterCopy.number <= _going(letter))
        .order_by(LetterCopy.number)
    )
    return [
        Posting(to=Addressee.model_validate(copy.to), pdf=copy.pdf, pages=copy.pages)
        for copy in await db.scalars(made)
    ]


def _played(case: Case) -> bool:
    """Tell whether a case has a clock of its own, as in simulated stacks."""
    return case.clock_offset != timedelta(0)


async def _left_on_another_day(db: AsyncSession, case: Case, letter: Letter) -> bool:
    """Tell whether a letter left on another day of its office than it was signed on."""
    zone = (await times_of(db, case.office)).zone
    days = {at.astimezone(zone).date() for at in (letter.signed_at, letter.sent_at) if at}
    return len(days) > 1


def _tell_delivered(db: AsyncSession, letter: Letter, sent_at: datetime) -> None:
    """Tell the case that a letter which was stuck has left: its reply window starts anew."""
    message = Envelope(
        id=f"{letter.id}.delivered",
        type=LetterDelivered.name,
        source="delivery",
        case=letter.case,
        occurred_at=sent_at,
        about=letter.id,
        facts={},
    )
    db.add(
        Receipt(
            source=message.source,
            id=message.id,
            type=message.type,
            door="delivery",
            case=message.case,
            occurred_at=sent_at,
            received_at=sent_at,
            delivered_at=sent_at,  # its net is the outbox
            about=message.about,
            facts={},
            content={},
            digest="",
            attempts=0,
        )
    )
    db.add(
        Outbox(
            id=message.id,
            case=letter.case,
            kind="tell",
            payload={"case": letter.case, "message": message.model_dump(mode="json")},
            attempts=0,
        )
    )


async def _put_right(db: AsyncSession, letter: Letter) -> None:
    """Take back the work about a letter that was stuck: it has left, nobody need see to it."""
    task = await db.get(Task, f"standalone.{letter.id}", with_for_update=True)
    if task is not None and task.state == "open":
        task.state, task.ended_at = "withdrawn", letter.sent_at


async def _undelivered(db: AsyncSession, letter: Letter, problem: str, now: datetime) -> None:
    letter.problem = problem
    task = f"standalone.{letter.id}"
    if await db.get(Task, task) is None:
        open_standalone_task(
            db,
            PUT_DELIVERY_RIGHT,
            task=task,
            case=letter.case,
            customer=None,
            at=letter.signed_at or now,
            data={"letter": letter.id, "reason": problem},
        )
