"""How time passes in a played story: from deadline to deadline, one case after the other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from database.models import Case, Deadline
from database.queries.times import times_of
from database.writes import clock
from domain.offices import OFFICES
from starter.doors.door import Door
from starter.player.barrier import Barrier, NotAtRestError
from starter.player.scenario import After, Event, ScenarioError
from starter.player.skipping import skip

NO_SKIPPING = (
    "Time cannot be skipped in {}, Temporal says: {}. Set CASEBOUND_TEMPORAL_ADDRESS to a server "
    "with frontend.WorkflowTimeSkippingEnabled, or to none for one that comes up by itself."
)

Passed = Callable[[], Awaitable[None]]

EARLIEST = (
    select(Deadline.due, Case.ref, Case.clock_offset)
    .join(Case, Case.ref == Deadline.case)
    .where(Deadline.state == "armed", Case.state == "open")
    .order_by(Deadline.due, Case.opening)
    .limit(1)
)


class Due(NamedTuple):
    """The next deadline of all: when, of which case, and what that case's clock is ahead by."""

    at: datetime
    case: str
    offset: timedelta


@dataclass
class Passing:
    """The time of a story, and of the door through which its messages come.

    ``now`` is the instant of the story, UTC. ``passed`` is called after each deadline.
    """

    sessions: async_sessionmaker[AsyncSession]
    client: Client
    door: Door
    barrier: Barrier
    office: str
    now: datetime
    passed: Passed
    skipper: TimeSkipper = field(init=False)

    def __post_init__(self) -> None:
        """Make what skips time in single cases."""
        self.skipper = TimeSkipper(self.client)

    async def to(self, instant: datetime) -> None:
        """Let time pass: every deadline on the way fires, in order, in all cases."""
        while following := await self._next(instant):
            await self._skip(following)
            self.now = following.at
            await self.passed()
        self.now = instant
        self.door.at(instant)
        async with self.sessions.begin() as db:
            await clock.play(db, instant)

    async def _next(self, until: datetime) -> Due | None:
        async with self.sessions() as db:
            row = (await db.execute(EARLIEST.where(Deadline.due <= until))).first()
        return Due(*row) if row else None

    async def _skip(self, due: Due) -> None:
        """Move the owner of a deadline; the others wait for their own, however late they are."""
        handle = self.client.get_workflow_handle(due.case)
        self.door.at(due.at)
        try:
            await skip(self.skipper, handle, due.at - due.offset)
        except RPCError as error:
            raise NotAtRestError(NO_SKIPPING.format(due.case, error.message)) from None
        await self.barrier.rest(due.case, due.at)

    # ------------------------------------------------------------------ when an event is

    async def when(self, event: Event) -> datetime:
        """Return the instant of an event.

        Raises:
            ScenarioError: it lies before what has happened.
        """
        at = event.at or (await self._after(event.waits) if event.waits else self.now)
        if at < self.now:
            raise ScenarioError(
                f"at: {self._local(at)} lies before {self._local(self.now)}, when the event before "
                "it happened; what a person learns later goes under occurred"
            )
        return at

    async def _after(self, length: After) -> datetime:
        match length.unit:
            case "minute":
                return self.now + timedelta(minutes=length.number)
            case "hour":
                return self.now + timedelta(hours=length.number)
        return await self._days_after(length.number, working=length.unit == "working day")

    async def _days_after(self, count: int, *, working: bool) -> datetime:
        """Return the same time of day, ``count`` days on, by the calendar of the office."""
        async with self.sessions() as db:
            calendar = (await times_of(db, self.office)).calendar
        local = self.now.astimezone(calendar.office.clock)
        day = local.date()
        while count:
            day += timedelta(days=1)
            if not working or calendar.works(day):
                count -= 1
        return datetime.combine(day, local.time(), calendar.office.clock)

    def _local(self, at: datetime) -> str:
        local = at.astimezone(OFFICES[self.office].clock)
        return f"{local.day} {local:%B %Y %H:%M %Z}"
