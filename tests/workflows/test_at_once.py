"""A worker takes as many settles at a time as it has connections for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import event
from temporalio.client import Client

from activities.settle import SettleActivity
from database import connect
from domain.catalogue import TASKS
from stack.postgres import PostgresServer
from starter.doors.bringing import Bringer
from starter.doors.door import Door
from tests.conftest import BEGINNING, NO_FORWARDER
from tests.plugin.settles import NoPushes
from tests.sending import sent
from tests.workflows.looking import Sessions
from worker.bootstrap import CONNECTIONS, SETTLES_AT_ONCE
from worker.registration import LIFECYCLES
from worker.run import case_worker

QUEUE = "at-once"
COMPLAINTS = 40


async def test_no_settle_waits_for_a_connection_while_many_cases_begin(
    *,
    postgres: PostgresServer,
    client: Client,
    sessions: Sessions,
    cast: None,
    new_customer: Callable[[str], Awaitable[str]],
) -> None:
    out, most = 0, 0

    def taken(*_: Any) -> None:
        nonlocal out, most
        out += 1
        most = max(most, out)

    def given_back(*_: Any) -> None:
        nonlocal out
        out -= 1

    bringer = Bringer(sessions, client, task_queue=QUEUE, patience=NO_FORWARDER)
    door = Door(sessions, client, clock=BEGINNING, office="ACT", simulated=True, bringer=bringer)
    async with connect.opened(postgres.app_url, pool_size=CONNECTIONS) as settling:
        pool = settling.kw["bind"].sync_engine
        event.listen(pool, "checkout", taken)
        event.listen(pool, "checkin", given_back)
        customers = [await new_customer(f"at-once-{number}") for number in range(COMPLAINTS)]
        opened = await asyncio.gather(*(_complain(door, customer) for customer in customers))
        settles = SettleActivity(settling, TASKS, NoPushes(), simulated=True)
        async with case_worker(
            client,
            settles,
            task_queue=QUEUE,
            lifecycles=LIFECYCLES,
            sticky=timedelta(seconds=1),
            build="at-once",
            at_once=SETTLES_AT_ONCE,
        ):
            settled = [await door.outcome(each, timedelta(seconds=120)) for each in opened]

    assert {each.status for each in settled} == {"applied"}
    assert 1 < most <= SETTLES_AT_ONCE
    assert SETTLES_AT_ONCE < CONNECTIONS


async def _complain(door: Door, customer: str) -> Any:
    return await door.send(
        sent(
            "complaint.received",
            officer="mail_team.lee",
            customer=customer,
            facts={"channel": "post"},
            content={"subject": "Four calls without an answer"},
        )
    )
