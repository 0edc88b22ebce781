"""Business time of a case, and the one timer that it sleeps on."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from temporalio import workflow

from activities.contracts import Armed


class Clock:
    """``workflow.now()`` plus an offset, never before the cause that is being handled."""

    def __init__(self, offset: timedelta, cause: datetime) -> None:
        self.offset = offset
        self.cause = cause

    @classmethod
    def begin(cls, begins_at: datetime | None) -> "Clock":
        """Fix the clock at the first workflow task; only a simulated stack gives an instant."""
        now = workflow.now()
        offset = begins_at - now if begins_at else timedelta(0)
        return cls(offset, (begins_at or now).astimezone(UTC))

    def now(self) -> datetime:
        """Return business time, UTC."""
        return max(workflow.now() + self.offset, self.cause)

    def handle(self, at: datetime) -> None:
        """Take ``at`` as the instant of the cause that is being handled from here on."""
        self.cause = max(self.cause, at.astimezone(UTC))

    def until(self, due: datetime) -> timedelta:
        """Return how long a timer to ``due`` must run."""
        return due - (workflow.now() + self.offset)


class Alarm:
    """One Temporal timer to the earliest deadline, kept while the earliest is unchanged."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timer: asyncio.Task[None] | None = None
        self._at: datetime | None = None

    async def sleep(self, armed: list[Armed], news: Callable[[], bool]) -> None:
        """Wait for news or for the earliest deadline, whichever comes first."""
        first = min(armed, key=lambda deadline: (deadline.due, deadline.id), default=None)
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
        due = first.due if first else None
        if due == self._at and not self._rang():
            return
        if self._timer and not self._timer.done():
            self._timer.cancel()
        self._timer, self._at = None, due
        if first:
            summary = f"{first.step}: {first.due_on}{f', {first.label}' if first.label else ''}"
            self._timer = asyncio.create_task(
                workflow.sleep(self._clock.until(first.due), summary=summary[:200])
            )
