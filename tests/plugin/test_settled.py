"""The plugin reads what real settles write: the tables may change, the evidence must not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from activities import contracts as c
from activities.settle import SettleActivity
from database.models import Receipt
from domain.catalogue import TASKS, steps_of
from domain.complaints.tasks import ASSESS
from domain.messages import Envelope, Status
from tests.plugin.left import OFFICE
from tests.plugin.proof import Proof
from tests.plugin.story import Catalogue, read_story

CASE = "co-settled"
TASK = f"{CASE}.t1"
AT = datetime(2027, 1, 22, 1, tzinfo=UTC)  # a Friday; Tuesday is Australia Day
ANSWERS = {
    "WC-S3b": False,
    "WC-S3e": False,
    "WC-S3g": True,
    "WC-S3h": False,
    "WC-S3j": "staff_manner",
    "WC-S4a": False,
}

Sessions = async_sessionmaker[AsyncSession]


class NoPushes:
    """Nothing is sent on: only what stands in the case database matters here."""

    async def push_case(self, case: str) -> None:
        """Leave everything in the outbox."""


class Settles:
    """Settles settlement after settlement of one case, as its workflow would."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._settling = SettleActivity(sessions, TASKS, NoPushes())
        self._sequence = 0

    async def settle(
        self, *effects: c.Effect, done: Envelope | None = None, **fields: c.Opening | c.Check
    ) -> None:
        self._sequence += 1
        outcomes = () if done is None else (outcome(done),)
        settlement = c.Settlement.model_validate(
            {
                "case": CASE,
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

    async def complete(self, id_: str, officer: str) -> Envelope:
        """Write the receipt of a completion and have the case check it."""
        facts = {"outcome": "level_1_behaviour", "answers": ANSWERS}
        message = Envelope.model_validate(
            {
                "id": id_,
                "type": "task.completed",
                "source": "cli",
                "actor": officer,
                "occurred_at": AT,
                "about": TASK,
                "facts": facts,
            }
        )
        receipt = Receipt(
            source="cli",
            id=id_,
            type=message.type,
            door="cli",
            officer=officer,
            case=CASE,
            about=TASK,
            occurred_at=AT,
            received_at=AT,
            facts=facts,
            content={"WC-S3i": "an old customer", "WC-S3f.proposal": "none"},
            digest="",
        )
        async with self._sessions.begin() as db:
            db.add(receipt)
        await self.settle(check=c.Check(envelope=message, task=TASK))
        return message


def outcome(message: Envelope) -> c.Outcome:
    return c.Outcome(
        source=message.source,
        id=message.id,
        type=message.type,
        status=Status.APPLIED,
        envelope=message,
    )


@pytest.fixture
async def settled(plugin_database: str, sessions: Sessions) -> None:
    """A complaint: received, assessed by the right officer after the wrong one had tried."""
    case = Settles(sessions)
    first = Envelope(id="first", type="complaint.received", source="mail_room", occurred_at=AT)
    opening = c.Opening(type="Complaint", customer=None, office=OFFICE, message=first)
    await case.settle(
        c.OpenTask(step="WC-S3a", at=AT, id=TASK, kind=ASSESS.name),
        c.ArmDeadline(step="WC-S3n", at=AT, id=f"{CASE}.ack", rule="WC-S3n", start=AT),
        c.Record(
            step="WC-S2a",
            at=AT,
            id=f"{CASE}.r1",
            system="Cuba",
            name="View Correspondence",
            data={"channel": "post"},
        ),
        done=first,
        opening=opening,
    )
    await case.complete("by-the-wrong-one", "proof.diaz")
    done = await case.complete("by-the-right-one", "proof.park")
    await case.settle(
        c.CompleteTask(
            step="WC-S3a", at=AT, id=TASK, outcome="level_1_behaviour", message=done.key
        ),
        c.EndDeadline(step="WC-S3n", at=AT, id=f"{CASE}.ack", state="met"),
        c.Decide(step="WC-S3j", at=AT, branch="behavioural", words="about a person"),
        c.Decide(step="WC-S1b", at=AT, branch="team", words="to one team"),
        c.Move(step="CB-MOVE", at=AT, phase="level_1", words="assessing -> level_1"),
        done=done,
    )


async def test_statements_hold_on_what_settles_write(settled: None, sessions: Sessions) -> None:
    proof = Proof(["WC-S2a", "WC-S2b", "WC-S3a", "WC-S3g", "WC-S3i", "WC-S3j", "WC-S3n", "WC-S1b"])
    proof.cases(CASE)
    proof.record("WC-S2a", system="Cuba", name="View Correspondence", fields=["channel"])
    proof.signal("WC-S2b", "complaint.received")
    proof.task("WC-S3a", role="allocations_officer", completed=True, refused="psso")
    proof.branch("WC-S3g", "Yes")
    proof.branch("WC-S3i", "Level 1, staff behaviour")
    proof.guidance("WC-S3i", "Choose Level 1 or Level 2")
    proof.holds("WC-S3j", "behavioural")
    proof.due("WC-S3n", "2027-01-27", working="Australia Day")
    proof.met("WC-S3n")
    proof.moved("WC-S1b", phase="level_1")

    async with sessions() as db:
        story = await read_story(db, Catalogue(TASKS, steps_of), proof.refs, proof.receipts)
    seen, faults = proof.check(story)

    assert faults == []
    assert len(seen) == 12
    assert all(one.place.sequence for one in seen)
