"""Settle what a case collected: one activity, whose answer replaces what the case knew."""

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
from workflows.collecting import Collecting

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Message)

RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    non_retryable_error_types=["SettleMismatchError"],
)


class SettleStoppedError(Exception):
    """The settle refuses for good; the case stops visibly and an operator decides."""


class Settling(Collecting[S]):
    """One settle a wait."""

    def _unsettled(self) -> bool:
        return bool(self._c.effects or self._c.outcomes or self._c.inbox.set_aside)

    async def _settle(
        self, asked: c.Waiting | None, check: c.Check | None = None, *, wait: str = "closing"
    ) -> dict[str, str]:
        self._c.sequence += 1
        segment = self._segment(asked, check)
        self._c.effects, self._c.outcomes, self._c.inbox.set_aside = [], [], []
        self._c.opening = None
        wait = asked.step if asked else wait
        try:
            settled: c.Settled = await workflow.execute_activity(
                c.SETTLE,
                segment,
                result_type=c.Settled,
                activity_id=f"{self._c.sequence}.{self._c.phase}.{wait}",
                start_to_close_timeout=timedelta(seconds=10),
                retry_policy=RETRY,
                summary=f"{'check for ' if check else ''}{wait} in {self._c.phase}",
            )
        except ActivityError as error:
            raise SettleStoppedError(
                f"settle {segment.key} refuses for good: {error.cause}. Do not reset the case; "
                "see the operator's page, stuck cases."
            ) from error
        self._replace(settled)
        return settled.refused

    def _segment(self, asked: c.Waiting | None, check: c.Check | None) -> c.Segment:
        snapshot = self._snapshot()
        return c.Segment(
            case=self.ref,
            sequence=self._c.sequence,
            phase=self._c.phase,
            clock=self.clock.cause,
            clock_offset=self.clock.offset,
            waiting=asked,
            effects=(*self._c.effects, *self._c.questions.values()),
            outcomes=(*self._c.outcomes, *self._c.inbox.set_aside),
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
        self._c.armed = list(settled.deadlines)
        self._c.letters = settled.letters
        self._c.answers = self._c.answers | settled.answers
        if settled.details != self._c.details:
            self._c.details = settled.details
            workflow.set_current_details(settled.details)
        if settled.attributes != self._c.attributes:
            changed = {
                name: value
                for name, value in settled.attributes.items()
                if self._c.attributes.get(name) != value
            }
            self._c.attributes = settled.attributes
            workflow.upsert_search_attributes([_attribute(n, v) for n, v in changed.items()])


def _attribute(
    name: str,
    value: str | int | bool | list[str] | None,
) -> SearchAttributeUpdate[Any]:
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
