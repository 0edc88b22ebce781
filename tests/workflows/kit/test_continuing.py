"""A case continues as new as often as it likes: nothing is lost, nothing happens twice."""

import asyncio
from collections import Counter

import pytest

from database.models import TimelineEntry
from tests.workflows.driving import Driven, Maker
from tests.workflows.looking import until

CALLED = "customer.called_back"
REPLIED = "customer.replied"
CASES, ROUNDS = 4, 125  # 500 runs
EVERY = 5  # rounds there is a call
CALLS = ROUNDS // EVERY


@pytest.mark.timeout(240)  # a third of it, and less, where nothing else runs
async def test_five_hundred_runs_under_fire_lose_nothing_and_double_nothing(
    kit_case: Maker,
) -> None:
    """Each reply ends a run; calls come between, and most messages are sent twice or more."""
    cases = [kit_case() for _ in range(CASES)]

    await asyncio.gather(*(bombard(case) for case in cases))

    for case in cases:
        received = await case.timeline("received")
        taken = Counter(line.data["message"] for line in received)
        assert len(taken) == ROUNDS + CALLS + 2  # the first opened it, the last was a call
        assert set(taken.values()) == {1}
        calls = await case.rows(TimelineEntry, step="CSP-T4-S2a", kind="recorded")
        assert len(calls) == CALLS + 1
        assert not await case.rows(TimelineEntry, kind="quarantined")


async def bombard(case: Driven) -> None:
    """Send a reply for every round, calls between them, and earlier messages once more."""
    await case.start("looping", continue_always=True)
    sent = []
    for number in range(ROUNDS):
        sent.append(await case.tell(REPLIED))
        if number % EVERY == 0:
            sent.append(await case.tell(CALLED))
        await case.repeat(sent[len(sent) // 2 if number % 2 else -1])
    await counted(case, heard=CALLS, rounds=ROUNDS)
    for again in sent[::10]:
        await case.repeat(again)
    await case.tell(CALLED)
    await counted(case, heard=CALLS + 1, rounds=ROUNDS)
    assert len(await case.runs()) == ROUNDS + 1


async def counted(case: Driven, **expected: int) -> None:
    """Wait until a case has counted so much, no more."""

    async def so() -> bool:
        return (await case.case()).carried.get("state") == expected

    await until(so, f"{case.ref} has counted {expected}", patience=200, pause=0.2)
