"""Settle one settlement of a case: every effect since its last wait, in one transaction."""

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import effects, questions, view
from activities.contracts import SETTLE, Check, Opening, Outcome, Settled, Settlement
from activities.messages import close_messages
from activities.writers import letters
from activities.writing import Writing
from database.errors import guarded
from database.models import Case, Customer, PastSettle, Receipt
from database.queries.admission import admission_fault
from database.queries.times import times_of
from domain.catalogue import LETTERS
from domain.letters import LetterKind
from domain.messages import Envelope, Status
from domain.tasks import TaskKind
from procedures.matrix import MATRIX_FILE


class Pusher(Protocol):
    """Whatever pushes the outbox of a case after its commit."""

    async def push_case(self, case: str) -> None:
        """Push what the case has in its outbox; what fails stays there."""


class SettleActivity:
    """The activity of every lifecycle. Safe to repeat: a key seen before writes nothing."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        catalogue: Mapping[str, TaskKind],
        pusher: Pusher,
        letter_kinds: Mapping[str, LetterKind] = LETTERS,
        *,
        simulated: bool = False,
    ) -> None:
        self._sessions = sessions
        self._simulated = simulated
        self._catalogue = dict(catalogue)
        self._letter_kinds = letter_kinds
        self._pusher = pusher
        self._matrix = hashlib.sha256(MATRIX_FILE.read_bytes()).hexdigest()[:12]

    @activity.defn(name=SETTLE)
    async def settle(self, settlement: Settlement) -> Settled:
        """Write one settlement of a case: effects, timeline, message statuses, carried state.

        All or nothing. After the commit the case's outbox is pushed, also on a repeat, so that
        a crash in between leaves nothing behind.

        Raises:
            ApplicationError: ``SettleMismatchError``, not retryable, where case database and
                workflow do not agree on what was settled before.
        """
        async with guarded(settlement.case, settlement.key), self._sessions.begin() as db:
            # Locked first: an attempt that Temporal gave up may be at work on the case still.
            case = await _locked(db, settlement)
            settled = await _answered(db, settlement) or await self._write(db, settlement, case)
        await self._pusher.push_case(settlement.case)
        return settled

    async def _write(self, db: AsyncSession, settlement: Settlement, found: Case | None) -> Settled:
        case = await self._case(db, settlement, found)
        writing = Writing(
            db=db,
            settlement=settlement,
            case=case,
            times=await times_of(db, case.office),
            catalogue=self._catalogue,
            letter_kinds=self._letter_kinds,
        )
        await writing.load()
        await _receipts(writing)
        await close_messages(settlement.outcomes, writing)
        for effect in settlement.effects:
            await effects.write(effect, writing)
        if settlement.check:
            await _check(settlement.check, writing)
        await questions.answer(writing)
        self._stand(case, settlement)
        answer = await view.settled(writing)
        db.add(
            PastSettle(
                case=settlement.case,
                sequence=settlement.sequence,
                digest=digest(settlement),
                answer=answer.model_dump(mode="json"),
                cause=_cause(settlement),
            )
        )
        return answer

    async def _case(self, db: AsyncSession, settlement: Settlement, case: Case | None) -> Case:
        if case is None:
            if settlement.opening is None:
                raise _mismatch(settlement, "there is no such case in the case database")
            return await self._open(db, settlement, settlement.opening)
        if case.next_sequence != settlement.sequence:
            raise _mismatch(settlement, f"the case database expects settle {case.next_sequence}")
        return case

    async def _open(self, db: AsyncSession, settlement: Settlement, opening: Opening) -> Case:
        if settlement.clock_offset and not self._simulated:
            raise _mismatch(
                settlement, "it has a clock of its own, which only a simulated stack allows"
            )
        customer = await db.get(Customer, opening.customer) if opening.customer else None
        case = Case(
            ref=settlement.case,
            type=opening.type,
            programme=customer.programme if customer else None,
            customer=opening.customer,
            office=opening.office,
            phase=settlement.phase,
            state="open",
            opened_at=opening.message.occurred_at,
            clock_offset=settlement.clock_offset,
            next_sequence=1,
            next_entry=1,
            carried={},
            matrix=self._matrix,
        )
        db.add(case)
        await db.flush()
        return case

    @staticmethod
    def _stand(case: Case, settlement: Settlement) -> None:
        case.phase = settlement.phase
        case.clock_offset = settlement.clock_offset
        case.next_sequence = settlement.sequence + 1
        case.carried = dict(settlement.carried)
        case.waiting = settlement.waiting.model_dump(mode="json") if settlement.waiting else None


def digest(settlement: Settlement) -> str:
    """Hash what a workflow sent: words that a later release adds to it change nothing."""
    return hashlib.sha256(settlement.model_dump_json(exclude_unset=True).encode()).hexdigest()


def _mismatch(settlement: Settlement, what: str) -> ApplicationError:
    return ApplicationError(
        f"settle {settlement.key}: {what}. The case was reset, runs twice, or one of the two "
        "databases was put back alone; nothing was written. See the operator's page, stuck cases.",
        type="SettleMismatchError",
        non_retryable=True,
    )


async def _locked(db: AsyncSession, settlement: Settlement) -> Case | None:
    return await db.scalar(select(Case).where(Case.ref == settlement.case).with_for_update())


async def _answered(db: AsyncSession, settlement: Settlement) -> Settled | None:
    earlier = await db.get(PastSettle, (settlement.case, settlement.sequence))
    if earlier is None:
        return None
    if earlier.digest != digest(settlement):
        raise _mismatch(settlement, "it was done before with other effects")
    return Settled.model_validate(earlier.answer)


async def _receipts(writing: Writing) -> None:
    """Find the receipt of each message; write that of one that no door has seen.

    A receipt of another message under the same id is left alone: it is somebody's decision, or
    another case's. What came here then gets a receipt of its own.
    """
    check = writing.settlement.check
    for envelope in (o.envelope for o in writing.settlement.outcomes if o.envelope):
        # Facts that did not fit were left in the signal.
        await _receipt(envelope, writing, facts=bool(envelope.facts))
    if check:
        await _receipt(check.envelope, writing, facts=True)


async def _receipt(envelope: Envelope, writing: Writing, *, facts: bool) -> None:
    key = envelope.key
    row = writing.receipts.get(key) or await writing.db.get(Receipt, (envelope.source, envelope.id))
    if row is not None and not _same(row, envelope, writing.case.ref, facts=facts):
        own = f"{envelope.id}@{writing.case.ref}"
        row = await writing.db.get(Receipt, (envelope.source, own))
        envelope = envelope.model_copy(update={"id": own}) if row is None else envelope
    if row is None:
        row = _seen_here(envelope, writing)
        writing.db.add(row)
    writing.receipts[key] = row


def _same(row: Receipt, envelope: Envelope, case: str, *, facts: bool) -> bool:
    one = (row.type, row.case, row.about, row.occurred_at)
    other = (envelope.type, case, envelope.about, envelope.occurred_at)
    return one == other and (not facts or row.facts == envelope.facts)


def _seen_here(envelope: Envelope, writing: Writing) -> Receipt:
    return Receipt(
        source=envelope.source,
        id=envelope.id,
        type=envelope.type,
        actor=envelope.actor,
        officer=None,
        door=None,
        case=writing.case.ref,
        occurred_at=envelope.occurred_at,
        received_at=writing.settlement.clock,
        about=envelope.about,
        facts=envelope.facts,
        content={},
        digest="",
        attempts=0,
        delivered_at=writing.settlement.clock,
    )


async def _check(check: Check, writing: Writing) -> None:
    """Admit a completion, or refuse it with the reason; an admitted one changes nothing yet."""
    envelope = check.envelope
    receipt = writing.receipts[envelope.key]
    task = writing.tasks.get(check.task)
    reason: str | None
    if task is None:
        reason = f"task {check.task} is not open in this case"
    elif receipt.id != envelope.id:
        reason = "its receipt is of another message; give each message an id of its own"
    elif receipt.door is None or receipt.officer is None:
        reason = "no door authenticated an officer for it; complete the task through one"
    elif envelope.actor != receipt.officer:
        reason = f"its door authenticated {receipt.officer}; complete the task again"
    else:
        reason = await admission_fault(writing.db, receipt, task)
        reason = reason or await letters.fault(task, receipt, writing)
    if reason:
        writing.refused[envelope.key] = reason
        outcome = Outcome(
            source=envelope.source,
            id=envelope.id,
            status=Status.REFUSED,
            reason=reason,
            type=envelope.type,
        )
        await close_messages((outcome,), writing)


def _cause(settlement: Settlement) -> dict[str, Any]:
    """Say what this settle follows: the evidence counts only what a message or a timer caused."""
    messages = [f"{o.source}|{o.id}" for o in settlement.outcomes if o.status == "applied"]
    messages += [e.message for e in settlement.effects if e.effect == "complete_task"]
    if settlement.check:
        messages.append(settlement.check.envelope.key)
    passed = [
        e.id for e in settlement.effects if e.effect == "end_deadline" and e.state == "passed"
    ]
    return {"messages": messages, "deadlines": passed, "opening": settlement.opening is not None}
