"""Look at each part of a running stack and say how to put right what is wrong."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import exists, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.enums.v1 import IndexedValueType, TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeTaskQueueRequest,
    GetSystemInfoRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.carried import MOST_CARRIED
from activities.pushes import TASK_QUEUE
from activities.stopping import NEVER_OPENED
from database import connect
from database.errors import guarded
from database.models import Case, Outbox, Receipt, Task
from database.queries.cases import heavy
from database.queries.clock import present
from database.queries.doing import nobodys
from database.queries.orphans import cases_with_orphans
from database.queries.times import left_out
from domain.errors import CaseboundError, DeclarationError
from domain.offices import OFFICES, State
from starter.administration.dated_settings import listed
from starter.administration.days_off import to_decide
from starter.doors.agreement import Comparison, by_agreement
from worker import declared
from worker.attributes import SEARCH_ATTRIBUTES

PATIENCE = timedelta(seconds=5)  # for each answer of a server
APART = timedelta(seconds=5)  # clocks may be: the receipts of a minute must still be in order
ROOM = 500 * 1024 * 1024  # bytes: some thousands of letters
STUCK_AFTER = timedelta(minutes=1)
FAILING = "TemporalReportedProblems IS NOT NULL AND ExecutionStatus = 'Running'"
MOST_LISTED = 1000
NEARLY = MOST_CARRIED * 3 // 4  # bytes: while there is time to do something about it
NAMED = 20  # cases, for people; programs get them all
WORKFLOW = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
ACTIVITY = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY


# Cases, and those that were never opened: the receipt of their first message says it.
STOPPED = union_all(
    select(Case.ref, Case.stopped["reason"].astext).where(Case.stopped.is_not(None)),
    select(Receipt.case, Receipt.reason).where(
        Receipt.status.is_(None),
        Receipt.reason.startswith(NEVER_OPENED),
        ~exists().where(Case.ref == Receipt.case),
    ),
).order_by("ref")


@dataclass(frozen=True)
class Found:
    """What was found of one part; ``remedy`` says what to do where it is not ``ok``."""

    part: str
    state: Literal["ok", "wrong", "unreachable"]
    words: str
    remedy: str = ""
    cases: dict[str, list[str]] = field(default_factory=dict)  # references, by what is wrong

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return asdict(self)


@dataclass(frozen=True)
class Doctor:
    """Examines one stack. ``client`` connects to Temporal, or raises a CaseboundError."""

    database_url: str
    client: Callable[[], Awaitable[Client]]
    temporal_address: str
    spool: Path

    async def examine(self) -> list[Found]:
        """Look at every part, one after the other; nothing is changed."""
        return [
            await asyncio.to_thread(_lifecycles),
            *(database := await self._database()),
            *await self._temporal(well=all(part.state == "ok" for part in database[:1])),
            await asyncio.to_thread(_letters),
            await asyncio.to_thread(_spool, self.spool),
        ]

    # ------------------------------------------------------------------ the case database

    async def _database(self) -> list[Found]:
        try:
            async with _engine(self.database_url) as engine:
                found = [await _revision(engine)]
                if found[0].state == "ok":
                    found += [
                        await _clock(engine),
                        await stopped_cases(engine),
                        await _undelivered(engine),
                        await _given_up(engine),
                        await nobodys_work(engine),
                        await orphans(engine),
                        await heavy_cases(engine),
                    ]
                    found += [
                        await _left_out(engine),
                        await _to_confirm(engine),
                        await _regional_days(engine),
                    ]
                return found
        except CaseboundError as error:
            remedy = "start PostgreSQL, or correct CASEBOUND_DATABASE_URL"
            return [Found("database", "unreachable", str(error), remedy)]

    # ------------------------------------------------------------------ Temporal

    async def _temporal(self, *, well: bool) -> list[Found]:
        """Look at Temporal and, where the database is ``well``, at how the two agree."""
        where = f"at {self.temporal_address}"
        try:
            client = await self.client()
            info = await client.workflow_service.get_system_info(
                GetSystemInfoRequest(), timeout=PATIENCE
            )
        except (CaseboundError, RPCError):
            words = f"the server {where} does not answer"
            remedy = "start the Temporal server, or correct CASEBOUND_TEMPORAL_ADDRESS"
            return [Found("temporal", "unreachable", words, remedy)]
        found = [Found("temporal", "ok", f"server {info.server_version} {where}")]
        try:
            found.append(await _namespace(client))
            if found[-1].state == "ok":
                found += [await _attributes(client), await _pollers(client)]
                found.append(await failing_cases(client))
                if well:
                    found.append(await self._agreement(client))
        except RPCError as error:
            words = f"the server {where} does not answer this ({error.status.name})"
            remedy = "look into the log of the Temporal server"
            found.append(Found("temporal", "unreachable", words, remedy))
        return found

    async def _agreement(self, client: Client) -> Found:
        """See that each open case has its workflow, which knows as much as the database."""
        async with _engine(self.database_url) as engine:
            standings = await Comparison(connect.sessions(engine), client).of_all()
        apart = by_agreement(standings)
        if not apart:
            return Found("cases", "ok", "every open case has its workflow")
        named = "; ".join(f"{what}: {_some(refs)}" for what, refs in apart.items())
        count = sum(map(len, apart.values()))
        words = f"{count} of {len(standings)} do not agree with their workflows: {named}"
        remedy = "`casebound repair --all` brings them back; with --check it only shows how"
        cases = {str(what): refs for what, refs in apart.items()}
        return Found("cases", "wrong", words, remedy, cases)


def _some(refs: list[str]) -> str:
    more = f" and {len(refs) - NAMED} more" if len(refs) > NAMED else ""
    return ", ".join(refs[:NAMED]) + more


@asynccontextmanager
async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect.engine(url, pool_size=1, application="casebound doctor")
    try:
        yield engine
    finally:
        await engine.dispose()


async def _revision(engine: AsyncEngine) -> Found:
    stands = await connect.revision(engine)
    if stands.fits:
        return Found("database", "ok", f"reachable, at revision {stands.current}")
    if stands.current is None:
        return Found("database", "wrong", "reachable, but empty", "run `casebound migrate`")
    words = f"at revision {stands.current}; this release needs {stands.needed}"
    return Found("database", "wrong", words, "run `casebound migrate` of the newest release")


async def _clock(engine: AsyncEngine) -> Found:
    async with guarded(None, "clock"), engine.connect() as connection:
        before = datetime.now(UTC)
        theirs = await connection.scalar(select(func.clock_timestamp()))
        after = datetime.now(UTC)
    ours = before + (after - before) / 2
    apart = abs((theirs or ours) - ours)
    words = f"{apart.total_seconds():.1f} seconds from the database's"
    if apart <= APART:
        return Found("clock", "ok", words)
    return Found("clock", "wrong", words, "set both machines' clocks by the same time server")


async def stopped_cases(engine: AsyncEngine) -> Found:
    """Name each case that stands still at a settle, and why."""
    async with guarded(None, "stopped"), engine.connect() as connection:
        rows = (await connection.execute(STOPPED)).all()
    if not rows:
        return Found("settles", "ok", "no case stands still")
    named = "; ".join(f"{ref}: {why}" for ref, why in rows[:NAMED])
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    words = f"{len(rows)} cases stand still: {named}{more}"
    remedy = (
        "put right what each names, then `casebound repair REF`; by itself a case looks again after"
        " a minute, then ever less often, at last every six hours"
    )
    return Found("settles", "wrong", words, remedy, {"stopped": [ref for ref, _ in rows]})


async def _undelivered(engine: AsyncEngine) -> Found:
    """Count what waits to reach a case, or to leave one, for longer than it should."""
    messages = (
        select(func.count())
        .select_from(Receipt)
        .where(Receipt.status.is_(None), Receipt.received_at < func.now() - STUCK_AFTER)
    )
    pushes = (
        select(func.count())
        .select_from(Outbox)
        .where(
            Outbox.done_at.is_(None),
            Outbox.given_up_at.is_(None),
            Outbox.kind != "record",  # these wait for an integration, however long
            Outbox.created_at < func.now() - STUCK_AFTER,
        )
    )
    async with guarded(None, "deliveries"), engine.connect() as connection:
        late = [await connection.scalar(count) or 0 for count in (messages, pushes)]
    words = f"{late[0]} messages to cases and {late[1]} pushes from cases are late"
    if not any(late):
        return Found("deliveries", "ok", words)
    return Found("deliveries", "wrong", words, "see that a worker and a forwarder run")


async def _given_up(engine: AsyncEngine) -> Found:
    """Name the cases of which something is not tried any more, before a person has said so."""
    wanted = (
        select(Outbox.case)
        .where(Outbox.done_at.is_(None), Outbox.given_up_at.is_not(None))
        .order_by(Outbox.given_up_at, Outbox.id)
    )
    async with guarded(None, "given up"), engine.connect() as connection:
        refs = list(dict.fromkeys(await connection.scalars(wanted)))
    if not refs:
        return Found("given up", "ok", "nothing was given up")
    words = f"letters and messages of {len(refs)} cases are tried no more: {_some(refs)}"
    remedy = "`casebound tasks --case REF` shows the work about it; who does it says what follows"
    return Found("given up", "wrong", words, remedy, {"given up": refs})


async def nobodys_work(engine: AsyncEngine) -> Found:
    """Count the work that nobody may do who is there today: it would lie in nobody's day."""
    async with guarded(None, "work"), connect.sessions(engine)() as db:
        lying = select(Task.id, Task.case).where(Task.state == "open", nobodys(await present(db)))
        rows = (await db.execute(lying.order_by(Task.id))).all()
    if not rows:
        return Found("work", "ok", "whatever is open is in the day of somebody who may do it")
    words = f"{len(rows)} pieces are in nobody's day: {_some([row.id for row in rows])}"
    remedy = (
        "`casebound tasks --nobodys` shows them to managers, who hand them over; or give somebody"
        " the role, or a delegate"
    )
    refs = sorted({row.case for row in rows if row.case})
    return Found("work", "wrong", words, remedy, {"nobody's": refs})


async def orphans(engine: AsyncEngine) -> Found:
    """Count what is open in case files and nobody has: it would be done by nobody."""
    async with guarded(None, "case files"), connect.sessions(engine)() as db:
        found = await cases_with_orphans(db, await present(db))
    if not found:
        return Found("case files", "ok", "somebody has everything that is open in a file")
    count, refs = sum(map(len, found.values())), sorted(found)
    words = f"{count} open things in the files of {len(refs)} cases are nobody's: {_some(refs)}"
    remedy = (
        "`casebound file REF --orphans` names each, and why; hand an open case over to somebody who"
        " is there, and put right what a closed one has"
    )
    return Found("case files", "wrong", words, remedy, {"orphans": refs})


async def heavy_cases(engine: AsyncEngine) -> Found:
    """Name the cases that carry too much, or nearly so, for a new run to take them over."""
    async with guarded(None, "runs"), connect.sessions(engine)() as db:
        rows = await heavy(db, NEARLY)
    if not rows:
        return Found("runs", "ok", "a new run could take over every open case")
    named = _some([f"{ref} carries {size // 1024} kB" for ref, size in rows])
    words = f"no new run takes over more than {MOST_CARRIED // 1024} kB, and {named}"
    remedy = (
        "its run goes on, and its history grows: complete, or withdraw, what each has open;"
        " `casebound tasks --case REF` lists it"
    )
    return Found("runs", "wrong", words, remedy, {"heavy": [ref for ref, _ in rows]})


async def _left_out(engine: AsyncEngine) -> Found:
    """Name the rows of days, settings and offices that nobody can count with."""
    async with guarded(None, "reference data"), connect.sessions(engine)() as db:
        faults = await left_out(db)
    if not faults:
        return Found("reference data", "ok", "every day off and every setting can be read")
    remedy = "set it up anew: a setting by `casebound settings set`, a day off by `holidays remove`"
    return Found("reference data", "wrong", f"left out: {'; '.join(faults)}", remedy)


async def _to_confirm(engine: AsyncEngine) -> Found:
    """Name the settings that are the product's own, which only the agency can know.

    No case stands still for it, so it is nothing wrong: letters show numbers that nobody answers.
    """
    async with guarded(None, "settings"), connect.sessions(engine)() as db:
        settings = await listed(db, OFFICES[State.ACT].day_of(datetime.now(UTC)))
    names = [setting["name"] for setting in settings if setting["to_confirm"]]
    if not names:
        return Found("settings", "ok", "the agency has confirmed what only it can know")
    words = f"the agency is to confirm {', '.join(names)}: `casebound settings set`"
    return Found("settings", "ok", words)


async def _regional_days(engine: AsyncEngine) -> Found:
    """Ask for the days that each office at work must decide: no library knows them."""
    today = OFFICES[State.ACT].day_of(datetime.now(UTC))
    async with guarded(None, "regional days"), connect.sessions(engine)() as db:
        missing = await to_decide(db, today)
    if not missing:
        return Found("regional days", "ok", "every office has decided on this year's and the next")
    words = "; ".join(
        f"{office.code} has not decided on {day.name} of {year} ({day.code}: {day.usually})"
        for office, day, year in missing
    )
    office, day, year = missing[0]
    remedy = (
        f"`casebound holidays decide {day.code} {year} --office {office.code} --on DATE`, or "
        "--works where the office does not keep it"
    )
    return Found("regional days", "wrong", words, remedy)


async def _namespace(client: Client) -> Found:
    name = client.namespace
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=name), timeout=PATIENCE
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        remedy = "have the operator of the server create it, or set CASEBOUND_TEMPORAL_NAMESPACE"
        return Found("namespace", "wrong", f"there is no namespace {name}", remedy)
    return Found("namespace", "ok", name)


async def _attributes(client: Client) -> Found:
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace), timeout=PATIENCE
    )
    there = listed.custom_attributes
    wrong = [name for name, kind in SEARCH_ATTRIBUTES.items() if there.get(name) != kind]
    if not wrong:
        return Found("search attributes", "ok", f"all {len(SEARCH_ATTRIBUTES)} are registered")
    remedy = "; ".join(
        f"temporal operator search-attribute create --namespace {client.namespace} "
        f"--name {name} --type {_type(SEARCH_ATTRIBUTES[name])}"
        for name in wrong
    )
    words = f"missing, or of another type: {', '.join(wrong)}"
    return Found("search attributes", "wrong", words, remedy)


def _type(kind: IndexedValueType.ValueType) -> str:
    words = IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_").split("_")
    return "".join(word.title() for word in words)


async def _pollers(client: Client) -> Found:
    counts = [await _polling(client, kind) for kind in (WORKFLOW, ACTIVITY)]
    words = f"{counts[0]} for workflows, {counts[1]} for activities on queue {TASK_QUEUE}"
    if all(counts):
        return Found("workers", "ok", words)
    return Found("workers", "wrong", words, "start `casebound worker`")


async def failing_cases(client: Client) -> Found:
    """Name each case whose workflow task fails again and again: the server says so after five."""
    listed = client.list_workflows(FAILING, page_size=NAMED, limit=MOST_LISTED)
    refs = sorted({workflow.id async for workflow in listed})
    if not refs:
        return Found("workflow tasks", "ok", "none fails again and again")
    words = f"code and history do not agree in {len(refs)} cases: {_some(refs)}"
    remedy = (
        "put the release right, or the one before back; the cases go on by themselves. The failure"
        " stands in each history, and `casebound case REF` shows what stands"
    )
    return Found("workflow tasks", "wrong", words, remedy, {"failing": refs})


async def _polling(client: Client, kind: TaskQueueType.ValueType) -> int:
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=TASK_QUEUE),
            task_queue_type=kind,
        ),
        timeout=PATIENCE,
    )
    return len(answer.pollers)


# ---------------------------------------------------------------------------- the product itself


def _lifecycles() -> Found:
    """Look whether everything that the product declares is listed, run, answered and printed."""
    try:
        declared.check()
    except DeclarationError as error:
        remedy = "the release is not whole: each line says what to add where"
        return Found("lifecycles", "wrong", str(error), remedy)
    return Found("lifecycles", "ok", "every kind of case is declared whole")


# ---------------------------------------------------------------------------- letters


def _letters() -> Found:
    """Render a letter: that needs the templates and the font that belongs to them."""
    from domain.catalogue import LETTERS
    from domain.letters import LetterError
    from letters.gallery import sample
    from letters.render import render

    kind = next(iter(LETTERS.values()))
    try:
        render(kind, sample(kind.name))
    except (LetterError, OSError) as error:
        remedy = "install the product again: templates or fonts are missing"
        return Found("letters", "wrong", str(error), remedy)
    return Found("letters", "ok", "a sample letter was rendered")


def _spool(spool: Path) -> Found:
    part, remedy = "print spool", "create the folder, or set CASEBOUND_SPOOL to one"
    if not spool.is_dir():
        return Found(part, "wrong", f"there is no folder {spool}", remedy)
    try:
        with tempfile.TemporaryFile(dir=spool):
            free = shutil.disk_usage(spool).free
    except OSError as error:
        remedy = "let the worker's account write there"
        return Found(part, "wrong", f"{spool} cannot be written to: {error.strerror}", remedy)
    words = f"{spool} can be written to, {free // 1024**2} MB are free"
    if free < ROOM:
        return Found(part, "wrong", words, "make room on that disk: letters will stop")
    return Found(part, "ok", words)
