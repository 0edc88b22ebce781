"""Play scenarios: whole worked cases, event after event, on a running simulated stack."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database.models import Case, Letter, Link, Task
from database.queries.messages import Slip
from domain.errors import DoorError, MalformedMessageError
from domain.messages import TaskProgressed
from domain.offices import OFFICES
from starter.doors.bringing import Bringer
from starter.doors.caller import Authentication, Caller
from starter.doors.door import Door
from starter.doors.reading import Readings
from starter.doors.sent import Attachment, Sent, completion
from starter.nearest import in_words
from starter.player import changing, checking
from starter.player.barrier import Barrier
from starter.player.news import News, Tell
from starter.player.passing import Passing
from starter.player.scenario import CasesPart, CheckPart, Event, Scenario, ScenarioError
from starter.player.scenario_names import NAMED
from worker.forwarder import Forwarder


class ExpectationError(Exception):
    """An expectation of a scenario did not hold: what was expected, and what is."""


@dataclass
class Performance:
    """Plays one scenario. ``name`` marks its messages, so that a case has one reference only.

    ``names`` are the cases by the names that the scenario gives them.
    """

    scenario: Scenario
    name: str
    sessions: async_sessionmaker[AsyncSession]
    client: Client
    door: Door
    tell: Tell
    barrier: Barrier
    names: dict[str, str] = field(default_factory=dict)
    _last: Sent | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Prepare what is derived."""
        self._news = News(self.sessions, self.tell)
        self.time = Passing(
            sessions=self.sessions,
            client=self.client,
            door=self.door,
            barrier=self.barrier,
            office=self.scenario.office,
            now=self.scenario.starts.astimezone(UTC),
            passed=self._news.tell,
        )

    async def play(self) -> None:
        """Play every event in order.

        Raises:
            ExpectationError: the first expectation that does not hold, with its place.
            NotAtRestError: something is stuck.
        """
        for number, event in enumerate(self.scenario.events, start=1):
            try:
                await self.time.to(await self.time.when(event))
                await self._try(event, f"{self.name}-{number}")
            except (ExpectationError, DoorError, ScenarioError) as error:
                words = in_words(error) if isinstance(error, DoorError) else str(error)
                told = words.replace("\n", "\n  ")
                raise ExpectationError(f"{event.place()}: {event.described()}\n  {told}") from None
            finally:
                await self._news.tell()

    async def _try(self, event: Event, ident: str) -> None:
        """Act; what was mistyped is turned away at the door, and may be expected as a refusal."""
        try:
            await self._act(event, ident)
        except MalformedMessageError as error:
            words = event.expect.get("refused") if isinstance(event.expect, dict) else None
            if words is None or words not in str(error):
                raise

    async def _act(self, event: Event, ident: str) -> None:
        if told := event.send or event.act:
            await self._send(event, told, ident)
        elif event.complete:
            await self._complete(event, event.complete, ident)
        elif event.progress:
            await self._progress(event, event.progress, ident)
        elif event.link:
            await self._link(event.link.source, event.link.type, event.link.name)
        elif event.check:
            await self._check(event.check)
        elif event.cases:
            await self._check_all(event.cases)
        elif event.repeat:
            await self._repeat(event)
        else:
            await self._change(event)

    # ------------------------------------------------------------------ what people do

    async def _send(self, event: Event, type_: str, ident: str) -> None:
        case = self.names.get(event.case or "")
        sent = Sent(
            type_,
            self._caller(event),
            id=event.id or ident,
            case=case,
            customer=event.customer,
            office=self.scenario.office,
            occurred_at=self._occurred(event),
            about=await self._about(event.about, case) if event.about and case else event.about,
            facts=self._named(event.facts),
            content=event.content,
            attachments=tuple(Attachment.of(event.folder / name) for name in event.attach),
        )
        self._last = sent
        receipt = await self.door.send(sent)
        if event.case and receipt.case:
            self.names.setdefault(event.case, receipt.case)
        await self._expect(event, receipt)

    async def _complete(self, event: Event, step: str, ident: str) -> None:
        task = await self._task(self._ref(event.case), step, ended=event.expect != "applied")
        for name in event.opens:
            document = Attachment.of(event.folder / name)
            await Readings(self.sessions).document(self._caller(event), document.sha256)
        completed = completion(
            task,
            self._caller(event),
            outcome=event.outcome,
            answers=self._named(event.answers),
            id=event.id or ident,
            occurred_at=self._occurred(event),
            acts=self._named([act.model_dump() for act in event.acts]),
        )
        self._last = completed
        receipt = await self.door.send(completed)
        await self._expect(event, receipt)

    async def _progress(self, event: Event, step: str, ident: str) -> None:
        self._last = Sent(
            TaskProgressed.name,
            self._caller(event),
            id=event.id or ident,
            occurred_at=self._occurred(event),
            about=await self._task(self._ref(event.case), step, ended=event.expect != "applied"),
            facts={"answers": self._named(event.answers)},
        )
        await self._expect(event, await self.door.send(self._last))

    async def _repeat(self, event: Event) -> None:
        """Send once more what was sent last, as a sender does who saw no receipt."""
        assert self._last
        await self._expect(event, await self.door.send(self._last))

    async def _change(self, event: Event) -> None:
        """Let the agency's books say something else from this day on, and tell cases of it."""
        day = OFFICES[self.scenario.office].day_of(self.time.now)
        async with self.sessions.begin() as db:
            await changing.change(db, event, day, self.time.now)
        bringer = Bringer(self.sessions, self.client)
        await Forwarder(self.sessions, bringer, age=timedelta(0)).forward()
        await self.barrier.rest()

    def _caller(self, event: Event) -> Caller:
        return Caller(event.source or self.door.name, Authentication.PLAYED, event.actor)

    def _occurred(self, event: Event) -> datetime:
        return (event.occurred or self.time.now).astimezone(UTC)

    async def _expect(self, event: Event, receipt: Slip) -> None:
        """Wait until it is decided what became of a message, and compare.

        What a door settles by itself may be told to cases all the same.
        """
        await self.barrier.rest()
        if receipt.status is None:
            receipt = await self.door.receipt(receipt.source, receipt.id)
        wanted = {event.expect: ""} if isinstance(event.expect, str) else event.expect
        for status, words in wanted.items():
            if receipt.status != status or words not in (receipt.reason or ""):
                expected = f"{status}, with the words '{words}'" if words else status
                actual = f"{receipt.status}, {receipt.reason}" if receipt.reason else receipt.status
                raise ExpectationError(f"expected {expected}\n  actual {actual}")

    async def _task(self, ref: str, step: str, *, ended: bool) -> str:
        """Return the open task that covers a step.

        Where the completion is not expected to stand, the newest one that ended will do.
        """
        async with self.sessions() as db:
            rows = await db.scalars(select(Task).where(Task.case == ref).order_by(Task.opened_at))
            tasks = list(rows)
        covering = [task for task in tasks if step in task.steps]
        still_open = [task for task in covering if task.state == "open"]
        if still_open:
            return still_open[0].id
        if ended and covering:
            return covering[-1].id
        there = [f"{task.step} ({task.title})" for task in tasks if task.state == "open"]
        raise ExpectationError(
            f"expected an open task of {ref} that covers {step}\n"
            f"  actual open are: {'; '.join(there) or 'none'}"
        )

    async def _about(self, named: str, case: str) -> str:
        """Return what a message is about: where a step is given, its newest letter or task."""
        async with self.sessions() as db:
            for model in (Letter, Task):
                newest = select(model.id).where(model.case == case, model.step == named)
                if ids := list(await db.scalars(newest)):
                    return max(ids, key=_number)
        return named

    # ------------------------------------------------------------------ what must have come of it

    async def _link(self, source: str, type_: str, name: str) -> None:
        async with self.sessions() as db:
            ref = await db.scalar(
                select(Case.ref)
                .join(Link, Link.other == Case.ref)
                .where(Link.case == self._ref(source), Case.type == type_)
                .order_by(Case.opening.desc())
                .limit(1)
            )
        if ref is None:
            raise ExpectationError(f"expected a {type_} linked to {source}\n  actual none is")
        self.names[name] = ref

    async def _check(self, check: CheckPart) -> None:
        async with self.sessions() as db:
            faults = await checking.faults_of_case(
                db,
                self._ref(check.case),
                check,
                expected=self._named(check.expected),
                none=self._named(check.none),
                one=self._named(check.one),
            )
        _hold(faults)

    async def _check_all(self, cases: CasesPart) -> None:
        async with self.sessions() as db:
            _hold(await checking.faults_of_cases(db, cases, self._named(list(cases.none))))

    def _ref(self, name: str | None) -> str:
        if name and name in self.names:
            return self.names[name]
        known = ", ".join(self.names) or "none yet"
        raise ScenarioError(f"no case is named '{name}'; named so far: {known}")

    def _named(self, value: Any) -> Any:
        """Return ``value`` with the reference of a case in place of its ``$name``."""
        if isinstance(value, str) and (named := NAMED.fullmatch(value)):
            return self._ref(named[1])
        if isinstance(value, dict):
            return {key: self._named(inner) for key, inner in value.items()}
        return [self._named(inner) for inner in value] if isinstance(value, list) else value


def _hold(faults: list[str]) -> None:
    if faults:
        raise ExpectationError("\n".join(faults))


def _number(ident: str) -> tuple[int, str]:
    """Order ids of a case as they were given: l2 comes before l10."""
    return len(ident), ident
