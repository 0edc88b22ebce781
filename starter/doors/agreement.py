"""Compare cases with their workflows: the case database and Temporal may each have been put back.

A settle has a number, which both sides know. The number that a workflow knows stands in its
history, in the id of its last settle: reading the end of that costs one request a case, and the
case nothing. Whatever looks wrong is looked at again, for both sides go on meanwhile.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import Client
from temporalio.service import RPCError

from activities.contracts import SETTLE, Start
from activities.pushes import names_no_workflow
from database.errors import guarded
from database.models import Case, Receipt
from domain.catalogue import CASE_TYPES
from starter.doors.bringing import STARTING

AT_ONCE = 12  # requests; an embedded server has one connection to its database
END = 12  # events: a case at rest has its last settle among them
MORE = 200
PATIENCE = timedelta(seconds=10)  # for each answer
LOOKS = 3
PAUSE = 0.3  # seconds between two looks: a settle that is under way ends meanwhile
CLOSED = {
    EventType.Value(f"EVENT_TYPE_WORKFLOW_EXECUTION_{how}")
    for how in ("COMPLETED", "FAILED", "TIMED_OUT", "TERMINATED", "CANCELED", "CONTINUED_AS_NEW")
}

# Cases whose first message was accepted and is not settled.
BEGINNING = select(Receipt.case, Receipt.delivered_at).where(
    Receipt.status.is_(None), Receipt.case.is_not(None), Receipt.type.in_(STARTING)
)

Sessions = async_sessionmaker[AsyncSession]


class Agreement(StrEnum):
    """How a case stands to its workflow."""

    RUNNING = "running"
    GONE = "gone"
    UNKNOWN = "unknown"
    AHEAD = "ahead"
    BEHIND = "behind"
    STOPPED = "stopped"


DISAGREE = (Agreement.GONE, Agreement.UNKNOWN, Agreement.AHEAD, Agreement.BEHIND)


class Recorded(NamedTuple):
    """What the case database has of a case.

    One that ``begins`` has settled nothing: its first message was brought to Temporal, or
    ``waits`` to be.
    """

    state: str  # waits, begins, open, closed
    settles: int
    chain: str | None = None  # its own workflow, by the first of its runs


class Known(NamedTuple):
    """What a running workflow knows: the number of its last settle, and how far that one is."""

    settle: int
    stage: Literal["done", "pending", "failed"]


@dataclass(frozen=True)
class Standing:
    """How one case stands; ``agreement`` is None where nothing runs, as nothing should."""

    ref: str
    agreement: Agreement | None
    words: str = ""
    settles: int | None = None  # that the case database has; None: it has no such case
    knows: int | None = None  # the last settle that the workflow knows; None: nothing runs
    chain: str | None = None  # the case's own workflow, by the first of its runs

    @property
    def disagrees(self) -> bool:
        """Tell whether the two know different things of it."""
        return self.agreement in DISAGREE

    @property
    def takes_repair(self) -> bool:
        """Tell whether a repair has the case go on, where what is wrong is put right."""
        return self.disagrees or self.agreement is Agreement.STOPPED


class Comparison:
    """Compares the cases of one database with the workflows of one namespace."""

    def __init__(self, sessions: Sessions, client: Client) -> None:
        self._sessions = sessions
        self._client = client

    async def of_all(self) -> list[Standing]:
        """Return how every case stands that is open, begins, or has a workflow that runs."""
        async with guarded(None, "comparison"), self._sessions() as db:
            begun = set(await db.scalars(select(Case.ref).where(Case.state == "open")))
            begins = {str(ref) for ref, _ in await db.execute(BEGINNING)}
        kinds = ", ".join(f"'{name}'" for name in CASE_TYPES)
        listed = self._client.list_workflows(
            f"ExecutionStatus = 'Running' AND WorkflowType IN ({kinds})",
            page_size=1000,
            rpc_timeout=PATIENCE,
        )
        running = {workflow.id async for workflow in listed}
        standings = await self.of(begun | begins | running)
        return sorted(standings.values(), key=lambda standing: standing.ref)

    async def of(self, refs: Collection[str]) -> dict[str, Standing]:
        """Return how these cases stand.

        Raises:
            RPCError: Temporal does not answer.
        """
        judged: dict[str, Standing] = {}
        doubtful = set(refs)
        for look in range(LOOKS):
            if look:
                await asyncio.sleep(PAUSE)
            before = await self._recorded(doubtful)
            known = await self._known(doubtful)
            after = await self._recorded(doubtful)
            for ref in doubtful:
                judged[ref] = _judge(ref, after.get(ref), known.get(ref))
                if judged[ref].agreement is Agreement.STOPPED:
                    judged[ref] = await self._or_stranger(judged[ref], after[ref])
            moves = {ref for ref in doubtful if before.get(ref) != after.get(ref)}
            doubtful = {ref for ref in doubtful if judged[ref].disagrees or ref in moves}
            if not doubtful:
                break
        else:
            for ref in moves:  # what settles all the time runs
                judged[ref] = Standing(ref, Agreement.RUNNING)
        return judged

    # ------------------------------------------------------------------ the case database

    async def _recorded(self, refs: Collection[str]) -> dict[str, Recorded]:
        columns = select(Case.ref, Case.state, Case.next_sequence, Case.chain)
        async with guarded(None, "comparison"), self._sessions() as db:
            rows = await db.execute(columns.where(Case.ref.in_(refs)))
            found = {
                ref: Recorded(state, following - 1, chain) for ref, state, following, chain in rows
            }
            others = set(refs) - found.keys()
            begin = await db.execute(BEGINNING.where(Receipt.case.in_(others)))
            return found | {
                str(ref): Recorded("begins" if delivered_at else "waits", 0)
                for ref, delivered_at in begin
            }

    # ------------------------------------------------------------------ Temporal

    async def _or_stranger(self, stopped: Standing, recorded: Recorded) -> Standing:
        """Tell a case that stopped from one under whose reference another workflow did."""
        described = await self._client.get_workflow_handle(stopped.ref).describe()
        if recorded.chain in (None, described.raw_info.first_run_id):
            return stopped
        return replace(stopped, agreement=Agreement.UNKNOWN, words=STRANGER)

    async def _known(self, refs: Iterable[str]) -> dict[str, Known]:
        free = asyncio.Semaphore(AT_ONCE)

        async def one(ref: str) -> tuple[str, Known | None]:
            async with free:
                return ref, await known(self._client, ref)

        found = await asyncio.gather(*(one(ref) for ref in refs))
        return {ref: knows for ref, knows in found if knows}


async def known(client: Client, ref: str) -> Known | None:
    """Read off the end of a history what a workflow knows; None where none runs.

    Raises:
        RPCError: Temporal does not answer.
    """
    page, ended = b"", set[int]()
    failed = set[int]()
    while True:
        request = GetWorkflowExecutionHistoryReverseRequest(
            namespace=client.namespace,
            execution=WorkflowExecution(workflow_id=ref),
            maximum_page_size=MORE if page else END,
            next_page_token=page,
        )
        service = client.workflow_service
        try:
            answer = await service.get_workflow_execution_history_reverse(
                request, retry=True, timeout=PATIENCE
            )
        except RPCError as error:
            if names_no_workflow(error):
                return None
            raise
        events = answer.history.events
        if not page and events and events[0].event_type in CLOSED:
            return None
        for event in events:
            _note_end(event, ended, failed)
            if found := _settle(event, ended, failed):
                return found
            if event.HasField("workflow_execution_started_event_attributes"):
                return await _carried(client, event)
        page = answer.next_page_token
        if not page:
            return Known(0, "done")


def _note_end(event: HistoryEvent, done: set[int], failed: set[int]) -> None:
    """Note of an activity how it ended, by the number of the event that it began with."""
    if event.HasField("activity_task_completed_event_attributes"):
        done.add(event.activity_task_completed_event_attributes.scheduled_event_id)
    if event.HasField("activity_task_failed_event_attributes"):
        failed.add(event.activity_task_failed_event_attributes.scheduled_event_id)


def _settle(event: HistoryEvent, done: set[int], failed: set[int]) -> Known | None:
    scheduled = event.activity_task_scheduled_event_attributes
    if scheduled.activity_type.name != SETTLE:
        return None
    number, _, wait = scheduled.activity_id.partition(".")
    if event.event_id in done:
        return Known(int(number), "done")
    again = wait.count(".") > 1  # tried once more after it had failed
    return Known(int(number), "failed" if again or event.event_id in failed else "pending")


async def _carried(client: Client, started: HistoryEvent) -> Known:
    """Return what a run knows that has settled nothing yet: what it was given."""
    payloads = started.workflow_execution_started_event_attributes.input.payloads
    (start,) = await client.data_converter.decode(payloads, [Start])
    carried = (start.carried if isinstance(start, Start) else None) or {}
    number = carried.get("sequence", 0)
    return Known(number if isinstance(number, int) else 0, "done")


# ---------------------------------------------------------------------------- judging


def _judge(ref: str, recorded: Recorded | None, knows: Known | None) -> Standing:
    agreement = _agreement(recorded, knows)
    there = recorded is not None and recorded.state in ("open", "closed")
    settles = recorded.settles if recorded and there else None
    number = knows.settle if knows else None
    words = WORDS[agreement].format(settles=settles, number=number)
    if agreement is Agreement.GONE and settles is None:
        words = f"its first message was accepted, and {words}"
    chain = recorded.chain if recorded else None
    return Standing(ref, agreement, words, settles, number, chain)


def _agreement(recorded: Recorded | None, knows: Known | None) -> Agreement | None:
    if recorded is None:
        return Agreement.UNKNOWN if knows else None
    if knows is None:
        return Agreement.GONE if recorded.state in ("begins", "open") else None
    # What is under way may be written already, with nobody told of it.
    least = knows.settle if knows.stage == "done" else knows.settle - 1
    most = knows.settle - 1 if knows.stage == "failed" else knows.settle
    if recorded.settles < least:
        return Agreement.AHEAD
    if recorded.settles > most:
        return Agreement.BEHIND
    return Agreement.STOPPED if knows.stage == "failed" else Agreement.RUNNING


STRANGER = "the workflow that runs under its reference is not its own"
WORDS: Mapping[Agreement | None, str] = {
    Agreement.RUNNING: "its workflow runs",
    Agreement.GONE: "no workflow runs for it",
    Agreement.UNKNOWN: "a workflow runs, and the case database has no such case",
    Agreement.AHEAD: "its workflow is at settle {number}, the case database at {settles}",
    Agreement.BEHIND: "its workflow is at settle {number}, the case database at {settles} already",
    Agreement.STOPPED: "it stands still at settle {number}; its current details say why",
    None: "",
}


def by_agreement(standings: Iterable[Standing]) -> Mapping[Agreement, list[str]]:
    """Return the cases that take a repair, by what is wrong with them."""
    found: dict[Agreement, list[str]] = {}
    for standing in standings:
        if standing.disagrees and standing.agreement:
            found.setdefault(standing.agreement, []).append(standing.ref)
    return found
