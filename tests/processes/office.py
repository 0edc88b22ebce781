"""An office whose workers are processes of their own: real clock, real letters, real spool."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from database.file import Lock
from database.models import (
    Case,
    Letter,
    Outbox,
    PastSettle,
    Receipt,
    SystemRecord,
    Task,
    TimelineEntry,
)
from database.queries.messages import Slip
from starter.doors.door import Door
from tests.answers import ASSESSED
from tests.processes.holds import Holds
from tests.processes.process import Process
from tests.sending import done, sent
from tests.workflows.looking import until

OWNED = (Task, Letter, Outbox, SystemRecord, TimelineEntry, Receipt)
PATIENCE = 120.0
ALIKE = tuple(
    text(f"""
insert into {table}
select (jsonb_populate_record(
          null::{table}, to_jsonb(one) || jsonb_build_object('{key}', cast(:new as text)))).*
  from {table} one where {key} = :like
""")
    for table, key in (("customers", "id"), ("customer_addresses", "customer"))
)


@dataclass(frozen=True)
class Office:
    """Opens complaints, and sees what became of them."""

    sessions: async_sessionmaker[AsyncSession]
    client: Client
    door: Door
    holds: Holds
    spool: Path
    settings: dict[str, str]
    warmed: Path | None = None  # where processes are at hand that have read the product

    async def worker(self, *, before: tuple[str, ...] = (), **changed: str) -> Process:
        """Start a worker as an operator does."""
        return await asyncio.to_thread(
            Process,
            "worker",
            settings=self.settings | changed,
            folder=self.spool.parent,
            ready="worker.started",
            before=before,
            warmed=None if before else self.warmed,
        )

    async def forwarder(self, **changed: str) -> Process:
        """Start a forwarder as an operator does."""
        return await asyncio.to_thread(
            Process,
            "forwarder",
            settings=self.settings | changed,
            folder=self.spool.parent,
            ready="forwarder.started",
            warmed=self.warmed,
        )

    async def time_passes(self) -> None:
        """Let every pause and lease be over, of pushes and of messages."""
        over = {"next_attempt_at": func.clock_timestamp() - timedelta(minutes=1)}
        async with self.sessions.begin() as db:
            await db.execute(update(Outbox).where(Outbox.done_at.is_(None)).values(over))
            await db.execute(update(Receipt).where(Receipt.status.is_(None)).values(over))

    async def send(self, type_: str, officer: str, **more: Any) -> str:
        """Send the message that opens a case; return the case, once the message has counted."""
        opened = await self.door.send(sent(type_, source="tests", officer=officer, **more))
        assert opened.case, opened.reason
        await self.applied(opened)
        return opened.case

    async def receive(self, customer: str) -> Slip:
        """Take a complaint in; does not wait for what follows."""
        return await self.door.send(
            sent(
                "complaint.received",
                source="tests",
                officer="mail_team.lee",
                customer=customer,
                facts={"channel": "post"},
                content={"subject": "Missing payments"},
            )
        )

    async def complaint(self, like: str) -> str:
        """Bring a complaint so far that its acknowledgement may be sent.

        It is of somebody like that customer, of whom no other complaint is in hand.
        """
        received = await self.receive(await self.somebody(like))
        assert received.case
        await self.applied(received)
        await self.applied(
            await self.complete(
                received.case,
                "WC-S3a",
                officer="allocations_officer.okafor",
                outcome="level_2",
                answers=ASSESSED,
            )
        )
        return received.case

    async def somebody(self, like: str) -> str:
        """Add a customer who is like another one in all but the id; return the id."""
        new = f"{like}-{uuid4().hex[:8]}"
        async with self.sessions.begin() as db:
            for statement in ALIKE:
                await db.execute(statement, {"like": like, "new": new})
        return new

    async def send_letter(self, case: str) -> Slip:
        """Send the acknowledgement, after which the complaint rests with its procedure."""
        return await self.complete(
            case,
            "WC-S3m",
            officer="complaints_officer.wu",
            outcome="send",
            answers={"WC-S3m.about": "payments that are missing"},
        )

    async def complete(self, case: str, step: str, **how: Any) -> Slip:
        """Complete the open task of a step; does not wait for what follows."""
        async with self.sessions() as db:
            task = await db.scalar(
                select(Task.id).where(Task.case == case, Task.step == step, Task.state == "open")
            )
        assert task, f"no task {step} is open in {case}"
        return await self.door.send(done(task, **how))

    async def open_steps(self, case: str | None) -> list[str]:
        """Return the steps of a case's open tasks."""
        async with self.sessions() as db:
            steps = select(Task.step).where(Task.case == case, Task.state == "open")
            return list(await db.scalars(steps.order_by(Task.step)))

    async def applied(self, message: Slip) -> None:
        """Wait until a message has its final status, which must be applied."""

        async def final() -> Slip | None:
            now = await self.door.receipt(message.source, message.id)
            return now if now.status else None

        receipt = await until(final, f"{message.type} has a status", PATIENCE)
        assert receipt.status == "applied", receipt.reason

    async def final(self, source: str, message: str) -> str:
        """Wait until a message has its final status, and return it."""

        async def status() -> str | None:
            return (await self.door.receipt(source, message)).status

        return await until(status, f"{message} has a status", PATIENCE)

    async def handed_over(self, case: str) -> None:
        """Wait until a complaint rests with the procedure that has it, all of it settled."""
        await self.in_phase(case, "handed_over")

    async def sent(self, case: str) -> None:
        """Wait until the one letter of a case has left, and that is written down."""

        async def left() -> bool:
            return (await self.letter(case)).state == "sent"

        await until(left, f"the letter of {case} has left", PATIENCE)

    async def gone(self, application: str) -> None:
        """Wait until PostgreSQL has done with whatever a killed process asked it for."""
        name = {"name": application}
        wanted = text(
            "select count(*) from pg_stat_activity "
            "where application_name = :name and datname = current_database()"
        )

        async def nobody() -> bool:
            async with self.sessions() as db:
                return not await db.scalar(wanted, name)

        await until(nobody, f"nothing is left of {application}", PATIENCE)

    async def owners(self, customer: str) -> list[tuple[str, int]]:
        """Return who has a customer, with the number of the lock."""
        live = select(Lock.holder, Lock.fence).where(
            Lock.customer == customer, Lock.released.is_(None)
        )
        async with self.sessions() as db:
            return [(holder, fence) for holder, fence in await db.execute(live)]

    async def in_phase(self, case: str, phase: str) -> None:
        """Wait until a case rests in a phase, all of it settled."""

        async def rests() -> bool:
            async with self.sessions() as db:
                row = await db.get(Case, case)
                return row is not None and row.phase == phase and row.waiting is not None

        await until(rests, f"{case} is in {phase}", PATIENCE)

    async def outcome(self, case: str) -> str:
        """Wait until a case is closed, and return its outcome."""

        async def over() -> str | None:
            async with self.sessions() as db:
                return (await db.get_one(Case, case)).outcome

        return await until(over, f"{case} is closed", PATIENCE)

    async def letter(self, case: str) -> Letter:
        """Return the one letter of a case."""
        async with self.sessions() as db:
            (letter,) = await db.scalars(select(Letter).where(Letter.case == case))
        return letter

    async def settles(self, case: str) -> int:
        """Return how many settles of a case are committed."""
        async with self.sessions() as db:
            return len(list(await db.scalars(select(PastSettle).where(PastSettle.case == case))))

    def envelopes(self, case: str) -> list[str]:
        """Return what the print room sees of a case's letters."""
        return sorted(file.name.replace(case, "case") for file in self.spool.glob(f"{case}.*"))

    async def effects(self, case: str) -> list[str]:
        """Return all that a case left, one line a row, the same for each case of its road."""
        async with self.sessions() as db:
            rows = [
                row
                for model in OWNED
                for row in await db.scalars(select(model).where(model.case == case))
            ]
            found = await db.get_one(Case, case)
        lines = [_line(row) for row in rows]
        lines += [f"cases {found.phase} {found.state} {found.next_sequence} {found.next_entry}"]
        return sorted([line.replace(case, "case") for line in lines] + self.envelopes(case))

    async def attempts(self, case: str) -> list[int]:
        """Return how many attempts each settle of a case took."""
        history = await self.client.get_workflow_handle(case).fetch_history()
        return [
            event.activity_task_started_event_attributes.attempt
            for event in history.events
            if event.HasField("activity_task_started_event_attributes")
        ]


def _line(row: Any) -> str:
    names = ("sequence", "step", "kind", "type", "name", "state", "status", "words")
    said = [str(getattr(row, name)) for name in names if getattr(row, name, None) is not None]
    left = getattr(row, "done_at", None)
    return " ".join([type(row).__tablename__, *said, *(["done"] if left else [])])
