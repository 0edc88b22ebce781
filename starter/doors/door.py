"""The door: a message comes in, gets its receipt, and is brought to its case.

The receipt is the row; from its commit on nothing is lost, whatever Temporal does. What the
procedures do not allow is answered with a receipt that is refused and says why; what is no
message at all is an error, and nothing is written.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from activities import looks
from activities.outbox import Pusher
from database.connect import one_by_one
from database.errors import DatabaseError, guarded
from database.models import Case, Receipt
from database.queries import messages
from database.queries.acting import sitting_at_the_door
from database.queries.messages import Slip
from database.queries.nearest import not_found
from database.queries.times import times_of
from database.writes import receipts
from domain import declared
from domain.errors import DoorError, NotAuthenticatedError
from domain.file.carried import Sitting
from domain.file.catalogue import ACTS
from domain.messages import Status, TaskCompleted
from starter.doors import form
from starter.doors.attached import Attached, search
from starter.doors.bringing import Bringer, Brought
from starter.doors.caller import Authentication
from starter.doors.clock import Clock, real_time
from starter.doors.sent import Sent
from starter.doors.taking import Taking

POLL_SECONDS = 0.02

LettersTried = Callable[[AsyncSession, Receipt, Sitting | None], Awaitable[str | None]]


class Door:
    """Takes messages in.

    Args:
        sessions: of the case database.
        client: of Temporal; it may be lazy, and Temporal may be down.
        clock: gives the present instant; a fixed one in a simulated stack (``at`` moves it).
        office: of the cases that systems start, where neither they nor an officer name one.
        name: of this door, as it stands on the receipts: cli, gateway, player.
        letters: makes the letter that a completion would prepare, where one is only tried, and says
            why it may not go; without, that is left to the case.
        simulated: cases begin at the door's instant, and nobody asks who people are. Never in
            production.

    Raises:
        DeclarationError: some lifecycle is declared in part.
    """

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        client: Client,
        *,
        clock: Clock | datetime = real_time,
        office: str | None = None,
        name: str = "cli",
        simulated: bool = False,
        bringer: Bringer | None = None,
        pusher: Pusher | None = None,
        letters: LettersTried | None = None,
    ) -> None:
        declared.check()
        self._pusher, self._letters = pusher, letters
        self._sessions, self._one_by_one = sessions, one_by_one(sessions)
        self._bringer = bringer or Bringer(sessions, client)
        self._clock: Clock = (lambda: clock) if isinstance(clock, datetime) else clock
        self._office = office
        self.name = name
        self._simulated = simulated

    def now(self) -> datetime:
        """Return the present instant by this door's clock."""
        return self._clock()

    def at(self, instant: datetime) -> None:
        """Set the clock of a simulated door."""
        if not self._simulated:
            raise DoorError("only the door of a simulated stack has a clock that can be set")
        self._clock = lambda: instant

    async def send(self, sent: Sent) -> Slip:
        """Take a message in; return its receipt, or the first one where it was sent before.

        Raises:
            MalformedMessageError: it is not a message of its type.
            OtherBodyError: the source has used the id for another message.
            NotAuthenticatedError: nobody has authenticated the caller.
            UnknownNameError: the officer or the task is not known.
            DatabaseError: no receipt could be written.
        """
        if sent.caller.authentication is Authentication.PLAYED and not self._simulated:
            raise NotAuthenticatedError("only in a simulated stack is nobody asked who they are")
        return await self._take(form.check(sent))

    async def check(self, sent: Sent) -> Slip:
        """Return the receipt that a message would get, and leave no trace of it.

        Its status is None where nothing keeps it from its case. What only the case can judge, a
        send says.

        Raises:
            DoorError: it would not be taken at all.
        """
        sent = form.check(sent)
        attached = await _searched(sent)
        async with guarded(sent.case, sent.key), self._sessions() as db:
            try:
                row, repeated = await self._taking(db, sent, attached).take()
                await self._judge(db, row)
                return replace(Slip.of(row, repeated=repeated), unsearched=_names(attached))
            finally:
                await db.rollback()

    async def _judge(self, db: AsyncSession, row: Receipt) -> None:
        """Refuse what a settle would refuse as things are now: an act on a file, a letter."""
        case = await db.get(Case, row.case) if row.case else None
        judged = row.type in ACTS or row.type == TaskCompleted.name
        if row.status is not None or case is None or not judged:
            return
        sitting = await sitting_at_the_door(db, row, case, await times_of(db, case.office))
        fault = sitting.fault if sitting else None
        if fault is None and self._letters and row.type == TaskCompleted.name:
            fault = await self._letters(db, row, sitting)
        if fault:
            row.status, row.reason = Status.REFUSED.value, fault

    async def receipt(self, source: str, id_: str) -> Slip:
        """Return what became of a message.

        Raises:
            UnknownNameError: there is no such message.
        """
        async with guarded(None, f"{source}|{id_}"), self._sessions() as db:
            row = await messages.find(db, source, id_)
            if row is None:
                raise await not_found(db, "message", id_)
            return Slip.of(row)

    async def outcome(self, receipt: Slip, within: timedelta) -> Slip:
        """Wait for the status of a message, for as long as ``within``; return it as it is then."""
        try:
            async with asyncio.timeout(within.total_seconds()):
                while receipt.status is None:
                    await asyncio.sleep(POLL_SECONDS)
                    found = await self.receipt(receipt.source, receipt.id)
                    receipt = replace(found, unsearched=receipt.unsearched)
        except TimeoutError:
            pass
        return receipt

    def _taking(self, db: AsyncSession, sent: Sent, attached: Attached) -> Taking:
        return Taking(
            db=db,
            sent=sent,
            attached=attached,
            now=self.now(),
            door=self.name,
            office=self._office,
            begins_at=self.now() if self._simulated else None,
        )

    async def _take(self, sent: Sent) -> Slip:
        attached = await _searched(sent)
        async with guarded(sent.case, sent.key), self._sessions.begin() as db:
            taking = self._taking(db, sent, attached)
            row, repeated = await taking.take()
            receipt = Slip.of(row, repeated=repeated)
            done = repeated or receipt.status is not None
            goes = not done and await receipts.may_go(db, row)
        if self._pusher:
            for case in taking.pushes:
                self._pusher.soon(case, (looks.LOOK,))
        if goes:
            receipt = await self._bring(row, receipt)
        for follows in taking.follows:
            await self._bring(follows, Slip.of(follows, repeated=False))
        return replace(receipt, unsearched=_names(attached))

    async def _bring(self, row: Receipt, receipt: Slip) -> Slip:
        """Bring a message to its case. The receipt is written: nothing may fail the send now."""
        brought = await self._bringer.bring(row)
        now = self.now()
        try:
            if brought is Brought.TAKEN:
                async with guarded(row.case, receipt.key), self._one_by_one() as db:
                    await receipts.delivered(db, row.source, row.id, now)
                return replace(receipt, delivered_at=now)
            if brought is Brought.NO_CASE:
                await self._bringer.settle_homeless(row, now)
                return await self.receipt(row.source, row.id)
            if brought is Brought.REFUSED:
                await self._bringer.settle_refused(row, now)
                return await self.receipt(row.source, row.id)
        except DatabaseError:
            return receipt  # the forwarder sends it again; the case knows it by its key
        return receipt


async def _searched(sent: Sent) -> Attached:
    """Look through the documents of a message, beside all else: a long one keeps nobody waiting."""
    return await asyncio.to_thread(search, sent.attachments) if sent.attachments else Attached()


def _names(attached: Attached) -> tuple[str, ...]:
    return tuple(document.name for document in attached.unsearched)
