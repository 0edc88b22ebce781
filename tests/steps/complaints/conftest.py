"""Complaints that came in: by post, from the test's own customer, on a Monday morning."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.steps.complaints.working import MAIL
from tests.steps.driving import Office, Worked

Receive = Callable[..., Awaitable[Worked]]


@pytest.fixture
def receive(office: Office, customer: str) -> Receive:
    """Let the mail team log a complaint; keywords are facts of receipt."""

    async def receive(
        on: str = "2027-01-04T11:00+11:00", *, of: str | None = customer, **facts: Any
    ) -> Worked:
        return await office.open(
            "complaint.received",
            on=on,
            officer=MAIL,
            customer=of,
            facts={"channel": "post"} | facts,
            content={"text": "Nobody answers my letters."},
        )

    return receive
