"""What ``casebound next`` says of each case at each phase of a story, and what is so.

It is asked wherever a case rests in a phase, or in a wait, in which it was not asked before.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle
from temporalio.common import SearchAttributeKey

from database.models import Case, Deadline, Task
from database.queries.following import next_of
from starter.player.barrier import LONG_AGO, Barrier
from starter.player.performance import Performance
from tests.workflows.looking import Looked

Json = dict[str, Any]

ROLES = SearchAttributeKey.for_keyword_list("CbRoles")


@dataclass(frozen=True)
class Timer:
    """A timer that Temporal holds: what it is for, and when it fires by the clock of the case."""

    summary: str
    fires_at: datetime


@dataclass(frozen=True)
class Said:
    """What was said of a case where it rested, beside what Temporal and PostgreSQL held then."""

    type: str
    phase: str
    next: Json
    timers: list[Timer]
    held: dict[str, str]
    open_tasks: set[str]
    roles: set[str]


class Where(NamedTuple):
    """Where a case rests."""

    case: str
    phase: str
    step: str | None
    held: int


@dataclass
class AskingBarrier(Barrier):
    """Asks of every case that rests where it was not asked before."""

    said: list[Said] = field(default_factory=list)
    _asked: set[Where] = field(default_factory=set)

    async def rest(self, moved: str = "", at: datetime = LONG_AGO) -> None:
        """Wait until everything rests, and ask."""
        await super().rest(moved, at)
        for at_rest in await self._where():
            if at_rest not in self._asked:
                self._asked.add(at_rest)
                self.said.append(await self._ask(at_rest.case))

    async def _where(self) -> list[Where]:
        """Return where each case rests: a phase, a wait, and how many of its dates are held."""
        held = select(func.count()).where(Deadline.case == Case.ref, Deadline.state == "held")
        of_each = select(
            Case.ref, Case.phase, Case.waiting["step"].astext, held.scalar_subquery()
        ).where(Case.state == "open")
        async with self.sessions() as db:
            return [Where(*row) for row in await db.execute(of_each)]

    async def _ask(self, ref: str) -> Said:
        looked = Looked(self.client, self.sessions, ref)
        await looked.untouched()  # the timer is armed after the commit that says until when
        async with self.sessions() as db:
            case = await db.get_one(Case, ref)
            told = await next_of(db, ref)
            tasks = select(Task.id).where(Task.case == ref, Task.state == "open")
            open_tasks = set(await db.scalars(tasks))
            still = select(Deadline.id, Deadline.holds).where(
                Deadline.case == ref, Deadline.state == "held"
            )
            held = {row.id: row.holds[-1]["why"] for row in await db.execute(still)}
        shown = (await looked.handle.describe()).typed_search_attributes
        return Said(
            type=case.type,
            phase=case.phase,
            next=told,
            timers=await self._timers(looked.handle, case.clock_offset),
            held=held,
            open_tasks=open_tasks,
            roles=set(shown.get(ROLES) or ()),
        )

    async def _timers(self, handle: WorkflowHandle[Any, Any], ahead: timedelta) -> list[Timer]:
        running: dict[str, HistoryEvent] = {}
        for event in (await handle.fetch_history()).events:
            running.pop(event.timer_fired_event_attributes.timer_id, None)
            running.pop(event.timer_canceled_event_attributes.timer_id, None)
            if started := event.timer_started_event_attributes.timer_id:
                running[started] = event
        return [await self._timer(event, ahead) for event in running.values()]

    async def _timer(self, event: HistoryEvent, ahead: timedelta) -> Timer:
        (summary,) = await self.client.data_converter.decode([event.user_metadata.summary], [str])
        length = event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
        began = event.event_time.ToDatetime(tzinfo=LONG_AGO.tzinfo)
        return Timer(summary, began + ahead + length)


def ask_everywhere(performance: Performance) -> AskingBarrier:
    """Have it asked what is next wherever a story rests."""
    barrier = AskingBarrier(performance.sessions, performance.client)
    performance.barrier = performance.time.barrier = barrier
    return barrier
