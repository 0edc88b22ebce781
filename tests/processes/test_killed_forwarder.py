"""A forwarder that is killed at any point of its work: nothing is lost, and nothing is doubled.

It is killed while it mails four letters, each held at another point, and while it brings messages
to their cases. Then others go on, two of them side by side.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from temporalio.client import Client

from database.models import Outbox, Task, TimelineEntry
from stack.ports import free_port
from starter.doors.bringing import Bringer
from starter.doors.door import Door
from tests.mail_server import MailServer
from tests.processes.conftest import add_customer
from tests.processes.office import Office
from tests.sending import done, sent
from tests.workflows.looking import until

# What is so once another forwarder has worked: how often the mail server was given the letter, and
# whether a person must say what follows.
POINTS = {
    "while the server is asked": (1, False),
    "before it is noted that the letter leaves": (1, False),
    "once the server has it, before it says so": (1, True),
    "before it is written up that the letter has left": (1, True),
}
SERVER_WAITS = {
    "while the server is asked": "RCPT",
    "once the server has it, before it says so": "DATA",
}
HELD_AT = {
    "before it is noted that the letter leaves": "leaving",
    "before it is written up that the letter has left": "left",
}


@dataclass
class Crash:
    """What there is after the crash: the cases by their points, and what the mail server got."""

    cases: dict[str, str]
    server: MailServer
    messages: list[str]
    told: str


def email(point: str) -> str:
    return f"{point.replace(' ', '.').replace(',', '')}@mail.example"


@pytest.fixture(scope="module")
async def crash(office: Office) -> AsyncIterator[Crash]:
    """Kill forwarders at every point, and let two others finish."""
    async with MailServer().listening() as server, AsyncExitStack() as ended:
        worker = await office.worker()  # it has no mail server: its letters wait
        ended.callback(worker.kill)
        cases, told = await letters_to_mail(office)
        await kill_while_it_mails(office, server, cases)
        messages = [await left_behind(office, told, number) for number in range(3)]
        for point in ("bringing", "brought"):
            await kill_while_it_brings(office, told, point)
        await office.time_passes()
        for _ in range(2):
            forwarder = await office.forwarder(CASEBOUND_SMTP=server.address)
            ended.callback(forwarder.kill)
        for message in messages:
            await office.final("telephony", message)
        await until(lambda: nothing_open(office), "nothing is left to push", 120)
        yield Crash(cases, server, messages, told)


async def letters_to_mail(office: Office) -> tuple[dict[str, str], str]:
    """Have a letter signed for each point, and one more complaint taken in."""
    async with office.sessions.begin() as db:
        for number, point in enumerate(POINTS):
            await add_customer(db, f"cu-mail-{number}", email(point))
    made = [office.complaint(f"cu-mail-{number}") for number in range(len(POINTS))]
    *complaints, told = await asyncio.gather(*made, office.complaint("cu-1"))
    for case in complaints:
        await office.applied(await office.send_letter(case))
        await until(partial(tried, office, case), "the worker could not mail it")
    return dict(zip(POINTS, complaints, strict=True)), told


async def tried(office: Office, case: str) -> bool:
    return (await office.letter(case)).attempts > 0


async def left_behind(office: Office, case: str, number: int) -> str:
    """Send a message while Temporal is down; return its id."""
    nowhere = await Client.connect(f"127.0.0.1:{free_port()}", lazy=True)
    impatient = Bringer(office.sessions, nowhere, patience=timedelta(milliseconds=50))
    door = Door(office.sessions, nowhere, office="ACT", name="tests", bringer=impatient)
    slip = await door.send(
        sent("customer.called_back", source="telephony", id=f"left-{number}", case=case)
    )
    return slip.id


async def kill_while_it_mails(office: Office, server: MailServer, cases: dict[str, str]) -> None:
    server.waits_at = {email(point): command for point, command in SERVER_WAITS.items()}
    async with AsyncExitStack() as held:
        holds = [
            await held.enter_async_context(office.holds.at(name, cases[point]))
            for point, name in HELD_AT.items()
        ]
        await office.time_passes()
        forwarder = await office.forwarder(CASEBOUND_SMTP=server.address)
        held.callback(forwarder.kill)
        await asyncio.gather(*(hold.reached() for hold in holds))

        async def waits() -> bool:
            return len(server.waiting) == len(SERVER_WAITS)

        await until(waits, "the mail server is held", 60)
        forwarder.kill()
    await office.gone("casebound forwarder")
    server.waits_at = {}
    await office.time_passes()


async def kill_while_it_brings(office: Office, case: str, point: str) -> None:
    async with office.holds.at(point, case) as hold:
        forwarder = await office.forwarder()
        await hold.reached()
        forwarder.kill()
    await office.gone("casebound forwarder")
    await office.time_passes()


async def nothing_open(office: Office) -> bool:
    async with office.sessions() as db:
        wanted = select(Outbox.id).where(Outbox.done_at.is_(None), Outbox.given_up_at.is_(None))
        return not list(await db.scalars(wanted.where(Outbox.kind != "record")))


@pytest.mark.parametrize("point", POINTS)
async def test_a_letter_by_mail_leaves_once_at_the_most(crash: Crash, point: str) -> None:
    often, _ = POINTS[point]

    assert crash.server.received.count(f"<{crash.cases[point]}.l1@casebound>") == often


@pytest.mark.parametrize("point", [point for point, (_, held) in POINTS.items() if not held])
async def test_a_letter_that_cannot_have_left_is_mailed_by_another(
    office: Office, crash: Crash, point: str
) -> None:
    case = crash.cases[point]

    letter = await office.letter(case)
    assert (letter.state, letter.problem) == ("sent", None)
    assert len(await lines(office, case, "sent")) == 1
    assert await work(office, case) == []


@pytest.mark.parametrize("point", [point for point, (_, held) in POINTS.items() if held])
async def test_a_letter_that_may_have_left_waits_for_a_person(
    office: Office, crash: Crash, point: str
) -> None:
    case = crash.cases[point]

    letter = await office.letter(case)
    assert letter.state == "signed"
    assert letter.problem == (
        f"Letter {letter.id} may have left: whatever mailed it ended before it could write down "
        f"what the mail server said. Look for <{letter.id}@casebound> in the server's log."
    )
    (task,) = await work(office, case)
    assert (task.kind, task.data["reason"]) == ("see_to_letter", letter.problem)
    assert task.role == "complaints_officer", "whoever signs such letters sees to it"

    answers = {"CB-LETTER.shown_by": "mail-log-4711"}
    await office.applied(
        await office.door.send(
            done(task.id, officer="complaints_officer.wu", outcome="left", answers=answers)
        )
    )

    assert (await office.letter(case)).state == "sent"
    assert len(await lines(office, case, "sent")) == 1


async def test_messages_are_applied_once_however_often_they_were_brought(
    office: Office, crash: Crash
) -> None:
    for message in crash.messages:
        assert await office.final("telephony", message) == "applied"
    told = [line.data["message"] for line in await lines(office, crash.told, "received")]
    assert [told.count(f"telephony|{message}") for message in crash.messages] == [1, 1, 1]


async def lines(office: Office, case: str, kind: str) -> list[TimelineEntry]:
    wanted = select(TimelineEntry).where(TimelineEntry.case == case, TimelineEntry.kind == kind)
    async with office.sessions() as db:
        return list(await db.scalars(wanted))


async def work(office: Office, case: str) -> list[Task]:
    wanted = select(Task).where(Task.case == case, Task.state == "open")
    async with office.sessions() as db:
        return list(await db.scalars(wanted))
