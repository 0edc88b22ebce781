"""Letters of a case: drafted, guarded, made ready, signed.

The PDF that leaves is made when the officer sends it, with that officer's name and that day's
date, in the settle that admits the act; what may not go refuses the act with the reason.
"""

from datetime import datetime
from typing import Any

from activities import contracts as c
from activities.letter_fields import barred_on, fields_of
from activities.writing import Writing
from database.models import Customer, Letter, LetterCopy, Outbox
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
        await _rendered(letter, fields, writing)
    except RenderError as error:
        return _stop(letter, writing, str(error), at)
    letter.channel, letter.problem, letter.state = choice.channel.value, None, "drafted"
    return None


async def _rendered(letter: Letter, fields: LetterFields, writing: Writing) -> None:
    """Make the letter and each nominee's copy, so that nothing is left to fail after signing."""
    kind = LETTERS[letter.kind]
    rendered = await render_in_thread(kind, fields)
    for number, to in enumerate(fields.copies, start=1):
        copy = await render_in_thread(kind, fields, copy_to=to)
        await writing.db.merge(
            LetterCopy(
                letter=letter.id,
                number=number,
                to=to.model_dump(mode="json"),
                pdf=copy.pdf,
                pages=copy.pages,
            )
        )
    letter.pdf, letter.sha256, letter.pages = rendered.pdf, rendered.sha256, rendered.pages
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
