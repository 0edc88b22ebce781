"""A case that begins in a phase is the one that walked there, and goes on as that one does."""

from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from starter.doors.bringing import Bringer
from starter.doors.door import Door
from tests.conftest import NO_FORWARDER
from tests.plugin.proof import Proof
from tests.steps.driving import Office
from tests.steps.kept import Kept, Rows, renamed, rows_of
from tests.steps.personalised_services.referring import Roads, referred
from tests.steps.personalised_services.working import PSSO, go
from tests.steps.roads import Keeper, Road

Sessions = async_sessionmaker[AsyncSession]

# Real time, and what differs from one case to the next by its nature.
PASSING = {
    *("recorded_at", "delivered_at", "created_at", "done_at", "clock_offset", "offset"),
    *("opening", "chain", "digest", "stands_with", "version", "made", "next_attempt_at"),
}
PHASES = (
    "CSP-T2-S1a",
    "CSP-T4-S1a",
    "CSP-T5-S1b",
    "CSP-T5-S3a",
    "CSP-T4-S5a",
    "CSP-T6-S1a",
    "CSP-T6-S2a",
    "CSP-T7-S5b",
)


@pytest.fixture
async def road(roads: Roads) -> Road:
    return await roads(PSSO)


@pytest.fixture
def watched(door: Door, sessions: Sessions, keeper: Keeper, team: None) -> Office:
    """An office whose cases are kept, too."""
    door = Door(
        sessions,
        keeper.client,
        office="ACT",
        name="tests",
        simulated=True,
        bringer=Bringer(sessions, keeper.client, patience=NO_FORWARDER),
    )
    return Office(door, sessions, keeper.client, Proof(()))


def alike(kept: Kept) -> Any:
    """Return all there is of a case, without what differs from one case to the next.

    What a case keeps of a message is a hash of its facts, the version that it decides on among
    them: the facts themselves stand among the rows.
    """
    rows = kept.rows
    same = kept.named(names(rows, kept.ref, kept.start["customer"]))
    inbox = same.start["carried"]["inbox"]
    inbox["seen"] = len(inbox["seen"])
    return {"start": lasting(same.start), "rows": rows_alike(same.rows)}


def names(rows: Rows, ref: str, customer: str) -> dict[str, str]:
    messages = sorted(rows["messages"], key=lambda row: row["recorded_at"])
    numbered = {row["id"]: f"message-{number}" for number, row in enumerate(messages)}
    return numbered | {ref: "the-case", customer: "the-customer"}


def rows_alike(rows: Rows) -> Any:
    for settled in rows["settled"]:
        settled.pop("at")  # of the real clock, there alone
        for by_digest in ("by", "rows"):
            settled["answer"][by_digest] = list(settled["answer"][by_digest].values())
    return {table: sorted(map(lasting, rows[table]), key=str) for table in rows}


def lasting(told: Any) -> Any:
    match told:
        case dict():
            return {name: lasting(value) for name, value in told.items() if name not in PASSING}
        case list():
            return [lasting(value) for value in told]
    return told


@pytest.mark.parametrize(("phase", "following"), list(pairwise(PHASES)))
async def test_a_case_that_begins_in_a_phase_comes_to_the_next_as_the_one_that_walked(
    road: Road, watched: Office, customer: str, phase: str, following: str
) -> None:
    walked, _ = await road.stop(following)
    case = await road.to(phase, watched, customer)

    await go(case, following, since=phase)

    begun = road.keeper.last(case.ref)
    assert begun
    assert walked
    assert alike(begun) == alike(walked)


async def test_a_case_that_begins_in_its_last_phase_ends_as_one_that_walked_all_the_way(
    road: Road,
    watched: Office,
    customer: str,
    new_customer: Callable[[str], Awaitable[str]],
    sessions: Sessions,
) -> None:
    other = await new_customer("who walks all the way")
    walked = await go(await referred(watched, other), None)
    case = await road.to(PHASES[-1], watched, customer)

    await go(case, None, since=PHASES[-1])

    async with sessions() as db:
        whole, half = [
            rows_alike(renamed(names(rows, ref, of), rows))
            for ref, of in ((walked.ref, other), (case.ref, customer))
            for rows in [await rows_of(db, ref)]
        ]
    assert half == whole
    assert [row["state"] for row in half["cases"]] == ["closed"]
