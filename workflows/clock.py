"""Business time of a case."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """The time of ``tick`` plus an offset, never before what was handled last.

    ``cause`` is the instant of what is being handled: an act that is told late counts from when it
    was done, whatever the case has handled meanwhile. ``latest`` is the newest instant handled, and
    ``began`` that of the opening, before which nothing happens to a case.
    """

    def __init__(
        self,
        tick: Callable[[], datetime],
        offset: timedelta,
        *,
        began: datetime,
        cause: datetime,
        latest: datetime,
    ) -> None:
        self._tick = tick
        self.offset = offset
        self.began, self.cause, self.latest = (at.astimezone(UTC) for at in (began, cause, latest))

    @classmethod
    def begin(
        cls, tick: Callable[[], datetime], begins_at: datetime | None, began: datetime
    ) -> "Clock":
        """Fix the clock at the first workflow task; only a simulated stack gives an instant."""
        now = tick()
        offset = begins_at - now if begins_at else timedelta(0)
        latest = max(begins_at or now, began)
        return cls(tick, offset, began=began, cause=latest, latest=latest)

    def now(self) -> datetime:
        """Return business time, UTC."""
        return max(self._tick() + self.offset, self.latest)

    def act(self, at: datetime) -> None:
        """Handle what somebody did at ``at``: what follows counts from then."""
        self.cause = max(self.began, at.astimezone(UTC))
        self.latest = max(self.latest, self.cause)

    def come(self, due: datetime) -> None:
        """Handle a date that has come. One that had passed when it was counted comes now."""
        self.cause = self.latest = max(self.latest, due.astimezone(UTC))

    def until(self, due: datetime) -> timedelta:
        """Return how long a timer to ``due`` must run."""
        return due - (self._tick() + self.offset)
