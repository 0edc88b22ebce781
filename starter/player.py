"""Play scenarios: whole worked cases on a stack of their own, from deadline to deadline."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from database.models import Case, Deadline, Link, Task, TimelineEntry
from database.queries.cases import case_json
from starter.barrier import Barrier
from starter.door import Door, DoorError, Receipt
from starter.matching import found, mismatches
from starter.scenario import Event, Scenario, ScenarioError

Tell = Callable[["Line"], None]


class ExpectationError(Exception):
    """An expectation of a scenario did not hold: what was expected, and what is."""


@dataclass(frozen=True)
class Line:
    """One line of the story as it happens."""

    at: datetime
    case: str
    who: str
    words: str
    step: str
    kind: str


@dataclass
class Player:
    """Plays one scenario on a running simulated stack."""

    scenario: Scenario
    folder: Path
    sessions: async_sessionmaker[AsyncSession]
    client: Client
    door: Door
    tell: Tell
    names: dict[str, str] = field(default_factory=dict)  # name in the scenario: case reference
    settle_seconds: float = 0.0

    def __post_init__(self) -> None:
        """Prepare what is derived."""
        self.skipper = TimeSkipper(self.client)
        self.barrier = Barrier(self.sessions, self.client)
        self.now = self.scenario.starts.astimezone(UTC)
        self._told: dict[str, int] = {}

    async def play(self) -> None:
        """Play every event in order.

        Raises:
            ExpectationError: the first expectation that does not hold.
            ScenarioError: an event cannot be carried out.
        """
        for number, event in enumerate(self.scenario.events, start=1):
            await self.advance(await self._when(event))
            try:
                await self._act(event, f"{self.folder.name}-{number}")
            except (ExpectationError, DoorError, ScenarioError) as error:
                raise ExpectationError(f"event {number} ({describe(event)}): {error}") from None
            await self._tell_news()

    # ------------------------------------------------------------------ time

    async def advance(self, to: datetime) -> None:
        """Let time pass: every deadline on the way fires, one case after the other."""
        while following := await self._next_deadline(to):
            due, ref, offset = following
            handle = self.client.get_workflow_handle(ref)
            virtual = await self.skipper.get_current_time(handle)
            distance = due - offset - virtual
            if distance > timedelta(0):
                await self.skipper.fast_forward(handle, distance)
            self.door.at(due)
            await self.barrier.rest(ref, due)
            self.now = due
            await self._tell_news()
        self.now = to
        self.door.at(to)

    async def _next_deadline(self, to: datetime) -> tuple[datetime, str, timedelta] | None:
        earliest = (
            select(Deadline.due, Case.ref, Case.clock_offset)
            .join(Case, Case.ref == Deadline.case)
            .where(Deadline.state == "armed", Case.state == "open", Deadline.due <= to)
            .order_by(Deadline.due, Case.opening)
            .limit(1)
        )
        async with self.sessions() as db:
            row = (await db.execute(earliest)).first()
        return (row[0], row[1], row[2]) if row else None

    async def _when(self, event: Event) -> datetime:
        if event.at:
            at = event.at.astimezone(UTC)
        elif event.after:
            at = await self._after(event.after)
        else:
            at = self.now
        if at < self.now:
            raise ScenarioError(f"{describe(event)} is at {at}, before {self.now}")
        return at

    async def _after(self, words: str) -> datetime:
        amount, _, unit = words.strip().partition(" ")
        if not amount.isdigit():
            raise ScenarioError(f"after: '{words}' does not begin with a number")
        count = int(amount)
        match unit.removesuffix("s"):
            case "minute":
                return self.now + timedelta(minutes=count)
            case "hour":
                return self.now + timedelta(hours=count)
            case "day" | "working day":
                return await self._days_after(count, working="working" in unit)
        raise ScenarioError(
            f"after: '{words}': use minutes, hours, days or working days, as in '3 working days'"
        )

    async def _days_after(self, count: int, *, working: bool) -> datetime:
        from database.queries.time import Times

        async with self.sessions() as db:
            calendar = await Times(db, self.scenario.office).calendar()
        local = self.now.astimezone(calendar.office.clock)
        day = local.date()
        while count:
            day += timedelta(days=1)
            if not working or calendar.works(day):
                count -= 1
        return datetime.combine(day, local.time(), calendar.office.clock).astimezone(UTC)

    # ------------------------------------------------------------------ events

    async def _act(self, event: Event, ident: str) -> None:
        if event.send:
            await self._send(event, ident)
        elif event.complete:
            await self._complete(event, ident)
        elif event.link:
            await self._link(event)
        elif event.check:
            await self._check(event)

    async def _send(self, event: Event, ident: str) -> None:
        assert event.send
        receipt = await self.door.send(
            event.send,
            source=event.source or self.door.name,
            id=event.id or ident,
            officer=event.actor,
            case=self.names.get(event.case or ""),
            customer=event.customer,
            office=self.scenario.office,
            occurred_at=(event.occurred or self.now).astimezone(UTC),
            about=event.about,
            facts=event.facts,
            content=event.content,
            attachments=[self.folder / name for name in event.attach],
            begins_at=self.now,
        )
        if event.case and receipt.case:
            self.names.setdefault(event.case, receipt.case)
        await self._settled(event, receipt)

    async def _complete(self, event: Event, ident: str) -> None:
        assert event.complete
        ref = self._ref(event.case)
        task = await self._task(ref, event.complete)
        receipt = await self.door.complete(
            task,
            officer=event.actor,
            outcome=event.outcome,
            answers=event.answers,
            id=event.id or ident,
            occurred_at=(event.occurred or self.now).astimezone(UTC),
        )
        await self._settled(event, receipt)

    async def _settled(self, event: Event, receipt: Receipt) -> None:
        started = time.monotonic()
        if receipt.status is None:
            await self.barrier.rest()
            receipt = await self.door.receipt(receipt.source, receipt.id)
        self.settle_seconds += time.monotonic() - started
        expected = event.expect
        if isinstance(expected, str):
            if receipt.status != expected:
                raise ExpectationError(
                    f"expected {expected}, but it was {receipt.status}"
                    + (f": {receipt.reason}" if receipt.reason else "")
                )
            return
        for status, words in expected.items():
            if receipt.status != status or words not in (receipt.reason or ""):
                raise ExpectationError(
                    f"expected {status} with '{words}', but it was {receipt.status}: "
                    f"{receipt.reason}"
                )

    async def _task(self, ref: str, step: str) -> str:
        async with self.sessions() as db:
            rows = await db.scalars(
                select(Task).where(Task.case == ref, Task.state == "open").order_by(Task.opened_at)
            )
            tasks = list(rows)
        for task in tasks:
            if step == task.step or step in task.steps:
                return task.id
        open_now = ", ".join(f"{task.step} ({task.title})" for task in tasks) or "none"
        raise ExpectationError(f"no open task of {ref} covers {step}; open are: {open_now}")

    async def _link(self, event: Event) -> None:
        assert event.link
        async with self.sessions() as db:
            ref = await db.scalar(
                select(Case.ref)
                .join(Link, Link.other == Case.ref)
                .where(Link.case == self._ref(event.link.source), Case.type == event.link.type)
                .order_by(Case.opening.desc())
                .limit(1)
            )
        if ref is None:
            raise ExpectationError(f"{event.link.source} has no {event.link.type} linked to it")
        self.names[event.link.name] = ref

    async def _check(self, event: Event) -> None:
        assert event.check
        async with self.sessions() as db:
            actual = await case_json(db, self._ref(event.check.case))
        faults = mismatches(event.check.expected, actual) + found(event.check.none, actual)
        if faults:
            raise ExpectationError("\n    ".join(faults))

    def _ref(self, name: str | None) -> str:
        if name and name in self.names:
            return self.names[name]
        known = ", ".join(self.names) or "none yet"
        raise ScenarioError(f"no case is named '{name}'; named so far: {known}")

    # ------------------------------------------------------------------ the story

    async def _tell_news(self) -> None:
        entry = TimelineEntry
        known = [(entry.case == ref) & (entry.sequence > last) for ref, last in self._told.items()]
        untold = (
            select(entry)
            .join(Case, Case.ref == entry.case)
            .where(or_(entry.case.not_in(self._told), *known))
            .order_by(entry.occurred_at, Case.opening, entry.sequence)
        )
        async with self.sessions() as db:
            news = list(await db.scalars(untold))
        for row in news:
            self._told[row.case] = max(self._told.get(row.case, 0), row.sequence)
            self.tell(
                Line(
                    at=row.occurred_at,
                    case=row.case,
                    who=row.actor or "casebound",
                    words=row.words,
                    step=row.step,
                    kind=row.kind,
                )
            )


def describe(event: Event) -> str:
    """Say which event this is, in a few words."""
    if event.send:
        return f"send {event.send}" + (f" to {event.case}" if event.case else "")
    if event.complete:
        return f"complete {event.complete} of {event.case} as {event.actor}"
    if event.link:
        return f"link {event.link.name}"
    return f"check {event.check.case}" if event.check else "nothing"
