"""Histories of cases as they are kept: one file a run, in a folder for each version and road.

What replay does not read is left out: what went into the settles, identities of processes, ids of
the server. Payloads are decoded, and each event is one line, so that a difference between two
recordings reads like the difference that it is.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from tests.workflows.looking import builds

HISTORIES = Path(__file__).with_name("histories")
VERSION = version("casebound")
PLAIN = base64.b64encode(b"json/plain").decode()
UNREAD = {"identity", "requestId", "taskId", "binaryChecksum", "historySizeBytes"}

# The events that a lifecycle's own code causes, and what it answers to.
FLOW = {
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_TIMER_CANCELED,
    EventType.EVENT_TYPE_TIMER_FIRED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
    EventType.EVENT_TYPE_MARKER_RECORDED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
}

REACHED = {
    EventType.EVENT_TYPE_TIMER_FIRED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
}


@dataclass(frozen=True)
class Recorded:
    """The history of one run: which release made it, on which road, the how-manieth of its type."""

    road: str
    name: str
    history: WorkflowHistory
    version: str = VERSION

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return HISTORIES / self.version / self.road / f"{self.name}.json"

    @property
    def type(self) -> str:
        """The lifecycle."""
        first = self.history.events[0].workflow_execution_started_event_attributes
        return first.workflow_type.name

    def write(self) -> None:
        """Keep it."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(written(self.history), encoding="utf-8")


def read(file: Path) -> Recorded:
    """Read what was kept."""
    held = json.loads(file.read_text(encoding="utf-8"))
    events = [_encoded(event) for event in held["events"]]
    history = WorkflowHistory.from_json(held["workflow"], {"events": events})
    return Recorded(file.parent.name, file.stem, history, file.parents[1].name)


def everything(road: str = "*") -> list[Recorded]:
    """Return all histories that are kept, of every version; or those of one road."""
    return [read(file) for file in sorted(HISTORIES.glob(f"*/{road}/*.json"))]


def written(history: WorkflowHistory) -> str:
    """Return a history as it is kept."""
    events = [_kept(event) for event in history.to_json_dict()["events"]]
    lines = ",\n".join(json.dumps(e, separators=(",", ":"), ensure_ascii=False) for e in events)
    return f'{{"workflow":"{history.workflow_id}","events":[\n{lines}\n]}}\n'


def _kept(value: Any) -> Any:
    if isinstance(value, list):
        return [_kept(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if scheduled := value.get("activityTaskScheduledEventAttributes"):
        scheduled.pop("input", None)
    if value.get("kind") == "TASK_QUEUE_KIND_STICKY":
        return {"kind": value["kind"]}  # its name is the process's
    if value.get("metadata") == {"encoding": PLAIN}:
        return {"plain": json.loads(base64.b64decode(value["data"]))}
    return {key: _kept(inner) for key, inner in value.items() if key not in UNREAD}


def _encoded(value: Any) -> Any:
    """Turn what is kept into what Temporal's own JSON of a history looks like."""
    if isinstance(value, list):
        return [_encoded(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"plain"}:
        data = json.dumps(value["plain"], separators=(",", ":"), ensure_ascii=False)
        encoded = base64.b64encode(data.encode()).decode()
        return {"metadata": {"encoding": PLAIN}, "data": encoded}
    return {key: _encoded(inner) for key, inner in value.items()}


def flow(history: WorkflowHistory) -> list[str]:
    """Return what a case did, without when: two histories with one flow guard the same code.

    What reached it comes last: a message may arrive just before or after what the case did by then.
    """
    events = [event for event in history.events if event.event_type in FLOW]
    return [
        *("BUILD_CHANGED" for _ in builds(history)[1:]),
        *(
            " ".join((EventType.Name(event.event_type), *_names(event)))
            for event in sorted(events, key=lambda event: event.event_type in REACHED)
        ),
    ]


def _names(event: Any) -> Iterator[str]:
    yield event.activity_task_scheduled_event_attributes.activity_id
    yield event.workflow_execution_signaled_event_attributes.signal_name
    yield event.marker_recorded_event_attributes.marker_name


def doubles() -> list[Recorded]:
    """Return the histories that show nothing: an earlier one has the same flow."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for one in sorted(everything(), key=lambda one: one.version == VERSION):
        shown = (one.type, *flow(one.history))
        if shown in seen:
            found.append(one)
        seen.add(shown)
    return found


def readable(history: WorkflowHistory) -> str:
    """Return all that a history holds, payloads decoded, to be searched."""
    return json.dumps(_decoded(history.to_json_dict()), ensure_ascii=False)


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_decoded(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("data"), str):  # a payload
        data = base64.b64decode(value["data"]).decode(errors="replace")
        value = value | {"data": data.replace('\\"', '"')}
    return {key: _decoded(inner) for key, inner in value.items()}
