"""What a case presumes of a message is checked with what follows, and leaves nothing if wrong."""

from typing import Any

import pytest

from database.models import Case, TimelineEntry
from tests.workflows.driving import Driven, Maker
from tests.workflows.looking import Looked

DECISION = "agree_to_no_contact"


async def settles(case: Looked) -> int:
    """Count the settles of a case."""
    return await case.count("ACTIVITY_TASK_SCHEDULED")


async def lines(case: Driven, beginning: str) -> list[str]:
    """Return the words of the timeline that begin so."""
    return [e.words for e in await case.rows(TimelineEntry) if e.words.startswith(beginning)]


async def complaint_of(case: Driven) -> str:
    """Open a complaint of the same customer, past the case."""
    ref = f"{case.ref}-complaint"
    fields: dict[str, Any] = {"carried": {}, "next_sequence": 1, "next_entry": 1, "matrix": ""}
    async with case.sessions.begin() as db:
        db.add(
            Case(
                ref=ref,
                type="Complaint",
                customer=case.customer,
                office="ACT",
                phase="assessing",
                state="open",
                opened_at=case.now,
                clock_offset=case.now - case.now,
                **fields,
            )
        )
    return ref


async def test_a_case_goes_by_what_is_known_when_a_message_is_settled(kit_case: Maker) -> None:
    """It had gone on by an answer that was no longer right: nothing of that is written."""
    case = await kit_case().start("knowing")
    complaint = await complaint_of(case)

    await case.send("customer.replied")

    assert await lines(case, "went by") == [f'went by ["{complaint}"]']
    assert await case.phase() == "ending"
    assert [entry.step for entry in await case.rows(TimelineEntry, kind="opened")] == ["WC-S3l"]
    assert await settles(case) == 3


async def test_a_case_that_knew_what_is_so_needs_one_settle(kit_case: Maker) -> None:
    case = await kit_case().start("knowing")

    await case.send("customer.replied")

    assert await lines(case, "went by") == ["went by []"]
    assert await case.phase() == "answered"
    assert await settles(case) == 2


@pytest.mark.parametrize("claimed", ["ps_ssm.ito", None])
async def test_who_acted_is_whom_the_door_knows_whatever_a_signal_claims(
    kit_case: Maker, claimed: str | None
) -> None:
    """A signal of what a door let in, ahead of the door's own, names somebody else."""
    case = await kit_case().start("answered")
    message = case.envelope("customer.replied", source="cli", actor="psso.diaz")
    await case.admit(message)

    await case.repeat(message.model_copy(update={"actor": claimed}))

    assert (await case.outcome(message)).status == "applied"
    assert await case.phase() == "ending"
    assert await settles(case) == 3


async def test_what_is_refused_where_it_was_presumed_leaves_the_case_as_it_was(
    kit_case: Maker,
) -> None:
    """The approval is asked for as before, and the date that ran runs on."""
    case = await kit_case().start("deciding")
    before = await case.case()
    task = await case.task(DECISION)
    message = case.envelope(
        "task.completed",
        about=task.id,
        source="cli",
        actor="psso.diaz",
        outcome="agreed",
        answers={},
        version=task.data["version"],
    )
    await case.admit(message)
    await case.repeat(message)
    assert (await case.outcome(message)).status == "refused"

    after = await case.case()

    assert after.carried == before.carried | {"sequence": 2}
    assert (after.phase, after.waiting) == (before.phase, before.waiting)
    assert (await case.task(DECISION)).id == task.id
    assert await settles(case) == 2
    await case.complete(DECISION, by="ps_ssm.ito", outcome="agreed")
    assert await case.phase() == "ending"
