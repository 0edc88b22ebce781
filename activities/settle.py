"""Settle one settlement of a case: every effect since its last wait, in one transaction."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import file, questions, stopping, view
from activities.contracts import SETTLE, Check, Opening, Outcome, Settled, Settlement
from activities.messages import close, close_messages, sift, turn_away
from activities.outbox import Pusher
from activities.receipts import Standing, acted, messages_of, prove
from activities.writers import by_effect, letters, versions
from activities.writing import Writing
from database.errors import DatabaseUnavailableError, guarded
from database.models import Case, PastSettle, Receipt, Task
from database.queries.admission import admission_fault, looks_into_the_file
from database.queries.case_at_work import CaseAtWork, Named, case_at_work
from database.queries.messages import envelope
from database.queries.officers import all_known
from database.queries.times import times_of
from database.writes.at_once import at_once
from database.writes.settles import Held, append, hold
from domain.admission import about_words, not_the_owner
from domain.catalogue import LETTERS, MESSAGES
from domain.letters import LetterKind
from domain.messages import FINAL, Envelope, Status
from domain.tasks import TaskKind
from procedures.matrix import MATRIX_FILE

log = structlog.get_logger()


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

        All or nothing. After the commit what it put into the outbox is pushed, also on a repeat;
        the settle does not wait for it, so that whoever does not answer holds up no case.

        Raises:
            ApplicationError: ``SettleMismatchError``, not retryable, where case database and
                workflow do not agree on what was settled before; not retryable, too, where
                nothing that will pass has refused it. Either way the case says that it is stopped.
            DatabaseUnavailableError: the case database is away or busy; tried again it may do.
        """
        settled, leaves = await self._settled_or_stopped(settlement)
        if leaves is None or leaves:
            self._pusher.soon(settlement.case, leaves)
        return settled

    async def _settled_or_stopped(
        self, settlement: Settlement
    ) -> tuple[Settled, Collection[str] | None]:
        try:
            return await self._settle(settlement)
        except DatabaseUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, its case stands still
            failed = stopping.fault(error, settlement)
        if failed.non_retryable:
            await stopping.note(self._sessions, settlement, failed.message)
        raise failed

    async def _settle(self, settlement: Settlement) -> tuple[Settled, Collection[str] | None]:
        if settlement.fault:
            raise ApplicationError(settlement.fault, type="FlowError", non_retryable=True)
        away: list[str] = []
        async with guarded(settlement.case, settlement.key), self._sessions.begin() as db:
            at_once(db)
            # Locked first: an attempt that Temporal gave up may be at work on the case still.
            held = await hold(db, settlement.case, settlement.sequence)
            settled, leaves = await _earlier(db, settlement, held), None
            if settled is None:
                settled, leaves = await self._write(db, settlement, held, away)
        if away:
            log.error("message.turned_away", case=settlement.case, types=away)
        return settled, leaves

    async def _write(
        self, db: AsyncSession, settlement: Settlement, held: Held, away: list[str]
    ) -> tuple[Settled, Collection[str] | None]:
        """Write a settlement; return its answer, and the kinds of what waits to be pushed.

        ``away`` gets the types of messages that were turned away, for the log.
        """
        writing = await self._begin(db, settlement, held)
        sift(settlement.crowd, writing)
        await file.admit(writing)
        check = settlement.check
        if check and check.presumed is not None:
            writing.rebutted = not await _holds(check, check.presumed, writing)
        close_messages(writing.outcomes, writing)
        for effect in writing.effects:
            if effect.stands_with not in writing.refused:
                await by_effect.write(file.naming(effect, writing), writing)
        if check and check.presumed is None:
            await _check(check, writing)
        await file.look_at_letters(writing)
        if writing.file_changed:
            await versions.reread(writing)
        _stand(writing)
        await questions.answer(writing)
        answer = view.settled(writing)
        settled = {
            "case": settlement.case,
            "sequence": settlement.sequence,
            "digest": digest(settlement),
            "answer": answer.model_dump(mode="json"),
            "cause": _cause(writing),
        }
        await append(db, writing.lines, settled)
        away += writing.turned_away
        return answer, writing.pushes

    async def _begin(self, db: AsyncSession, settlement: Settlement, held: Held) -> Writing:
        known = await case_at_work(db, settlement.case, _named(settlement))
        case = known.case or self._open(db, settlement, known)
        if case.chain and case.chain not in (settlement.chain, settlement.claim):
            raise _mismatch(settlement, "it comes from another workflow than the case's own")
        if held.expects not in (None, settlement.sequence):
            raise _mismatch(settlement, f"the case database expects settle {held.expects}")
        return Writing(
            db=db,
            settlement=settlement,
            case=case,
            known=known,
            times=await times_of(db, case.office, known.version),
            catalogue=self._catalogue,
            letter_kinds=self._letter_kinds,
        )

    def _open(self, db: AsyncSession, settlement: Settlement, known: CaseAtWork) -> Case:
        opening = settlement.opening
        if opening is None:
            raise _mismatch(settlement, "there is no such case in the case database")
        if settlement.clock_offset and not self._simulated:
            raise _mismatch(
                settlement, "it has a clock of its own, which only a simulated stack allows"
            )
        if not _let_in(opening, settlement.case, known):
            raise _mismatch(
                settlement, "no door has let its first message in: somebody started it by hand"
            )
        customer = known.customers.get(opening.customer or "")
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
        return case


def _let_in(opening: Opening, case: str, known: CaseAtWork) -> bool:
    """Tell whether a door, or the product, wrote the receipt of just this first message."""
    message = opening.message.model_copy(update={"case": case})
    row = known.receipts.get(message.key)
    if row is None or row.door is None or row.status in FINAL:
        return False
    return envelope(row).digest == message.digest and acted(row) == message.actor


def _stand(writing: Writing) -> None:
    """Store where the case stands: enough to bring it back where its workflow is lost.

    Beside what the workflow carries, the way that it has gone in its phase, and the answers that
    are given once. What it holds of messages stands in the receipts.
    """
    case, settlement, before = writing.case, writing.settlement, writing.case.carried
    case.next_sequence = settlement.sequence + 1
    case.chain, case.stopped, case.lost = settlement.chain, None, None
    if writing.rebutted:
        answers = before.get("answers", {}) | writing.answers
        case.carried = {**before, "sequence": settlement.sequence, "answers": answers}
        return
    case.phase = settlement.phase
    case.clock_offset = settlement.clock_offset
    still_open = {task.id for task in writing.tasks.values() if task.state == "open"}
    case.carried = _carried(case.carried, settlement.carried, still_open) | {
        "path": [*before.get("path", [])[: settlement.path.after], *settlement.path.waits],
        "answers": before.get("answers", {}) | writing.answers,
    }
    for effect in settlement.effects:
        if effect.stands_with not in writing.refused:
            continue
        if effect.effect == "open_task":
            case.carried["work"].pop(effect.id, None)
        elif effect.effect == "withdraw_task" and effect.id in before.get("work", {}):
            case.carried["work"][effect.id] = before["work"][effect.id]
    case.waiting = settlement.waiting.model_dump(mode="json") if settlement.waiting else None


def _carried(
    before: Mapping[str, Any], changed: Mapping[str, Any], still_open: Collection[str]
) -> dict[str, Any]:
    """Return what a case carries now: of its work it tells what it opened, and what is over.

    What was over before a run began, that run does not tell; so work that is not open is left out.
    """
    work = before.get("work", {}) | changed.get("work", {})
    return {
        **before,
        **changed,
        "work": {task: each for task, each in work.items() if each and task in still_open},
    }


def digest(settlement: Settlement) -> str:
    """Hash what a workflow sent: words that a later release adds to it change nothing."""
    return hashlib.sha256(settlement.model_dump_json(exclude_unset=True).encode()).hexdigest()


def _mismatch(settlement: Settlement, what: str) -> ApplicationError:
    return ApplicationError(
        f"settle {settlement.key}: {what}. The case was reset, started by hand or runs twice, or "
        "one of the two databases was put back alone; nothing was written. See the operator's "
        "page, stuck cases.",
        type="SettleMismatchError",
        non_retryable=True,
    )


async def _earlier(db: AsyncSession, settlement: Settlement, held: Held) -> Settled | None:
    """Return the answer of the same settle where it was done before.

    An attempt that had to wait for another reads what that one wrote only now.
    """
    if held.digest is None and held.expects in (None, settlement.sequence):
        return None
    earlier = await db.get(PastSettle, (settlement.case, settlement.sequence))
    if earlier is None:
        return None
    if earlier.digest != digest(settlement):
        raise _mismatch(settlement, "it was done before with other effects")
    if not earlier.answer:
        raise _mismatch(settlement, "it was done so long ago that its answer is forgotten")
    return Settled.model_validate(earlier.answer)


def _source_and_id(key: str) -> tuple[str, str]:
    source, _, id_ = key.partition("|")
    return source, id_


def _answered(settlement: Settlement) -> set[str]:
    """Return the key of every message that an effect takes answers from."""
    keys = [e.message for e in settlement.effects if e.effect == "complete_task"]
    keys += [e.message or "" for e in settlement.effects if e.effect == "decide_approval"]
    keys += [key for e in settlement.effects if e.effect == "record" for key in e.messages]
    return set(keys)


def _named(settlement: Settlement) -> Named:
    """Return what a settlement is about beside what its case has open."""
    customers = {e.customer for e in settlement.effects if e.effect == "identify"}
    if settlement.opening and settlement.opening.customer:
        customers.add(settlement.opening.customer)
    opened = [e.data for e in settlement.effects if e.effect == "open_task"]
    about = {str(data["about"]) for data in opened if "about" in data}
    return Named(
        tasks=about,
        deadlines={
            e.id for e in settlement.effects if e.effect in ("arm_deadline", "end_deadline")
        },
        messages=messages_of(settlement)
        | {_source_and_id(key) for key in (about | _answered(settlement)) if "|" in key},
        others={e.case for e in settlement.effects if e.effect in ("tell_case", "link_case")},
        customers=customers,
    )


async def _holds(check: Check, presumed: Mapping[str, Any], writing: Writing) -> bool:
    """Tell whether a message is admitted, by whom its case says, and all is as the case knows it.

    What follows from it stands in the same settlement, and was drawn from just that. Acts that an
    admitted one carries are written first, and stand whatever the case knew: by what they make of
    the file it is known whether its answers are still right.
    """
    await _check(check, writing)
    digest = check.envelope.digest
    if digest in writing.refused or writing.by[digest] != check.envelope.actor:
        return False
    return await questions.still(presumed, writing)


async def _check(check: Check, writing: Writing) -> None:
    """Admit a message, or refuse it with the reason; an admitted one changes nothing yet."""
    envelope = check.envelope
    proof = prove(envelope, envelope.digest, writing)
    receipt = proof.receipt
    if proof.standing is not Standing.ADMITTED or receipt is None:
        turn_away(envelope, envelope.digest, proof, writing)
        return
    writing.by[envelope.digest] = acted(receipt)
    reason = _about_fault(receipt, writing) or await _owner_fault(receipt, writing)
    if check.task and not reason:
        reason = await _task_fault(check.task, receipt, writing)
    if reason:
        writing.refused[envelope.digest] = reason
        close(receipt, _refusal(envelope, reason), writing)
    elif receipt.rows is not None:
        writing.rows[envelope.digest] = tuple(map(tuple, receipt.rows))


def _about_fault(receipt: Receipt, writing: Writing) -> str | None:
    """Say why an officer may not act here: the case is about them."""
    by = receipt.officer
    return about_words(by) if by and by in (writing.case.not_for or ()) else None


async def _owner_fault(receipt: Receipt, writing: Writing) -> str | None:
    """Say why an officer may not say what only whoever has the case says."""
    kind, by, owner = MESSAGES.get(receipt.type), receipt.officer, writing.case.owner
    if not (kind and kind.by_owner and by and owner):
        return None
    people = await all_known(writing.db, [by, owner])
    if by not in people or owner not in people:
        return None
    return not_the_owner(people[by], people[owner], receipt.received_at)


async def _task_fault(id_: str, receipt: Receipt, writing: Writing) -> str | None:
    """Say why a completion may not stand, in the officer's words; None where it may.

    What it carries is written then, so that nothing follows from acts that do not stand.
    """
    task = writing.tasks.get(id_)
    if task is None:
        return f"task {id_} is not open in this case"
    asks = looks_into_the_file(receipt, task)
    sitting = await file.sitting(receipt, writing) if asks else None
    known = await questions.known(writing.db, receipt, task)
    reason = await admission_fault(writing.db, receipt, task, writing.times, sitting, known=known)
    reason = reason or await letters.fault(task, receipt, writing, sitting)
    if sitting and not reason:
        _keep_what_was_read(task, writing)
        await file.write_carried(sitting, receipt, writing)
    return reason


def _keep_what_was_read(task: Task, writing: Writing) -> None:
    """Keep with an approval the rows, and their versions, by which it was judged."""
    approval = writing.approvals.get(str(task.data.get("approval")))
    if approval and "read" in task.data:
        approval.read, approval.version = task.data["read"], task.data["version"]


def _refusal(envelope: Envelope, reason: str) -> Outcome:
    return Outcome(
        source=envelope.source,
        id=envelope.id,
        status=Status.REFUSED,
        reason=reason,
        type=envelope.type,
    )


def _cause(writing: Writing) -> dict[str, Any]:
    """Say what this settle follows: the evidence counts only what a message or a timer caused."""
    settlement, effects = writing.settlement, writing.effects
    messages = [
        f"{o.source}|{o.id}"
        for o in writing.outcomes
        if o.status == "applied" and o.digest not in writing.refused
    ]
    messages += [e.message for e in effects if e.effect == "complete_task"]
    if settlement.check:
        messages.append(settlement.check.envelope.key)
    passed = [e.id for e in effects if e.effect == "end_deadline" and e.state == "passed"]
    return {"messages": messages, "deadlines": passed, "opening": settlement.opening is not None}
