"""Bring a receipt to its case: start the case, or signal it; and note what came of that.

A door does this at once, the forwarder for what is left. Both may do it twice: a start goes by
the case reference, and a case knows a message by its source and id.
"""

import asyncio
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import cast

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.service import RPCError

from activities.contracts import Start
from activities.pushes import (
    TASK_QUEUE,
    names_no_workflow,
    refuses_for_good,
    signal_case,
    start_lifecycle,
)
from database.errors import guarded
from database.models import Receipt
from database.queries import messages
from database.queries.messages import envelope
from database.writes import leases, timeline
from domain.catalogue import CASE_TYPES
from starter.doors import standalone

log = structlog.get_logger()

STARTING = tuple(each.opened_by.name for each in CASE_TYPES.values())


class Brought(Enum):
    """What came of bringing a message to its case."""

    TAKEN = auto()
    NO_CASE = auto()  # Temporal knows no running workflow by this reference
    NOT_TAKEN = auto()  # Temporal gave no answer, or not this one; to be tried again
    REFUSED = auto()  # Temporal has read it, and will never take it


class Bringer:
    """Brings receipts to Temporal. ``patience`` is the longest that one of them may take."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        client: Client,
        *,
        task_queue: str = TASK_QUEUE,
        patience: timedelta = timedelta(seconds=3),
    ) -> None:
        self._sessions = sessions
        self._client = client
        self._task_queue = task_queue
        self._patience = patience

    async def bring(self, row: Receipt) -> Brought:
        """Start the case of a message, or signal it. Never fails, whatever Temporal does."""
        return await self._bring(row, again=False)

    async def start_again(self, row: Receipt) -> Brought:
        """Start the case of a message once more, whose workflow was lost before it settled."""
        return await self._bring(row, again=True)

    async def _bring(self, row: Receipt, *, again: bool) -> Brought:
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                if row.start is not None:
                    await start_lifecycle(
                        self._client, start_of(row), self._task_queue, again=again
                    )
                else:
                    await self._signal(row)
        except RPCError as error:
            if names_no_workflow(error):
                return Brought.NO_CASE
            if refuses_for_good(error):
                log.warning("message.refused", message=row.id, type=row.type, why=error.status.name)
                return Brought.REFUSED
            log.warning("message.not_taken", message=row.id, type=row.type, why=error.status.name)
            return Brought.NOT_TAKEN
        except Exception as error:  # noqa: BLE001 - the receipt stays, and the forwarder goes on
            why = type(error).__name__
            log.warning("message.not_taken", message=row.id, type=row.type, why=why)
            return Brought.NOT_TAKEN
        return Brought.TAKEN

    async def _signal(self, row: Receipt) -> None:
        await signal_case(self._client, row.case or "", envelope(row), within=self._patience)

    async def settle_homeless(self, row: Receipt, at: datetime) -> bool:
        """Give a message that reached no case its status, and a person work to do about it.

        Returns False where its case is open in the case database, or about to be started: it
        keeps its messages until an operator starts it again, or the forwarder comes to it.
        """
        async with (
            guarded(row.case, f"{row.source}|{row.id}"),
            self._sessions.begin() as db,
        ):
            case = await timeline.locked(db, row.case)
            now = await messages.find(db, row.source, row.id)
            if now is None or now.status is not None:
                return True
            if case is not None and case.state == "open":
                _try_again(now)
                now.reason = "no workflow runs for this open case; an operator starts it again"
                log.error("case.without_workflow", case=case.ref, message=now.id)
                return False
            if case is None and await messages.starts_under_way(db, row.case or "", STARTING):
                now.next_attempt_at = None  # its case comes at any moment
                return False
            standalone.unmatched(db, now, case, at)
            return True

    async def settle_refused(self, row: Receipt, at: datetime) -> None:
        """Set a message aside that Temporal will never take, and give a person work about it."""
        async with (
            guarded(row.case, f"{row.source}|{row.id}"),
            self._sessions.begin() as db,
        ):
            case = await timeline.locked(db, row.case)
            now = await messages.find(db, row.source, row.id)
            if now is not None and now.status is None:
                standalone.not_taken(db, now, case, at)


def _try_again(row: Receipt) -> None:
    row.next_attempt_at = cast("datetime", leases.again(Receipt.__table__.c.attempts))


def start_of(row: Receipt) -> Start:
    """Return the input of the lifecycle that a receipt starts."""
    return Start.model_validate({"case": row.case, **(row.start or {}), "message": envelope(row)})
