"""Drive one real case: tell it things, and let its time pass."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from activities.contracts import Start
from database.file import Contact
from database.models import Deadline, Receipt
from database.queries.messages import Slip
from domain.messages import Envelope
from starter.doors.door import Door
from starter.player.skipping import skip
from tests.sending import done, sent
from tests.workflows.looking import Looked, Sessions, until

# What other tests have left goes on beside this one: only the case and those it is linked to count.
PENDING = text("""
with recursive ours(ref) as (
    select :ref union select other from links join ours on links."case" = ours.ref
)
select (select count(*) from messages join ours on "case" = ref where status is null)
     + (select count(*) from outbox join ours on "case" = ref
         where done_at is null and problem is null and kind <> 'record')
     + (select count(*) from deadlines
         where state = 'armed' and "case" = :moved and due <= :at)
""")
WRITES = ("writing", "agreeing")  # phases with a letter to somebody who was not reached
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Rest:
    """Like the player's barrier, for one case and those that it is linked to."""

    sessions: Sessions
    case: str

    async def reached(self, moved: str = "", at: datetime = LONG_AGO) -> None:
        """Wait until every message has a status and no deadline of ``moved`` is overdue."""

        async def quiet() -> bool:
            async with self.sessions() as db:
                values = {"ref": self.case, "moved": moved, "at": at}
                return not await db.scalar(PENDING, values)

        await until(quiet, f"every message to {self.case} has a status, and dates were handled")


@dataclass
class Driven(Looked):
    """A case that is driven, the kit's small one by default. ``begins`` is its first instant.

    To doors the small case is a Personalised Services case, so that they let its messages in.
    """

    door: Door
    customer: str
    begins: datetime
    lifecycle: str = "PersonalisedServicesCase"
    workflow: str = "KitCase"
    queue: str = "kit"
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    def __post_init__(self) -> None:
        self.skipper = TimeSkipper(self.client)
        self.rest = Rest(self.sessions, self.ref)
        self.now = self.begins
        self.door.at(self.begins)

    # ------------------------------------------------------------------ what is told

    async def start(
        self,
        first: str = "asking",
        *,
        continue_always: bool = False,
        played: bool = True,
        office: str = "ACT",
        with_signal: Envelope | None = None,
        **facts: Any,
    ) -> "Driven":
        """Start the case at one of its phases, and wait until it is at rest.

        ``played`` gives it a clock of its own, as simulated stacks do; else it has the real one.
        ``with_signal`` is there before the first workflow task.
        """
        opening = self.envelope("referral.received", first=first, **facts)
        start = Start(
            case=self.ref,
            type=self.lifecycle,
            office=office,
            customer=self.customer,
            message=opening,
            begins_at=self.begins if played else None,
            continue_always=continue_always,
        )
        await self.admit(opening)
        first_signal = (
            (with_signal.type, [with_signal.model_dump(mode="json")]) if with_signal else (None, [])
        )
        await self.client.start_workflow(
            self.workflow,
            start,
            id=self.ref,
            task_queue=self.queue,
            start_signal=first_signal[0],
            start_signal_args=first_signal[1],
        )
        await self.outcome(opening)
        if first in WRITES:
            await self.tried()
        return self

    async def tried(self) -> None:
        """Have it in the file that the customer was rung now, and not reached (CSP-T6-S1i)."""
        number = next(self.numbers)
        async with self.sessions.begin() as db:
            db.add(
                Contact(
                    id=f"{self.ref}.contact-{number}",
                    case=self.ref,
                    number=number,
                    step="CSP-T6-S1i",
                    by="psso.diaz",
                    at=self.now,
                    told_at=self.now,
                    side=self.customer,
                    origin="officer",
                    customers=[self.customer],
                    version=1,
                    words={},
                    customer=self.customer,
                    direction="out",
                    channel="phone",
                    result="no_answer",
                    identity="not_done",
                    purpose="service",
                    process="standard",
                    issues=[],
                    parties=[],
                )
            )

    def envelope(
        self,
        type_: str,
        *,
        id: str | None = None,  # noqa: A002 - the message's own word
        source: str = "telephony",
        at: datetime | None = None,
        about: str | None = None,
        actor: str | None = None,
        **facts: Any,
    ) -> Envelope:
        """Make a message to this case; it occurs now where no instant is given."""
        return Envelope(
            id=id or f"{self.ref}-m{next(self.numbers)}",
            type=type_,
            source=source,
            actor=actor,
            case=self.ref,
            occurred_at=at or self.now,
            about=about,
            facts=facts,
        )

    async def signal(self, name: str, *args: Any) -> None:
        """Signal the workflow with anything at all."""
        await self.handle.signal(name, args=args)

    async def tell(self, type_: str, **fields: Any) -> Envelope:
        """Signal a message directly, as a system may that uses no door."""
        message = self.envelope(type_, **fields)
        await self.repeat(message)
        return message

    async def admit(self, message: Envelope, /, **changed: Any) -> None:
        """Write the receipt of a message as a door does that let it in, without signalling it."""
        fields = {
            "source": message.source,
            "id": message.id,
            "type": message.type,
            "actor": message.actor,
            "officer": message.actor,
            "door": "tests",
            "case": self.ref,
            "occurred_at": message.occurred_at,
            "received_at": message.occurred_at,
            "delivered_at": message.occurred_at,
            "about": message.about,
            "facts": message.facts,
            "content": {},
            "digest": "of a door",
            "attempts": 1,
        }
        async with self.sessions.begin() as db:
            db.add(Receipt(**fields | changed))

    async def pass_on(self, type_: str, **fields: Any) -> Envelope:
        """Signal a message that has been let in: by a door, or by the product that tells it."""
        message = self.envelope(type_, **fields)
        await self.admit(message)
        await self.repeat(message)
        return message

    async def repeat(self, message: Envelope) -> None:
        """Signal a message that was made before."""
        await self.signal(message.type, message.model_dump(mode="json"))

    async def send(self, type_: str, **fields: Any) -> Slip:
        """Send a message through the door; return what became of it."""
        receipt = await self.hand_in(type_, **fields)
        await self.rest.reached()
        return await self.door.receipt(receipt.source, receipt.id)

    async def hand_in(self, type_: str, *, at: datetime | None = None, **fields: Any) -> Slip:
        """Send a message through the door, without waiting for what becomes of it."""
        self.door.at(max(self.now, at or self.now))
        given: dict[str, Any] = {"source": "telephony", "case": self.ref} | fields
        return await self.door.send(sent(type_, occurred_at=at or self.now, **given))

    async def complete(
        self,
        kind: str,
        *,
        by: str,
        outcome: str | None = None,
        at: datetime | None = None,
        answers: dict[str, Any] | None = None,
        reason: str | None = None,
        acts: Sequence[Mapping[str, Any]] = (),
    ) -> Slip:
        """Complete the open task of a kind through the door; return what became of that."""
        task = await self.task(kind)
        self.door.at(max(self.now, at or self.now))
        receipt = await self.door.send(
            done(
                task.id,
                officer=by,
                outcome=outcome,
                answers=answers,
                reason=reason,
                occurred_at=at,
                acts=acts,
            )
        )
        await self.rest.reached()
        return await self.door.receipt(receipt.source, receipt.id)

    # ------------------------------------------------------------------ time

    async def advance(self, to: datetime | None = None, **length: float) -> None:
        """Let the case's time pass, from deadline to deadline: ``advance(days=15)``."""
        to = to or self.now + timedelta(**length)
        while (due := await self._next_due(to)) is not None:
            await self.skip_to(due)
            await self.rest.reached(self.ref, due)
        self.now = to
        self.door.at(to)

    async def skip_to(self, instant: datetime) -> None:
        """Skip the workflow's clock to an instant, without waiting for what it does then."""
        await skip(self.skipper, self.handle, instant - (await self.case()).clock_offset)
        self.now = max(self.now, instant)
        self.door.at(self.now)

    async def _next_due(self, to: datetime) -> datetime | None:
        wanted = (
            select(Deadline.due)
            .where(Deadline.case == self.ref, Deadline.state == "armed", Deadline.due <= to)
            .order_by(Deadline.due)
            .limit(1)
        )
        async with self.sessions() as db:
            return await db.scalar(wanted)

    async def end(self) -> None:
        """End the workflow, so that it does not run on beside the tests that follow."""
        try:
            if (await self.handle.describe()).status is WorkflowExecutionStatus.RUNNING:
                await self.handle.terminate("the test is over")
        except RPCError:
            pass  # it was never started


@dataclass
class Maker:
    """Makes cases of one test, numbered."""

    client: Client
    sessions: Sessions
    door: Door
    customer: str
    name: str
    made: list[Driven] = field(default_factory=list)

    def __call__(self, *, on: str = "2027-01-04T00:00:00+00:00") -> Driven:
        """Make one more case, not yet started, that begins at an instant."""
        case = Driven(
            client=self.client,
            sessions=self.sessions,
            ref=f"kit-{self.name}-{len(self.made) + 1}",
            door=self.door,
            customer=self.customer,
            begins=datetime.fromisoformat(on),
        )
        self.made.append(case)
        return case
