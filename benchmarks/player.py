"""How long does the player take for the main worked case, and how much of that is its own?

The story's settles and timer hops have to be: the bare time is what the server and the worker
take from each message, timer and beginning until the case waits again, as the histories have it,
and what the hops take. The door, the barrier, the checks and the telling are the player's own.
Both are of one run, so the ratio hardly depends on the machine; nor do the seconds of processors
on what else it does.
"""

import asyncio
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
from temporalio.api.history.v1 import HistoryEvent
from temporalio.testing import TimeSkipper

from benchmarks.history import CAUSES, SCENARIOS
from starter.player.scenario_file import read
from starter.player.stage import stage

STORY = "complaint_to_personalised_services"
AT_MOST = 2.0  # times the bare time
AIM_SECONDS = 3.0


class TimedSkipper(TimeSkipper):
    """Skips time, and knows how long that took."""

    seconds = 0.0

    async def fast_forward(self, *args: Any) -> bool:
        began = time.monotonic()
        try:
            return await super().fast_forward(*args)
        finally:
            self.seconds += time.monotonic() - began


def at_work(events: list[HistoryEvent]) -> timedelta:
    """Return how long a case was not waiting.

    Instants of a history are of the case's own clock, which skips only where the case waits.
    """
    total = timedelta(0)
    began = last = events[0].event_time.ToDatetime()
    for event in events[1:]:
        at = event.event_time.ToDatetime()
        if event.event_type in CAUSES:
            total += last - began
            began = at
        last = at
    return total + (last - began)


def processor_seconds() -> tuple[float, float]:
    """Return what this process has had of the processors until now, and what the servers have."""
    servers = psutil.Process().children(recursive=True)
    times = [server.cpu_times() for server in servers if server.is_running()]
    return time.process_time(), sum(each.user + each.system for each in times)


async def main() -> int:
    """Play the story; say how long it took, and fail where the player takes too much of it."""
    scenario = read(SCENARIOS / f"{STORY}.yaml")
    with tempfile.TemporaryDirectory() as letters:
        began = time.monotonic()
        staged = stage(scenario, Path(letters), name=STORY, tell=lambda _: None)
        async with staged as (performance, stack):
            put_up = time.monotonic() - began
            performance.time.skipper = skipper = TimedSkipper(stack.client)
            began, worked = time.monotonic(), processor_seconds()
            await performance.play()
            played = time.monotonic() - began
            own, servers = (b - a for a, b in zip(worked, processor_seconds(), strict=True))
            bare = skipper.seconds
            for ref in performance.names.values():
                history = await stack.client.get_workflow_handle(ref).fetch_history()
                bare += at_work(list(history.events)).total_seconds()
    ratio = played / bare
    print(f"stack up            {put_up:6.2f} s")
    print(
        f"story played        {played:6.2f} s   aim: about {AIM_SECONDS:.0f} s on an idle machine"
    )
    print(f"  hops and settles  {bare:6.2f} s")
    print(f"  of processors     {own:6.2f} s   this process; {servers:.2f} s the servers")
    print(f"  ratio             {ratio:6.2f}     at most {AT_MOST}")
    return 0 if ratio <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
