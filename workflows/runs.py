"""When a new run takes a case over, and what it is handed.

One run has one history, and the code of one build; a case outlives both.
"""

from typing import NoReturn

from pydantic import BaseModel
from temporalio import workflow

from activities import contracts as c
from activities.carried import MOST_CARRIED
from workflows.alarm import Alarm
from workflows.inbox import Intake
from workflows.memory import Memory


def build() -> str | None:
    """Return the build that the case is on just now; in a replay, the one that it was on then."""
    version = workflow.info().get_current_deployment_version()
    return version.build_id if version else None


class Runs:
    """The run that a case is in, and the one that follows."""

    def __init__(
        self, start: c.Start, memory: Memory[BaseModel], intake: Intake, alarm: Alarm
    ) -> None:
        self._start = start
        self._memory = memory
        self._intake = intake
        self._alarm = alarm
        self._began_on: str | None = None
        self._began_at = memory.carried.sequence

    def begin(self) -> None:
        """Note on which build this run begins."""
        self._began_on = build()

    def ends_with_phase(self) -> bool:
        """Tell whether a new run should begin with a phase, and could carry what this one holds.

        Where the build has changed, a new run has all of the new code, patched ways included.
        """
        return self.ends_soon() and self._fits()

    def ends_soon(self) -> bool:
        """Tell whether a new run should begin as soon as it may."""
        return (
            self._start.continue_always
            or self._start.continue_everywhere
            or workflow.info().is_continue_as_new_suggested()
            or build() != self._began_on
        )

    def ends_here(self) -> bool:
        """Tell whether a new run should take over a case that waits: all that it did is settled.

        A wait may see any number of messages. Its code stays the one that the phase began on.
        """
        told = self._memory.carried.sequence > self._began_at
        wanted = workflow.info().is_continue_as_new_suggested() or (
            self._start.continue_everywhere and told
        )
        return wanted and self._fits()

    def _fits(self) -> bool:
        """Tell whether a new run could be handed all that this one holds."""
        self._intake.read()
        return (
            not self._intake.unread
            and len(self._memory.snapshot().model_dump_json()) < MOST_CARRIED
        )

    def go_on(self) -> NoReturn:
        """End this run; the next one is handed what this one holds."""
        self._alarm.stop()
        carried = self._memory.snapshot().model_dump(mode="json")
        going_on = {"carried": carried, "resumption": None}
        workflow.continue_as_new(self._start.model_copy(update=going_on))
