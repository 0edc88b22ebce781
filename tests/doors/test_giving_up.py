"""What no repeat can cure is given up: it waits for a person, and does what that person says."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client

from activities.given_up import open_work
from activities.outbox import MOST_FAULTS, Mark, OutboxPusher, Patience, PushError
from activities.pushes import TellCase
from database.models import Outbox, Receipt
from domain.kit_tasks import SEE_TO_PUSH
from domain.messages import Envelope
from starter.administration.doctor import _given_up
from starter.doors.bringing import Bringer
from starter.doors.clock import real_time
from starter.doors.door import Door
from tests.doors.seeing import NOW, PLANTED, Seen, Sessions
from tests.pushing import Pushing
from tests.sending import done
from worker.forwarder import Forwarder

TOO_LARGE = {"note": "x" * 3_000_000}  # Temporal takes two megabytes


async def outbox(stored: Sessions, row: str) -> Outbox:
    async with stored() as db:
        return await db.get_one(Outbox, row)


async def put(stored: Sessions, case: str, *, payload: dict[str, Any] | None = None) -> str:
    async with stored.begin() as db:
        db.add(Outbox(id=f"{case}.m1", case=case, kind="tell", payload=payload or {}))
    return f"{case}.m1"


async def time_passes(stored: Sessions, case: str) -> None:
    async with stored.begin() as db:
        over = {"next_attempt_at": func.clock_timestamp()}
        await db.execute(update(Outbox).where(Outbox.case == case).values(over))


def told(case: str, other: str, **facts: Any) -> dict[str, Any]:
    message = Envelope(
        id=f"{case}.m1",
        type="complaint.noticed",
        source="casebound",
        case=other,
        occurred_at=NOW,
        facts={"complaint": case, **facts},
    )
    return {"case": other, "message": message.model_dump(mode="json")}


async def test_what_temporal_will_never_take_is_given_up_at_once_and_is_work(
    *, stored: Sessions, client: Client, seen: Seen, door: Door
) -> None:
    case = await seen.add_case("co-givesup001")
    other = await seen.add_case("ps-givesup001")
    row = await put(stored, case, payload=told(case, other, **TOO_LARGE))
    pusher = OutboxPusher(stored, {"tell": TellCase(client)}, real_time)

    await pusher.push_case(case)
    await time_passes(stored, case)
    assert (await pusher.push_case(case)).tried == 0, "nobody tries it again"

    left = await outbox(stored, row)
    assert left.given_up_at
    assert left.problem == (
        f"Temporal did not take complaint.noticed for {other} (INVALID_ARGUMENT)"
    )
    task = await seen.task(f"standalone.{row}.given-up-1")
    assert (task.kind, task.role, task.state) == ("see_to_push", "team_leader", "open")
    assert task.data["reason"] == left.problem


@pytest.mark.parametrize(
    ("outcome", "tried"), [("again", 1), ("done", 0)], ids=["tried again", "taken for done"]
)
async def test_a_person_says_what_follows(
    *, stored: Sessions, seen: Seen, door: Door, outcome: str, tried: int
) -> None:
    case = await seen.add_case(f"co-{outcome}00001")
    row = await put(stored, case)

    async def refuse(_row: Outbox, _leaving: Mark) -> None:
        raise PushError("it is not taken", permanent=True)

    await OutboxPusher(stored, {"tell": WithWork(refuse)}, real_time).push_case(case)
    answers = {"CB-LINK.shown_by": case}
    slip = await door.send(
        done(
            f"standalone.{row}.given-up-1",
            officer="team_leader.brown",
            outcome=outcome,
            answers=answers,
        )
    )
    assert slip.status == "applied", slip.reason

    push = Pushing()
    came = await OutboxPusher(stored, {"tell": push}, real_time).push_case(case)
    assert (came.tried, len(push.pushed)) == (tried, tried)
    assert (await outbox(stored, row)).done_at


class WithWork(Pushing):
    """A push that opens work when it is given up, as those of the product do."""

    async def failed(
        self, db: AsyncSession, row: Outbox, error: PushError, *, given_up: bool, now: datetime
    ) -> None:
        await super().failed(db, row, error, given_up=given_up, now=now)
        if given_up:
            open_work(db, SEE_TO_PUSH, row, str(error), at=now)


async def test_a_fault_of_the_product_is_given_up_after_some_attempts(stored: Sessions) -> None:
    async def fail(_row: Outbox, _leaving: Mark) -> None:
        raise ValueError(PLANTED)

    row = await put(stored, "co-faulty0001")
    push = Pushing(fail)
    pusher = OutboxPusher(stored, {"tell": push}, real_time)

    for _ in range(MOST_FAULTS + 2):
        await pusher.push_case("co-faulty0001")
        await time_passes(stored, "co-faulty0001")

    assert [given_up for _, given_up in push.problems] == [False] * (MOST_FAULTS - 1) + [True]
    assert (await outbox(stored, row)).attempts == MOST_FAULTS
    assert PLANTED not in str(push.problems)


async def test_what_may_pass_is_never_given_up_and_waits_longer_from_its_last_attempt(
    stored: Sessions,
) -> None:
    async def fail(_row: Outbox, _leaving: Mark) -> None:
        raise PushError("nobody answers")

    row = await put(stored, "co-passing001")
    pusher = OutboxPusher(stored, {"tell": Pushing(fail)}, real_time)

    waits = []
    for _ in range(2 * MOST_FAULTS):
        await time_passes(stored, "co-passing001")
        await pusher.push_case("co-passing001")
        left = await outbox(stored, row)
        waits.append(left.next_attempt_at - real_time())

    assert left.given_up_at is None
    assert waits[0] < timedelta(seconds=6)
    assert timedelta(seconds=140) < waits[-1] < timedelta(seconds=301)


async def test_who_does_not_answer_ends_an_attempt_with_what_to_look_at(stored: Sessions) -> None:
    """A disk that hangs must not hold up every letter behind it."""

    async def hang(_row: Outbox, _leaving: Mark) -> None:
        await asyncio.Event().wait()

    push, patience = Pushing(hang), Patience(timedelta(milliseconds=1), "see that the disk answers")
    await put(stored, "co-hanging001")
    await OutboxPusher(stored, {"tell": push}, real_time, patience=patience).push_case(
        "co-hanging001"
    )

    assert push.problems == [("nobody answered for 0 seconds; see that the disk answers", False)]


async def test_an_attempt_that_outlives_its_lease_writes_nothing(stored: Sessions) -> None:
    """A machine that slept in the middle: another one has done it meanwhile."""
    row = await put(stored, "co-sleeps0001")
    slept, woken = asyncio.Event(), asyncio.Event()

    async def sleep(_row: Outbox, leaving: Mark) -> None:
        slept.set()
        await woken.wait()
        await leaving()
        raise AssertionError("what must not be done twice was done")

    sleeper, other = Pushing(sleep), Pushing()
    pushing = asyncio.create_task(
        OutboxPusher(stored, {"tell": sleeper}, real_time).push_case("co-sleeps0001")
    )
    await slept.wait()
    await time_passes(stored, "co-sleeps0001")
    await OutboxPusher(stored, {"tell": other}, real_time).push_case("co-sleeps0001")
    woken.set()
    await pushing

    assert (sleeper.pushed, sleeper.problems, other.pushed) == ([], [], [row])
    assert (await outbox(stored, row)).problem is None


@pytest.mark.parametrize("point", ["do", "write"], ids=["while it leaves", "once it has left"])
async def test_what_fails_in_the_middle_of_leaving_is_not_done_again_by_itself(
    stored: Sessions, point: str
) -> None:
    """The mail server may have it: nobody is written to twice."""
    done = 0

    async def do(_row: Outbox, leaving: Mark) -> None:
        nonlocal done
        await leaving()
        done += 1
        if point == "do":
            raise ValueError(PLANTED)

    async def write(db: AsyncSession, _row: Outbox) -> None:
        await db.execute(text("insert into offices (code) values ('none')"))

    row = await put(stored, f"co-{point}0000001")
    pusher = OutboxPusher(stored, {"tell": Pushing(do, write)}, real_time)

    for _ in range(3):
        await pusher.push_case(f"co-{point}0000001")
        await time_passes(stored, f"co-{point}0000001")

    left = await outbox(stored, row)
    assert (done, left.attempts) == (1, 1)
    assert left.given_up_at
    assert left.leaving_at
    assert (left.problem or "").startswith("It may have left, and is not sent again by itself: ")


async def test_a_message_that_temporal_will_never_take_is_set_aside_with_work(
    *, seen: Seen, stored: Sessions, client: Client
) -> None:
    case = await seen.add_case("ps-refused001")
    async with stored.begin() as db:
        await db.execute(text("update messages set delivered_at = now() where status is null"))
        db.add(
            Receipt(
                source="telephony",
                id="refused",
                type="customer.replied",
                case=case,
                door="cli",
                occurred_at=NOW,
                received_at=NOW,
                facts=TOO_LARGE,
                content={},
                digest="",
            )
        )

    await Forwarder(stored, Bringer(stored, client), age=timedelta(0), clock=lambda: NOW).forward()

    receipt = await seen.message("telephony", "refused")
    assert (receipt.status, receipt.reason) == (
        "quarantined",
        "Temporal does not take it, and will not; send what it says in another message",
    )
    assert (await seen.task("standalone.telephony.refused")).kind == "read_quarantined"
    assert [entry.kind for entry in await seen.timeline(case)] == ["quarantined"]


async def test_the_doctor_names_the_cases_of_what_was_given_up(
    stored: Sessions, seen: Seen
) -> None:
    async def refuse(_row: Outbox, _leaving: Mark) -> None:
        raise PushError("it is not taken", permanent=True)

    await put(stored, "co-doctor0001")
    await OutboxPusher(stored, {"tell": Pushing(refuse)}, real_time).push_case("co-doctor0001")

    found = await _given_up(stored.kw["bind"])

    assert found.state == "wrong"
    assert "co-doctor0001" in found.cases["given up"]
