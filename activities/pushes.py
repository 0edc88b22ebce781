"""Start and tell other cases. Both may run twice: the receiver knows a message by its key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, NoReturn

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import Start
from activities.given_up import open_work
from activities.messages import open_standalone_task
from activities.outbox import Done, Mark, Push, PushError, What
from database.connect import refuse_in_transaction
from database.models import Case, Link, Outbox, Receipt
from database.queries.times import times_of
from domain.catalogue import CASE_TYPES
from domain.kit_tasks import DECIDE_REOPENING, SEE_TO_PUSH
from domain.messages import Envelope

TASK_QUEUE = "casebound"
# Temporal has read what it was sent, and will never take it.
FOR_GOOD = (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.OUT_OF_RANGE)


class _ToCase(Push[What, Done]):
    """What one case wants of another."""

    async def failed(
        self, db: AsyncSession, row: Outbox, error: PushError, *, given_up: bool, now: datetime
    ) -> None:
        """Open work once nobody tries it any more."""
        if given_up:
            open_work(db, SEE_TO_PUSH, row, str(error), at=now)


class Starting(NamedTuple):
    """What a lifecycle starts with; ``again`` where it was started before, and was lost."""

    start: Start
    again: bool


class StartCase(_ToCase[Starting, None]):
    """Starts a lifecycle by its first message; it is linked before that."""

    def __init__(self, client: Client, task_queue: str = TASK_QUEUE) -> None:
        self._client = client
        self._task_queue = task_queue

    async def read(self, db: AsyncSession, row: Outbox, _now: datetime) -> Starting:
        """Return what the lifecycle starts with."""
        payload: dict[str, Any] = row.payload
        message = Envelope.model_validate(payload["message"])
        ref = str(message.case)
        opener = await db.get_one(Case, row.case)
        zone = (await times_of(db, payload["office"])).zone
        await _link(db, row.case, ref, payload["why"], message)
        start = Start(
            case=ref,
            type=payload["type"],
            office=payload["office"],
            customer=payload["customer"],
            message=message,
            day=message.occurred_at.astimezone(zone).date(),
            begins_at=message.occurred_at if opener.clock_offset != timedelta(0) else None,
        )
        # Where nothing was settled of it, a workflow that ended was lost.
        return Starting(start, again=row.attempts > 1 and await db.get(Case, ref) is None)

    async def do(self, what: Starting, _leaving: Mark) -> None:
        """Start it."""
        try:
            await start_lifecycle(self._client, what.start, self._task_queue, again=what.again)
        except RPCError as error:
            _not_taken(f"Temporal did not start {what.start.case}", error)


async def start_lifecycle(
    client: Client, start: Start, task_queue: str = TASK_QUEUE, *, again: bool = False
) -> None:
    """Start a lifecycle; one that runs or ran under the same reference is left alone.

    ``again`` starts one that ran: it was lost before it came to its end.

    Raises:
        RPCError: Temporal does not take it, or does not answer.
    """
    refuse_in_transaction("start a case")
    try:
        await client.start_workflow(
            start.type,
            start,
            id=start.case,
            task_queue=task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE
            if again
            else WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=f"{CASE_TYPES[start.type].title}, {start.office}",
            static_details=f"Opened by {start.message.type} of {start.message.source}.",
        )
    except WorkflowAlreadyStartedError:
        return


@dataclass(frozen=True)
class Tell:
    """What a case is told."""

    case: str
    message: Envelope


class TellCase(_ToCase[Tell, bool]):
    """Tells a case something; a closed one leaves work for a person."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def read(self, _db: AsyncSession, row: Outbox, _now: datetime) -> Tell:
        """Return what is told to which case."""
        message = Envelope.model_validate(row.payload["message"])
        case = str(row.payload["case"])
        return Tell(case, message)

    async def do(self, what: Tell, _leaving: Mark) -> bool:
        """Tell it; returns whether there is a workflow that took it."""
        try:
            await signal_case(self._client, what.case, what.message)
        except RPCError as error:
            if names_no_workflow(error):
                return False
            _not_taken(f"Temporal did not take {what.message.type} for {what.case}", error)
        return True

    async def written(self, db: AsyncSession, row: Outbox, done: bool, _now: datetime) -> None:
        """Leave work for a person where the case is closed."""
        if done:
            return
        message, case = Envelope.model_validate(row.payload["message"]), str(row.payload["case"])
        there = await db.get(Case, case, with_for_update=True)
        if there is not None and there.state == "open":
            words = f"no workflow runs for the open case {case}; an operator starts it again"
            raise PushError(words)
        await _unmatched(db, message, case)


async def signal_case(
    client: Client, case: str, message: Envelope, *, within: timedelta | None = None
) -> None:
    """Signal a message to its case.

    Raises:
        RPCError: Temporal does not take it, or does not answer.
    """
    refuse_in_transaction("tell a case something")
    handle = client.get_workflow_handle(case)
    await handle.signal(message.type, message.model_dump(mode="json"), rpc_timeout=within)


def _not_taken(what: str, error: RPCError) -> NoReturn:
    """Say that Temporal did not take something, and whether it ever will."""
    words = f"{what} ({error.status.name})"
    raise PushError(words, permanent=refuses_for_good(error)) from None


def refuses_for_good(error: RPCError) -> bool:
    """Tell whether Temporal will refuse the same again, however often it is asked."""
    return error.status in FOR_GOOD


def names_no_workflow(error: RPCError) -> bool:
    """Tell a workflow that is not there from a namespace that a starting server has yet to read."""
    details = error.grpc_status.details
    namespace = any(detail.type_url.endswith("NamespaceNotFoundFailure") for detail in details)
    return error.status is RPCStatusCode.NOT_FOUND and not namespace


async def _unmatched(db: AsyncSession, message: Envelope, case: str) -> None:
    receipt = await db.get_one(Receipt, (message.source, message.id))
    if receipt.status is not None:
        return
    receipt.status, receipt.final_at = "unmatched", message.occurred_at
    receipt.reason = "the case is closed, or there is none by that reference"
    open_standalone_task(
        db,
        DECIDE_REOPENING,
        task=f"standalone.{message.source}.{message.id}",
        case=case,
        customer=None,
        at=message.occurred_at,
        data={"message": message.key, "reason": receipt.reason},
    )


async def _link(db: AsyncSession, one: str, two: str, why: str, message: Envelope) -> None:
    rows = [
        {"case": a, "other": b, "type": kind, "why": why, "at": message.occurred_at}
        for a, b, kind in ((one, two, "started"), (two, one, "started_by"))
    ]
    await db.execute(insert(Link).values(rows).on_conflict_do_nothing())
