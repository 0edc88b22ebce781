"""A case that closes leaves nothing open, and no message without a status."""

import asyncio

import pytest
from temporalio.service import RPCError, RPCStatusCode

from database.models import Deadline, Receipt, Task
from tests.workflows.driving import Driven, Maker

CALLED = "customer.called_back"
REPLIED = "customer.replied"
CLOSED = "the case is closed"


async def test_what_is_open_at_the_close_is_withdrawn(kit_case: Maker) -> None:
    case = await kit_case().start("asking")
    await case.advance(days=22)  # the alert of day 21 is open
    await case.send("case.withdrawn", officer="psso.diaz")
    await case.complete("handle_level_1", by="level_1_officer.marsh")

    assert (await case.case()).state == "closed"
    assert {task.state for task in await case.rows(Task)} == {"completed", "withdrawn"}
    assert not await case.rows(Deadline, state="armed")
    assert await case.result() == "ending"


async def test_nothing_is_armed_for_ever_after_the_close(kit_case: Maker) -> None:
    case = await kit_case().start("asking")
    await case.send(REPLIED)
    await case.send(REPLIED)

    await case.complete("handle_level_1", by="level_1_officer.marsh")

    assert (await case.deadline("plan")).state == "withdrawn"
    assert await case.result() == "ending"


async def test_messages_that_stream_in_while_a_case_closes_each_get_a_status(
    kit_case: Maker,
) -> None:
    """Through the door and as signals, before, in and after the settle that closes it."""
    case = await kit_case().start("closing")

    told = await asyncio.gather(*(stream(case, number) for number in range(6)), close(case))

    assert await case.result() == "closing"
    await case.rest.reached()
    receipts = await case.rows(Receipt)
    assert {receipt.status for receipt in receipts} == {"applied", "unmatched"}
    assert all(receipt.final_at for receipt in receipts)
    taken = {key for keys in told for key in keys}
    assert taken <= {f"{receipt.source}|{receipt.id}" for receipt in receipts}
    unmatched = [receipt for receipt in receipts if receipt.status == "unmatched"]
    assert {receipt.reason for receipt in unmatched} == {CLOSED}
    about = {task.data["message"] for task in await case.rows(Task, kind="decide_reopening")}
    assert about == {f"{receipt.source}|{receipt.id}" for receipt in unmatched}


async def stream(case: Driven, number: int) -> list[str]:
    """Tell a case things by turns by door and by signal; return the keys of what was taken."""
    taken = []
    for turn in range(8):
        name = f"{case.ref}-s{number}-{turn}"
        if turn % 2:
            taken.append((await case.hand_in(CALLED, id=name)).key)
            continue
        try:
            taken.append((await case.tell(CALLED, id=name)).key)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # which tells its sender
                raise
    return taken


async def close(case: Driven) -> list[str]:
    """Let a case close in the midst of it."""
    return [(await case.tell(REPLIED)).key]


async def test_signal_to_a_closed_case_is_an_error_of_its_sender(kit_case: Maker) -> None:
    case = await kit_case().start("closing")
    await case.send(REPLIED)
    await case.result()

    with pytest.raises(RPCError) as raised:
        await case.tell(CALLED)

    assert raised.value.status is RPCStatusCode.NOT_FOUND


async def test_message_to_a_closed_case_through_the_door_is_work_for_a_person(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("closing")
    await case.send(REPLIED)

    late = await case.send(CALLED)

    assert (late.status, late.reason) == ("unmatched", CLOSED)
    task = await case.task("decide_reopening")
    assert task.data["message"] == f"telephony|{late.id}"
    assert (await case.timeline())[-1].words == (
        "customer.called_back from telephony: unmatched, the case is closed"
    )


async def test_message_to_an_unknown_case_is_work_for_a_person(kit_case: Maker) -> None:
    case = kit_case()

    lost = await case.hand_in(REPLIED)

    assert (lost.status, lost.reason) == ("unmatched", "there is no case by that reference")


async def test_what_cannot_be_read_at_the_close_is_quarantined_all_the_same(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("closing")
    async with case.held():
        await case.tell(REPLIED)
        await case.settling()
        await case.signal(CALLED, "hello")

    await case.quarantined()
    assert await case.result() == "closing"
    assert (await case.task("read_quarantined")).state == "open"


async def test_more_than_one_settle_can_carry_at_the_close_is_settled_in_turns(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("closing")
    async with case.held():
        await case.tell(CALLED)
        await case.settling()
        await case.tell(REPLIED)
        for _ in range(10):
            await case.tell(CALLED, issue="x" * 280_000)

    assert await case.result() == "closing"
    assert len(await case.rows(Receipt, status="unmatched")) == 10
