"""So much reaches a case at once that it must be worked off in parts; nothing of it is lost."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from activities.contracts import MOST_ALIKE
from database.models import PastSettle, Receipt, TimelineEntry
from domain.messages import Envelope
from tests.sending import done
from tests.workflows.conftest import Employ
from tests.workflows.driving import Driven, Maker
from tests.workflows.looking import until
from workflows.inbox import MOST_SEEN

REPLIED = "customer.replied"
MANY = 1_500  # signals; `make soak` sends more
FORGED = 400
AT_ONCE = 50  # are on their way to Temporal


@pytest.fixture
async def swamped(kit_case: Maker, employ: Employ) -> Driven:
    """A case that waits for an officer, whose worker is away while very much is signalled."""
    case = replace(kit_case(), queue="swamped")
    kit_case.made.append(case)
    async with employ("swamped", "kit"):
        await case.start("deciding")
        await case.untouched()
    return case


async def test_an_officer_gets_in_while_a_flood_is_worked_off_and_each_message_counts_once(
    swamped: Driven, employ: Employ
) -> None:
    case, task = swamped, await swamped.task("agree_to_no_contact")
    replies = [case.envelope(REPLIED) for _ in range(MANY)]
    assert MANY > MOST_SEEN
    await signalled(case, [*replies, *replies[::10]])
    completed = await case.door.send(done(task.id, officer="ps_ssm.ito", outcome="agreed"))

    async with employ("swamped", "kit"):
        await case.outcome(completed)
        await until(lambda: all_applied(case), "each reply is applied", patience=200, pause=0.2)

    assert await case.status(completed) == "applied", (await case.receipt(completed)).reason
    assert await case.phase() == "ending"
    order = [line.data["message"] for line in await case.timeline("received")]
    assert order.index(completed.key) < MANY / 2
    taken = Counter(order)
    assert set(taken.values()) == {1}
    assert len(taken) == MANY + 2  # and what opened it, and the decision
    joined = await case.rows(TimelineEntry, kind="recorded", step="CB-MESSAGE")
    assert len(joined) == MANY - MOST_ALIKE


async def test_what_somebody_makes_up_by_the_thousand_is_turned_away_together(
    swamped: Driven, employ: Employ
) -> None:
    """Each would cost its case a settle of its own, until Temporal ends the run that grows so."""
    case, task = swamped, await swamped.task("agree_to_no_contact")
    forged = [case.envelope("case.withdrawn", source="casebound") for _ in range(FORGED)]
    await signalled(case, forged)
    completed = await case.door.send(done(task.id, officer="ps_ssm.ito", outcome="agreed"))

    async with employ("swamped", "kit"):
        await case.outcome(completed)
        await until(lambda: all_refused(case), "each is refused", patience=200, pause=0.2)

    assert await case.status(completed) == "applied", (await case.receipt(completed)).reason
    assert await case.phase() == "ending"
    settles = await case.rows(PastSettle)
    assert len(settles) < FORGED / 10


async def all_refused(case: Driven) -> bool:
    """Tell whether nothing that was made up is left."""
    return len(await case.rows(Receipt, type="case.withdrawn", status="refused")) == FORGED


async def applied(case: Driven) -> int:
    """Return how many replies have been applied."""
    return len(await case.rows(Receipt, type=REPLIED, status="applied"))


async def all_applied(case: Driven) -> bool:
    """Tell whether there is nothing left to work off."""
    return await applied(case) == MANY


async def signalled(case: Driven, messages: Sequence[Envelope]) -> None:
    """Signal messages directly, many at once."""
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(message: Envelope) -> None:
        async with limit:
            await case.repeat(message)

    await asyncio.gather(*(one(message) for message in messages))
