"""Business time of a case."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """The time of ``tick`` plus an offset, never before the cause that is being handled."""

    def __init__(self, tick: Callable[[], datetime], offset: timedelta, cause: datetime) -> None:
        self._tick = tick
        self.offset = offset
        self.cause = cause

    @classmethod
    def begin(cls, tick: Callable[[], datetime], begins_at: datetime | None) -> "Clock":
        """Fix the clock at the first workflow task; only a simulated stack gives an instant."""
        now = tick()
        offset = begins_at - now if begins_at else timedelta(0)
        return cls(tick, offset, (begins_at or now).astimezone(UTC))

    def now(self) -> datetime:
        """Return business time, UTC."""
        return max(self._tick() + self.offset, self.cause)

    def handle(self, at: datetime) -> None:
        """Take ``at`` as the instant of the cause that is being handled from here on."""
        self.cause = max(self.cause, at.astimezone(UTC))

    def until(self, due: datetime) -> timedelta:
        """Return how long a timer to ``due`` must run."""
        return due - (self._tick() + self.offset)
