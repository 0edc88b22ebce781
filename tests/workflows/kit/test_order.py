"""Messages come when they like: during a settle, in the wrong order, twice, from the future."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from database.models import Receipt, TimelineEntry
from domain.errors import OtherBodyError
from tests.workflows.driving import Driven, Maker

BEGINS = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)
CALLED = "customer.called_back"
REPLIED = "customer.replied"


def minutes(number: int) -> datetime:
    """Return an instant so many minutes after the case began."""
    return BEGINS + timedelta(minutes=number)


async def received(case: Driven) -> list[str]:
    """Return the types of the messages in the order in which the case took them."""
    return [line.data["type"] for line in await case.timeline("received")][1:]


async def test_message_during_a_settle_is_judged_after_it(kit_case: Maker) -> None:
    case = await kit_case().start("answered")

    async with case.held():
        called = await case.tell(CALLED)
        await case.settling()
        reply = await case.tell(REPLIED)
    await case.outcome(reply)

    assert await case.status(called) == "applied"
    assert await case.status(reply) == "applied"
    assert await case.phase() == "ending"


async def test_messages_before_the_first_workflow_task_are_taken(kit_case: Maker) -> None:
    case = kit_case()

    early = case.envelope(REPLIED)
    await case.start("answered", with_signal=early)

    assert (await case.outcome(early)).status == "applied"
    assert await case.phase() == "ending"


async def test_what_arrived_together_is_taken_in_the_order_in_which_it_occurred(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("answered")

    async with case.held():
        await case.tell(CALLED)
        await case.settling()
        replied = await case.tell(REPLIED, at=minutes(30))
        await case.tell(CALLED, at=minutes(20))
        await case.tell(CALLED, at=minutes(10))
    await case.outcome(replied)

    assert await received(case) == [CALLED, CALLED, CALLED, REPLIED]
    instants = [line.occurred_at for line in await case.timeline("received")]
    assert instants[-3:] == [minutes(10), minutes(20), minutes(30)]


async def test_older_message_after_a_newer_one_counts_from_when_it_occurred(
    kit_case: Maker,
) -> None:
    """What follows from it carries its instant; the case's own time does not go back."""
    case = await kit_case().start("answered")
    await case.send(CALLED, at=minutes(60))

    older = await case.send(CALLED, at=minutes(30))

    assert older.status == "applied"
    notes = [line for line in await case.timeline("recorded") if line.step == "CSP-T4-S2a"]
    assert [line.occurred_at for line in notes] == [minutes(60), minutes(30)]
    assert (await case.timeline("received"))[-1].occurred_at == minutes(30)


async def test_answer_from_before_the_question_is_no_answer(kit_case: Maker) -> None:
    """It is kept and becomes work for the owner; the wait goes on."""
    case = await kit_case().start("answered")

    before = await case.send(REPLIED, at=minutes(-30))

    assert before.status == "applied"
    assert await case.phase() == "answered"
    assert (await case.task("read_message")).data["message"] == f"telephony|{before.id}"


# ---------------------------------------------------------------------------- twice


async def test_same_message_again_is_taken_once(kit_case: Maker) -> None:
    case = await kit_case().start("answered")
    called = await case.tell(CALLED)
    await case.outcome(called)

    for _ in range(3):
        await case.repeat(called)
    await case.outcome(await case.tell(REPLIED))

    assert await received(case) == [CALLED, REPLIED]
    assert len(await case.rows(Receipt)) == 3  # what opened it is one


async def test_same_message_by_signal_and_through_the_door_is_taken_once(kit_case: Maker) -> None:
    case = await kit_case().start("answered")
    called = await case.tell(CALLED)
    await case.outcome(called)

    again = await case.send(CALLED, id=called.id)

    assert again.status == "applied"
    assert await received(case) == [CALLED]


async def test_same_message_at_once_by_every_route_is_taken_once(kit_case: Maker) -> None:
    case = await kit_case().start("answered")
    called = case.envelope(CALLED)

    await asyncio.gather(
        *(case.repeat(called) for _ in range(5)),
        *(case.hand_in(CALLED, id=called.id) for _ in range(5)),
    )
    await case.outcome(await case.tell(REPLIED))

    assert await received(case) == [CALLED, REPLIED]


async def test_same_id_of_another_source_is_another_message(kit_case: Maker) -> None:
    case = await kit_case().start("answered")

    await case.outcome(await case.tell(CALLED, id="same"))
    await case.outcome(await case.tell(CALLED, id="same", source="mail_room"))

    assert await received(case) == [CALLED, CALLED]


async def test_same_id_with_another_body_in_a_signal_is_shown(kit_case: Maker) -> None:
    case = await kit_case().start("answered")
    first = await case.tell(CALLED, id="once", issue="debt")
    await case.outcome(first)

    await case.tell(CALLED, id="once", issue="access")

    (found,) = await case.quarantined()
    assert found.reason == "its source has used the id for another message"
    assert found.about == first.key  # it is booked on the receipt whose id it bears
    assert await case.status(first) == "applied"
    assert (await case.receipt(first)).facts == {"issue": "debt"}
    assert (await case.task("read_quarantined")).data["message"] == first.key
    about_it = [e for e in await case.timeline() if e.data.get("message") == first.key]
    assert [entry.data["status"] for entry in about_it] == ["applied"]


async def test_same_id_at_another_instant_is_another_message_by_every_route(
    kit_case: Maker,
) -> None:
    """What a door let in keeps its receipt, though another came first under its id."""
    case = await kit_case().start("answered")
    mine = case.envelope(CALLED, id="mine")
    await case.admit(mine, delivered_at=None)

    await case.tell(CALLED, id="mine", at=minutes(-10))
    await case.repeat(mine)

    assert (await case.outcome(mine)).status == "applied"
    (other,) = await case.quarantined()
    assert other.about == mine.key
    assert await received(case) == [CALLED]


async def test_same_id_with_another_body_through_the_door_is_an_error(kit_case: Maker) -> None:
    case = await kit_case().start("answered")
    await case.outcome(await case.tell(CALLED, id="taken", issue="debt"))

    with pytest.raises(OtherBodyError, match="telephony has used the id taken before"):
        await case.send(CALLED, id="taken", facts={"issue": "access"})

    assert await received(case) == [CALLED]


async def test_same_id_in_signals_to_two_cases_counts_in_the_first(kit_case: Maker) -> None:
    one, other = await kit_case().start("answered"), await kit_case().start("answered")
    first = await one.tell(CALLED, id="both")
    await one.outcome(first)

    await other.tell(CALLED, id="both")
    await other.outcome(await other.tell(REPLIED))

    assert await received(one) == [CALLED]
    assert await received(other) == [REPLIED]
    assert (await one.receipt(first)).case == one.ref
    (own,) = await other.rows(Receipt, type=CALLED)
    assert (own.about, own.status) == (first.key, "quarantined")


# ---------------------------------------------------------------------------- other times


async def test_message_from_the_future_is_refused(kit_case: Maker) -> None:
    """This case has the real clock, as in production."""
    case = await kit_case().start("answered", played=False)
    now = datetime.now(UTC)

    soon = await case.tell(CALLED, at=now + timedelta(minutes=4))
    tomorrow = await case.tell(CALLED, at=now + timedelta(days=1))

    refused = await case.outcome(tomorrow)
    assert (refused.status, refused.reason) == ("refused", "it says that it occurred in the future")
    assert (await case.outcome(soon)).status == "applied"
    assert await received(case) == [CALLED]


async def test_message_of_long_ago_is_refused(kit_case: Maker) -> None:
    """Dates would count from it, and lie years before anybody could have met them."""
    case = await kit_case().start("answered", played=False)
    now = datetime.now(UTC)

    last_year = await case.tell(CALLED, at=now - timedelta(days=700))
    long_ago = await case.tell(CALLED, at=now - timedelta(days=750))

    refused = await case.outcome(long_ago)
    assert refused.status == "refused"
    assert (
        refused.reason == "it says that it occurred more than two years ago, which cannot be meant"
    )
    assert (await case.outcome(last_year)).status == "applied"


async def test_refused_message_leaves_a_line_that_says_why(kit_case: Maker) -> None:
    case = await kit_case().start("answered", played=False)

    tomorrow = await case.tell(CALLED, at=datetime.now(UTC) + timedelta(days=1))
    await case.outcome(tomorrow)

    (line,) = await case.rows(TimelineEntry, kind="refused")
    assert line.words == (
        "customer.called_back from telephony: refused, it says that it occurred in the future"
    )


# ---------------------------------------------------------------------------- many, and big


async def test_more_than_one_settle_can_carry_is_settled_in_turns(kit_case: Maker) -> None:
    """Temporal takes two megabytes at a time, and ends a workflow that hands it more."""
    case = await kit_case().start("answered")
    async with case.held():
        await case.tell(CALLED)
        await case.settling()
        for _ in range(10):
            await case.tell(CALLED, issue="x" * 280_000)
        reply = await case.tell(REPLIED)

    assert (await case.outcome(reply)).status == "applied"
    assert await received(case) == [CALLED] * 11 + [REPLIED]
    assert await case.phase() == "ending"


async def test_more_than_one_run_can_begin_with_stays_in_the_run_before(kit_case: Maker) -> None:
    """What waits to be judged would have to be carried over; it is judged first."""
    case = await kit_case().start("looping", continue_always=True)
    async with case.held():
        await case.tell(CALLED)
        await case.settling()
        await case.tell(REPLIED)
        for _ in range(10):
            await case.tell(CALLED, issue="x" * 280_000)
        last = await case.tell(REPLIED)

    assert (await case.outcome(last)).status == "applied"

    async def counted() -> bool:
        return bool((await case.case()).carried["state"] == {"heard": 11, "rounds": 2})

    await case.becomes(counted, "everything was taken")


async def test_hundreds_at_once_are_settled_in_turns(kit_case: Maker) -> None:
    case = await kit_case().start("answered")
    async with case.held():
        await case.tell(REPLIED, about="another-letter")
        await case.settling()
        for _ in range(250):
            await case.tell(REPLIED, about="another-letter")
        reply = await case.tell(REPLIED)

    assert (await case.outcome(reply)).status == "applied"
    told = await case.rows(Receipt, type=REPLIED)
    assert [row.status for row in told] == ["applied"] * 252
