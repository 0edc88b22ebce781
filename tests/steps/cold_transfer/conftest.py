"""Customers whose calls lie outside what is arranged with them."""

from collections.abc import Awaitable, Callable

import pytest

from tests.steps.cold_transfer.working import MONDAY, arrange, ring, take
from tests.steps.driving import Office, Worked

Ring = Callable[[str], Awaitable[Worked]]
Warned = Callable[..., Awaitable[Worked]]


@pytest.fixture
def warned(office: Office, customer: str, team: None) -> Warned:
    """Have the test's customer ring, and be warned for the rest of a Monday."""

    async def warned(on: str = MONDAY, *, officer: str = "psso.diaz") -> Worked:
        case = await ring(office, customer, on=on, officer=officer)
        await arrange(case)
        await take(case, officer)
        return case

    return warned


@pytest.fixture
def ring_in(office: Office, customer: str) -> Ring:
    """Have the test's customer ring, on an instant."""

    async def ring_in(on: str) -> Worked:
        return await ring(office, customer, on=on)

    return ring_in
