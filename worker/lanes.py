"""What leaves the house leaves by lanes: whoever does not answer holds up its own lane only.

A lane is pushed by each settle for its own case, at once, and by the forwarder for all. Few rows of
a lane are under way at a time.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from functools import partial

import structlog

from activities.outbox import OutboxPusher, Pass
from domain.errors import CaseboundError

log = structlog.get_logger()

MOST_FAILURES = 3  # in a row; then whoever takes them is taken to be away
MOST_WAITING = 500  # cases; what is more is left to the forwarder
SECONDS_TO_END = 10.0


class Lane:
    """Pushes one part of the outbox, ``at_once`` rows at a time.

    What is pushed may leave something behind for other lanes, which are ``then`` told.
    """

    def __init__(
        self, name: str, pusher: OutboxPusher, *, at_once: int, then: Collection[str] = ()
    ) -> None:
        self.name = name
        self.pusher = pusher
        self.then = then
        self.at_once = at_once
        self._places = asyncio.Semaphore(at_once)
        self._under_way: set[asyncio.Task[None]] = set()

    def soon(self, case: str, and_then: Callable[[], None]) -> None:
        """Push what a case has open, as soon as there is a place; nobody waits for it."""
        if len(self._under_way) >= MOST_WAITING:
            return
        task = asyncio.create_task(self._push_case(case, and_then))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _push_case(self, case: str, and_then: Callable[[], None]) -> None:
        """Push a case; what fails is left to the forwarder.

        The text of a foreign error may hold anything, so that only its type is logged.
        """
        try:
            async with self._places:
                came = await self.pusher.push_case(case)
            if came.tried and came.more and self.then:
                and_then()
        except CaseboundError as error:
            log.warning("lane.failed", lane=self.name, case=case, words=str(error))
        except Exception as error:  # noqa: BLE001 - nobody waits for it, and the rows are there
            log.warning("lane.failed", lane=self.name, case=case, error=type(error).__name__)

    async def push_left(self, age: timedelta, stopping: asyncio.Event) -> bool:
        """Push what has been due for longer than ``age``, one after the other.

        Tells whether whoever takes it is there. Ends after what is under way when it is
        ``stopping``.
        """
        came = Pass()
        while came.failures < MOST_FAILURES and not stopping.is_set():
            async with self._places:
                if not await self.pusher.push_next(came, older=age):
                    return True
        return came.failures < MOST_FAILURES

    async def end(self) -> None:
        """Wait until what is under way is done, for some seconds; leave the rest behind.

        What is broken off in the middle has its lease, like that of a process that was killed.
        """
        if self._under_way:
            _, still = await asyncio.wait(self._under_way, timeout=SECONDS_TO_END)
            for task in still:
                task.cancel()
            await asyncio.gather(*still, return_exceptions=True)


class Lanes:
    """All lanes of a process."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.lanes = tuple(lanes)

    def soon(self, case: str, kinds: Collection[str] | None = None) -> None:
        """Push what a case has open of these kinds, or of all; nobody waits for it."""
        for lane in self.lanes:
            if kinds is None or not lane.pusher.kinds.isdisjoint(kinds):
                lane.soon(case, partial(self.soon, case, lane.then))

    async def end(self) -> None:
        """End every lane in good order."""
        await asyncio.gather(*(lane.end() for lane in self.lanes))
