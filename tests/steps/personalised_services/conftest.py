"""Customers referred to Personalised Services on a Monday morning, as far as a test needs."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Restriction
from starter.player import seed
from starter.player.scenario import OfficerPart
from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.working import PSSO, TEAM, TEAM_LEADER, go

Refer = Callable[..., Awaitable[Worked]]


@pytest.fixture(scope="session")
async def team(cast: None, sessions: async_sessionmaker[AsyncSession]) -> None:
    """Further officers of Personalised Services, in Canberra too."""
    async with sessions.begin() as db:
        for officer, roles in TEAM.items():
            await seed.officer(db, officer, OfficerPart.model_validate({"roles": roles}), "ACT")


@pytest.fixture
def refer(office: Office, customer: str, team: None) -> Refer:
    """Refer the test's customer, and work the case until the task of ``to`` is open.

    ``officer`` refers, ``psso`` has the customer; further keywords are facts of the referral.
    """

    async def refer(
        to: str | None = "CSP-T1-S2c",
        *,
        on: str = "2027-01-04T11:00+11:00",
        officer: str = TEAM_LEADER,
        psso: str = PSSO,
        **facts: Any,
    ) -> Worked:
        case = await office.open(
            "referral.received",
            on=on,
            officer=officer,
            customer=customer,
            facts={"kind": "ps_referral"} | facts,
            content={"reason": "One officer must look after this"},
        )
        return case if to is None else await go(case, to, psso=psso)

    return refer


@pytest.fixture
async def bar_post(customer: str, sessions: async_sessionmaker[AsyncSession]) -> None:
    """Bar the test's customer from post, so that no letter may go."""
    async with sessions.begin() as db:
        db.add(
            Restriction(
                id=f"r-{customer}",
                case="sr-elsewhere",
                customer=customer,
                channel="post",
                extent="full",
                from_date=date(2026, 12, 1),
                review_due=None,
                state="in_force",
            )
        )
