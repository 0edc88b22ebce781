"""Give messages their final status, together with the line that says why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from activities.contracts import MOST_ALIKE, Outcome
from activities.writing import Writing
from database.models import Receipt, Task
from domain.kit_tasks import DECIDE_REOPENING, READ_QUARANTINED
from domain.messages import Status
from domain.step_ids import StepId
from domain.tasks import TaskKind

FINAL = {Status.APPLIED, Status.REFUSED, Status.QUARANTINED, Status.UNMATCHED}


def close_messages(outcomes: Sequence[Outcome], writing: Writing) -> None:
    """Write what became of each message, and open work where a person must look."""
    for outcome in outcomes:
        key = f"{outcome.source}|{outcome.id}"
        receipt = writing.receipts.get(key) or _unknown(outcome, writing)
        receipt.status, receipt.reason = outcome.status.value, outcome.reason
        receipt.case = writing.case.ref
        receipt.delivered_at = receipt.delivered_at or writing.settlement.clock
        if outcome.status in FINAL:
            receipt.final_at = writing.settlement.clock
        _entry(outcome, receipt, writing)
        _work(outcome, receipt, writing)


def _unknown(outcome: Outcome, writing: Writing) -> Receipt:
    receipt = Receipt(
        source=outcome.source,
        id=outcome.id,
        type=outcome.type or "unknown",
        case=writing.case.ref,
        occurred_at=writing.settlement.clock,
        received_at=writing.settlement.clock,
        facts={},
        content={},
        digest="",
        attempts=0,
    )
    writing.db.add(receipt)
    return receipt


def _entry(outcome: Outcome, receipt: Receipt, writing: Writing) -> None:
    kinds = {
        Status.APPLIED: "received",
        Status.WAITING: "received",
        Status.REFUSED: "refused",
        Status.QUARANTINED: "quarantined",
        Status.UNMATCHED: "received",
    }
    words = f"{receipt.type} from {receipt.officer or receipt.source}"
    if outcome.status is not Status.APPLIED:
        words += f": {outcome.status.value}"
    if outcome.reason:
        words += f", {outcome.reason}"
    at = min(receipt.occurred_at, writing.settlement.clock)
    writing.entry(
        _step(receipt, writing),
        kinds[outcome.status],
        words,
        at,
        actor=receipt.officer or receipt.actor or receipt.source,
        message=f"{outcome.source}|{outcome.id}",
        type=receipt.type,
        status=outcome.status.value,
        reason=outcome.reason,
        about=receipt.about,
    )


def _step(receipt: Receipt, writing: Writing) -> StepId:
    """Return the step that a message serves: its task's, else its type's first."""
    if receipt.about in writing.tasks:
        return cast("StepId", writing.tasks[receipt.about].step)
    from domain.catalogue import steps_of

    return steps_of(receipt.type, writing.case.type)[0]


def _work(outcome: Outcome, receipt: Receipt, writing: Writing) -> None:
    """Open the work under the receipt's own id: two cases may be told under one and the same."""
    kind = {Status.QUARANTINED: READ_QUARANTINED, Status.UNMATCHED: DECIDE_REOPENING}.get(
        outcome.status
    )
    if kind is None:
        return
    alike = open_alike(kind, writing)
    if kind is READ_QUARANTINED and len(alike) >= MOST_ALIKE:  # every settle reads what is open
        add_one(max(alike, key=lambda task: int(task.data.get("more", 0))))
        return
    key = f"{receipt.source}|{receipt.id}"
    data = {"message": key, "reason": outcome.reason, "privacy_incident": outcome.privacy}
    task = open_standalone_task(
        writing.db,
        kind,
        task=f"standalone.{receipt.source}.{receipt.id}",
        case=writing.case.ref,
        customer=writing.case.customer,
        at=writing.settlement.clock,
        data=data,
    )
    writing.tasks[task.id] = task


def open_standalone_task(
    db: AsyncSession,
    kind: TaskKind,
    *,
    task: str,
    case: str | None,
    customer: str | None,
    at: datetime,
    data: dict[str, Any],
) -> Task:
    """Open work that no workflow waits for; the door completes it."""
    row = Task(
        id=task,
        case=case,
        customer=customer,
        kind=kind.name,
        step=kind.step,
        steps=list(kind.covers),
        title=kind.title,
        role=kind.roles[0].value,
        state="open",
        checklist={},
        data=data | {"standalone": True},
        working=[],
        answers={},
        opened_at=at,
    )
    db.add(row)
    return row


def open_alike(kind: TaskKind, writing: Writing) -> list[Task]:
    """Return the open work of a kind."""
    return [t for t in writing.tasks.values() if (t.kind, t.state) == (kind.name, "open")]


def add_one(task: Task) -> None:
    """Let whoever does a task do one more with it; the timeline names what came."""
    more = int(task.data.get("more", 0)) + 1
    title = task.title.removesuffix(f" (and {more - 1} more)")
    task.title, task.data = f"{title} (and {more} more)", task.data | {"more": more}
