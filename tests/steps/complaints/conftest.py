"""Complaints that came in: by post, from the test's own customer, on a Monday morning."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.steps.complaints.working import ALLOCATIONS, ASSESSED, MAIL, Answers
from tests.steps.driving import Office, Worked

Receive = Callable[..., Awaitable[Worked]]

MONDAY = "2027-01-04T11:00+11:00"


@pytest.fixture
def receive(office: Office, customer: str) -> Receive:
    """Let the mail team log a complaint; keywords are facts of receipt."""

    async def receive(on: str = MONDAY, *, of: str | None = customer, **facts: Any) -> Worked:
        return await office.open(
            "complaint.received",
            on=on,
            officer=MAIL,
            customer=of,
            facts={"channel": "post"} | facts,
            content={"text": "Nobody answers my letters."},
        )

    return receive


@pytest.fixture
def levelled(receive: Receive) -> Receive:
    """Receive a complaint, and assess it in one sitting that ends in ``outcome``."""

    async def levelled(
        outcome: str, answers: Answers | None = None, on: str = MONDAY, **facts: Any
    ) -> Worked:
        complaint = await receive(on, **facts)
        await complaint.complete(
            "WC-S3a", ALLOCATIONS, outcome=outcome, answers=ASSESSED | (answers or {})
        )
        return complaint

    return levelled
