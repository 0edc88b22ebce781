"""How much history do cases leave? Events, workflow tasks and activities, by kind of case.

Plays stories and counts what the Temporal server has recorded of each case: these numbers are the
same on every machine. Between two waits a case settles once; a completion whose acts on the file
change what the case goes by is checked in a settle of its own first, and a question to the case
database is one too.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from starter.player.scenario_file import read
from starter.player.stage import stage

SCENARIOS = Path(__file__).parent.parent / "scenarios"
STORIES = (
    "complaint_to_personalised_services",
    "supplementary_complaint",
    "urgent_referral",
    "answered_on_the_last_day",
)
CAUSES = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_TIMER_FIRED,
)
NUMBERS = ("cases", "causes", "events", "workflow_tasks", "settles", "checks", "questions")
QUESTION = "answers"  # the last word in the activity's id, where a wait has its step


@dataclass
class Stretch:
    """What a case did after one cause: a message, a timer, its own beginning.

    ``settles`` are of waits; ``checks`` of messages, before anything follows; ``questions`` to the
    case database. ``presumed`` are the settles that check what they follow too. Where something
    else was so they are ``checks`` only: because they refused the message, or the acts that it
    carries have changed what the case goes by, or, in ``rebutted``, because it has changed since.
    ``together`` is how many causes of one name came before anything followed.
    """

    cause: str
    settles: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    presumed: list[str] = field(default_factory=list)
    rebutted: list[str] = field(default_factory=list)
    together: int = 1

    @property
    def begun(self) -> bool:
        """Whether anything has followed."""
        return bool(self.settles or self.checks or self.questions)


@dataclass(frozen=True)
class Ordered:
    """A settle that was ordered, and the check in it."""

    ident: str
    check: dict[str, Any] | None

    @property
    def presumes(self) -> bool:
        """Whether what follows from the message is in it."""
        return self.check is not None and self.check["presumed"] is not None

    @property
    def carries(self) -> bool:
        """Whether the message that it checks carries acts on the file."""
        return bool(self.check and self.check["envelope"]["facts"].get("acts"))


def stretches(events: Iterable[HistoryEvent]) -> Iterator[Stretch]:
    """Cut a history into what followed each cause; what comes together is one."""
    stretch: Stretch | None = None
    ordered: dict[int, Ordered] = {}  # by event
    for event in events:
        if event.event_type in CAUSES:
            cause = _cause(event)
            if stretch and stretch.cause == cause and not stretch.begun:
                stretch.together += 1
                continue
            if stretch:
                yield stretch
            stretch = Stretch(cause)
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED and stretch:
            ordered[event.event_id] = _sort(event, stretch)
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED and stretch:
            done = event.activity_task_completed_event_attributes
            if (settle := ordered[done.scheduled_event_id]).presumes:
                _look_again(settle, done.result.payloads[0].data, stretch)
    if stretch:
        yield stretch


def _cause(event: HistoryEvent) -> str:
    signalled = event.workflow_execution_signaled_event_attributes.signal_name
    return signalled or EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower()


def _sort(event: HistoryEvent, stretch: Stretch) -> Ordered:
    """Put a settle where it belongs."""
    scheduled = event.activity_task_scheduled_event_attributes
    ident = scheduled.activity_id
    check = json.loads(scheduled.input.payloads[0].data)["check"]
    settle = Ordered(ident, check)
    if check and not settle.presumes:
        stretch.checks.append(ident)
    elif ident.endswith(f".{QUESTION}"):
        stretch.questions.append(ident)
    else:
        stretch.settles.append(ident)
    if settle.presumes:
        stretch.presumed.append(ident)
    return settle


def _look_again(settle: Ordered, result: bytes, stretch: Stretch) -> None:
    """Put a settle that checked what it followed where it belongs by what came of it."""
    settled = json.loads(result)
    if not settled["rebutted"]:
        return
    for found in (stretch.presumed, stretch.settles, stretch.questions):
        if settle.ident in found:
            found.remove(settle.ident)
    stretch.checks.append(settle.ident)
    if not settled["refused"] and not settle.carries:
        stretch.rebutted.append(settle.ident)


@dataclass
class Counted:
    """What the cases of one kind left in one story."""

    story: str
    type: str
    cases: int = 0
    events: int = 0
    workflow_tasks: int = 0
    causes: int = 0
    settles: int = 0
    checks: int = 0
    questions: int = 0

    def add(self, events: list[HistoryEvent]) -> None:
        """Count one case in."""
        completed = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
        self.cases += 1
        self.events += len(events)
        self.workflow_tasks += sum(event.event_type == completed for event in events)
        for stretch in stretches(events):
            self.causes += stretch.together
            self.settles += len(stretch.settles)
            self.checks += len(stretch.checks)
            self.questions += len(stretch.questions)


async def counted(client: Client, story: str, refs: Iterable[str]) -> list[Counted]:
    """Count the histories of cases, by kind of case."""
    by_type: dict[str, Counted] = {}
    for ref in refs:
        history = await client.get_workflow_handle(ref).fetch_history()
        started = history.events[0].workflow_execution_started_event_attributes
        type_ = started.workflow_type.name
        by_type.setdefault(type_, Counted(story, type_)).add(list(history.events))
    return list(by_type.values())


async def measure(story: str) -> list[Counted]:
    """Play a story, and count."""
    scenario = read(SCENARIOS / f"{story}.yaml")
    with tempfile.TemporaryDirectory() as letters:
        staged = stage(scenario, Path(letters), name=story, tell=lambda _: None)
        async with staged as (performance, stack):
            await performance.play()
            return await counted(stack.client, story, performance.names.values())


def together(rows: Iterable[Counted]) -> list[Counted]:
    """Add up what the stories left, by kind of case."""
    sums: dict[str, Counted] = {}
    for row in rows:
        whole = sums.setdefault(row.type, Counted("all", row.type))
        for name in NUMBERS:
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
    return list(sums.values())


def line(row: Counted) -> str:
    """Write a row of the table; its last number is how many activities follow one cause."""
    activities = row.settles + row.checks + row.questions
    numbers = "".join(f"{getattr(row, name):>15}" for name in NUMBERS)
    return f"{row.story:36}{row.type:26}{numbers}{activities / row.causes:>15.2f}"


async def main() -> int:
    """Print the table."""
    heads = (*(name.replace("_", " ") for name in NUMBERS), "a cause")
    print(f"{'story':36}{'kind of case':26}" + "".join(f"{head:>15}" for head in heads))
    rows = [row for story in STORIES for row in await measure(story)]
    for row in rows + together(rows):
        print(line(row))
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
