"""The net under every door and settle: sends receipts again, and pushes what stayed in the outbox.

A door brings its message at once and a settle pushes at once; only what is older than some seconds
is left for this process. It outlives the database, Temporal and the mail server being away. Any
number may run side by side, and any of them may be killed: what it had leased, another one takes
when the lease is over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import guarded
from database.models import Receipt
from database.writes import receipts
from domain.errors import CaseboundError
from starter.doors.agreement import Comparison
from starter.doors.bringing import Bringer, Brought
from starter.doors.clock import Clock, real_time
from starter.doors.lost import start_lost
from starter.doors.sweep import sweep

log = structlog.get_logger()

BATCH = 20  # receipts leased at a time
LEASE = timedelta(minutes=2)  # longer than all sends of a batch may take
MOST_FAILURES = 3  # in a row; then Temporal is taken to be away


class Lane(Protocol):
    """One part of the outbox; see ``worker.lanes``. ``at_once`` is how many are pushed so."""

    at_once: int

    async def push_left(self, age: timedelta, stopping: asyncio.Event) -> bool:
        """Push what has been due for longer than ``age``; tell whether whoever takes it is there.

        Ends after what is under way when it is ``stopping``.
        """


@dataclass
class Batch:
    """What came of one batch; ``failures`` are those in a row at its end."""

    found: int = 0
    done: int = 0
    failures: int = 0


class Forwarder:
    """Runs until it is stopped. Messages have a loop of their own, each lane as many as its places.

    So what hangs in a lane holds its own place only, and what comes meanwhile takes another.

    Args:
        sessions: of the case database.
        bringer: brings a receipt to its case.
        lanes: of the outbox.
        comparison: of cases with their workflows; nothing is swept where none is given.
        age: how old something must be before it is taken for left behind.
        lost: how long a first message may have no settle before its case is started again.
        pause: between two passes that found nothing to do.
        between_sweeps: how long what is lost may be unknown.
        longest_pause: after passes that failed; the pause doubles up to it.
        clock: gives the instant that is written down; what is old is measured by the database.
    """

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        bringer: Bringer,
        lanes: Sequence[Lane] = (),
        *,
        comparison: Comparison | None = None,
        age: timedelta = timedelta(seconds=5),
        lost: timedelta = timedelta(seconds=30),
        pause: timedelta = timedelta(seconds=2),
        longest_pause: timedelta = timedelta(seconds=30),
        between_sweeps: timedelta = timedelta(minutes=5),
        clock: Clock = real_time,
    ) -> None:
        self._sessions = sessions
        self._bringer = bringer
        self._lanes = tuple(lanes)
        self._age = age
        self._lost = lost
        self._pause = pause
        self._longest_pause = longest_pause
        self._comparison = comparison
        self._between_sweeps = between_sweeps
        self._clock = clock
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End after what is under way."""
        self._stopping.set()

    async def run(self) -> None:
        """Pass after pass until stopped. Nothing that happens in a pass ends it."""
        async with asyncio.TaskGroup() as loops:
            loops.create_task(self._loop(self.forward))
            loops.create_task(self._loop(self.start_lost))
            if self._comparison:
                loops.create_task(self._loop(partial(self.sweep, self._comparison)))
            for lane in self._lanes:
                push_left = partial(lane.push_left, self._age, self._stopping)
                for _ in range(lane.at_once):
                    loops.create_task(self._loop(push_left))

    async def _loop(self, work: Callable[[], Awaitable[bool]]) -> None:
        pause = self._pause
        while not self._stopping.is_set():
            well = await self._survive(work)
            pause = self._pause if well else min(2 * pause, self._longest_pause)
            await self._rest(pause)

    async def forward(self) -> bool:
        """Send receipts that were left behind; return False where Temporal does not take them."""
        while not self._stopping.is_set():
            batch = await self._batch()
            if batch.failures >= MOST_FAILURES:
                return False
            if batch.found < BATCH or not batch.done:
                return True
        return True

    async def start_lost(self) -> bool:
        """Start again what was lost before its first settle."""
        while await start_lost(self._sessions, self._bringer, self._lost):
            pass
        return True

    async def sweep(self, comparison: Comparison) -> bool:
        """Note which cases are lost, now and then."""
        await sweep(self._sessions, comparison, self._clock())
        await self._rest(self._between_sweeps)
        return True

    async def _batch(self) -> Batch:
        """Send one batch. Its rows are leased, so that two forwarders never send the same one."""
        async with guarded(None, "forward"), self._sessions.begin() as db:
            rows = await receipts.lease(db, self._age, BATCH, LEASE)
        batch, left = Batch(found=len(rows)), list(rows)
        while left and batch.failures < MOST_FAILURES and not self._stopping.is_set():
            await self._send(left.pop(0), batch)
        if left:
            async with guarded(None, "forward"), self._sessions.begin() as db:
                await receipts.let_go(db, left)
        return batch

    async def _send(self, row: Receipt, batch: Batch) -> None:
        """Send one message, and write up what came of it."""
        match await self._bringer.bring(row):
            case Brought.TAKEN:
                async with guarded(row.case, row.id), self._sessions.begin() as db:
                    await receipts.delivered(db, row.source, row.id, self._clock(), counted=True)
                batch.failures, batch.done = 0, batch.done + 1
                log.info("message.forwarded", message=row.id, case=row.case, type=row.type)
            case Brought.NO_CASE:
                batch.done += await self._bringer.settle_homeless(row, self._clock())
            case Brought.REFUSED:
                await self._bringer.settle_refused(row, self._clock())
                batch.done += 1
            case Brought.NOT_TAKEN:
                async with guarded(row.case, row.id), self._sessions.begin() as db:
                    await receipts.not_taken(db, row)
                batch.failures += 1

    async def _survive(self, work: Callable[[], Awaitable[bool]]) -> bool:
        """Do ``work``; tell whether it went well.

        The text of a foreign error may hold anything, so that only its type is logged.
        """
        try:
            return await work()
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
