"""Letters of a case: drafted, made ready, signed, and delivered once.

The PDF that leaves is made when the officer sends it, with that officer's name and that day's
date, in the settle that admits the act; what may not go refuses the act with the reason.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

from letters.delivery import DeliveryError, Mailer, PrintSpool
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities import contracts as c
from activities.letter_fields import barred_on, fields_of
from activities.messages import open_desk_task
from activities.outbox import PushError
from activities.writing import Writing
from database.models import Case, Customer, Letter, Outbox, Task, TimelineEntry
from domain.kit_tasks import PUT_DELIVERY_RIGHT
from domain.letter_channels import barred_offer, channel_for
from domain.letters import LETTERS, LetterFields, LetterFieldsError
from letters.render import RenderError, render_in_thread


async def draft(effect: c.DraftLetter, writing: Writing) -> None:
    """Begin a letter. Who signs it and when is known only when it is sent."""
    kind = LETTERS[effect.kind]
    letter = Letter(
        id=effect.id,
        case=writing.case.ref,
        kind=kind.name,
        step=kind.step,
        state="drafted",
        to={},
        copies=[],
        fields={},
        drafted_by=effect.drafted_by,
        attempts=0,
    )
    writing.letters[letter.id] = letter
    writing.db.add(letter)
    writing.entry(
        kind.step, "drafted", f"Letter: {kind.title}", effect.at, letter=letter.id, kind=kind.name
    )


async def ready(
    letter: Letter,
    writing: Writing,
    *,
    officer: str,
    role: str,
    at: datetime,
    answers: dict[str, Any],
) -> str | None:
    """Make the exact PDF that would leave, or say why it may not go.

    Asks the restriction guard; a stopped letter says so in the timeline and stays with its task.
    """
    zone = await writing.times.zone()
    kind = LETTERS[letter.kind]
    data = await fields_of(
        letter.kind, writing, signatory=(officer, role), dated=at, answers=answers, zone=zone
    )
    try:
        fields = kind.fill(data)
    except LetterFieldsError as error:
        return _stop(letter, writing, str(error), at)
    customer = await writing.db.get(Customer, writing.case.customer or "")
    barred = await barred_on(writing.db, writing.case.customer, fields.dated)
    choice = channel_for(
        customer.channel if customer else None,
        has_address=bool(fields.to.lines),
        has_email=bool(customer and customer.email),
        barred=barred,
    )
    if choice.channel is None:
        return _stop(letter, writing, choice.why, at)
    if offer := barred_offer(fields.contact.offers, dict(fields.free_texts()), barred):
        return _stop(letter, writing, offer, at)
    try:
        await _rendered(letter, fields)
    except RenderError as error:
        return _stop(letter, writing, str(error), at)
    letter.channel, letter.problem, letter.state = choice.channel.value, None, "drafted"
    return None


async def _rendered(letter: Letter, fields: LetterFields) -> None:
    rendered = await render_in_thread(LETTERS[letter.kind], fields)
    letter.pdf, letter.sha256 = rendered.pdf, rendered.sha256
    letter.fields = fields.model_dump(mode="json")
    letter.to = fields.to.model_dump(mode="json")
    letter.copies = [copy.model_dump(mode="json") for copy in fields.copies]


def _stop(letter: Letter, writing: Writing, problem: str, at: datetime) -> str:
    if letter.problem != problem:
        kind = LETTERS[letter.kind]
        words = f"Letter stopped: {problem}"
        writing.entry(kind.step, "refused", words, at, letter=letter.id, stopped=True)
    letter.state, letter.problem = "stopped", problem
    return f"Letter {letter.kind} ({letter.step}) may not go: {problem}"


async def move(effect: c.MoveLetter, writing: Writing) -> None:
    """Take a letter one state on; a signed one goes to the outbox."""
    letter = writing.letters[effect.id]
    kind = LETTERS[letter.kind]
    letter.state = effect.state
    match effect.state:
        case "signed":
            letter.signed_by, letter.signed_at = effect.actor, effect.at
            letter.reply = effect.reply
            writing.db.add(
                Outbox(
                    id=letter.id,
                    case=writing.case.ref,
                    kind="letter",
                    payload={"letter": letter.id, "settle": writing.segment.sequence},
                    attempts=0,
                )
            )
            words, line = f"{kind.title}: signed", "approved"
        case "approved":
            letter.approved_by, letter.approved_sha256 = effect.actor, letter.sha256
            words, line = f"{kind.title}: approved", "approved"
        case "returned":
            words, line = f"{kind.title}: returned, {effect.reason}", "refused"
        case "submitted":
            words, line = f"{kind.title}: submitted for approval", "drafted"
        case "withdrawn":
            words, line = f"{kind.title}: {effect.reason}", "withdrawn"
    writing.entry(
        kind.step,
        line,
        words,
        effect.at,
        actor=effect.actor,
        letter=letter.id,
        state=effect.state,
        sha256=letter.sha256,
    )


class Deliveries:
    """Takes signed letters out of the house: to the print spool, or by email."""

    def __init__(self, spool: PrintSpool, mailer: Mailer | None = None) -> None:
        self._spool = spool
        self._mailer = mailer

    async def push(self, db: AsyncSession, row: Outbox) -> None:
        """Deliver one letter, keyed by its id, and write that it was sent.

        Raises:
            PushError: it could not go; after it a person has a task to put that right.
        """
        letter = await db.get_one(Letter, str(row.payload["letter"]))
        if letter.state == "sent":
            return
        letter.attempts += 1
        try:
            await self._deliver(db, letter)
        except DeliveryError as error:
            await _undelivered(db, letter, str(error))
            raise PushError(str(error)) from None
        letter.state, letter.sent_at, letter.problem = "sent", letter.signed_at, None
        await _sent(db, letter, int(row.payload["settle"]))

    async def _deliver(self, db: AsyncSession, letter: Letter) -> None:
        pdf = letter.pdf or b""
        if letter.channel == "email" and self._mailer:
            case = await db.get_one(Case, letter.case)
            customer = await db.get_one(Customer, case.customer or "")
            subject = LETTERS[letter.kind].title
            await self._mailer.send(letter.id, pdf, to=customer.email or "", subject=subject)
            return
        await asyncio.to_thread(self._spool.put, letter.id, pdf, _manifest(letter))


def _manifest(letter: Letter) -> dict[str, Any]:
    return {
        "letter": letter.id,
        "kind": letter.kind,
        "sha256": letter.sha256,
        "channel": letter.channel,
        "to": letter.to,
        "copies": letter.copies,
    }


async def _sent(db: AsyncSession, letter: Letter, settle: int) -> None:
    case = await db.scalar(select(Case).where(Case.ref == letter.case).with_for_update())
    if case is None or letter.signed_at is None:
        return
    kind = LETTERS[letter.kind]
    copies = f", with {len(letter.copies)} copy" if letter.copies else ""
    db.add(
        TimelineEntry(
            case=case.ref,
            sequence=case.next_entry,
            settle=settle,
            occurred_at=letter.signed_at,
            actor=letter.signed_by,
            step=kind.step,
            kind="sent",
            words=f"{kind.title}: sent by {letter.channel}{copies}",
            data={"letter": letter.id, "channel": letter.channel, "sha256": letter.sha256},
        )
    )
    case.next_entry += 1


async def _undelivered(db: AsyncSession, letter: Letter, problem: str) -> None:
    letter.problem = problem
    task = f"desk.{letter.id}"
    if await db.get(Task, task) is None:
        open_desk_task(
            db,
            PUT_DELIVERY_RIGHT,
            task=task,
            case=letter.case,
            customer=None,
            at=letter.signed_at or datetime.now(UTC),
            data={"letter": letter.id, "reason": problem},
        )
