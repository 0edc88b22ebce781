"""The door: a message comes in, gets its receipt, and is brought to its case.

The receipt is the row; from its commit on nothing is lost, whatever Temporal does. What the
procedures do not allow is answered with a receipt that is refused and says why; what is no
message at all is an error, and nothing is written.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database.errors import DatabaseError, guarded
from database.models import Receipt
from database.queries import messages
from database.queries.messages import Slip
from database.queries.nearest import not_found
from database.writes import receipts
from domain.errors import DoorError, UnknownNameError
from domain.messages import TaskCompleted
from starter.doors import form
from starter.doors.bringing import Bringer, Brought
from starter.doors.clock import Clock, real_time
from starter.doors.form import Attachment, Sent
from starter.doors.taking import Taking

POLL_SECONDS = 0.02

__all__ = ["Attachment", "Door", "DoorError", "Slip"]


class Door:
    """Takes messages in.

    Args:
        sessions: of the case database.
        client: of Temporal; it may be lazy, and Temporal may be down.
        clock: gives the present instant; a fixed one in a simulated stack (``at`` moves it).
        office: of the cases that systems start, where neither they nor an officer name one.
        name: of this door, as it stands on the receipts: cli, gateway, player.
        simulated: cases may begin at the door's instant instead of now. Never in production.
        new_id: makes the id of a message whose sender gives none.
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
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
        bringer: Bringer | None = None,
    ) -> None:
        self._sessions = sessions
        self._bringer = bringer or Bringer(sessions, client)
        self._clock: Clock = (lambda: clock) if isinstance(clock, datetime) else clock
        self._office = office
        self.name = name
        self._simulated = simulated
        self._new_id = new_id

    def now(self) -> datetime:
        """Return the present instant by this door's clock."""
        return self._clock()

    def at(self, instant: datetime) -> None:
        """Set the clock of a simulated door."""
        if not self._simulated:
            raise DoorError("only the door of a simulated stack has a clock that can be set")
        self._clock = lambda: instant

    async def send(
        self,
        type_: str,
        *,
        source: str,
        id: str | None = None,  # noqa: A002 - the message's own word
        officer: str | None = None,
        actor: str | None = None,
        case: str | None = None,
        customer: str | None = None,
        office: str | None = None,
        occurred_at: datetime | None = None,
        about: str | None = None,
        facts: Mapping[str, Any] | None = None,
        content: Mapping[str, Any] | None = None,
        attachments: Sequence[Attachment | Path] = (),
        begins_at: datetime | None = None,
    ) -> Slip:
        """Take a message in; return its receipt, or the first one where it was sent before.

        Args:
            type_: one of ``casebound catalogue messages``.
            source: the sending system, or the door's own word for officers.
            id: of the message, known once for each source.
            officer: the account of the officer whom the caller has authenticated.
            actor: who acted in the sending system, where no officer of ours did.
            case: reference of the case; a message that opens one has none yet.
            customer: whose case it opens.
            office: whose calendar and clock the opened case follows.
            occurred_at: when it happened; now, where nothing is given.
            about: the task or letter that it answers.
            facts: what drives decisions.
            content: what people wrote or said; stays in the case database.
            attachments: documents, or files to read them from.
            begins_at: where a case of a simulated stack begins; the door's instant by default.

        Raises:
            MalformedMessageError: it is not a message of its type.
            OtherBodyError: the source has used the id for another message.
            UnknownNameError: the officer or the task is not known.
            DatabaseError: no receipt could be written.
        """
        sent = form.check(
            Sent(
                type=type_,
                source=source,
                id=id or self._new_id(),
                officer=officer,
                actor=actor,
                case=case,
                customer=customer,
                office=office,
                occurred_at=occurred_at,
                about=about,
                facts=dict(facts or {}),
                content=dict(content or {}),
                attachments=await _read(attachments),
            )
        )
        return await self._take(sent, self._begins_at(begins_at))

    async def complete(
        self,
        task: str,
        *,
        officer: str | None,
        outcome: str | None = None,
        answers: Mapping[str, Any] | None = None,
        reason: str | None = None,
        source: str | None = None,
        id: str | None = None,  # noqa: A002 - the message's own word
        occurred_at: datetime | None = None,
        attachments: Sequence[Attachment | Path] = (),
    ) -> Slip:
        """Complete a task; ``answers`` holds those in words too, the task says which they are.

        Raises:
            DoorError: as for ``send``.
        """
        given = dict(answers or {}) | ({"reason": reason} if reason else {})
        return await self.send(
            TaskCompleted.name,
            source=source or self.name,
            id=id,
            officer=officer,
            about=task,
            occurred_at=occurred_at,
            facts={"outcome": outcome, "answers": given},
            attachments=attachments,
        )

    async def receipt(self, source: str, id_: str) -> Slip:
        """Return what became of a message.

        Raises:
            UnknownNameError: there is no such message.
        """
        async with guarded(None, f"{source}|{id_}"), self._sessions() as db:
            row = await messages.find(db, source, id_)
            if row is None:
                raise UnknownNameError(str(await not_found(db, "message", id_)))
            return Slip.of(row)

    async def outcome(self, receipt: Slip, within: timedelta) -> Slip:
        """Wait for the status of a message, for as long as ``within``; return it as it is then."""
        try:
            async with asyncio.timeout(within.total_seconds()):
                while receipt.status is None:
                    await asyncio.sleep(POLL_SECONDS)
                    receipt = await self.receipt(receipt.source, receipt.id)
        except TimeoutError:
            pass
        return receipt

    def _begins_at(self, given: datetime | None) -> datetime | None:
        if given and not self._simulated:
            raise DoorError("only in a simulated stack may a case begin at another instant")
        return (given or self.now()) if self._simulated else None

    async def _take(self, sent: Sent, begins_at: datetime | None) -> Slip:
        async with guarded(sent.case, sent.key), self._sessions.begin() as db:
            taking = Taking(
                db=db,
                sent=sent,
                now=self.now(),
                door=self.name,
                office=self._office,
                begins_at=begins_at,
            )
            row, repeated = await taking.take()
            receipt = Slip.of(row, repeated=repeated)
        if repeated or receipt.status is not None:
            return receipt
        return await self._bring(row, receipt)

    async def _bring(self, row: Receipt, receipt: Slip) -> Slip:
        """Bring a message to its case. The receipt is written: nothing may fail the send now."""
        brought = await self._bringer.bring(row)
        now = self.now()
        try:
            if brought is Brought.TAKEN:
                async with guarded(row.case, receipt.key), self._sessions.begin() as db:
                    await receipts.delivered(db, row.source, row.id, now)
                return replace(receipt, delivered_at=now)
            if brought is Brought.NO_CASE:
                await self._bringer.settle_homeless(row, now)
                return await self.receipt(row.source, row.id)
        except DatabaseError:
            return receipt  # the forwarder sends it again; the case knows it by its key
        return receipt


async def _read(attachments: Sequence[Attachment | Path]) -> tuple[Attachment, ...]:
    return tuple(
        [
            given
            if isinstance(given, Attachment)
            else await asyncio.to_thread(form.attachment, given)
            for given in attachments
        ]
    )
