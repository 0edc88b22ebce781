"""Settle what a case collected: one activity, whose answer replaces what the case knew."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from itertools import takewhile
from typing import Any, NoReturn, cast

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import (
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributeUpdate,
)
from temporalio.exceptions import ActivityError

from activities import contracts as c
from activities.carried import STORED, Past
from activities.effects.every import Effect
from domain.errors import CaseboundError, place_of
from workflows import inbox
from workflows.memory import Memory
from workflows.presuming import Presumption, Rebutted

Shown = str | int | bool | list[str] | None

RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    non_retryable_error_types=["SettleMismatchError"],
)


# Between two looks at whether an operator has put it right: twice as long each time, to a most
# with which a case that stands still for years does not outgrow what Temporal keeps of it.
FIRST_LOOK = timedelta(minutes=1)
LAST_LOOKS = timedelta(hours=6)


class Settler:
    """One settle a wait, and what operators see of the case in Temporal."""

    def __init__(self, memory: Memory[BaseModel]) -> None:
        self._memory = memory
        self._stored: dict[str, Any] = {}  # what the case database has of this run
        self._told: list[Past] = []  # of the way in the phase, what it has
        self.presumption: Presumption | None = None  # that the next settle checks

    async def settle(
        self,
        asked: c.Waiting | None,
        check: c.Check | None = None,
        *,
        crowd: Sequence[c.Claimed] = (),
        wait: str = "closing",
        outcomes: bool = True,
    ) -> c.Settled:
        """Write what was collected; return the answer.

        Of a ``crowd`` each message that lacks its receipt is turned away, and named as refused.
        ``wait`` names a settle that comes before no wait. Without ``outcomes`` messages have
        their status from a later settle, and what stands with them is written with that.
        """
        carried, before = self._memory.carried, (self._stored, self._told)
        presumption, self.presumption = self.presumption, None
        carried.sequence += 1
        later = [effect for effect in carried.effects if effect.stands_with and not outcomes]
        checked = presumption.to_check() if presumption else check
        settlement = self._settlement(asked, checked, later, crowd=crowd, outcomes=outcomes)
        carried.effects, carried.opening = later, None
        wait = asked.step if asked else wait
        purpose = "check for " if check else "sift for " if crowd else ""
        settled = await self._written(settlement, wait, purpose)
        inbox.unsee(carried.inbox, settled.unproven)
        if presumption and settled.rebutted:
            self._stored, self._told = before
            self._go_back(presumption, settled)
        self._memory.forget(settled.refused, settlement.effects)
        self._replace(settled)
        return settled

    def _go_back(self, presumption: Presumption, settled: c.Settled) -> NoReturn:
        """Go back to before what a message led to, with what the settle says of now."""
        presumption.rebut(settled)
        self._replace(settled)
        raise Rebutted

    async def stand_still(self, error: Exception) -> NoReturn:
        """Let everybody see that the workflow cannot go on, and why. It is over with this run.

        A workflow task that fails would be tried again for ever, and no details can be asked for
        meanwhile. The settle that says it is never done, so the case looks again ever less often.
        """
        carried, number = self._memory.carried, self._memory.carried.sequence + 1
        own = isinstance(error, CaseboundError)
        said = str(error) if own else f"{type(error).__name__}{place_of(error)}"
        settlement = c.Settlement(
            case=self._memory.ref,
            sequence=number,
            phase=carried.phase,
            clock=self._memory.clock.latest,
            clock_offset=carried.offset,
            waiting=None,
            opening=carried.opening,
            fault=f"settle {self._memory.ref}#{number}: a fault of the product: {said}",
            chain=workflow.info().first_execution_run_id,
        )
        while True:
            await self._written(settlement, "fault", "")

    def show(self) -> None:
        """Let operators see in a new run what the last one showed."""
        workflow.set_current_details(self._memory.carried.details)

    async def _written(self, settlement: c.Settlement, wait: str, purpose: str) -> c.Settled:
        """Have a settlement written, however often its activity must be tried.

        Where the case database does not agree with what the case knows, nothing is written and
        the case stands still, for all to see, until an operator has put that right.
        """
        carried = self._memory.carried
        number, details = 0, carried.details
        while True:
            again = f".{number}" if number else ""
            try:
                return cast(
                    "c.Settled",
                    await workflow.execute_activity(
                        c.SETTLE,
                        settlement,
                        result_type=c.Settled,
                        activity_id=f"{settlement.sequence}.{settlement.phase}.{wait}{again}",
                        start_to_close_timeout=timedelta(seconds=10),
                        retry_policy=RETRY,
                        summary=f"{purpose}{wait} in {settlement.phase}",
                    ),
                )
            except ActivityError as error:
                words = f"- **Stopped:** {error.cause}\n{details}"
                self._show(words, carried.attributes | {"CbProblem": True})
            pause = min(FIRST_LOOK * 2 ** min(number, 20), LAST_LOOKS)
            number += 1
            await workflow.sleep(pause, summary=f"stopped at settle {settlement.sequence}")

    def _settlement(
        self,
        asked: c.Waiting | None,
        check: c.Check | None,
        later: Collection[Effect],
        *,
        crowd: Sequence[c.Claimed],
        outcomes: bool,
    ) -> c.Settlement:
        memory, carried = self._memory, self._memory.snapshot()
        return c.Settlement(
            case=memory.ref,
            sequence=carried.sequence,
            phase=carried.phase,
            clock=memory.clock.latest,
            clock_offset=carried.offset,
            waiting=asked,
            effects=tuple(effect for effect in carried.effects if effect not in later),
            outcomes=(*(memory.take_outcomes() if outcomes else ()), *memory.take_set_aside()),
            opening=carried.opening,
            check=check,
            crowd=tuple(crowd),
            carried=self._changed(carried.model_dump(mode="json", include=STORED)),
            chain=workflow.info().first_execution_run_id,
            claim=memory.claim,
            path=self._added(),
        )

    def _changed(self, now: dict[str, Any]) -> dict[str, Any]:
        """Return what differs from the last settle: of the work, each that was opened or is over.

        The first settle of a run tells everything.
        """
        before, self._stored = self._stored, now
        changed = {name: value for name, value in now.items() if before.get(name) != value}
        if "work" in changed and before:
            had, has = before["work"], now["work"]
            over = dict.fromkeys(had.keys() - has.keys())
            changed["work"] = {k: v for k, v in has.items() if had.get(k) != v} | over
        return changed

    def _added(self) -> c.Added:
        """Return what was added to the way since the last settle; at the first of a run, all."""
        path, told = self._memory.carried.path, self._told
        same = len(list(takewhile(lambda two: two[0] is two[1], zip(told, path, strict=False))))
        self._told = list(path)
        return c.Added(
            after=same, waits=tuple(past.model_dump(mode="json") for past in path[same:])
        )

    def _replace(self, settled: c.Settled) -> None:
        self._memory.recounting = False
        carried = self._memory.carried
        carried.armed = list(settled.deadlines)
        carried.letters = settled.letters
        for task in settled.needless:
            carried.work.pop(task, None)
        carried.answers = carried.answers | settled.answers
        self._show(settled.details, settled.attributes)

    def _show(self, details: str, attributes: Mapping[str, Shown]) -> None:
        """Show this of the case; nothing is sent that is there already."""
        carried = self._memory.carried
        if details != carried.details:
            carried.details = details
            workflow.set_current_details(details)
        changed = {
            name: value
            for name, value in attributes.items()
            if carried.attributes.get(name) != value
        }
        carried.attributes = dict(attributes)
        if changed:
            workflow.upsert_search_attributes([_attribute(n, v) for n, v in changed.items()])


def _attribute(name: str, value: Shown) -> SearchAttributeUpdate[Any]:
    makers: dict[type, Any] = {
        bool: SearchAttributeKey.for_bool,
        int: SearchAttributeKey.for_int,
        list: SearchAttributeKey.for_keyword_list,
    }
    maker = makers.get(type(value), SearchAttributeKey.for_keyword)
    key = maker(name)
    return cast(
        "SearchAttributeUpdate[Any]",
        key.value_unset() if value is None else key.value_set(value),
    )
