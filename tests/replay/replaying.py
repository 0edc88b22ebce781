"""Replay kept histories with the worker's own settings, and say what a failure means."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from tests.replay.recorded import VERSION, Recorded
from worker.registration import LIFECYCLES
from worker.run import sandbox

# How the SDK words it: what the history has, and what the code asks for in its place.
OTHER_ACTIVITY = re.compile(r"scheduled event '([^']+)'.*? activity command '([^']+)'")
OTHER_TYPE = re.compile(r"Activity type of scheduled event '([^']+)'.*? command '([^']+)'")
EVENT = re.compile(r"HistoryEvent\(id: (\d+)")
RAISED = re.compile(r'message: "(.*?)", source:.*r#type: "(\w+)"', re.DOTALL)
PURPOSE = (
    "A case that is past this point stops as soon as this code is deployed. Was it meant? Then "
    'keep the old way beside the new one with `if case.patched("..."):`, or give the new flow '
    "a workflow type of its own, for new cases, and let this one run out."
)
NOT_RELEASED = "If {version} has not been released yet, record again: python -m tests.replay.record"


@dataclass(frozen=True)
class Broken:
    """A history that this code does not replay."""

    recorded: Recorded
    place: str

    def __str__(self) -> str:
        kept = self.recorded
        said = [
            f"{kept.type} of {kept.road}, recorded with {kept.version}, does not replay:",
            self.place,
            PURPOSE,
        ]
        if kept.version == VERSION:
            said.append(NOT_RELEASED.format(version=VERSION))
        said.append("See docs/developer.md, Change a running process.")
        return "\n  ".join(said)


async def broken(kept: Sequence[Recorded]) -> list[Broken]:
    """Replay every history; return those that do not replay."""
    replayer = Replayer(
        workflows=LIFECYCLES,
        workflow_runner=sandbox(),
        data_converter=pydantic_data_converter,
        build_id="replayed",
    )
    found = []
    by_run = {recorded.history.run_id: recorded for recorded in kept}
    async with replayer.workflow_replay_iterator(_histories(kept)) as results:
        async for result in results:
            if result.replay_failure:
                place = _place(result.history, str(result.replay_failure))
                found.append(Broken(by_run[result.history.run_id], place))
    return found


async def _histories(kept: Sequence[Recorded]) -> AsyncIterator[WorkflowHistory]:
    for recorded in kept:
        yield recorded.history


def _place(history: WorkflowHistory, failure: str) -> str:
    """Say where the history and the code part, in the words of a lifecycle."""
    if other := OTHER_TYPE.search(failure):
        return f"it asked for the activity {other[1]}; this code asks for {other[2]}."
    if other := OTHER_ACTIVITY.search(failure):
        return f"it came to {_wait(other[1])}; this code comes to {_wait(other[2])}."
    if event := EVENT.search(failure):
        return f"after {_before(history, int(event[1]))} the history goes on in another way."
    if raised := RAISED.search(failure):
        said = " ".join(raised[1].split("\\n")[:2])  # what follows quotes values
        return f"this code raises {raised[2]}: {said}"
    return failure


def _wait(activity_id: str) -> str:
    """Read an activity's id: number of the settle, phase, and what the wait cites."""
    number, phase, wait = activity_id.split(".", maxsplit=2)
    return f"the wait {wait} in the phase {phase} (settle {number})"


def _before(history: WorkflowHistory, event_id: int) -> str:
    """Name the last wait that a history came to before one of its events."""
    waits = [
        event.activity_task_scheduled_event_attributes.activity_id
        for event in history.events
        if event.event_id < event_id and event.HasField("activity_task_scheduled_event_attributes")
    ]
    return _wait(waits[-1]) if waits else "its beginning"
