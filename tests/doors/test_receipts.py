"""A message gets its receipt once, reaches its case, and is never lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import Client

from database.errors import DatabaseUnavailableError
from domain.errors import DoorError, NotAuthenticatedError, OtherBodyError, UnknownNameError
from stack.ports import free_port
from starter.doors.caller import Authentication, Caller
from starter.doors.door import Door
from starter.doors.sent import Attachment
from tests.doors.seeing import NOW, PLANTED, Seen, Sessions
from tests.sending import sent

Message = dict[str, Any]


async def test_first_message_starts_its_case(door: Door, seen: Seen, complaint: Message) -> None:
    receipt = await door.send(sent(**complaint, id="starts"))

    assert receipt.status is None
    assert receipt.delivered_at == NOW
    assert receipt.case is not None
    assert receipt.case.startswith("co-")
    described = await seen.client.get_workflow_handle(receipt.case).describe()
    assert described.workflow_type == "Complaint"
    assert described.task_queue == "casebound"


async def test_content_stays_in_the_case_database(
    door: Door, seen: Seen, complaint: Message
) -> None:
    receipt = await door.send(sent(**complaint, id="content"))

    assert receipt.case is not None
    assert PLANTED not in await seen.history(receipt.case)
    row = await seen.message("mail_room", "content")
    assert row.content == complaint["content"]


async def test_case_begins_at_the_present_outside_simulated_stacks(
    door: Door, seen: Seen, complaint: Message
) -> None:
    await door.send(sent(**complaint, id="begins"))

    row = await seen.message("mail_room", "begins")
    assert row.start is not None
    assert row.start["begins_at"] is None
    with pytest.raises(DoorError, match="only the door of a simulated stack"):
        door.at(NOW - timedelta(days=400))


async def test_nobody_plays_an_officer_outside_simulated_stacks(
    door: Door, seen: Seen, complaint: Message
) -> None:
    played = Caller("player", Authentication.PLAYED, "mail_team.lee")

    with pytest.raises(NotAuthenticatedError, match="only in a simulated stack"):
        await door.send(replace(sent(**complaint, id="played"), caller=played))

    assert not await seen.count("player", "played")


async def test_case_of_a_simulated_stack_begins_at_the_doors_instant(
    stored: Sessions, client: Client, seen: Seen, complaint: Message
) -> None:
    door = Door(stored, client, clock=NOW, simulated=True)
    door.at(NOW + timedelta(days=1))

    await door.send(sent(**complaint, id="simulated"))

    row = await seen.message("mail_room", "simulated")
    assert row.start is not None
    assert row.start["begins_at"] == "2026-12-04T09:00:00+00:00"


async def test_repeated_message_gets_the_first_receipt(
    door: Door, seen: Seen, complaint: Message
) -> None:
    first = await door.send(sent(**complaint, id="repeated"))

    again = await door.send(sent(**complaint, id="repeated"))

    assert again.repeated
    assert again.case == first.case
    assert await seen.count("mail_room", "repeated") == 1


async def test_same_id_of_another_source_is_another_message(door: Door, complaint: Message) -> None:
    one = await door.send(sent(**complaint, id="same-id"))

    other = await door.send(sent(**complaint | {"source": "online_form"}, id="same-id"))

    assert not other.repeated
    assert other.case != one.case


async def test_what_occurred_years_ago_opens_no_case(
    door: Door, seen: Seen, complaint: Message
) -> None:
    """Its two days would have been over before anybody could have begun."""
    long_ago = {"occurred_at": NOW - timedelta(days=750), "facts": {"channel": "post"}}

    receipt = await door.send(sent(**complaint | long_ago, id="long-ago"))

    assert (receipt.status, receipt.case) == ("refused", None)
    assert "more than two years ago" in (receipt.reason or "")
    assert (await seen.message("mail_room", "long-ago")).start is None


@pytest.mark.parametrize(
    "changed",
    [
        {"content": {"text": "something else"}},
        {"facts": {"channel": "fax", "received_on": "2026-12-03"}},
        {"occurred_at": NOW},
        {"customer": None},
        {"attachments": (Attachment("letter.pdf", "application/pdf", b"%PDF"),)},
    ],
    ids=["other words", "other facts", "another instant", "no customer", "a document more"],
)
async def test_same_id_with_another_body_is_an_error(
    door: Door, seen: Seen, complaint: Message, changed: Message
) -> None:
    id_ = f"other-body-{next(iter(changed))}"
    await door.send(sent(**complaint, id=id_))

    with pytest.raises(OtherBodyError, match=f"mail_room has used the id {id_} before") as raised:
        await door.send(sent(**complaint | changed, id=id_))

    assert PLANTED not in str(raised.value)
    assert (await seen.message("mail_room", id_)).content == complaint["content"]


async def test_repeat_needs_no_instant_where_the_first_gave_none(
    stored: Sessions, client: Client, complaint: Message
) -> None:
    """The default is the door's present, which is another one at the repeat."""
    complaint["occurred_at"] = None
    await Door(stored, client, clock=NOW).send(sent(**complaint, id="no-instant"))

    again = await Door(stored, client, clock=NOW + timedelta(days=1)).send(
        sent(**complaint, id="no-instant")
    )

    assert again.repeated
    assert again.occurred_at == NOW


async def test_same_message_many_times_at_once_is_one_receipt_and_one_signal(
    door: Door, seen: Seen, complaint: Message
) -> None:
    case = (await door.send(sent(**complaint, id="for-many"))).case
    reply = {"source": "telephony", "id": "at-once", "case": case, "occurred_at": NOW}

    receipts = await asyncio.gather(
        *(door.send(sent("customer.replied", **reply)) for _ in range(10))  # type: ignore[arg-type]
    )

    assert case is not None
    assert sorted(receipt.repeated for receipt in receipts) == [False] + [True] * 9
    assert [name for name, _ in await seen.signals(case)] == ["customer.replied"]


async def test_different_bodies_under_one_id_at_once_are_one_receipt_and_errors(
    door: Door, seen: Seen, complaint: Message
) -> None:
    variants = [complaint | {"content": {"text": f"version {number}"}} for number in range(5)]

    found = await asyncio.gather(
        *(door.send(sent(**variant, id="raced")) for variant in variants), return_exceptions=True
    )

    assert sum(isinstance(each, OtherBodyError) for each in found) == 4
    assert await seen.count("mail_room", "raced") == 1


async def test_signal_carries_the_message_by_its_type(
    door: Door, seen: Seen, complaint: Message
) -> None:
    case = (await door.send(sent(**complaint, id="to-signal"))).case
    assert case is not None

    receipt = await door.send(
        sent(
            "customer.replied",
            source="officer",
            id="reply",
            officer="psso.diaz.second",
            case=case,
            about=f"{case}.l1",
            facts={"channel": "phone"},
            content={"text": PLANTED},
        )
    )

    assert receipt.delivered_at == NOW
    assert await seen.signals(case) == [
        (
            "customer.replied",
            {
                "id": "reply",
                "type": "customer.replied",
                "source": "officer",
                "actor": "psso.diaz",
                "case": case,
                "occurred_at": "2026-12-03T09:00:00Z",
                "about": f"{case}.l1",
                "facts": {"channel": "phone"},
            },
        )
    ]
    row = await seen.message("officer", "reply")
    assert (row.officer, row.actor, row.door) == ("psso.diaz", "psso.diaz.second", "cli")


async def test_documents_are_kept_with_the_message(
    door: Door, stored: Sessions, complaint: Message, tmp_path: Any
) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 the customer's letter")

    await door.send(
        sent(
            **complaint,
            id="documents",
            attachments=(
                Attachment.of(letter),
                Attachment("twice.pdf", "x/y", b"1"),
                Attachment("twice again.pdf", "x/y", b"1"),  # the same bytes, another document
            ),
        )
    )

    from sqlalchemy import select

    from database.models import Document

    async with stored() as db:
        found = await db.execute(
            select(Document.name, Document.media_type, Document.bytes)
            .where(Document.message == "documents")
            .order_by(Document.name)
        )
        assert [tuple(row) for row in found] == [
            ("letter.pdf", "application/pdf", b"%PDF-1.7 the customer's letter"),
            ("twice again.pdf", "x/y", b"1"),
            ("twice.pdf", "x/y", b"1"),
        ]


# ---------------------------------------------------------------------------- no such case


async def test_message_for_a_closed_case_becomes_work(door: Door, seen: Seen) -> None:
    case = await seen.add_case("ps-closed0001", state="closed", closed_at=NOW)

    receipt = await door.send(sent("customer.replied", source="telephony", id="late", case=case))

    assert (receipt.status, receipt.reason) == ("unmatched", "the case is closed")
    task = await seen.task("standalone.telephony.late")
    assert (task.kind, task.case, task.customer) == ("decide_reopening", case, "casey")
    (entry,) = await seen.timeline(case)
    assert (entry.sequence, entry.kind, entry.step) == (1, "received", "CSP-T6-S1k")
    assert entry.data["status"] == "unmatched"


async def test_message_for_an_unknown_case_becomes_work(door: Door, seen: Seen) -> None:
    receipt = await door.send(
        sent("customer.replied", source="telephony", id="unknown", case="ps-nosuchcase")
    )

    assert receipt.status == "unmatched"
    assert receipt.reason == "there is no case by that reference"
    task = await seen.task("standalone.telephony.unknown")
    assert (task.kind, task.case, task.data["named"]) == ("find_case", None, "ps-nosuchcase")


async def test_message_that_names_no_case_becomes_work(door: Door, seen: Seen) -> None:
    receipt = await door.send(sent("customer.replied", source="telephony", id="nameless"))

    assert (receipt.status, receipt.reason) == ("unmatched", "it names no case")
    assert (await seen.task("standalone.telephony.nameless")).kind == "find_case"


async def test_same_message_for_an_unknown_case_at_once_opens_one_task(
    door: Door, seen: Seen
) -> None:
    found = await asyncio.gather(
        *(
            door.send(sent("customer.replied", source="telephony", id="lost", case="ps-lostlostlo"))
            for _ in range(5)
        )
    )

    assert {receipt.repeated for receipt in found} == {False, True}
    assert (await seen.message("telephony", "lost")).status == "unmatched"


async def test_open_case_without_its_workflow_keeps_its_messages(door: Door, seen: Seen) -> None:
    """Temporal lost it, or somebody terminated it: an operator starts it again."""
    case = await seen.add_case("ps-orphaned01")

    receipt = await door.send(sent("customer.replied", source="telephony", id="orphan", case=case))

    assert receipt.status is None
    assert receipt.reason == "no workflow runs for this open case; an operator starts it again"


# ---------------------------------------------------------------------------- parts that are down


async def test_receipt_is_written_while_temporal_is_down(
    door_without_temporal: Door, seen: Seen, complaint: Message
) -> None:
    receipt = await door_without_temporal.send(sent(**complaint, id="while-down"))

    assert receipt.status is None
    assert receipt.delivered_at is None
    assert (await seen.message("mail_room", "while-down")).start is not None


async def test_message_does_not_overtake_the_start_of_its_case(
    door: Door, door_without_temporal: Door, seen: Seen, complaint: Message
) -> None:
    """The case was to be started while Temporal was down; the next message finds no workflow."""
    case = (await door_without_temporal.send(sent(**complaint, id="not-started"))).case

    receipt = await door.send(
        sent("customer.replied", source="telephony", id="overtakes", case=case)
    )

    assert receipt.status is None
    assert receipt.delivered_at is None


async def test_no_receipt_without_the_database(nowhere: Client, complaint: Message) -> None:
    from database import connect

    engine = connect.engine(f"postgresql://casebound_app@127.0.0.1:{free_port()}/doors")
    door = Door(connect.sessions(engine), nowhere, clock=NOW)

    with pytest.raises(DatabaseUnavailableError, match="not available") as raised:
        await door.send(sent(**complaint, id="no-database"))

    assert PLANTED not in str(raised.value)
    await engine.dispose()


async def test_receipt_can_be_asked_for(door: Door, complaint: Message) -> None:
    await door.send(sent(**complaint, id="asked-for"))

    assert (await door.receipt("mail_room", "asked-for")).delivered_at == NOW
    with pytest.raises(UnknownNameError, match="There is no message asked-fro"):
        await door.receipt("mail_room", "asked-fro")


async def test_waiting_for_a_status_ends_after_its_time(door: Door, complaint: Message) -> None:
    receipt = await door.send(sent(**complaint, id="waited-for"))

    waited = await door.outcome(receipt, within=timedelta(milliseconds=50))

    assert waited.status is None
