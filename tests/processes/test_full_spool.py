"""A spool that takes no more: a letter says why it is stuck, and leaves once there is room."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select

from database.models import Deadline, Outbox, Task, TimelineEntry
from starter.doors.bringing import Bringer
from tests.processes.office import Office
from tests.workflows.looking import until
from worker.bootstrap import Product, letters_of
from worker.forwarder import Forwarder

# A limit on the size of files, in blocks of 512 or 1024 bytes: no PDF is as small as that. Nor are
# most modules as they are compiled, and the half of one would be left for all who import it later.
FULL = ("sh", "-c", 'ulimit -f 8; export PYTHONDONTWRITEBYTECODE=1; exec "$@"', "sh")


async def test_a_letter_that_finds_no_room_says_so_and_leaves_once_afterwards(
    office: Office,
) -> None:
    """Until it has left the customer has nothing: it meets no date, and the complaint waits."""
    worker = await office.worker(before=FULL)
    try:
        case = await office.complaint("cu-1")
        await office.applied(await office.send_letter(case))
        await until(lambda: tried(office, case), "somebody has tried to deliver the letter")
    finally:
        worker.kill()

    letter = await office.letter(case)
    assert (letter.state, letter.attempts) == ("signed", 1)
    assert letter.problem == (
        f"Letter {case}.l1 has not left: the print spool does not take a file of this size "
        "(EFBIG). Raise the limit on file sizes. It is tried again by itself."
    )
    assert await work_about(office, f"{case}.l1") == [("put_delivery_right", letter.problem)]
    assert office.envelopes(case) == []
    assert await sent_lines(office, case) == 0
    assert await clock(office, case) == ("armed", None)
    assert "outbox.failed" in worker.written

    async with forwarding(office), forwarding(office):  # two of them, as two machines may have
        await until(lambda: left(office, case), "the letter leaves, and its case is told")
    letter = await office.letter(case)
    assert (letter.state, letter.problem) == ("sent", None)
    assert office.envelopes(case) == ["case.l1.json", "case.l1.pdf"]
    assert await sent_lines(office, case) == 1
    assert await work_about(office, f"{case}.l1") == []  # nothing is left to put right
    worker = await office.worker()
    try:
        await office.handed_over(case)
    finally:
        worker.kill()
    assert await clock(office, case) == ("met", letter.sent_at)


async def clock(office: Office, case: str) -> tuple[str, datetime | None]:
    """Return what became of the two days to acknowledge, and when."""
    async with office.sessions() as db:
        row = await db.get_one(Deadline, f"{case}.acknowledgement")
    return row.state, row.ended_at


@asynccontextmanager
async def forwarding(office: Office) -> AsyncIterator[None]:
    """Run the product's forwarder, quicker than it goes elsewhere, on a spool that has room."""
    forwarder = Forwarder(
        office.sessions,
        Bringer(office.sessions, office.client),
        Product(office.sessions, office.client, letters_of(office.spool)).lanes().lanes,
        age=timedelta(0),
        pause=timedelta(seconds=0.05),
    )
    running = asyncio.create_task(forwarder.run())
    try:
        yield
    finally:
        forwarder.stop()
        await running


async def tried(office: Office, case: str) -> bool:
    return (await office.letter(case)).attempts > 0


async def left(office: Office, case: str) -> bool:
    """Tell whether the letter has left, and nothing of it waits for a forwarder any more."""
    waiting = select(Outbox.id).where(
        Outbox.case == case, Outbox.done_at.is_(None), Outbox.kind != "record"
    )
    async with office.sessions() as db:
        told = await db.scalar(waiting.limit(1)) is None
    return told and (await office.letter(case)).state == "sent"


async def sent_lines(office: Office, case: str) -> int:
    """Count how often the timeline says that a letter was sent."""
    sent = select(func.count()).where(TimelineEntry.case == case, TimelineEntry.kind == "sent")
    async with office.sessions() as db:
        return await db.scalar(sent) or 0


async def work_about(office: Office, letter: str) -> list[tuple[str, str]]:
    """Return the open work about a letter, each with the reason that it shows."""
    wanted = select(Task).where(Task.state == "open", Task.data["letter"].astext == letter)
    async with office.sessions() as db:
        return [(task.kind, str(task.data["reason"])) for task in await db.scalars(wanted)]
