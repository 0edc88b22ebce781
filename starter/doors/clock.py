"""The present: processes ask it here, and pass it on to whatever needs it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def real_time() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)
