"""Time that is skipped in one case, while it may be about to continue as new."""

from datetime import datetime, timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

ATTEMPTS = 20


async def skip(skipper: TimeSkipper, handle: WorkflowHandle[Any, Any], to: datetime) -> None:
    """Skip the clock of a case to an instant, by its own clock; a case that ends meanwhile stays.

    The run that is asked may be over at that moment, and the next one know nothing of it: then
    that one is asked.

    Raises:
        RuntimeError: run after run has ended before it could be asked.
    """
    for attempt in range(1, ATTEMPTS + 1):
        distance = to - await skipper.get_current_time(handle)
        if distance <= timedelta(0):
            return
        try:
            await skipper.fast_forward(handle, distance)
        except RuntimeError:
            if attempt == ATTEMPTS:
                raise
        else:
            return
