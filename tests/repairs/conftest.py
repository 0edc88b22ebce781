"""Complaints of a test's own, and whoever repairs them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from starter.administration.repair import Repairer
from starter.doors.clock import real_time
from starter.doors.door import Door
from tests.conftest import BEGINNING
from tests.repairs.complaint import Complaint, received
from tests.workflows.looking import Sessions

Receive = Callable[[], Awaitable[Complaint]]


@pytest.fixture
async def receive(
    workers: None, client: Client, sessions: Sessions, door: Door, customer: str
) -> AsyncIterator[Receive]:
    """Take complaints in; what runs of them ends with the test."""
    made: list[Complaint] = []

    async def one() -> Complaint:
        looked = {"client": client, "sessions": sessions}
        made.append(await received(door, looked, BEGINNING + timedelta(hours=1), customer))
        return made[-1]

    yield one
    for complaint in made:
        try:
            if (await complaint.handle.describe()).status is WorkflowExecutionStatus.RUNNING:
                await complaint.handle.terminate("the test is over")
        except RPCError:
            pass


@pytest.fixture
async def complaint(receive: Receive) -> Complaint:
    """A complaint that is to be assessed."""
    return await receive()


@pytest.fixture
def repairer(client: Client, sessions: Sessions) -> Repairer:
    """An operator who repairs."""
    return Repairer(
        sessions, client, actor="operator", known_by="user of the machine", clock=real_time
    )
