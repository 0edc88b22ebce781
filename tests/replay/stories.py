"""Play a scenario on a real stack, and return what Temporal holds of its cases afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url, select
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowHandle,
    WorkflowHistory,
)

from activities.contracts import Start
from database import connect
from database.models import Case
from stack import temporal
from stack.postgres import PostgresServer
from starter.player.performance import Performance
from starter.player.scenario_file import read
from starter.player.stage import STICKY, seated
from tests.workflows.looking import Looked, histories
from worker.attributes import SEARCH_ATTRIBUTES
from worker.bootstrap import Product
from worker.build import own_build

TEMPLATE = "replay_template"


@dataclass(frozen=True)
class CaseTold:
    """One case of a story as Temporal knows it: each run's history, the first one first."""

    type: str
    handle: WorkflowHandle[Any, Any]
    runs: list[WorkflowHistory]


def continuing(client: Client, how: str) -> Client:
    """Return a client whose cases continue as new where ``how`` says: a field of ``Start``."""
    return Client(**(client.config() | {"interceptors": [_Continuing(how)]}))


class _Continuing(Interceptor):
    """Starts cases so that they continue as new, as long-lived ones do some day."""

    def __init__(self, how: str) -> None:
        self._how = how

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's own name for it
        return _StartContinuing(next, self._how)


class _StartContinuing(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, how: str) -> None:  # noqa: A002 - the SDK's own name for it
        super().__init__(next)
        self._how = how

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002 - the SDK's own name for it
        input.args = [
            arg.model_copy(update={self._how: True}) if isinstance(arg, Start) else arg
            for arg in input.args
        ]
        return await super().start_workflow(input)


class Manner(StrEnum):
    """How a story is played; the value goes with its name."""

    PLAIN = ""
    CONTINUED = "_continued"  # each case continues as new at each of its phases
    RELEASED = "_released"  # half-way another build takes over


@asynccontextmanager
async def told(
    road: Path,
    *,
    postgres: PostgresServer,
    address: str,
    letters: Path,
    manner: Manner = Manner.PLAIN,
) -> AsyncIterator[list[CaseTold]]:
    """Play a scenario to its end, in a database and a namespace of its own.

    Its worker runs for the length of the ``async with``, to answer queries. Needs
    ``make_template``.
    """
    name = f"{road.stem}{manner}"
    client = await _client(address, f"replay-{name}", continued=manner is Manner.CONTINUED)
    database = await _database(postgres, f"replay_{name}")
    scenario = read(road)
    async with seated(scenario, letters, database, client, name=name, tell=lambda _: None) as (
        product,
        performance,
    ):
        if manner is Manner.RELEASED:
            await _play_half(performance, product)
        async with product.worker(sticky=STICKY):
            await performance.play()
            yield [
                CaseTold(
                    case.type,
                    client.get_workflow_handle(case.ref),
                    await histories(client, case.ref),
                )
                for case in await _cases(performance)
            ]


async def _play_half(performance: Performance, product: Product) -> None:
    """Play half of the events on a worker of an earlier build; the rest is left to play."""
    whole = performance.scenario
    half = len(whole.events) // 2
    performance.scenario = whole.model_copy(update={"events": whole.events[:half]})
    async with product.worker(sticky=STICKY, build=f"{own_build()}-before"):
        await performance.play()
        for case in await _cases(performance):
            await Looked(product.client, product.sessions, case.ref).untouched()
    performance.scenario = whole.model_copy(update={"events": whole.events[half:]})
    performance.name = f"{performance.name}-on"  # it marks the messages: none is sent twice


async def _cases(performance: Performance) -> list[Case]:
    async with performance.sessions() as db:
        return list(await db.scalars(select(Case).order_by(Case.opening)))


async def _client(address: str, namespace: str, *, continued: bool) -> Client:
    client = await temporal.connect(address, namespace)
    await temporal.prepare_namespace(client, SEARCH_ATTRIBUTES)
    return continuing(client, "continue_always") if continued else client


async def make_template(postgres: PostgresServer) -> None:
    """Make the migrated database of which each story gets a copy. Once, before the first one."""
    await _create(postgres, TEMPLATE, "template0")
    await connect.migrate(_url(postgres.owner_url, TEMPLATE))


async def _database(postgres: PostgresServer, name: str) -> str:
    """Make a database; return the URL with which the application uses it."""
    await _create(postgres, name, TEMPLATE)
    return _url(postgres.app_url, name)


async def _create(postgres: PostgresServer, name: str, template: str) -> None:
    admin = await asyncpg.connect(postgres.superuser_url)
    try:
        await admin.execute(
            f"create database {name} template {template} strategy file_copy owner casebound_owner"
        )
    finally:
        await admin.close()


def _url(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
