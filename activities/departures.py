"""What is written down when a letter has left the house."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.messages import open_standalone_task
from database.models import Case, Letter, Outbox, Receipt, Task, TimelineEntry
from domain.catalogue import LETTERS
from domain.kit_tasks import PUT_DELIVERY_RIGHT
from domain.letter_states import LetterState
from domain.letters import LetterKind
from domain.messages import Envelope, LetterDelivered, LetterFailed, Message

Json = dict[str, Any]

COPIES = "copies"  # what a copy leaves by: it waits for the letter that it is of


async def departed(
    db: AsyncSession,
    case: Case,
    letter: Letter,
    row: Outbox,
    *,
    at: datetime,
    kinds: Mapping[str, LetterKind] = LETTERS,
) -> None:
    """Write that a letter has left ``at``, and tell its case, which waits for that.

    ``case`` is locked. Copies of a letter follow it, once it has left.
    """
    was_stuck = letter.attempts > 0
    letter.attempts = row.attempts
    letter.state, letter.problem = LetterState.SENT, None
    letter.sent_at = sent_at = letter.signed_at if letter.signed_at and _played(case) else at
    settle = int(row.payload["settle"])
    _sent(db, case, letter, settle, kinds[letter.kind])
    if was_stuck:
        await put_right(db, letter, sent_at)
    if not letter.copy_of:
        await _copies_follow(db, letter, settle)
        if case.state == "open":  # in a closed one nothing counts from it
            _tell_delivered(db, letter, sent_at)


async def _copies_follow(db: AsyncSession, letter: Letter, settle: int) -> None:
    """Let the copies of a letter that has left go too, by the print room: each on its own."""
    if not copies_going(letter):
        return
    drafted = select(Letter).where(
        Letter.copy_of == letter.id, Letter.state == LetterState.DRAFTED.value
    )
    for copy in await db.scalars(drafted):
        copy.state, copy.signed_by, copy.signed_at = "signed", letter.signed_by, letter.signed_at
        copy.signed_sha256 = copy.sha256
        payload = {"letter": copy.id, "settle": settle}
        db.add(Outbox(id=copy.id, case=copy.case, kind=COPIES, payload=payload))


def copies_going(letter: Letter) -> int:
    """Count the copies that have an address to go to; they come before those that have none."""
    return sum(1 for copy in letter.copies if copy["lines"])


def _sent(db: AsyncSession, case: Case, letter: Letter, settle: int, kind: LetterKind) -> None:
    going, what = copies_going(letter), "a copy sent" if letter.copy_of else "sent"
    enclosed = 0 if letter.copy_of else len(letter.fields["enclosures"])
    along = f", with {enclosed} {'enclosure' if enclosed == 1 else 'enclosures'}" * bool(enclosed)
    copies = f", with {going} {'copy' if going == 1 else 'copies'}" * bool(going)
    db.add(
        TimelineEntry(
            case=case.ref,
            sequence=case.next_entry,
            settle=settle,
            occurred_at=letter.sent_at,
            actor=letter.signed_by,
            step=kind.step,
            kind="sent",
            words=f"{kind.title}: {what} by {letter.channel}{along}{copies}",
            data={"letter": letter.id, "channel": letter.channel, "sha256": letter.sha256},
        )
    )
    case.next_entry += 1


def _played(case: Case) -> bool:
    """Tell whether a case has a clock of its own, as in simulated stacks."""
    return case.clock_offset != timedelta(0)


def _tell_delivered(db: AsyncSession, letter: Letter, sent_at: datetime) -> None:
    """Tell the case that its letter has left: dates that the letter starts or meets count so."""
    _tell(db, letter, LetterDelivered, f"{letter.id}.delivered", sent_at)


def refused(db: AsyncSession, case: Case, letter: Letter, row: Outbox, *, at: datetime) -> None:
    """Tell the case that its letter was refused for good: it is prepared again."""
    told_at = letter.signed_at if letter.signed_at and _played(case) else at
    _tell(db, letter, LetterFailed, f"{letter.id}.failed-{row.attempts}", told_at)


def came_back(db: AsyncSession, letter: Letter, *, at: datetime) -> tuple[str, str, Json]:
    """Return the row of the outbox that tells a case of a letter that could not be made."""
    message = _receipt(db, letter, LetterFailed, f"{letter.id}.failed-0", at)
    return message.id, "tell", _told(message)


def _tell(
    db: AsyncSession, letter: Letter, what: type[Message], id_: str, sent_at: datetime
) -> None:
    message = _receipt(db, letter, what, id_, sent_at)
    db.add(Outbox(id=message.id, case=letter.case, kind="tell", payload=_told(message), attempts=0))


def _told(message: Envelope) -> Json:
    return {"case": message.case, "message": message.model_dump(mode="json")}


def _receipt(
    db: AsyncSession, letter: Letter, what: type[Message], id_: str, sent_at: datetime
) -> Envelope:
    message = Envelope(
        id=id_,
        type=what.name,
        source="delivery",
        case=letter.case,
        occurred_at=sent_at,
        about=letter.id,
        facts={},
    )
    db.add(
        Receipt(
            source=message.source,
            id=message.id,
            type=message.type,
            door="delivery",
            case=message.case,
            occurred_at=sent_at,
            received_at=sent_at,
            delivered_at=sent_at,  # its net is the outbox
            about=message.about,
            facts={},
            content={},
            digest="",
            attempts=0,
        )
    )
    return message


async def put_right(db: AsyncSession, letter: Letter, at: datetime | None) -> None:
    """Take back the work about a letter that was stuck: nobody need see to it any more."""
    task = await _about(db, letter)
    if task is not None:
        task.state, task.ended_at = "withdrawn", at


async def _about(db: AsyncSession, letter: Letter) -> Task | None:
    """Return the work that is open about a letter that is stuck; there is one at a time."""
    wanted = select(Task).where(
        Task.case == letter.case,
        Task.kind == PUT_DELIVERY_RIGHT.name,
        Task.state == "open",
        Task.data["letter"].astext == letter.id,
    )
    return await db.scalar(wanted.with_for_update())


async def undelivered(
    db: AsyncSession, letter: Letter, problem: str, attempt: int, now: datetime
) -> None:
    """Open work about a letter that is stuck at an ``attempt``, and tried again by itself."""
    if await _about(db, letter) is None:
        open_standalone_task(
            db,
            PUT_DELIVERY_RIGHT,
            task=f"standalone.{letter.id}.stuck-{attempt}",
            case=letter.case,
            customer=None,
            at=letter.signed_at or now,
            data={"letter": letter.id, "reason": problem},
        )
