"""Bring cases back from the case database whose workflows were lost, or know something else.

A case is led back to the wait at which it stands: its phase goes its way once more, each wait that
is over answers as it did, and nothing is written, for all of that is written. Where that does not
lead there, the phase can only begin anew: a person must want that, who has seen what was sent.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError

from activities.carried import Carried, Inbox
from activities.contracts import Resumption, Start
from activities.pushes import TASK_QUEUE, names_no_workflow, start_lifecycle
from database.errors import guarded
from database.models import Case, Receipt, Repair
from database.queries import repairs
from database.queries.messages import envelope
from database.queries.nearest import not_found
from database.queries.times import times_of
from database.writes import repairs as writes
from database.writes.administration import act_as
from domain.catalogue import CASE_TYPES
from domain.errors import CaseboundError
from starter.doors.agreement import Agreement, Comparison, Standing
from starter.doors.bringing import Bringer, start_of
from starter.doors.lost import let_begin_again

TRIES = 3  # at a case that goes on, or that another one repairs
PATIENCE = timedelta(seconds=20)  # until a worker has taken up what was started
CLAIM = "repair-"  # begins the name of one; those of runs that Temporal gives do not
PAUSE = 0.1  # seconds, between two looks at that

Sessions = async_sessionmaker[AsyncSession]


class Way(StrEnum):
    """What brings a case back."""

    NOTHING = "nothing"
    START = "start"  # by its first message, once more
    RESUME = "resume"  # at the wait at which it stands
    ANEW = "anew"  # at the beginning of its phase, a second time
    END = "end"  # the workflow: the case database has no such case, or a closed one


WORDS = {
    Way.NOTHING: "nothing is to be done",
    Way.START: "it is started again by its first message",
    Way.RESUME: "it is taken up where it waits; nothing is repeated",
    Way.ANEW: "its phase begins anew: open work of the phase is withdrawn and opened once more",
    Way.END: "its workflow is ended",
}


@dataclass(frozen=True)
class Plan:
    """What would bring one case back, and what was sent since its phase began."""

    standing: Standing
    way: Way
    asks: bool  # a person must want it
    run: str | None = None  # the first one of the workflow that runs
    phase: str | None = None
    zone: str | None = None
    since: tuple[dict[str, Any], ...] = ()

    @property
    def ref(self) -> str:
        """The case."""
        return self.standing.ref

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "ref": self.ref,
            "workflow": self.standing.agreement,
            "words": self.standing.words,
            "way": self.way,
            "asks": self.asks,
            "phase": self.phase,
            "since_phase_began": list(self.since),
        }


@dataclass(frozen=True)
class Done:
    """What came of a repair."""

    ref: str
    back: bool
    words: str


class Repairer:
    """Brings cases back. ``actor`` does it, and is known by ``known_by``, for the log."""

    def __init__(
        self,
        sessions: Sessions,
        client: Client,
        *,
        actor: str,
        known_by: str,
        clock: Callable[[], datetime],
        task_queue: str = TASK_QUEUE,
    ) -> None:
        self._sessions = sessions
        self._client = client
        self._actor, self._known_by = actor, known_by
        self._clock = clock
        self._task_queue = task_queue
        self._comparison = Comparison(sessions, client)
        self._bringer = Bringer(sessions, client, task_queue=task_queue)

    # ------------------------------------------------------------------ what would be done

    async def plans(self) -> list[Plan]:
        """Return what would bring back each case that does not agree with its workflow."""
        standings = await self._comparison.of_all()
        return [await self._plan(standing) for standing in standings if standing.takes_repair]

    async def plan(self, ref: str) -> Plan:
        """Return what would bring one case back.

        Raises:
            NotFoundError: there is neither such a case nor such a workflow.
        """
        standing = (await self._comparison.of([ref]))[ref]
        if standing.agreement is None and standing.settles is None:
            async with guarded(ref, "repair"), self._sessions() as db:
                raise await not_found(db, "case", ref)
        return await self._plan(standing)

    async def _plan(self, standing: Standing) -> Plan:
        if not standing.takes_repair:
            return Plan(standing, Way.NOTHING, asks=False)
        described = await self._described(standing.ref)
        running = described is not None and described.status is WorkflowExecutionStatus.RUNNING
        run = described.raw_info.first_run_id if described and running else None
        if standing.agreement is Agreement.UNKNOWN and standing.settles is None:
            return Plan(standing, Way.END, asks=True, run=run)
        async with guarded(standing.ref, "repair"), self._sessions() as db:
            case = await db.get(Case, standing.ref)
            if case is None:
                return Plan(standing, Way.START, asks=False, run=run)
            if case.state == "closed":
                return Plan(standing, Way.END, asks=False, run=run, phase=case.phase)
            zone = (await times_of(db, case.office)).zone
            since = await repairs.since_phase_began(db, case, zone)
        way = Way.ANEW if _went_astray(described) else Way.RESUME
        return Plan(standing, way, way is Way.ANEW, run, case.phase, zone.key, tuple(since))

    # ------------------------------------------------------------------ doing it

    async def carry_out(self, plan: Plan) -> Done:
        """Do what a plan says, unless the case has gone on since it was made.

        Done twice, or by two people at once, it starts one workflow.

        Raises:
            RPCError: Temporal does not answer; repeat it.
        """
        for _ in range(TRIES):
            now = await self.plan(plan.ref)
            if now.way is Way.NOTHING:
                return Done(plan.ref, back=True, words=now.standing.words)
            if now.way is not plan.way:
                break
            if done := await self._carried_out(now):
                return done
        return Done(plan.ref, back=False, words="it has gone on meanwhile; look at it again")

    async def _carried_out(self, plan: Plan) -> Done | None:
        """Do what a plan says; None where the case has gone on, or somebody else has it in hand."""
        match plan.way:
            case Way.START:
                return await self._start(plan)
            case Way.END:
                await self._end(plan)
                await self._write_down(plan)
                return Done(plan.ref, back=True, words="its workflow is ended")
            case _:
                return await self._bring_back(plan)

    async def _start(self, plan: Plan) -> Done:
        """Start a case that has never settled, in place of a workflow that stands still."""
        async with guarded(plan.ref, "repair"), self._sessions.begin() as db:
            row = await _opening(db, plan.ref)
            begins = row is not None and await let_begin_again(db, row)
        if row is None or not begins:
            words = "its first message is with the case that starts it; see its outbox"
            return Done(plan.ref, back=False, words=words)
        await self._end(plan)
        await self._write_down(plan)
        if row.start is not None:
            await self._bringer.start_again(row)
        return await self._taken_up(plan.ref, 0)

    async def _bring_back(self, plan: Plan) -> Done | None:
        """Claim the case, and only then end the workflow that was found, which settles no more."""
        standing = plan.standing
        words = f"The case was brought back: {standing.words}; {WORDS[plan.way]}"
        async with guarded(plan.ref, "repair"), self._sessions.begin() as db:
            await act_as(db, self._actor, self._known_by)
            name = f"{CLAIM}{uuid4().hex}"
            claimed = await writes.claim(
                db,
                _row(plan),
                words,
                chain=standing.chain,
                name=name,
                at=self._clock(),
                actor=self._actor,
            )
            start = await _start_of(db, plan, name) if claimed else None
        if start is None:
            return None
        await self._end(plan)
        await start_lifecycle(self._client, start, self._task_queue, again=True)
        return await self._taken_up(plan.ref, standing.settles or 0)

    async def _end(self, plan: Plan) -> None:
        """End the workflow that was found; one that was started since is left alone."""
        if plan.run is None:
            return
        found = self._client.get_workflow_handle(plan.ref, first_execution_run_id=plan.run)
        try:
            await found.terminate(reason=f"casebound repair: {plan.standing.words}")
        except RPCError as error:
            if not names_no_workflow(error):
                raise

    async def _write_down(self, plan: Plan) -> None:
        async with guarded(plan.ref, "repair"), self._sessions.begin() as db:
            await act_as(db, self._actor, self._known_by)
            db.add(_row(plan))

    async def _taken_up(self, ref: str, settles: int) -> Done:
        """Wait until a case that was started has settled once more."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                while not await self._settled_since(ref, settles):
                    if _went_astray(await self._described(ref)):
                        words = (
                            "its phase does not lead to where it stands; repair it once more, and "
                            "its phase begins anew"
                        )
                        return Done(ref, back=False, words=words)
                    await asyncio.sleep(PAUSE)
        except TimeoutError:
            return Done(ref, back=True, words="started; no worker has taken it up yet")
        return Done(ref, back=True, words="it is back")

    async def _settled_since(self, ref: str, settles: int) -> bool:
        async with guarded(ref, "repair"), self._sessions() as db:
            case = await db.get(Case, ref)
            return case is not None and case.next_sequence - 1 > settles

    async def _described(self, ref: str) -> WorkflowExecutionDescription | None:
        try:
            return await self._client.get_workflow_handle(ref).describe()
        except RPCError as error:
            if names_no_workflow(error):
                return None
            raise


def _went_astray(described: WorkflowExecutionDescription | None) -> bool:
    """Tell whether a case was led back before, and did not come to where it stands."""
    return described is not None and described.status is WorkflowExecutionStatus.FAILED


def _row(plan: Plan) -> Repair:
    standing = plan.standing
    return Repair(
        case=plan.ref,
        found=str(standing.agreement),
        way=plan.way.value,
        settles=standing.settles,
        known=standing.knows,
    )


async def _opening(db: AsyncSession, ref: str, type_: str | None = None) -> Receipt | None:
    """Return the receipt of a case's first message."""
    types = [CASE_TYPES[type_]] if type_ else CASE_TYPES.values()
    for each in types:
        if row := await repairs.first_message(db, ref, each.name, each.opened_by.name):
            return row
    return None


async def _start_of(db: AsyncSession, plan: Plan, claim: str) -> Start:
    """Return the input of a workflow that goes on from what the case database has of its case."""
    case = await db.get_one(Case, plan.ref)
    row = await _opening(db, case.ref, case.type)
    if row is None:
        raise NoFirstMessageError(f"The first message of {case.ref} has no receipt any more.")
    played = case.clock_offset != timedelta(0)
    base = (
        start_of(row)
        if row.start is not None
        else _as_started(case, row, ZoneInfo(plan.zone or "UTC"))
    )
    anew = plan.way is Way.ANEW
    carried = await _carried(db, case)
    if anew:
        carried.path, carried.patched = [], {}
    return base.model_copy(
        update={
            "carried": carried.model_dump(mode="json"),
            "resumption": Resumption.model_validate(
                {"waiting": case.waiting, "claim": claim, "anew": anew}
            ),
            "begins_at": row.occurred_at if played else None,
        }
    )


class NoFirstMessageError(CaseboundError):
    """A case that began with a message of which there is no receipt."""


def _as_started(case: Case, row: Receipt, zone: ZoneInfo) -> Start:
    """Return how another case has started this one."""
    return Start(
        case=case.ref,
        type=case.type,
        office=case.office,
        customer=case.customer,
        message=envelope(row),
        day=row.occurred_at.astimezone(zone).date(),
    )


async def _carried(db: AsyncSession, case: Case) -> Carried:
    """Return what a case carries at its last settle, of what each settle has stored."""
    answer = await repairs.last_answer(db, case)
    held = [envelope(row) for row in await repairs.held_messages(db, case.ref)]
    stored = case.carried
    there = await repairs.open_tasks(db, case.ref)
    work = {task: each for task, each in stored.get("work", {}).items() if task in there}
    return Carried.model_validate(
        stored
        | {
            "offset": case.clock_offset,
            "inbox": Inbox(held=held),
            "work": work,
            "armed": answer.get("deadlines", []),
            "letters": answer.get("letters", {}),
            "answers": stored.get("answers", {}) | answer.get("answers", {}),
        }
    )
