"""Complaints as a later release might have them: what open cases stand, and what breaks them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import Start
from domain.complaints.lookups import OPEN_COMPLAINTS
from domain.complaints.phases import Phase
from domain.complaints.tasks import HANDLE_LEVEL_1
from workflows.case import Case
from workflows.complaints.levels import level_2
from workflows.complaints.state import ComplaintCase
from workflows.complaints.workflow import LIFECYCLE

Phases = Mapping[str, Callable[[ComplaintCase], Awaitable[str | None]]]

LEVEL_2 = Phase.LEVEL_2


async def with_an_effect(case: ComplaintCase) -> str | None:
    """Write one more line, and arm a date beside the wait."""
    case.note("WC-S3i", "a line that earlier releases did not write")
    case.arm("review", "WC-S3n", case.clock.cause, step="WC-S3n")
    return await level_2(case)


async def with_a_wait(case: ComplaintCase) -> str | None:
    """Have somebody do something first."""
    await case.work(HANDLE_LEVEL_1)
    return await level_2(case)


async def with_a_settle(case: ComplaintCase) -> str | None:
    """Ask the case database something first."""
    case.ask("more", OPEN_COMPLAINTS, "WC-S3e")
    await case.find_answers()
    return await level_2(case)


async def with_a_patched_wait(case: ComplaintCase) -> str | None:
    """Have somebody do something first, in cases that come here from now on."""
    if workflow.patched("level-2-is-prepared"):
        await case.work(HANDLE_LEVEL_1)
    return await level_2(case)


class _Variant:
    phases: ClassVar[Phases]

    @workflow.init
    def __init__(self, start: Start) -> None:
        self.case: ComplaintCase = Case(replace(LIFECYCLE, phases=self.phases), start)

    @workflow.signal(dynamic=True)
    async def receive(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in whatever reaches the complaint."""
        self.case.receive(name, args)


@workflow.defn(name="Complaint")
class EffectAdded(_Variant):
    """Level 2 writes more."""

    phases: ClassVar[Phases] = {**LIFECYCLE.phases, LEVEL_2: with_an_effect}

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Run the complaint."""
        return await self.case.run()


@workflow.defn(name="Complaint")
class WaitAdded(_Variant):
    """Level 2 waits once more."""

    phases: ClassVar[Phases] = {**LIFECYCLE.phases, LEVEL_2: with_a_wait}

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Run the complaint."""
        return await self.case.run()


@workflow.defn(name="Complaint")
class SettleAdded(_Variant):
    """Level 2 settles once more."""

    phases: ClassVar[Phases] = {**LIFECYCLE.phases, LEVEL_2: with_a_settle}

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Run the complaint."""
        return await self.case.run()


@workflow.defn(name="Complaint")
class WaitPatched(_Variant):
    """Level 2 waits once more in new cases."""

    phases: ClassVar[Phases] = {**LIFECYCLE.phases, LEVEL_2: with_a_patched_wait}

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Run the complaint."""
        return await self.case.run()


@workflow.defn(name="Complaint")
class PhaseMissing(_Variant):
    """Level 2 is no longer known by its name."""

    phases: ClassVar[Phases] = {
        name: phase for name, phase in LIFECYCLE.phases.items() if name != LEVEL_2
    }

    @workflow.run
    async def run(self, _start: Start) -> str:
        """Run the complaint."""
        return await self.case.run()
