"""Customers referred to Personalised Services on a Monday morning, as far as a test needs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from starter.doors.bringing import Bringer
from starter.doors.door import Door
from starter.player import seed
from starter.player.scenario_parts import OfficerPart
from tests.conftest import NO_FORWARDER
from tests.database.rows import a_case, new_ref
from tests.plugin.proof import Proof
from tests.restricting import bar
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.working import (
    FIRST,
    PSSO,
    TEAM,
    TEAM_LEADER,
    go,
    set_up,
    way,
)
from tests.steps.roads import Act, Keeper, Road

MONDAY = "2027-01-04T11:00+11:00"

Refer = Callable[..., Awaitable[Worked]]
Roads = Callable[..., Awaitable[Road]]


@pytest.fixture(scope="session")
async def team(cast: None, sessions: async_sessionmaker[AsyncSession]) -> None:
    """Further officers of Personalised Services, in Canberra too."""
    async with sessions.begin() as db:
        for officer, given in TEAM.items():
            await seed.officer(db, officer, OfficerPart.model_validate(given), "ACT")


async def referred(
    office: Office, customer: str, on: str = MONDAY, officer: str = TEAM_LEADER, **facts: Any
) -> Worked:
    """Refer a customer; ``facts`` beside the kind, or in place of it."""
    return await office.open(
        "referral.received",
        on=on,
        officer=officer,
        customer=customer,
        facts={"kind": "ps_referral"} | facts,
        content={"reason": "One officer must look after this"},
    )


@pytest.fixture(scope="session")
async def roads(
    keeper: Keeper,
    sessions: async_sessionmaker[AsyncSession],
    new_customer: Callable[[str], Awaitable[str]],
    team: None,
) -> AsyncIterator[Roads]:
    """The roads from a referral to the close, one a PSSO: tests may begin at any phase of them.

    One that goes ``along`` another way than the shortest is walked besides.
    """
    door = Door(
        sessions,
        keeper.client,
        office="ACT",
        name="tests",
        simulated=True,
        bringer=Bringer(sessions, keeper.client, patience=NO_FORWARDER),
    )
    office = Office(door, sessions, keeper.client, Proof(()))
    found: dict[tuple[str, str], Road] = {}

    async def road(psso: str, along: tuple[Act, ...] = ()) -> Road:
        key = (psso, along[-1].step if along else "")
        if key not in found:
            customer = await new_customer(f"the road of {' to '.join(key)}")
            opens = partial(referred, office, customer)
            found[key] = Road(keeper, opens, along or way(psso))
        return found[key]

    yield road
    office.rest.close()


@pytest.fixture
def refer(office: Office, customer: str, roads: Roads) -> Refer:
    """Refer the test's customer, and work the case until the task of ``to`` is open.

    ``psso`` has the customer; further keywords are ``on``, the ``officer`` who refers, and facts of
    the referral. Where there are none, the case begins in the phase of ``to``.
    """

    async def refer(to: str | None = FIRST, *, psso: str = PSSO, **differs: Any) -> Worked:
        if to in (None, FIRST) or differs:
            case = await referred(office, customer, **differs)
            if to in (None, FIRST):
                return case
            await set_up(case, psso, was_with=differs.get("reallocated_from"))
            return await go(case, to, since="CSP-T2-S1a", psso=psso)
        return await (await roads(psso)).to(to, office, customer)

    return refer


@pytest.fixture
async def bar_post(customer: str, sessions: async_sessionmaker[AsyncSession]) -> None:
    """Bar the test's customer from post, so that no letter may go."""
    async with sessions.begin() as db:
        elsewhere = a_case(new_ref("ServiceRestriction"), type="ServiceRestriction")
        db.add(elsewhere)
        await db.flush()
        bar(db, elsewhere.ref, customer, "writing")
