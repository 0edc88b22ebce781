"""Settle what a case collected: one activity, whose answer replaces what the case knew."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar, cast

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import (
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributeUpdate,
)
from temporalio.exceptions import ActivityError

from activities import contracts as c
from activities.carried import Carried
from domain.messages import Message
from workflows.memory import MOST_AT_ONCE
from workflows.verbs import Collecting

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Message)

Shown = str | int | bool | list[str] | None

RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    non_retryable_error_types=["SettleMismatchError"],
)


STOPPED = timedelta(minutes=10)  # between two looks at whether an operator has put it right


class Settling(Collecting[S]):
    """One settle a wait."""

    def _unsettled(self) -> bool:
        return bool(self._c.effects or self._c.outcomes or self._c.inbox.set_aside)

    async def _settle(
        self, asked: c.Waiting | None, check: c.Check | None = None, *, wait: str = "closing"
    ) -> dict[str, str]:
        self._c.sequence += 1
        segment = self._segment(asked, check)
        self._c.effects, self._c.outcomes, self._weight = [], [], 0
        self._c.inbox.set_aside = self._c.inbox.set_aside[MOST_AT_ONCE:]
        self._c.opening = None
        wait = asked.step if asked else wait
        settled = await self._written(segment, wait, "check for " if check else "")
        self._replace(settled)
        return settled.refused

    async def _written(self, segment: c.Settlement, wait: str, purpose: str) -> c.Settled:
        """Have a segment written, however often its activity must be tried.

        Where the case database does not agree with what the case knows, nothing is written and
        the case stands still, for all to see, until an operator has put that right.
        """
        number, details = 0, self._c.details
        while True:
            again = f".{number}" if number else ""
            try:
                return cast(
                    "c.Settled",
                    await workflow.execute_activity(
                        c.SETTLE,
                        segment,
                        result_type=c.Settled,
                        activity_id=f"{segment.sequence}.{segment.phase}.{wait}{again}",
                        start_to_close_timeout=timedelta(seconds=10),
                        retry_policy=RETRY,
                        summary=f"{purpose}{wait} in {segment.phase}",
                    ),
                )
            except ActivityError as error:
                words = f"- **Stopped:** {error.cause}\n{details}"
                self._show(words, self._c.attributes | {"CbProblem": True})
            number += 1
            await workflow.sleep(STOPPED, summary=f"stopped at settle {segment.sequence}")

    def _segment(self, asked: c.Waiting | None, check: c.Check | None) -> c.Settlement:
        snapshot = self._snapshot()
        return c.Settlement(
            case=self.ref,
            sequence=self._c.sequence,
            phase=self._c.phase,
            clock=self.clock.cause,
            clock_offset=self.clock.offset,
            waiting=asked,
            effects=(*self._c.effects, *self._c.questions.values()),
            outcomes=(*self._c.outcomes, *self._c.inbox.set_aside[:MOST_AT_ONCE]),
            opening=self._c.opening,
            check=check,
            carried=snapshot.model_dump(
                mode="json", include={"phase", "state", "counters", "work", "windows", "sequence"}
            ),
        )

    def _snapshot(self) -> Carried:
        self._c.state = self.state.model_dump(mode="json")
        self._c.offset, self._c.cause = self.clock.offset, self.clock.cause
        return self._c

    def _replace(self, settled: c.Settled) -> None:
        self._c.armed, self._recounted = list(settled.deadlines), False
        self._c.letters = settled.letters
        self._c.answers = self._c.answers | settled.answers
        self._show(settled.details, settled.attributes)

    def _show(self, details: str, attributes: Mapping[str, Shown]) -> None:
        """Let operators see this of the case in Temporal; nothing is sent that is there already."""
        if details != self._c.details:
            self._c.details = details
            workflow.set_current_details(details)
        changed = {
            name: value
            for name, value in attributes.items()
            if self._c.attributes.get(name) != value
        }
        self._c.attributes = dict(attributes)
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
