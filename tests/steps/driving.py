"""Work real cases as people and systems do: through the door, on the office's clock.

The door, the settles and PostgreSQL are the product's own; the clock stands still until a test
moves it, and every deadline on the way fires in order. Whatever is opened is bound to ``proof``.
"""

import asyncio
import json
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.questions import told
from database.models import Case, Deadline, Link, Task
from database.queries.cases import case_json
from database.queries.messages import Slip
from domain.errors import MalformedMessageError
from domain.step_ids import KIT_STEPS
from procedures.matrix import steps
from starter.doors.door import Door
from starter.player.skipping import skip
from tests.plugin.proof import Proof
from tests.sending import done, sent
from tests.steps.kept import Kept

Json = dict[str, Any]
Sessions = async_sessionmaker[AsyncSession]

PATIENCE_SECONDS = 60.0
SECONDS_BETWEEN_LOOKS = 0.05  # at the longest; who shares the engine tells at once
SECONDS_TO_GATHER = 0.01  # a settle tells some ten times that it has written; one look is enough
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

# At rest are the cases of one test and what they are linked to, whatever others leave behind.
PENDING = text("""
with recursive mine(ref) as (
    select unnest(cast(:refs as text[]))
    union
    select other from links join mine on links."case" = mine.ref
)
select type || ' for ' || "case" || ' has no status' as words
  from messages where status is null and "case" in (select ref from mine)
union all
select kind || ' of ' || "case" || ' has not left: ' || coalesce(problem, 'not tried yet')
  from outbox
 where done_at is null and kind <> 'record' and "case" in (select ref from mine)
union all
select id || ' has come and was not handled'
  from deadlines where state = 'armed' and "case" = :moved and due <= :at
union all
select ref || ' has not settled again' from cases where ref = :begun and next_sequence <= :after + 1
""")


class Rest:
    """Waits until the cases of one test are at rest; looks whenever somebody has committed.

    Doors and workers share the engine of ``sessions``. Close it, so that it listens no more.
    """

    def __init__(self, sessions: Sessions, client: Client) -> None:
        self.refs: list[str] = []
        self._client = client
        self._engine: AsyncEngine = sessions.kw["bind"]
        self._written = asyncio.Event()
        event.listen(self._engine.sync_engine, "checkin", self._wake)

    def close(self) -> None:
        """Stop listening."""
        event.remove(self._engine.sync_engine, "checkin", self._wake)

    def _wake(self, *_connection: Any) -> None:
        self._written.set()

    async def come(
        self, moved: str = "", at: datetime = LONG_AGO, *, begun: str = "", after: int = 0
    ) -> None:
        """Return once every message has a status and no deadline of ``moved`` is overdue.

        A case that has ``begun`` in the middle has settled once more, ``after`` so many settles.
        """
        values = {"refs": self.refs, "moved": moved, "at": at, "begun": begun, "after": after}
        pending: list[str] = []
        looking = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), looking.connect() as connection:
                while pending := await self._pending(connection, values):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._written.wait(), SECONDS_BETWEEN_LOOKS)
                    await asyncio.sleep(SECONDS_TO_GATHER)
        except TimeoutError:
            failed = [line for ref in self.refs for line in await self._failures(ref)]
            raise AssertionError("\n  ".join(["not at rest:", *pending, *failed])) from None

    async def _pending(self, connection: AsyncConnection, values: Json) -> list[str]:
        self._written.clear()  # before the look: what is written meanwhile is seen by the next
        return list(await connection.scalars(PENDING, values))

    async def _failures(self, ref: str) -> list[str]:
        described = await self._client.get_workflow_handle(ref).describe()
        return [
            f"{ref}: {activity.last_failure.message}"
            for activity in described.raw_description.pending_activities
        ]


class Office:
    """Opens cases, sends messages, lets time pass. Instants are RFC 3339 with an offset."""

    def __init__(self, door: Door, sessions: Sessions, client: Client, proof: Proof) -> None:
        self._door = door
        self._sessions = sessions
        self._client = client
        self._proof = proof
        self._skipper = TimeSkipper(client)
        self.rest = Rest(sessions, client)

    async def open(
        self, type_: str, *, on: str, officer: str | None = None, source: str = "tests", **more: Any
    ) -> "Worked":
        """Send the message that opens a case, at the instant ``on``; return the case."""
        self._door.at(_instant(on))
        receipt = self._given(
            await self._door.send(sent(type_, source=source, officer=officer, **more))
        )
        assert receipt.case, f"{type_} opened no case: {receipt.status}, {receipt.reason}"
        return await self.work(receipt.case)

    async def work(self, ref: str) -> "Worked":
        """Take up a case that a test, or another case, has opened; bind it."""
        self.rest.refs.append(ref)
        self._proof.cases(ref)
        await self.rest.come()
        return Worked(self, ref)

    async def begin(
        self, kept: Kept, ref: str, customer: str, *, phase_by_phase: bool = False
    ) -> "Worked":
        """Begin in the middle, under another reference; return the case in its phase's first wait.

        What it has settled before is no evidence. ``phase_by_phase`` it continues as new.
        """
        settles = kept.carried.sequence
        self._door.at(kept.carried.latest or kept.carried.cause)
        self._proof.begins(ref, after=settles)
        await kept.go_on(ref, customer, self._client, self._sessions, phase_by_phase=phase_by_phase)
        self.rest.refs.append(ref)
        await self.rest.come(begun=ref, after=settles)
        return Worked(self, ref)

    async def until(self, instant: str) -> None:
        """Let time pass: every deadline of these cases fires on the way, the earliest first."""
        to = _instant(instant)
        while following := await self._next_deadline(to):
            await self._pass(*following)
        self._door.at(to)

    async def send(self, type_: str, **more: Any) -> Slip:
        """Send a message; return its receipt once the cases are at rest."""
        return await self._at_rest(await self._door.send(sent(type_, **more)))

    async def complete(self, task: str, **more: Any) -> Slip:
        """Complete a task by its id; return the receipt once the cases are at rest."""
        return await self._at_rest(await self._door.send(done(task, **more)))

    async def json(self, ref: str) -> Json:
        """Return a case as everybody sees it."""
        async with self._sessions() as db:
            return await case_json(db, ref)

    async def stands(self, ref: str) -> tuple[str, int]:
        """Return the phase of a case, and how much it carries from run to run, in characters."""
        async with self._sessions() as db:
            case = await db.get_one(Case, ref)
            return case.phase, len(json.dumps(case.carried))

    async def task(self, ref: str, step: str) -> Task:
        """Return the open task of a case that covers ``step``, one that it leads first."""
        async with self._sessions() as db:
            rows = await db.scalars(
                select(Task)
                .where(Task.case == ref, Task.state == "open")
                .order_by(Task.opened_at, func.length(Task.id), Task.id)
            )
        tasks = sorted(rows, key=lambda task: task.step != step)
        found = next((task for task in tasks if step in task.steps), None)
        assert found, f"no open task of {ref} covers {step}; open: {[t.kind for t in tasks]}"
        return found

    async def known(self, task: Task) -> dict[str, list[str]]:
        """Return what the product looks up beside a task, by its headings."""
        async with self._sessions() as db:
            found = await told(db, str(task.case), self._door.now())
        return {each["heading"]: each["found"] for each in found[task.id]}

    async def linked(self, ref: str, type_: str) -> "Worked":
        """Take up the newest case of a type that is linked to this one."""
        async with self._sessions() as db:
            other = await db.scalar(
                select(Case.ref)
                .join(Link, Link.other == Case.ref)
                .where(Link.case == ref, Case.type == type_)
                .order_by(Case.opening.desc())
                .limit(1)
            )
        assert other, f"{ref} has no {type_} linked to it"
        return await self.work(other)

    def _given(self, receipt: Slip) -> Slip:
        self._proof.messages((receipt.source, receipt.id))
        return receipt

    async def _at_rest(self, receipt: Slip) -> Slip:
        self._given(receipt)
        await self.rest.come()
        return await self._door.receipt(receipt.source, receipt.id)

    async def _next_deadline(self, to: datetime) -> tuple[datetime, str, timedelta] | None:
        earliest = (
            select(Deadline.due, Case.ref, Case.clock_offset)
            .join(Case, Case.ref == Deadline.case)
            .where(
                Case.ref.in_(self.rest.refs),
                Case.state == "open",
                Deadline.state == "armed",
                Deadline.due <= to,
            )
            .order_by(Deadline.due, Case.opening)
            .limit(1)
        )
        async with self._sessions() as db:
            row = (await db.execute(earliest)).first()
        return (row[0], row[1], row[2]) if row else None

    async def _pass(self, due: datetime, ref: str, offset: timedelta) -> None:
        handle = self._client.get_workflow_handle(ref)
        await skip(self._skipper, handle, due - offset)
        self._door.at(due)
        await self.rest.come(ref, due)


@dataclass(frozen=True)
class Worked:
    """One case, worked by officers. Each is named by account, as in ``psso.diaz``."""

    office: Office
    ref: str

    async def complete(
        self, step: str, officer: str, *, expect: str = "applied", **how: Any
    ) -> Slip:
        """Complete the open task of ``step``, or a task by its id; ``how`` as the door takes it.

        ``expect`` is ``applied``, or words of the reason for which it is refused.
        """
        if at := how.pop("at", None):
            how["occurred_at"] = _instant(at)
        task = await self.task(step) if step in {*steps(), *KIT_STEPS} else step
        return await self._told(self.office.complete(task, officer=officer, **how), expect)

    async def progress(
        self, step: str, officer: str, *, answers: Json, expect: str = "applied"
    ) -> Slip:
        """Answer some of what the open task of ``step`` asks; it stays open."""
        return await self.send(
            "task.progressed",
            about=await self.task(step),
            officer=officer,
            facts={"answers": answers},
            expect=expect,
        )

    async def send(self, type_: str, *, expect: str = "applied", **how: Any) -> Slip:
        """Send a message to this case; ``expect`` as for ``complete``, or another status."""
        if at := how.pop("at", None):
            how["occurred_at"] = _instant(at)
        return await self._told(self.office.send(type_, case=self.ref, **how), expect)

    async def _told(self, telling: Awaitable[Slip], expect: str) -> Slip:
        """Compare what became of a message; what the door turned away was refused without a trace.

        Of that there is no receipt, and the one that is returned says so.
        """
        try:
            receipt = await telling
        except MalformedMessageError as error:
            receipt = _without_trace(error, self.ref)
        _as_expected(receipt, expect)
        return receipt

    async def task(self, step: str) -> str:
        """Return the id of the open task that covers ``step``."""
        return (await self.office.task(self.ref, step)).id

    async def shown(self, step: str) -> Json:
        """Return what the open task of ``step`` shows besides its questions."""
        return (await self.office.task(self.ref, step)).data

    async def known(self, step: str) -> dict[str, list[str]]:
        """Return what the product looks up beside the open task of ``step``, by its headings."""
        return await self.office.known(await self.office.task(self.ref, step))

    async def linked(self, type_: str) -> "Worked":
        """Take up the newest case of a type that is linked to this one."""
        return await self.office.linked(self.ref, type_)

    async def json(self) -> Json:
        """Return the case as everybody sees it."""
        return await self.office.json(self.ref)

    async def phase(self) -> str:
        """Return the phase that the case is in."""
        return str((await self.json())["phase"])


def _without_trace(error: MalformedMessageError, case: str) -> Slip:
    return Slip(
        source="",
        id="",
        type="task.completed",
        case=case,
        status="refused",
        reason=str(error),
        occurred_at=LONG_AGO,
        received_at=LONG_AGO,
        delivered_at=None,
    )


def _as_expected(receipt: Slip, expect: str) -> None:
    said = f"{receipt.type} is {receipt.status}: {receipt.reason}"
    if expect in ("applied", "waiting", "unmatched", "quarantined"):
        assert receipt.status == expect, said
    else:
        assert receipt.status == "refused", said
        assert expect in (receipt.reason or ""), said


def _instant(words: str) -> datetime:
    at = datetime.fromisoformat(words)
    assert at.tzinfo, f"{words}: write the offset too"
    return at.astimezone(UTC)
