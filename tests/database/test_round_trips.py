"""How often a settle goes to the database and back: counted, so that it stays as it is.

One whole complaint, from its receipt to its close, with the letter that acknowledges it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio import activity
from temporalio.client import Client

from activities.contracts import SETTLE, Settled, Settlement
from activities.settle import SettleActivity
from database import connect
from database.models import Case, Task
from domain.catalogue import TASKS
from stack.postgres import PostgresServer
from starter.doors.bringing import Bringer
from starter.doors.caller import Authentication, Caller
from starter.doors.door import Door
from starter.doors.sent import Sent, completion
from tests.answers import ASSESSED
from tests.conftest import BEGINNING, NO_FORWARDER
from tests.database.trips import Trips
from tests.workflows.looking import until
from worker.bootstrap import SETTLES_AT_ONCE, Product, letters_of
from worker.registration import LIFECYCLES
from worker.run import case_worker

Sessions = async_sessionmaker[AsyncSession]

QUEUE = "counted"


@dataclass
class Made:
    """The round trips of one settle, and of what it pushed after its commit."""

    what: str
    settle: list[str]
    push: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Show each trip on a line: which of them is new is what one wants to know."""
        lines = [f"{self.what}: {len(self.settle)}", *self.settle, f"pushed: {len(self.push)}"]
        return "\n  ".join([*lines, *self.push])


class Counted(SettleActivity):
    """The settles of the product, and how often each went to the database."""

    def __init__(self, settles: Trips, pushes: Trips, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._settles, self._pushes = settles, pushes
        self._before = 0
        self.made: list[Made] = []

    @activity.defn(name=SETTLE)
    async def settle(self, settlement: Settlement) -> Settled:
        """Settle, and count."""
        self.pushed()
        before, self._before = len(self._settles.made), len(self._pushes.made)
        answer = await super().settle(settlement)
        what = f"{settlement.key} in {settlement.phase}{', a check' if settlement.check else ''}"
        self.made.append(Made(what, self._settles.since(before)))
        return answer

    def pushed(self) -> None:
        """Take what was pushed since the last settle for its own."""
        if self.made:
            self.made[-1].push = self._pushes.since(self._before)


@pytest.fixture(scope="module")
async def made(
    *,
    postgres: PostgresServer,
    client: Client,
    sessions: Sessions,
    cast: None,
    new_customer: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[list[Made]]:
    """What a complaint makes once its statements are prepared: one went before it."""
    settles, pushes = Trips(postgres.app_url), Trips(postgres.app_url)
    folder: Path = tmp_path_factory.mktemp("counted")
    async with (
        settles.listening(),
        pushes.listening(),
        connect.opened(settles.url) as settling,
        connect.opened(pushes.url) as pushing,
    ):
        # What it pushes goes another way, to be counted apart.
        lanes = Product(pushing, client, letters_of(folder), simulated=True).lanes()
        counted = Counted(settles, pushes, settling, TASKS, lanes, simulated=True)
        door = Door(
            sessions,
            client,
            clock=BEGINNING,
            office="ACT",
            name="counted",
            simulated=True,
            bringer=Bringer(sessions, client, task_queue=QUEUE, patience=NO_FORWARDER),
        )
        worker = case_worker(
            client,
            counted,
            task_queue=QUEUE,
            lifecycles=LIFECYCLES,
            sticky=timedelta(seconds=1),
            build="counted",
            at_once=SETTLES_AT_ONCE,
        )
        async with worker:
            for customer in ("first", "second"):
                counted.made.clear()
                await complaint(client, door, sessions, await new_customer(customer))
                await lanes.end()
                counted.pushed()
        yield counted.made


async def complaint(client: Client, door: Door, sessions: Sessions, customer: str) -> None:
    """Have one complaint assessed, acknowledged and handed over."""
    opened = await door.send(
        Sent(
            "complaint.received",
            officer("mail_team.lee"),
            customer=customer,
            facts={"channel": "post"},
            content={"subject": "Four calls without an answer"},
        )
    )

    async def open_task(kind: str) -> str:
        async def there() -> str | None:
            wanted = select(Task.id).where(Task.case == opened.case, Task.kind == kind)
            async with sessions() as db:
                return await db.scalar(wanted.where(Task.state == "open"))

        return await until(there, f"{kind} is open")

    async def handed_over() -> bool:
        async with sessions() as db:
            case = await db.get(Case, opened.case)
            return case is not None and case.phase == "handed_over"

    assess = completion(
        await open_task("assess_complaint"),
        officer("allocations_officer.okafor"),
        outcome="level_1_other",
        answers=ASSESSED,
    )
    await door.send(assess)
    acknowledge = await open_task("acknowledge_complaint")
    await door.send(completion(acknowledge, officer("level_1_officer.marsh"), outcome="send"))
    await until(handed_over, "the complaint is handed over")


def officer(name: str) -> Caller:
    return Caller("counted", Authentication.PLAYED, name)


WHAT = [
    "opening",
    "a task is opened, and waited for",
    "it is done, and a letter is drafted",
    "a letter is made ready, and let go",
    "it has left, and the case is handed over",
]
# Each begins, locks its case, reads it, writes all that it changes at once, answers what was asked,
# adds its lines and commits. What follows on a message is checked to have been drawn from what is
# still so; an assessment also, whether a no stands against what is known; a letter is searched,
# when it is made ready and again as it leaves, for what is protected of everybody else; the
# opening, which files the letter, and the hand-over, which writes a referral and what answered the
# letter, lock those whose file it is and read that.
MOST = [9, 7, 10, 10, 10]
LETS_GO = WHAT.index("a letter is made ready, and let go")


@pytest.mark.parametrize(("number", "most"), list(enumerate(MOST)), ids=WHAT)
def test_a_settle_takes_so_many_round_trips(made: list[Made], number: int, most: int) -> None:
    assert len(made[number].settle) <= most, str(made[number])


def test_a_settle_that_leaves_nothing_to_push_looks_for_nothing(made: list[Made]) -> None:
    before = [len(each.push) for each in made[:LETS_GO]]
    assert before == [0] * LETS_GO, "\n".join(map(str, made))


def test_a_letter_leaves_in_so_many_round_trips(made: list[Made]) -> None:
    """Its case is told, and may settle that while what was pushed is written up."""
    leaving = sum(len(each.push) for each in made[LETS_GO:])
    assert 0 < leaving <= 18, "\n".join(map(str, made[LETS_GO:]))


def test_a_complaint_is_as_many_settles_as_it_was(made: list[Made]) -> None:
    """Else the bounds above are about other settles than they say."""
    assert len(made) == len(MOST), "\n".join(map(str, made))
