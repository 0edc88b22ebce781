"""Give messages their final status, together with the line that says why."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from activities.contracts import MOST_ALIKE, Claimed, Outcome
from activities.receipts import Proof, Standing, prove
from activities.writing import Writing
from database.base import Json
from database.models import Receipt, Task
from domain.kit_tasks import DECIDE_REOPENING, READ_QUARANTINED, REPORT_INCIDENT
from domain.messages import FINAL, Envelope, Status
from domain.step_ids import StepId
from domain.tasks import TaskKind

OURS = "temporal"  # the source of what came by a signal that nobody may have sent


def close_messages(outcomes: Sequence[Outcome], writing: Writing) -> None:
    """Write what became of each message, and open work where a person must look.

    One that is not admitted is refused here whatever its case thinks of it, and leaves no trace
    on a receipt that is not its own.
    """
    for outcome in outcomes:
        if outcome.envelope is None:
            close(_unreadable(outcome, writing), outcome, writing)
            continue
        digest = outcome.digest or outcome.envelope.digest
        proof = prove(outcome.envelope, digest, writing)
        if proof.standing is Standing.ADMITTED and proof.receipt:
            close(proof.receipt, _judged(outcome, writing), writing)
        else:
            turn_away(outcome.envelope, digest, proof, writing, unfit=_unfit(outcome))


def sift(crowd: Sequence[Claimed], writing: Writing) -> None:
    """Turn away, of many messages, each that lacks the receipt without which it does not count.

    The others are left alone: each has a check of its own before anything follows from it.
    """
    for claimed in crowd:
        proof = prove(claimed.envelope, claimed.digest, writing)
        if proof.standing is not Standing.ADMITTED:
            turn_away(claimed.envelope, claimed.digest, proof, writing)


def close(receipt: Receipt, outcome: Outcome, writing: Writing) -> None:
    """Give a receipt its status, with the line that says why."""
    receipt.status, receipt.reason = outcome.status.value, outcome.reason
    receipt.case = writing.case.ref
    receipt.delivered_at = receipt.delivered_at or writing.settlement.clock
    if outcome.status in FINAL:
        receipt.final_at = writing.settlement.clock
    _entry(outcome, receipt, writing)
    _work(outcome, receipt, writing)


def _judged(outcome: Outcome, writing: Writing) -> Outcome:
    """Return what became of a message where the settle itself admits it: an act on the file."""
    reason = writing.refused.get(outcome.digest or "")
    if reason is None:
        return outcome
    return outcome.model_copy(update={"status": Status.REFUSED, "reason": reason})


def _unfit(outcome: Outcome) -> str | None:
    """Return why a message could not be read as one of its type, where that is so."""
    return outcome.reason if outcome.status is Status.QUARANTINED else None


def turn_away(
    envelope: Envelope, digest: str, proof: Proof, writing: Writing, *, unfit: str | None = None
) -> None:
    """Do nothing of what a message asks for, and let a person see that it came.

    What came again has been answered, and leaves nothing. Without its receipt a message is a
    security incident; under another one's id it is set aside, and booked on that one.
    """
    reason = writing.refused[digest] = unfit or proof.reason or ""
    if proof.standing is Standing.OVER:
        return
    if proof.standing is Standing.UNPROVEN and proof.receipt is None and not unfit:
        writing.unproven.append(digest)
    writing.turned_away.append(envelope.type)
    number = f"{writing.settlement.sequence}-{len(writing.turned_away)}"
    row = proof.receipt
    away = _TurnedAway(
        id=f"{writing.case.ref}-turned-away-{number}",
        envelope=envelope,
        aside=bool(unfit) or proof.standing is Standing.CLASH,
        reason=reason,
        concerns=f"{row.source}|{row.id}" if row else None,
        at=min(envelope.occurred_at, writing.settlement.clock),
    )
    writing.lines.messages.append(away.receipt(writing))
    away.line(writing)
    data: dict[str, Any] = {"message": away.concerns or away.key, "reason": reason}
    kind, most = (READ_QUARANTINED, MOST_ALIKE) if away.aside else (REPORT_INCIDENT, 1)
    data |= {"privacy_incident": False} if away.aside else {"type": envelope.type}
    _open(kind, most, f"standalone.{OURS}.{away.id}", data, writing)


@dataclass(frozen=True)
class _TurnedAway:
    """What came and was not admitted. Of who acted nothing is kept: anybody may say anything.

    ``concerns`` is the key of the message whose id it bears, where there is one.
    """

    id: str
    envelope: Envelope
    aside: bool  # for a person to find out what it was; else it is refused
    reason: str
    concerns: str | None
    at: datetime

    @property
    def key(self) -> str:
        """The key of its receipt."""
        return f"{OURS}|{self.id}"

    @property
    def status(self) -> Status:
        """What became of it."""
        return Status.QUARANTINED if self.aside else Status.REFUSED

    def receipt(self, writing: Writing) -> Json:
        """Return a receipt of its own: the one that it would bear is somebody else's."""
        now = writing.settlement.clock.isoformat()
        return {
            "source": OURS,
            "id": self.id,
            "type": self.envelope.type,
            "case": writing.case.ref,
            "occurred_at": self.at.isoformat(),
            "received_at": now,
            "delivered_at": now,
            "about": self.concerns,
            "facts": {},
            "content": {},
            "digest": "",
            "attempts": 0,
            "status": self.status.value,
            "reason": self.reason,
            "final_at": now,
        }

    def line(self, writing: Writing) -> None:
        """Say in the timeline that it came, and why nothing followed."""
        status = self.status.value
        writing.entry(
            "CB-MESSAGE" if self.aside else "CB-SECURITY",
            status,
            f"{self.envelope.type} by a signal: {status}, {self.reason}",
            self.at,
            actor=OURS,
            message=self.key,
            type=self.envelope.type,
            status=status,
            reason=self.reason,
            concerns=self.concerns,
        )


def _open(kind: TaskKind, most: int, id_: str, data: dict[str, Any], writing: Writing) -> None:
    """Open work for a person; where ``most`` of it are open, one of them takes this in."""
    alike = open_alike(kind, writing)
    if len(alike) >= most:  # every settle reads what is open
        add_one(max(alike, key=lambda task: int(task.data.get("more", 0))))
        return
    task = open_standalone_task(
        writing.db,
        kind,
        task=id_,
        case=writing.case.ref,
        customer=writing.case.customer,
        at=writing.settlement.clock,
        data=data,
    )
    writing.tasks[task.id] = task


def _unreadable(outcome: Outcome, writing: Writing) -> Receipt:
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
    key = f"{receipt.source}|{receipt.id}"
    data = {"message": key, "reason": outcome.reason, "privacy_incident": outcome.privacy}
    most = MOST_ALIKE if kind is READ_QUARANTINED else sys.maxsize
    _open(kind, most, f"standalone.{receipt.source}.{receipt.id}", data, writing)


def open_standalone_task(
    db: AsyncSession,
    kind: TaskKind,
    *,
    task: str,
    case: str | None,
    customer: str | None,
    at: datetime,
    data: dict[str, Any],
    role: str | None = None,
    due: datetime | None = None,
    title: str | None = None,
) -> Task:
    """Open work that no workflow waits for; the door completes it.

    ``role`` is whose it is, where its kind leaves that to be chosen; ``due`` is for what cannot
    wait; ``title`` says more than that of its kind.
    """
    row = Task(
        id=task,
        case=case,
        customer=customer,
        kind=kind.name,
        step=kind.step,
        steps=list(kind.covers),
        title=title or kind.title,
        role=role or kind.roles[0].value,
        state="open",
        due=due,
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
