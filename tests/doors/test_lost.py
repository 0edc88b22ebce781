"""A first message that was taken is not forgotten where its workflow is lost before it settles."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from temporalio.client import Client, WorkflowExecutionStatus

from activities.outbox import OutboxPusher
from activities.pushes import StartCase
from database.models import Outbox
from database.writes import receipts
from domain.messages import Envelope
from domain.references import case_reference
from starter.doors.bringing import Bringer
from starter.doors.clock import real_time
from starter.doors.door import Door
from starter.doors.lost import start_lost
from tests.doors.seeing import NOW, Seen, Sessions
from tests.sending import sent

Message = dict[str, Any]
AT_ONCE = timedelta(0)


@pytest.fixture(autouse=True)
async def nothing_lost_before(stored: Sessions) -> None:
    """What other tests have left is no first message that was lost."""
    async with stored.begin() as db:
        await db.execute(text("update messages set status = 'refused' where status is null"))


async def status(client: Client, case: str) -> WorkflowExecutionStatus | None:
    return (await client.get_workflow_handle(case).describe()).status


async def begun(door: Door, complaint: Message, id_: str) -> str:
    """Send a complaint, and let Temporal start its case; no worker takes it up here."""
    case = (await door.send(sent(**complaint, id=id_))).case
    assert case is not None
    return case


async def test_its_case_is_started_again(
    door: Door, client: Client, stored: Sessions, complaint: Message
) -> None:
    case = await begun(door, complaint, "lost")
    await client.get_workflow_handle(case).terminate()

    await start_lost(stored, Bringer(stored, client), AT_ONCE)

    assert await status(client, case) is WorkflowExecutionStatus.RUNNING


async def test_a_case_that_runs_is_left_alone(
    door: Door, client: Client, stored: Sessions, complaint: Message
) -> None:
    case = await begun(door, complaint, "slow")
    before = (await client.get_workflow_handle(case).describe()).run_id

    await start_lost(stored, Bringer(stored, client), AT_ONCE)

    assert (await client.get_workflow_handle(case).describe()).run_id == before


async def test_a_case_that_has_settled_is_not_started_by_its_first_message(
    door: Door, client: Client, stored: Sessions, seen: Seen, complaint: Message
) -> None:
    """It knows more than that: an operator brings it back."""
    case = await begun(door, complaint, "settled")
    await seen.add_case(case, type="Complaint")
    await client.get_workflow_handle(case).terminate()

    await start_lost(stored, Bringer(stored, client), AT_ONCE)

    assert await status(client, case) is WorkflowExecutionStatus.TERMINATED


async def test_each_attempt_is_waited_for_twice_as_long(
    door: Door, client: Client, stored: Sessions, seen: Seen, complaint: Message
) -> None:
    case = await begun(door, complaint, "again")
    await client.get_workflow_handle(case).terminate()

    await start_lost(stored, Bringer(stored, client), timedelta(minutes=1))

    assert await status(client, case) is WorkflowExecutionStatus.TERMINATED
    assert (await seen.message("mail_room", "again")).attempts == 1  # that of its door


async def started_by_another(
    stored: Sessions, seen: Seen, opener: str, **pushed: datetime | None
) -> tuple[str, str]:
    """Have a case want another one started; return the outbox row and the case that it starts."""
    opener = await seen.add_case(opener, type="Complaint")
    message = Envelope(
        id=f"{opener}.m1",
        type="referral.received",
        source="casebound",
        occurred_at=NOW,
        facts={"kind": "complaints_referral", "customer": "casey", "complaint": opener},
    )
    type_ = "PersonalisedServicesCase"
    case = case_reference(type_, message.source, message.id)
    message = message.model_copy(update={"case": case})
    payload = {
        "type": type_,
        "message": message.model_dump(mode="json"),
        "office": "ACT",
        "customer": "casey",
        "why": "a test",
    }
    receipt = {
        "source": message.source,
        "id": message.id,
        "type": message.type,
        "door": "casebound",
        "case": case,
        "occurred_at": NOW,
        "received_at": NOW,
        "delivered_at": NOW,
        "facts": message.facts,
        "content": {},
        "digest": "",
    }
    async with stored.begin() as db:
        db.add(Outbox(id=message.id, case=opener, kind="start", payload=payload, **pushed))
        await receipts.write(db, receipt)
    return message.id, case


async def test_a_case_that_another_one_started_is_pushed_again(
    client: Client, stored: Sessions, seen: Seen
) -> None:
    _, case = await started_by_another(stored, seen, "co-startsone1")
    pusher = OutboxPusher(stored, {"start": StartCase(client)}, real_time)
    await pusher.push_case("co-startsone1")
    await client.get_workflow_handle(case).terminate()

    await start_lost(stored, Bringer(stored, client), AT_ONCE)

    await pusher.push_case("co-startsone1")
    assert await status(client, case) is WorkflowExecutionStatus.RUNNING


@pytest.mark.parametrize(
    "pushed",
    [{}, {"given_up_at": NOW}, {"given_up_at": NOW, "done_at": NOW}],
    ids=["under way", "given up", "done by hand"],
)
async def test_a_start_that_is_somebody_elses_matter_is_left_alone(
    client: Client, stored: Sessions, seen: Seen, pushed: dict[str, datetime]
) -> None:
    """It has a net of its own, or a person: revived for ever it would open work for ever."""
    opener = f"co-left{len(pushed)}00000"
    row, _ = await started_by_another(stored, seen, opener, **pushed)
    before = await outbox(stored, row)

    await start_lost(stored, Bringer(stored, client), AT_ONCE)

    assert await outbox(stored, row) == before


async def outbox(stored: Sessions, row: str) -> tuple[datetime | None, ...]:
    """Return where a row of the outbox stands."""
    async with stored() as db:
        found = await db.get_one(Outbox, row)
    return found.done_at, found.given_up_at, found.next_attempt_at


async def test_what_else_the_lost_case_was_told_is_brought_to_it_again(
    door: Door, client: Client, stored: Sessions, seen: Seen, complaint: Message
) -> None:
    case = await begun(door, complaint, "lost-with-more")
    more = await door.send(sent("customer.replied", source="telephony", id="more", case=case))
    assert (await seen.message("telephony", more.id)).delivered_at
    await client.get_workflow_handle(case).terminate()

    await start_lost(stored, Bringer(stored, client), AT_ONCE)

    assert (await seen.message("telephony", more.id)).delivered_at is None
