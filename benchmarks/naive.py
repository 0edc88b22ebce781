"""The complaint as Temporal's samples would write it: the measure that ours has to meet.

Twenty activities, one for each thing that happens, each a transaction of its own with one
statement a row; the sandbox as the SDK gives it; a signal for each decision. It writes as many rows
as ours and makes the same letter. It checks nothing: no role, no four eyes, no answers, no receipt,
no holiday, nothing that survives being done twice.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    import asyncpg

    from domain.complaints.letters import COMPLAINT_ACKNOWLEDGEMENT
    from letters.gallery import sample
    from letters.render import Rendered, render_in_thread

TASK_QUEUE = "naive"
TABLES = """
create schema if not exists naive;
create table if not exists naive.cases (
    ref text primary key, phase text, owner text, level text, closed boolean default false);
create table if not exists naive.tasks (
    id text primary key, ref text, kind text, role text, state text, answers jsonb);
create table if not exists naive.timeline (
    ref text, at timestamptz default clock_timestamp(), step text, kind text, words text);
create table if not exists naive.records (
    ref text, step text, system text, name text, data jsonb);
create table if not exists naive.deadlines (
    id text primary key, ref text, due timestamptz, state text);
create table if not exists naive.letters (
    id text primary key, ref text, state text, pdf bytea, sha256 text);
create index if not exists naive_tasks_ref on naive.tasks (ref);
create index if not exists naive_timeline_ref on naive.timeline (ref);
grant usage on schema naive to public;
grant all on all tables in schema naive to public;
"""

RETRY = RetryPolicy(maximum_attempts=5)


@dataclass
class Step:
    """What one activity writes: rows of one kind, and a line of the timeline for each."""

    ref: str
    step: str
    names: Sequence[str] = ()


class Activities:
    """The activities of the naive complaint."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", spool: Path) -> None:
        self._pool, self._spool = pool, spool

    @activity.defn
    async def open_case(self, step: Step) -> None:
        """Write the row of the case."""
        await self._write(
            step, ("insert into naive.cases (ref, phase) values ($1, 'received')", step.ref)
        )

    @activity.defn
    async def note(self, step: Step) -> None:
        """Write lines of the timeline."""
        await self._write(step)

    @activity.defn
    async def record(self, step: Step) -> None:
        """Write what other systems are told."""
        insert = (
            "insert into naive.records (ref, step, system, name, data) "
            "values ($1, $2, 'CF', $3, $4)"
        )
        rows = [(insert, step.ref, step.step, name, "{}") for name in step.names]
        await self._write(step, *rows)

    @activity.defn
    async def move(self, step: Step) -> None:
        """Write the phase."""
        await self._write(
            step, ("update naive.cases set phase = $2 where ref = $1", step.ref, step.names[0])
        )

    @activity.defn
    async def arm(self, step: Step) -> None:
        """Write a deadline, two days on whatever day it is."""
        insert = (
            "insert into naive.deadlines (id, ref, due, state) "
            "values ($1, $2, clock_timestamp() + interval '2 days', 'armed')"
        )
        await self._write(step, (insert, f"{step.ref}.{step.names[0]}", step.ref))

    @activity.defn
    async def end_deadline(self, step: Step) -> None:
        """Write that a deadline was met."""
        update = "update naive.deadlines set state = 'met' where ref = $1"
        await self._write(step, (update, step.ref))

    @activity.defn
    async def open_task(self, step: Step) -> None:
        """Write work for a role."""
        insert = (
            "insert into naive.tasks (id, ref, kind, role, state) "
            "values ($1, $2, $3, 'officer', 'open')"
        )
        await self._write(step, (insert, f"{step.ref}.{step.names[0]}", step.ref, step.names[0]))

    @activity.defn
    async def end_task(self, step: Step) -> None:
        """Write that work was done."""
        update = "update naive.tasks set state = 'completed' where id = $1"
        await self._write(step, (update, f"{step.ref}.{step.names[0]}"))

    @activity.defn
    async def send_letter(self, step: Step) -> None:
        """Make the letter, keep it, and put it into the print spool."""
        made = await _acknowledgement(step.ref)
        insert = (
            "insert into naive.letters (id, ref, state, pdf, sha256) "
            "values ($1, $2, 'sent', $3, $4)"
        )
        await self._write(step, (insert, f"{step.ref}.l1", step.ref, made.pdf, made.sha256))
        await asyncio.to_thread(_spool, self._spool, f"{step.ref}.l1", made.pdf)

    @activity.defn
    async def close_case(self, step: Step) -> None:
        """Write that the case is closed."""
        await self._write(step, ("update naive.cases set closed = true where ref = $1", step.ref))

    async def _write(self, step: Step, *statements: tuple[Any, ...]) -> None:
        line = "insert into naive.timeline (ref, step, kind, words) values ($1, $2, 'recorded', $3)"
        async with self._pool.acquire() as connection, connection.transaction():
            for statement, *values in statements:
                await connection.execute(statement, *values)
            for name in step.names or (step.step,):
                await connection.execute(line, step.ref, step.step, name)


async def _acknowledgement(ref: str) -> "Rendered":
    fields = sample(COMPLAINT_ACKNOWLEDGEMENT.name).model_copy(update={"reference": ref})
    return await render_in_thread(COMPLAINT_ACKNOWLEDGEMENT, fields)


def _spool(folder: Path, name: str, pdf: bytes) -> None:
    draft = folder / f".{name}"
    draft.write_bytes(pdf)
    draft.rename(folder / f"{name}.pdf")


@workflow.defn(name="NaiveComplaint")
class NaiveComplaint:
    """A level 1 complaint: opened, assessed, acknowledged, closed."""

    def __init__(self) -> None:
        self._assessed: str | None = None
        self._acknowledged = False

    @workflow.signal
    def assessed(self, level: str) -> None:
        """The Allocations Officer has found the level."""
        self._assessed = level

    @workflow.signal
    def acknowledged(self) -> None:
        """The officer has confirmed the acknowledgement."""
        self._acknowledged = True

    @workflow.run
    async def run(self, ref: str) -> str:
        """Run the complaint; return the phase that it ended in."""
        two_days = timedelta(days=2)
        await self._do("open_case", ref, "WC-S2a")
        await self._do("record", ref, "WC-S1a", "complaint_record", "register", "received")
        await self._do("note", ref, "WC-S2b", "started", "received", "customer", "channel")
        await self._do("arm", ref, "WC-S3n", "acknowledgement")
        await self._do("arm", ref, "BG-WC-b", "about_to_lapse")
        await self._do("move", ref, "WC-S3a", "assessing")
        await self._do("open_task", ref, "WC-S3a", "assess")
        await workflow.wait_condition(lambda: self._assessed is not None, timeout=two_days)
        await self._do("end_task", ref, "WC-S3a", "assess")
        await self._do(
            "note", ref, "WC-S3b", "escalation", "avenues", "privacy", "language", "level"
        )
        await self._do(
            "record", ref, "WC-S3i", "assessment", "privacy", "aggression", "level", "about"
        )
        await self._do("move", ref, "WC-S3i", str(self._assessed))
        await self._do("note", ref, "WC-S3k", "contact", "handler", "exempt", "approval", "ps")
        await self._do("open_task", ref, "WC-S3m", "acknowledge")
        await workflow.wait_condition(lambda: self._acknowledged, timeout=two_days)
        await self._do("end_task", ref, "WC-S3m", "acknowledge")
        await self._do("send_letter", ref, "WC-S3m")
        await self._do("end_deadline", ref, "WC-S3n")
        await self._do("record", ref, "WC-S3m", "letter", "clock", "register")
        await self._do("note", ref, "WC-S3l", "drafted", "signed", "sent", "owner")
        await self._do("move", ref, "WC-S5a", "handed_over")
        await self._do("close_case", ref, "WC-S5a")
        return "handed_over"

    async def _do(self, name: str, ref: str, step: str, *names: str) -> None:
        await workflow.execute_activity(
            name,
            Step(ref, step, names),
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=RETRY,
        )


async def work(database_url: str, address: str, spool: Path) -> None:
    """Run a worker as the samples do, until it is ended."""
    client = await Client.connect(address)
    async with asyncpg.create_pool(database_url, min_size=1, max_size=10) as pool:
        doing = Activities(pool, spool)
        acts = [
            doing.open_case,
            doing.note,
            doing.record,
            doing.move,
            doing.arm,
            doing.end_deadline,
            doing.open_task,
            doing.end_task,
            doing.send_letter,
            doing.close_case,
        ]
        async with Worker(
            client, task_queue=TASK_QUEUE, workflows=[NaiveComplaint], activities=acts
        ):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
