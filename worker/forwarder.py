"""The net under every door and settle: sends receipts again, and pushes what stayed in the outbox.

A door brings its message at once and a settle pushes at once; only what is older than some seconds
is left for this process. It outlives the database and Temporal being away.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import guarded
from database.writes import receipts
from domain.errors import CaseboundError
from starter.doors.bringing import Bringer, Brought
from starter.doors.clock import Clock, real_time

log = structlog.get_logger()

BATCH = 20  # receipts locked at a time: a settle that wants one of them waits for so many sends
MOST_FAILURES = 3  # in a row; then Temporal is taken to be away


class Pusher(Protocol):
    """Whatever pushes the outbox; see ``activities.outbox``."""

    async def push_older(self, instant: datetime) -> int:
        """Push what has been open since before ``instant``; return how many rows were tried."""

    async def try_again(self) -> int:
        """Let rows that failed have another attempt; return how many there are."""


@dataclass
class Batch:
    """What came of one batch; ``failures`` are those in a row at its end."""

    found: int = 0
    done: int = 0
    failures: int = 0


class Forwarder:
    """Runs until it is stopped.

    Args:
        sessions: of the case database.
        bringer: brings a receipt to its case.
        pusher: of the outbox.
        age: how old something must be before it is taken for left behind.
        pause: between two passes that found nothing to do.
        longest_pause: after passes that failed; the pause doubles up to it.
        outbox_again: how long a row of the outbox that failed waits for its next attempt.
        clock: gives the instant that is written down; what is old is measured in real time.
    """

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        bringer: Bringer,
        pusher: Pusher,
        *,
        age: timedelta = timedelta(seconds=5),
        pause: timedelta = timedelta(seconds=2),
        longest_pause: timedelta = timedelta(seconds=30),
        outbox_again: timedelta = timedelta(seconds=30),
        clock: Clock = real_time,
    ) -> None:
        self._sessions = sessions
        self._bringer = bringer
        self._pusher = pusher
        self._age = age
        self._pause = pause
        self._longest_pause = longest_pause
        self._outbox_again = outbox_again
        self._clock = clock
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End after the pass that is under way."""
        self._stopping.set()

    async def run(self) -> None:
        """Pass after pass until stopped. Nothing that happens in a pass ends it."""
        pause, tried_again = self._pause, real_time()
        while not self._stopping.is_set():
            well = await self._survive(self.forward)
            if real_time() - tried_again >= self._outbox_again:
                tried_again = real_time()
                well = await self._survive(self._pusher.try_again) and well
            well = await self._survive(self._push) and well
            pause = self._pause if well else min(2 * pause, self._longest_pause)
            await self._rest(pause)

    async def forward(self) -> bool:
        """Send receipts that were left behind; return False where Temporal does not take them."""
        while True:
            batch = await self._batch()
            if batch.failures >= MOST_FAILURES:
                return False
            if batch.found < BATCH or not batch.done:
                return True

    async def _batch(self) -> Batch:
        """Send one batch.

        The rows stay locked meanwhile, so that two forwarders never send the same one. What
        reached no case is settled after that: it needs the lock of the case first.
        """
        batch, homeless = Batch(), []
        async with guarded(None, "forward"), self._sessions.begin() as db:
            rows = await receipts.undelivered(db, self._age, BATCH)
            batch.found = len(rows)
            for row in rows:
                match await self._bringer.bring(row):
                    case Brought.TAKEN:
                        batch.failures, batch.done = 0, batch.done + 1
                        row.attempts, row.delivered_at = row.attempts + 1, self._clock()
                        log.info("message.forwarded", message=row.id, case=row.case, type=row.type)
                    case Brought.NO_CASE:
                        homeless.append(row)
                    case Brought.NOT_TAKEN:
                        batch.failures += 1
                        row.attempts += 1
                if batch.failures >= MOST_FAILURES:
                    break
        for row in homeless:
            batch.done += await self._bringer.settle_homeless(row, self._clock())
        return batch

    async def _push(self) -> None:
        await self._pusher.push_older(real_time() - self._age)

    async def _survive(self, work: Callable[[], Awaitable[object]]) -> bool:
        """Do ``work``; tell whether it went well.

        The text of a foreign error may hold anything, so that only its type is logged.
        """
        try:
            return await work() is not False
        except CaseboundError as error:
            log.warning("forwarder.failed", error=type(error).__name__, words=str(error))
        except Exception as error:  # noqa: BLE001 - this process must outlive everything
            log.warning("forwarder.failed", error=type(error).__name__)
        return False

    async def _rest(self, pause: timedelta) -> None:
        try:
            async with asyncio.timeout(pause.total_seconds()):
                await self._stopping.wait()
        except TimeoutError:
            pass
