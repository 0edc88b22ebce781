"""Real settles of one complaint, without a workflow: what the plugin reads as they write it."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from activities import contracts as c
from activities.effects.cases import Move
from activities.effects.deadlines import ArmDeadline, EndDeadline
from activities.effects.every import Effect
from activities.effects.records import Decide, Record
from activities.effects.tasks import CompleteTask, OpenTask
from activities.settle import SettleActivity
from database.models import Receipt
from domain.catalogue import TASKS
from domain.complaints.tasks import ASSESS
from domain.messages import Envelope, Status
from tests.plugin.left import OFFICE

AT = datetime(2027, 1, 22, 1, tzinfo=UTC)  # a Friday; Tuesday is Australia Day
ANSWERS = {
    "WC-S3b": False,
    "WC-S3e": False,
    "WC-S3g": True,
    "WC-S3h": False,
    "WC-S3j": "staff_manner",
}

Sessions = async_sessionmaker[AsyncSession]


class NoPushes:
    """Nothing is sent on: only what stands in the case database matters here."""

    def soon(self, case: str, kinds: Collection[str] | None = None) -> None:
        """Leave everything in the outbox."""


class Settles:
    """Settles settlement after settlement of one case, as its workflow would."""

    def __init__(self, ref: str, sessions: Sessions) -> None:
        self.ref = ref
        self.task = f"{ref}.t1"
        self._sessions = sessions
        self._settling = SettleActivity(sessions, TASKS, NoPushes())
        self._sequence = 0

    async def settle(
        self, *effects: Effect, done: Envelope | None = None, **fields: c.Opening | c.Check
    ) -> None:
        """Settle some effects, after the message ``done``."""
        self._sequence += 1
        outcomes = () if done is None else (_outcome(done),)
        settlement = c.Settlement.model_validate(
            {
                "case": self.ref,
                "sequence": self._sequence,
                "phase": "assessing",
                "clock": AT,
                "clock_offset": timedelta(0),
                "waiting": None,
                "effects": effects,
                "outcomes": outcomes,
                **fields,
            }
        )
        await self._settling.settle(settlement)

    async def let_in(
        self, id_: str, type_: str, officer: str | None = None, **told: Any
    ) -> Envelope:
        """Write the receipt of a message, as a door does; return the message."""
        content = told.pop("content", {})
        message = Envelope.model_validate(
            {
                "id": f"{self.ref}.{id_}",
                "type": type_,
                "source": "cli" if officer else "mail_room",
                "actor": officer,
                "case": self.ref,
                "occurred_at": AT,
                **told,
            }
        )
        receipt = Receipt(
            **message.model_dump(),
            door="cli",
            officer=officer,
            received_at=AT,
            content=content,
            digest="",
        )
        async with self._sessions.begin() as db:
            db.add(receipt)
        return message

    async def complete(self, id_: str, officer: str) -> Envelope:
        """Write the receipt of a completion and have the case check it."""
        message = await self.let_in(
            id_,
            "task.completed",
            officer,
            about=self.task,
            facts={"outcome": "level_1_behaviour", "answers": ANSWERS},
            content={"WC-S3i": "an old customer", "WC-S3f.proposal": "none"},
        )
        await self.settle(check=c.Check(envelope=message, task=self.task))
        return message

    async def assessed(self) -> None:
        """Receive a complaint; have the wrong officer try to assess it, and the right one do so."""
        first = await self.let_in("first", "complaint.received")
        opening = c.Opening(type="Complaint", customer=None, office=OFFICE, message=first)
        await self.settle(
            OpenTask(step="WC-S3a", at=AT, id=self.task, kind=ASSESS.name),
            ArmDeadline(step="WC-S3n", at=AT, id=f"{self.ref}.ack", rule="WC-S3n", start=AT),
            Record(
                step="WC-S2a",
                at=AT,
                id=f"{self.ref}.r1",
                system="Cuba",
                name="View Correspondence",
                data={
                    "date_received": "2027-01-22",
                    "channel": "post",
                    "category": "potential_complaint",
                    "document": "scan-1",
                },
            ),
            done=first,
            opening=opening,
        )
        await self.complete("by-the-wrong-one", "proof.diaz")
        done = await self.complete("by-the-right-one", "proof.park")
        await self.settle(
            CompleteTask(
                step="WC-S3a", at=AT, id=self.task, outcome="level_1_behaviour", message=done.key
            ),
            EndDeadline(step="WC-S3n", at=AT, id=f"{self.ref}.ack", state="met"),
            Decide(step="WC-S3j", at=AT, branch="behavioural", words="about a person"),
            Decide(step="WC-S1b", at=AT, branch="team", words="to one team"),
            Move(step="CB-MOVE", at=AT, phase="level_1", words="assessing -> level_1"),
            done=done,
        )


def _outcome(message: Envelope) -> c.Outcome:
    return c.Outcome(
        source=message.source,
        id=message.id,
        type=message.type,
        status=Status.APPLIED,
        envelope=message,
    )
