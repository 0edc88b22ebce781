"""Play scenarios on one stack, each in a database and a namespace of its own; keep what came of it.

A story is played once, whoever asks for it.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, select, text
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus

from database.models import Case
from database.queries.cases import case_json
from stack import temporal
from stack.postgres import PostgresServer
from starter.player import scenario_names, stage
from starter.player.news import Line
from starter.player.performance import Performance
from starter.player.scenario import Scenario
from starter.player.scenario_file import read
from tests.conftest import MIGRATED, make_database
from tests.end_to_end.losing import lose_everything
from tests.end_to_end.next_said import Said, ask_everywhere
from tests.replay.stories import continuing
from tests.workflows.looking import Looked
from worker.attributes import SEARCH_ATTRIBUTES

Json = dict[str, Any]

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
LEFT = text("""
select 'message ' || type || ' of ' || "case" from messages where status is null
union all select kind || ' ' || id from outbox where done_at is null and kind <> 'record'
""")


@dataclass(frozen=True)
class Told:
    """What a story left. ``cases`` are by reference, in the order in which they opened."""

    names: dict[str, str]
    lines: list[Line]
    cases: dict[str, Json]
    histories: dict[str, list[HistoryEvent]]
    statuses: dict[str, WorkflowExecutionStatus | None]
    left: list[str]
    spool: Path
    seconds: float
    said: list[Said]  # what is next, wherever a case rested
    differences: list[str]  # where its cases were lost: between what two runs were handed there

    def case(self, name: str) -> Json:
        """Return the case that the scenario calls ``name``."""
        return self.cases[self.names[name]]

    def letters(self) -> Iterable[Json]:
        """Return every letter of every case."""
        return (letter for case in self.cases.values() for letter in case["letters"])


@dataclass
class Hall:
    """One PostgreSQL and one Temporal server for many stories."""

    postgres: PostgresServer
    address: str
    folder: Path
    template: str
    _told: dict[str, Told] = field(default_factory=dict)

    async def open(self) -> None:
        """Make the migrated database of which each story gets a copy."""
        await self._create(self.template, MIGRATED)

    async def story(self, name: str) -> Told:
        """Return what came of a scenario of ``scenarios/``."""
        if name not in self._told:
            self._told[name] = await self.play(SCENARIOS / f"{name}.yaml")
        return self._told[name]

    async def play(self, file: Path, copy: str = "", *, losing: bool = False) -> Told:
        """Play a scenario file; ``copy`` tells one playing of a file from another.

        ``losing`` lets its cases continue as new at every wait, loses their workflows there, and
        has them brought back.
        """
        scenario = read(file)
        scenario_names.check(scenario)
        place = f"{file.stem}{copy}"
        url = await self.empty(place)
        client = await self.client(place)
        client = continuing(client, "continue_everywhere") if losing else client
        spool = self.folder / place
        spool.mkdir()
        return await _play(scenario, file.stem, url, client, spool, losing=losing)

    async def empty(self, name: str) -> str:
        """Make a migrated, empty case database; return its URL for the application."""
        await self._create(f"{self.template}_{name}", self.template)
        return self._url(self.postgres.app_url, f"{self.template}_{name}")

    async def client(self, name: str) -> Client:
        """Return a client of a namespace of its own."""
        namespace = f"{self.template}-{name.replace('_', '-')}"
        client = await temporal.connect(self.address, namespace)
        await temporal.prepare_namespace(client, SEARCH_ATTRIBUTES)
        return client

    async def _create(self, name: str, template: str) -> None:
        await make_database(self.postgres, name, template=template)

    @staticmethod
    def _url(url: str, name: str) -> str:
        return make_url(url).set(database=name).render_as_string(hide_password=False)


async def _play(
    scenario: Scenario, name: str, url: str, client: Client, spool: Path, *, losing: bool
) -> Told:
    lines: list[Line] = []
    async with stage.staged(
        scenario, spool, url, client, name=name, tell=lines.append, limit=150
    ) as performance:
        began = time.monotonic()
        barrier = lose_everything(performance) if losing else None
        asking = None if losing else ask_everywhere(performance)
        await performance.play()
        assert barrier is None or barrier.lost
        seconds = time.monotonic() - began
        return await _looked(
            performance,
            client,
            lines,
            spool=spool,
            seconds=seconds,
            said=asking.said if asking else [],
            differences=barrier.differences if barrier else [],
        )


async def _looked(
    performance: Performance,
    client: Client,
    lines: list[Line],
    *,
    spool: Path,
    seconds: float,
    said: list[Said],
    differences: list[str],
) -> Told:
    async with performance.sessions() as db:
        refs = list(await db.scalars(select(Case.ref).order_by(Case.opening)))
        cases = {ref: await case_json(db, ref) for ref in refs}
        left = list(await db.scalars(LEFT))
    # What Temporal records of the last settle comes after its commit.
    for ref in refs:
        await Looked(client, performance.sessions, ref).untouched()
    handles = {ref: client.get_workflow_handle(ref) for ref in refs}
    return Told(
        names=dict(performance.names),
        lines=lines,
        cases=cases,
        histories={ref: list((await h.fetch_history()).events) for ref, h in handles.items()},
        statuses={ref: (await h.describe()).status for ref, h in handles.items()},
        left=left,
        spool=spool,
        seconds=seconds,
        said=said,
        differences=differences,
    )
