"""A case continues as new as often as it likes: nothing is lost, nothing happens twice."""

import asyncio
from collections import Counter

from database.models import TimelineEntry
from domain.messages import Envelope
from tests.workflows.driving import Driven, Maker
from tests.workflows.looking import until

CALLED = "customer.called_back"
REPLIED = "customer.replied"
CASES, ROUNDS = 4, 50  # 200 runs
EVERY = 5  # rounds there is a call
CALLS = ROUNDS // EVERY
SENDERS = 6  # at once, to each case


async def test_two_hundred_runs_under_fire_lose_nothing_and_double_nothing(
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
    """Let several senders at once tell a case all it is to hear; tell it some of it once more.

    One alone would wait most of the time: Temporal holds back signals to a run that ends.
    """
    await case.start("looping", continue_always=True)
    parts = await asyncio.gather(*(sender(case, number) for number in range(SENDERS)))
    await counted(case, heard=CALLS, rounds=ROUNDS)
    for again in parts[0][::5]:
        await case.repeat(again)
    await case.tell(CALLED)
    await counted(case, heard=CALLS + 1, rounds=ROUNDS)
    assert len(await case.runs(ROUNDS + 1)) == ROUNDS + 1


async def sender(case: Driven, first: int) -> list[Envelope]:
    """Send replies, calls between them, and by turns what was just sent or an earlier message."""
    sent = []
    for number in range(first, ROUNDS, SENDERS):
        sent.append(await case.tell(REPLIED))
        if number % EVERY == 0:
            sent.append(await case.tell(CALLED))
        await case.repeat(sent[len(sent) // 2 if number % 2 else -1])
    return sent


async def counted(case: Driven, **expected: int) -> None:
    """Wait until a case has counted so much, no more."""

    async def so() -> bool:
        return (await case.case()).carried.get("state") == expected

    await until(so, f"{case.ref} has counted {expected}", patience=200, pause=0.2)
