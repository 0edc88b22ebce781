"""A case that hears much, and of which nobody reads anything, costs no more with each message."""

from collections import Counter
from statistics import median

import pytest
from temporalio.api.enums.v1 import EventType

from activities.contracts import MOST_ALIKE
from database.models import PastSettle, Task
from database.writes import settles
from tests.workflows.driving import Driven, Maker

REPLIED = "customer.replied"
SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
EARLY, LATE = 10, 60  # benchmarks/messages.py goes to 1,000
AMONG = 10


async def test_a_late_message_costs_what_an_early_one_does(kit_case: Maker) -> None:
    case = await kit_case().start("ending")

    for _ in range(LATE + AMONG):
        await case.outcome(await case.tell(REPLIED))

    costs = await after_each_signal(case)
    for part in (0, 1):  # events, bytes; now and then one has a workflow task more, begun twice
        early = median(cost[part] for cost in costs[EARLY : EARLY + AMONG])
        late = median(cost[part] for cost in costs[LATE : LATE + AMONG])
        assert late <= 1.2 * early


async def test_more_unread_messages_than_anybody_reads_one_by_one_are_read_together(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("ending")

    for _ in range(MOST_ALIKE + 3):
        await case.outcome(await case.tell(REPLIED))

    work = await case.rows(Task, kind="read_message", state="open")
    assert Counter(task.title for task in work) == {
        "Read what came in and deal with it": MOST_ALIKE - 1,
        "Read what came in and deal with it (and 3 more)": 1,
    }
    last = f"{case.ref}.t{MOST_ALIKE + 1}"  # t1 is the work that the case waits for
    joined = [line for line in await case.timeline("recorded") if line.data["task"] == last]
    assert len({line.data["message"] for line in joined}) == 3
    waiting, *_ = (await case.details()).splitlines()
    assert waiting.endswith(
        "Read what came in and deal with it (Personalised Services Service Officer, CB-MESSAGE), "
        f"{MOST_ALIKE - 1} times; Read what came in and deal with it (and 3 more) "
        "(Personalised Services Service Officer, CB-MESSAGE)"
    )


async def test_only_the_newest_settles_keep_their_answers(
    kit_case: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Temporal asks again for the last one; all that came before it are lines in the timeline."""
    monkeypatch.setattr(settles, "KEPT", 3)
    case = await kit_case().start("ending")

    for _ in range(5):
        await case.outcome(await case.tell(REPLIED))

    rows = sorted(await case.rows(PastSettle), key=lambda row: row.sequence)
    assert [bool(row.answer) for row in rows] == [False, False, False, True, True, True]
    assert all(row.digest and row.cause for row in rows)


async def after_each_signal(case: Driven) -> list[tuple[int, int]]:
    """Return the events, and their bytes, from each signal to the next."""
    costs: list[tuple[int, int]] = []
    async for event in case.handle.fetch_history_events():
        if event.event_type == SIGNALED:
            costs.append((0, 0))
        if costs:
            events, size = costs[-1]
            costs[-1] = (events + 1, size + event.ByteSize())
    return costs
