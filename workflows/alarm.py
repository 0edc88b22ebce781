"""The one timer that a case sleeps on."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from temporalio import workflow

from activities.contracts import Armed
from workflows.clock import Clock


class Alarm:
    """One Temporal timer to the earliest deadline, kept while that is the earliest.

    Its summary tells operators which it is: another one of the same day has a timer of its own.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timer: asyncio.Task[None] | None = None
        self._for: tuple[datetime, str] | None = None  # when it rings, and which date it is

    async def sleep(self, armed: list[Armed], news: Callable[[], bool]) -> None:
        """Wait for news or for the earliest deadline, whichever comes first."""
        running = (deadline for deadline in armed if not deadline.held)
        first = min(running, key=lambda deadline: (deadline.due, deadline.id), default=None)
        if first and self._clock.now() >= first.due:
            return
        self._set(first)
        await workflow.wait_condition(lambda: news() or self._rang())

    def stop(self) -> None:
        """Cancel the timer: the case closes or continues as new."""
        self._set(None)

    def _rang(self) -> bool:
        return self._timer is not None and self._timer.done()

    def _set(self, first: Armed | None) -> None:
        following = (first.due, first.id) if first else None
        if following == self._for and not self._rang():
            return
        if self._timer and not self._timer.done():
            self._timer.cancel()
        self._timer, self._for = None, following
        if first:
            summary = f"{first.step}: {first.due_on}{f', {first.label}' if first.label else ''}"
            self._timer = asyncio.create_task(
                workflow.sleep(self._clock.until(first.due), summary=summary[:200])
            )
