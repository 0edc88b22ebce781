"""Start and tell other cases. Both may run twice: the receiver knows a message by its key."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import Start
from activities.messages import open_standalone_task
from activities.outbox import Push, PushError
from database.models import Case, Link, Outbox, Receipt
from database.queries.times import times_of
from domain.catalogue import CASE_TYPES
from domain.kit_tasks import DECIDE_REOPENING
from domain.messages import Envelope

TASK_QUEUE = "casebound"


def start_case(client: Client, task_queue: str = TASK_QUEUE) -> Push:
    """Return the push that starts a lifecycle by its first message, and links it."""

    async def push(db: AsyncSession, row: Outbox, _now: datetime) -> None:
        payload: dict[str, Any] = row.payload
        message = Envelope.model_validate(payload["message"])
        ref = str(message.case)
        opener = await db.get_one(Case, row.case)
        begins_at = message.occurred_at if opener.clock_offset != timedelta(0) else None
        zone = (await times_of(db, payload["office"])).zone
        await _link(db, row.case, ref, payload["why"], message)
        start = Start(
            case=ref,
            type=payload["type"],
            office=payload["office"],
            customer=payload["customer"],
            message=message,
            day=message.occurred_at.astimezone(zone).date(),
            begins_at=begins_at,
        )
        await start_lifecycle(client, start, task_queue)

    return push


async def start_lifecycle(client: Client, start: Start, task_queue: str = TASK_QUEUE) -> None:
    """Start a lifecycle; one that runs or ran under the same reference is left alone.

    Raises:
        PushError: Temporal does not answer.
    """
    try:
        await client.start_workflow(
            start.type,
            start,
            id=start.case,
            task_queue=task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=f"{CASE_TYPES[start.type].title}, {start.office}",
            static_details=f"Opened by {start.message.type} of {start.message.source}.",
        )
    except WorkflowAlreadyStartedError:
        return
    except RPCError as error:
        raise PushError(f"Temporal did not start {start.case} ({error.status.name})") from None


def tell_case(client: Client) -> Push:
    """Return the push that tells a case something; a closed one leaves work for a person."""

    async def push(db: AsyncSession, row: Outbox, _now: datetime) -> None:
        message = Envelope.model_validate(row.payload["message"])
        case = str(row.payload["case"])
        try:
            handle = client.get_workflow_handle(case)
            await handle.signal(message.type, message.model_dump(mode="json"))
        except RPCError as error:
            if not names_no_workflow(error):
                words = f"Temporal did not take {message.type} for {case} ({error.status.name})"
                raise PushError(words) from None
            there = await db.get(Case, case)
            if there is not None and there.state == "open":
                words = f"no workflow runs for the open case {case}; an operator starts it again"
                raise PushError(words) from None
            await _unmatched(db, message, case)

    return push


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
