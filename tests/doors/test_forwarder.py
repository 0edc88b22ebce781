"""What a door could not bring is sent later, in order and once, whatever is down meanwhile."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.outbox import Mark, OutboxPusher
from activities.pushes import TellCase
from activities.writers.links import receipt
from database import connect
from database.models import Outbox, Receipt
from database.writes.receipts import MOST_AT_ONCE
from domain.messages import Envelope
from stack.ports import free_port
from starter.doors.bringing import Bringer
from starter.doors.clock import real_time
from starter.doors.door import Door
from tests.doors.seeing import NOW, PLANTED, Seen, Sessions, eventually
from tests.pushing import Pushing
from tests.sending import done, sent
from worker.forwarder import Forwarder
from worker.lanes import Lane

Message = dict[str, Any]
AT_ONCE = timedelta(0)


class Nothing:
    """A lane with nothing in it; remembers how often it was asked."""

    at_once = 1
    asked = 0

    async def push_left(self, age: timedelta, stopping: asyncio.Event) -> bool:  # noqa: ARG002
        self.asked += 1
        return True

    async def asked_thrice(self) -> bool:
        return self.asked >= 3


@pytest.fixture(autouse=True)
async def nothing_left_behind(stored: Sessions) -> None:
    """Receipts of other tests stay out of the way."""
    async with stored.begin() as db:
        await db.execute(text("update messages set delivered_at = now() where status is null"))


@pytest.fixture
def forwarder(stored: Sessions, client: Client) -> Forwarder:
    return Forwarder(stored, Bringer(stored, client), age=AT_ONCE)


async def left_behind(door: Door, complaint: Message, id_: str) -> str:
    """Send a complaint and a reply to it while Temporal is down; return the case."""
    case = (await door.send(sent(**complaint, id=id_))).case
    assert case is not None
    await door.send(sent("customer.replied", source="telephony", id=id_, case=case))
    return case


async def test_left_receipts_are_delivered_in_order(
    door_without_temporal: Door, forwarder: Forwarder, seen: Seen, complaint: Message
) -> None:
    case = await left_behind(door_without_temporal, complaint, "left")

    assert await forwarder.forward()

    assert [name for name, _ in await seen.signals(case)] == ["customer.replied"]
    assert (await seen.message("mail_room", "left")).delivered_at
    assert (await seen.message("telephony", "left")).delivered_at


async def test_young_receipt_is_left_to_its_door(
    stored: Sessions, client: Client, seen: Seen, door_without_temporal: Door, complaint: Message
) -> None:
    await door_without_temporal.send(sent(**complaint, id="young"))

    await Forwarder(stored, Bringer(stored, client)).forward()

    assert (await seen.message("mail_room", "young")).delivered_at is None


async def test_delivered_receipt_is_not_sent_again(
    door: Door, forwarder: Forwarder, seen: Seen, complaint: Message
) -> None:
    case = (await door.send(sent(**complaint, id="once"))).case
    assert case is not None
    await door.send(sent("customer.replied", source="telephony", id="once", case=case))

    await forwarder.forward()

    assert len(await seen.signals(case)) == 1


async def test_two_forwarders_at_once_send_each_receipt_once(
    *, stored: Sessions, client: Client, door_without_temporal: Door, seen: Seen, complaint: Message
) -> None:
    case = await left_behind(door_without_temporal, complaint, "two")
    for number in range(50):
        await door_without_temporal.send(
            sent("customer.replied", source="telephony", id=f"two-{number}", case=case)
        )
    bringer = Bringer(stored, client)

    await asyncio.gather(*(Forwarder(stored, bringer, age=AT_ONCE).forward() for _ in range(3)))
    await Forwarder(stored, bringer, age=AT_ONCE).forward()

    ids = [message["id"] for _, message in await seen.signals(case)]
    assert sorted(ids) == sorted(["two", *(f"two-{number}" for number in range(50))])


async def test_receipt_for_a_case_that_is_not_there_becomes_work(
    door_without_temporal: Door, forwarder: Forwarder, seen: Seen
) -> None:
    await door_without_temporal.send(
        sent("customer.replied", source="telephony", id="not-there", case="ps-notthere01")
    )

    await forwarder.forward()

    assert (await seen.message("telephony", "not-there")).status == "unmatched"
    assert (await seen.task("standalone.telephony.not-there")).kind == "find_case"


async def test_case_that_closed_meanwhile_leaves_work(
    door_without_temporal: Door, forwarder: Forwarder, seen: Seen, stored: Sessions
) -> None:
    case = await seen.add_case("ps-closesnow1")
    await door_without_temporal.send(
        sent("customer.replied", source="telephony", id="closes", case=case)
    )
    async with stored.begin() as db:
        await db.execute(text("update cases set state = 'closed' where ref = :ref"), {"ref": case})

    await forwarder.forward()

    assert (await seen.message("telephony", "closes")).reason == "the case is closed"
    assert [entry.kind for entry in await seen.timeline(case)] == ["received"]


async def test_receipts_that_cannot_be_delivered_do_not_hold_up_the_others(
    *, door_without_temporal: Door, forwarder: Forwarder, seen: Seen, complaint: Message
) -> None:
    """More orphans than a batch holds: each pass ends, and the rest goes out in the next."""
    orphan = await seen.add_case("ps-manyorphan")
    for number in range(25):
        await door_without_temporal.send(
            sent("customer.replied", source="telephony", id=f"orphan-{number}", case=orphan)
        )
    case = await left_behind(door_without_temporal, complaint, "behind")

    assert await forwarder.forward()
    assert await forwarder.forward()

    assert len(await seen.signals(case)) == 1
    assert (await seen.message("telephony", "orphan-0")).status is None


async def test_forwarder_outlives_temporal_being_down(
    stored: Sessions, nowhere: Client, seen: Seen, complaint: Message
) -> None:
    bringer = Bringer(stored, nowhere, patience=timedelta(milliseconds=100))
    door = Door(stored, nowhere, clock=NOW, bringer=bringer)
    for number in range(5):
        await door.send(sent(**complaint, id=f"down-{number}"))

    well = await Forwarder(stored, bringer, age=AT_ONCE).forward()

    assert not well
    tried = [(await seen.message("mail_room", f"down-{n}")).attempts for n in range(5)]
    assert tried == [1, 1, 1, 0, 0]  # after three failures Temporal is taken to be away


async def test_running_forwarder_outlives_a_database_that_is_down(client: Client) -> None:
    engine = connect.engine(f"postgresql://casebound_app@127.0.0.1:{free_port()}/doors")
    sessions = connect.sessions(engine)
    outbox = Nothing()
    pause = timedelta(milliseconds=1)
    forwarder = Forwarder(
        sessions, Bringer(sessions, client), [outbox], pause=pause, longest_pause=pause
    )

    running = asyncio.create_task(forwarder.run())
    await eventually(outbox.asked_thrice)
    forwarder.stop()
    await running
    await engine.dispose()


async def test_running_forwarder_delivers_and_stops_at_once(
    *, stored: Sessions, client: Client, door_without_temporal: Door, seen: Seen, complaint: Message
) -> None:
    case = await left_behind(door_without_temporal, complaint, "running")
    forwarder = Forwarder(stored, Bringer(stored, client), age=AT_ONCE, pause=timedelta(hours=1))

    async def delivered() -> bool:
        return (await seen.message("telephony", "running")).delivered_at is not None

    running = asyncio.create_task(forwarder.run())
    await eventually(delivered)
    forwarder.stop()
    async with asyncio.timeout(60):  # and not the hour of its pause
        await running

    assert len(await seen.signals(case)) == 1


async def test_outbox_is_pushed_and_what_failed_is_tried_again(
    stored: Sessions, client: Client
) -> None:
    push = Pushing()

    async def both_pushed() -> bool:
        return len(push.pushed) == 2

    async with stored.begin() as db:
        db.add(Outbox(id="ps-outbox0001.m1", case="ps-outbox0001", kind="tell", payload={}))
        db.add(
            Outbox(
                id="ps-outbox0001.m2",
                case="ps-outbox0001",
                kind="tell",
                payload={},
                attempts=1,
                problem="Temporal did not take it",
            )
        )
    lane = Lane("messages", OutboxPusher(stored, {"tell": push}, real_time), at_once=2)
    forwarder = Forwarder(stored, Bringer(stored, client), [lane], age=AT_ONCE)

    running = asyncio.create_task(forwarder.run())
    await eventually(both_pushed)
    forwarder.stop()
    await running

    assert sorted(push.pushed) == ["ps-outbox0001.m1", "ps-outbox0001.m2"]


async def test_namespace_that_is_not_there_yet_does_not_lose_messages(
    *, stored: Sessions, client: Client, door_without_temporal: Door, seen: Seen, complaint: Message
) -> None:
    """A starting server answers "not found" for its namespace, as it does for a closed case."""
    await left_behind(door_without_temporal, complaint, "namespace")
    elsewhere = await Client.connect(
        client.service_client.config.target_host,
        namespace="not-registered",
        data_converter=pydantic_data_converter,
    )

    await Forwarder(stored, Bringer(stored, elsewhere), age=AT_ONCE).forward()

    assert (await seen.message("telephony", "namespace")).status is None


async def test_what_hangs_holds_up_nothing_that_comes_after_it(
    stored: Sessions, client: Client
) -> None:
    """A mail server may take its time over one letter: the others leave meanwhile."""
    hangs, goes_on = asyncio.Event(), asyncio.Event()

    async def hang(row: Outbox, _leaving: Mark) -> None:
        if row.id == "ps-hangs00001.m1":
            hangs.set()
            await goes_on.wait()

    async def put(number: int) -> None:
        row = f"ps-hangs00001.m{number}"
        async with stored.begin() as db:
            db.add(Outbox(id=row, case="ps-hangs00001", kind="tell", payload={}))

    async def pushed() -> bool:
        return push.pushed == ["ps-hangs00001.m2", "ps-hangs00001.m3"]

    push = Pushing(hang)
    lane = Lane("mail", OutboxPusher(stored, {"tell": push}, real_time), at_once=2)
    quick = timedelta(milliseconds=5)
    forwarder = Forwarder(stored, Bringer(stored, client), [lane], age=AT_ONCE, pause=quick)
    running = asyncio.create_task(forwarder.run())
    try:
        await put(1)
        await hangs.wait()
        await put(2)
        await eventually(lambda: is_pushed(push, 1))  # the pass that found it is over
        await put(3)
        await eventually(pushed)
    finally:
        goes_on.set()
        forwarder.stop()
        await running


async def is_pushed(push: Pushing, count: int) -> bool:
    return len(push.pushed) == count


async def test_namespace_that_is_not_there_yet_does_not_lose_what_cases_tell_each_other(
    *, stored: Sessions, client: Client, seen: Seen
) -> None:
    elsewhere = await Client.connect(
        client.service_client.config.target_host,
        namespace="not-registered",
        data_converter=pydantic_data_converter,
    )
    case = await seen.add_case("ps-toldearly1")
    row = await told_in_vain(stored, elsewhere, case, teller="co-tells00001")

    assert (await seen.message("casebound", row.id)).status is None
    assert (row.done_at, row.problem) == (
        None,
        f"Temporal did not take complaint.noticed for {case} (NOT_FOUND)",
    )


async def told_in_vain(stored: Sessions, client: Client, case: str, *, teller: str) -> Outbox:
    """Let one case tell another something that does not arrive; return the row of the outbox."""
    told = Envelope(
        id=f"{teller}.m1",
        type="complaint.noticed",
        source="casebound",
        case=case,
        occurred_at=NOW,
        facts={"complaint": teller},
    )
    payload = {"case": case, "message": told.model_dump(mode="json")}
    async with stored.begin() as db:
        db.add(Outbox(id=told.id, case=teller, kind="tell", payload=payload))
        instants = dict.fromkeys(("occurred_at", "received_at", "delivered_at"), NOW)
        db.add(Receipt(**receipt(told) | instants))  # the settle that tells writes both
    await OutboxPusher(stored, {"tell": TellCase(client)}, real_time).push_case(teller)
    async with stored() as db:
        return await db.get_one(Outbox, told.id)


async def test_what_is_pushed_bears_the_instant_of_the_clock_that_the_worker_passes(
    stored: Sessions,
) -> None:
    push = Pushing()
    async with stored.begin() as db:
        db.add(Outbox(id="ps-clock00001.m1", case="ps-clock00001", kind="tell", payload={}))

    await OutboxPusher(stored, {"tell": push}, lambda: NOW).push_case("ps-clock00001")

    async with stored() as db:
        row = await db.get_one(Outbox, "ps-clock00001.m1")
    assert (push.given, row.done_at) == ([NOW], NOW)


async def test_row_that_nobody_can_push_does_not_hold_up_the_rows_after_it(
    stored: Sessions,
) -> None:
    async def do(row: Outbox, _leaving: Mark) -> None:
        if row.payload:
            raise ValueError(PLANTED)

    async def write(db: AsyncSession, row: Outbox) -> None:
        if row.id.endswith("m2"):
            await db.execute(text("insert into offices (code) values ('none')"))

    push = Pushing(do, write)
    async with stored.begin() as db:
        for number, payload in enumerate(({"bad": 1}, {}, {}), start=1):
            ident = f"ps-faulty0001.m{number}"
            db.add(Outbox(id=ident, case="ps-faulty0001", kind="tell", payload=payload))

    await OutboxPusher(stored, {"tell": push}, real_time).push_case("ps-faulty0001")

    assert push.pushed == ["ps-faulty0001.m3"]
    async with stored() as db:
        problems = [(await db.get_one(Outbox, f"ps-faulty0001.m{n}")).problem for n in (1, 2)]
    assert problems[0] == "it fails with ValueError; tell the product's maintainers"
    assert (problems[1] or "").startswith("The case database refused (SQLSTATE 23502")
    assert PLANTED not in str(problems)


async def test_open_case_without_a_workflow_keeps_what_other_cases_tell_it(
    *, stored: Sessions, client: Client, seen: Seen
) -> None:
    """As it keeps what doors bring: an operator starts it again."""
    case = await seen.add_case("ps-noworkflow")
    row = await told_in_vain(stored, client, case, teller="co-tells00002")

    assert (await seen.message("casebound", row.id)).status is None
    assert row.problem == f"no workflow runs for the open case {case}; an operator starts it again"


async def test_a_case_has_so_many_messages_to_answer_at_once_and_an_officer_does_not_wait(
    stored: Sessions, client: Client, seen: Seen, door: Door, complaint: Message
) -> None:
    """No worker runs: nothing gets its status. The rest goes as the earlier ones are answered."""
    case = (await door.send(sent(**complaint, id="much"))).case
    assert case is not None
    await seen.add_case(case, type="Complaint", phase="assessing")
    for number in range(MOST_AT_ONCE + 30):
        await door.send(
            sent("customer.replied", source="telephony", id=f"much-{number}", case=case)
        )
    forwarder = Forwarder(stored, Bringer(stored, client), age=AT_ONCE)

    assert await forwarder.forward()
    at_first = len(await seen.signals(case))
    task = await seen.add_task(f"{case}.t1", "read_message", case)
    acted = await door.send(done(task, officer="psso.diaz", outcome="nothing_to_do", reason="Read"))
    async with stored.begin() as db:
        await db.execute(
            text("""update messages set status = 'applied'
                     where "case" = :case and delivered_at is not null"""),
            {"case": case},
        )
    answered = await forwarder.forward()
    then = len(await seen.signals(case))

    assert answered
    assert at_first == MOST_AT_ONCE - 1  # and what started it
    assert acted.delivered_at
    assert then == MOST_AT_ONCE + 31
