"""A complaint that is taken through the door, and everything that the case database has of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from database.base import Base
from database.models import Approval, Deadline, Letter, Link, Outbox, SystemRecord, Task
from database.queries.messages import Slip
from starter.doors.clock import real_time
from starter.doors.door import Door
from tests.answers import ASSESSED
from tests.sending import done, sent
from tests.workflows.looking import Looked, until

OWNED: tuple[type[Base], ...] = (Task, Deadline, Letter, Approval, SystemRecord, Link, Outbox)
STATEMENT = ("phase", "state", "outcome", "owner", "team", "segment", "waiting")


@dataclass
class Complaint(Looked):
    """A complaint at one instant after the other."""

    door: Door
    now: datetime
    lasts: timedelta = timedelta(minutes=10)  # from one act to the next

    async def is_taken(self, message: Slip) -> Slip:
        """Wait until a message has its final status; return what became of it."""

        async def final() -> Slip | None:
            found = await self.door.receipt(message.source, message.id)
            return found if found.status and found.status != "waiting" else None

        return await until(final, f"{message.type} has a status")

    async def complete(self, step: str, officer: str, outcome: str, answers: Any) -> Slip:
        """Complete the open task of a step; return what became of that."""
        (task,) = await self.rows(Task, step=step, state="open")
        if self.lasts:
            self.now += self.lasts
            self.door.at(self.now)
        else:
            self.now = real_time()
        return await self.is_taken(
            await self.door.send(
                done(task.id, officer, outcome=outcome, answers=answers, occurred_at=self.now)
            )
        )

    async def assess(self, outcome: str = "level_2", **more: Any) -> None:
        """Choose a level."""
        answers = ASSESSED | more
        got = await self.complete("WC-S3a", "allocations_officer.okafor", outcome, answers)
        assert (got.status, got.reason) == ("applied", None)

    async def acknowledge(self) -> None:
        """Send the acknowledgement, after which the complaint rests with its procedure."""
        answers = {"WC-S3m.about": "payments that are missing"}
        got = await self.complete("WC-S3m", "complaints_officer.wu", "send", answers)
        assert (got.status, got.reason) == ("applied", None)

    async def rests(self) -> str:
        """Wait until the complaint is handed over; return its phase."""

        async def over() -> str | None:
            phase = (await self.case()).phase
            return phase if phase == "handed_over" else None

        return await until(over, "the complaint is handed over")

    async def letters_left(self) -> list[str]:
        """Wait until what was signed has left; return where each letter stands."""

        async def left() -> list[str] | None:
            states = sorted(letter.state for letter in await self.rows(Letter))
            return None if "signed" in states else states

        return await until(left, "every letter that was signed has left")

    async def everything(self) -> dict[str, Any]:
        """Return what the case database has, but for what a repair adds: lines and settles."""
        found: dict[str, Any] = {}
        async with self.sessions() as db:
            for model in OWNED:
                table = model.__table__
                rows = await db.execute(select(table).where(table.c.case == self.ref))
                named = [dict(row._mapping) for row in rows]
                found[model.__tablename__] = sorted(named, key=repr)
        case = await self.case()
        return found | {name: getattr(case, name) for name in STATEMENT}


async def received_now(
    door: Door,
    complaint: Callable[[str], Complaint],
    id_: str,
    *,
    wait: bool = True,
) -> Complaint:
    """Take a complaint in, by the real clock."""
    slip = await door.send(
        sent(
            "complaint.received",
            id=id_,
            source="mail_room",
            customer=f"cu-{id_[-1]}",  # each of another: none is in hand for the next
            office="ACT",
            facts={"channel": "post"},
            content={"subject": "Missing payments"},
        )
    )
    assert slip.case
    if wait:
        await complaint(slip.case).is_taken(slip)
    return complaint(slip.case)


async def received(door: Door, looked: dict[str, Any], now: datetime, customer: str) -> Complaint:
    """Take a complaint in, and wait until it is to be assessed."""
    door.at(now)
    slip = await door.send(
        sent(
            "complaint.received",
            source="mail_room",
            customer=customer,
            office="ACT",
            facts={"channel": "post"},
            content={"subject": "Missing payments"},
            occurred_at=now,
        )
    )
    assert slip.case
    complaint = Complaint(ref=slip.case, door=door, now=now, **looked)
    await complaint.is_taken(slip)
    return complaint
