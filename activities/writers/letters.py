"""Letters of a case: drafted, guarded, made ready, approved, signed.

The PDF that leaves is made when the officer has prepared it, with the signatory's name and that
day's date, in the settle that admits the act; what may not go refuses the act with the reason.
"""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from activities import contracts as c
from activities.letter_fields import facts_of, fields_of
from activities.messages import open_standalone_task
from activities.writing import Writing
from database.models import Letter, LetterCopy, Outbox, Receipt, Task
from database.queries.letter_facts import LetterFacts
from domain import letter_states
from domain.admission import answered
from domain.kit_tasks import APPROVE_LETTER, CHANNEL, POST_COPY, SIGN_LETTER
from domain.letter_channels import Channel, barred_offer, channel_for
from domain.letter_states import ActRefused, LetterAct, LetterState, Standing
from domain.letters import LetterFields, LetterFieldsError
from domain.roles import Role
from letters.render import RenderError, render_in_thread


async def draft(effect: c.DraftLetter, writing: Writing) -> None:
    """Begin a letter. Who signs it and when is known only when it is sent."""
    kind = writing.letter_kinds[effect.kind]
    letter = Letter(
        id=effect.id,
        case=writing.case.ref,
        kind=kind.name,
        step=kind.step,
        state="drafted",
        to={},
        copies=[],
        fields={},
        approvals=0,
        attempts=0,
    )
    writing.letters[letter.id] = letter
    writing.db.add(letter)
    writing.entry(
        kind.step, "drafted", f"Letter: {kind.title}", effect.at, letter=letter.id, kind=kind.name
    )


async def fault(task: Task, receipt: Receipt, writing: Writing) -> str | None:
    """Say why a completion may not do what it does to the letter of its task; None where it may.

    Preparing makes the exact PDF that would leave. Approving and signing hold that very PDF.
    """
    letter = writing.letters.get(str(task.data.get("letter")))
    if letter is None:
        return None
    outcome = receipt.facts.get("outcome")
    if task.kind == APPROVE_LETTER.name:
        act = LetterAct.APPROVE if outcome == "approve" else None
    elif task.kind == SIGN_LETTER.name:
        act = LetterAct.SIGN if outcome in c.SENDING else None
    else:
        return await _ready(letter, task, receipt, writing) if outcome in c.SENDING else None
    return await _unchanged(letter, task, act, receipt.occurred_at, writing) if act else None


async def _ready(letter: Letter, task: Task, receipt: Receipt, writing: Writing) -> str | None:
    """Make the exact PDF that would leave, or say why it may not go.

    Asks the restriction guard; a stopped letter says so in the timeline and stays with its task.
    """
    kind = writing.letter_kinds[letter.kind]
    answers = answered(receipt.facts, receipt.content)
    named = kind.signatory_named(answers) if kind.approvers else None
    day = writing.times.day(receipt.occurred_at)
    facts = await facts_of(kind, writing, letter.id, named or receipt.officer or "", day)
    role = kind.signatories[0] if named else task.role
    data = fields_of(kind, writing, facts, role=role, day=day, answers=answers)
    try:
        fields = kind.fill(data)
    except LetterFieldsError as error:
        return _stop(letter, writing, str(error), receipt.occurred_at)
    chosen = str(answers[CHANNEL]) if CHANNEL in answers else None
    if problem := _guard(letter, fields, facts, writing, chosen=chosen):
        return _stop(letter, writing, problem, receipt.occurred_at)
    try:
        await _rendered(letter, fields, writing)
    except RenderError as error:
        return _stop(letter, writing, str(error), receipt.occurred_at)
    _put(letter, _moved(letter, writing, LetterAct.EDIT, sha256=letter.sha256))
    letter.problem, letter.drafted_by = None, receipt.officer
    return None


def _guard(
    letter: Letter,
    fields: LetterFields,
    facts: LetterFacts,
    writing: Writing,
    *,
    chosen: str | None,
) -> str | None:
    """May this customer be contacted this way, and does the text offer a barred channel?

    ``chosen`` is how the officer wants it to go, in place of what the customer prefers.
    """
    customer = writing.customer
    barred = frozenset(Channel(channel) for channel in facts.barred)
    choice = channel_for(
        chosen or (customer.channel if customer else None),
        has_address=bool(fields.to.lines),
        has_email=bool(customer and customer.email),
        barred=barred,
    )
    if choice.channel is None:
        return choice.why
    if chosen and choice.channel != chosen:
        return f"it cannot go by {chosen}, which is barred or has no address: choose another way"
    letter.channel = choice.channel.value
    return barred_offer(fields.contact.offers, dict(fields.free_texts()), barred)


async def _unchanged(
    letter: Letter, task: Task, act: LetterAct, at: datetime, writing: Writing
) -> str | None:
    """Say why a letter may not be approved or signed as it lies there now.

    What counts is the PDF itself: its hash is taken anew, and must be the one that the task
    was opened on, and the approved one.
    """
    kind = writing.letter_kinds[letter.kind]
    fields = kind.fields.model_validate(letter.fields)
    facts = await facts_of(kind, writing, letter.id, "", writing.times.day(at))
    if problem := _guard(letter, fields, facts, writing, chosen=letter.channel):
        return _stop(letter, writing, problem, at)
    pdf = await writing.db.scalar(select(Letter.pdf).where(Letter.id == letter.id)) or b""
    as_it_is = standing(letter).model_copy(update={"sha256": hashlib.sha256(pdf).hexdigest()})
    if as_it_is.stopped_from:
        as_it_is = as_it_is.model_copy(update={"state": as_it_is.stopped_from})
    seen = str(task.data.get("version"))
    moved = letter_states.move(kind, as_it_is, act, by=Role(task.role), sha256=seen)
    return moved.reason if isinstance(moved, ActRefused) else None


async def _rendered(letter: Letter, fields: LetterFields, writing: Writing) -> None:
    """Make the letter and each nominee's copy, so that nothing is left to fail after signing.

    A nominee without an address gets none: it would go in an envelope with a name only.
    """
    kind = writing.letter_kinds[letter.kind]
    rendered = await render_in_thread(kind, fields)
    for number, to in enumerate(fields.copies, start=1):
        if not to.lines:
            continue
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
    kind = writing.letter_kinds[letter.kind]
    if letter.problem != problem:
        words = f"Letter stopped: {problem}"
        writing.entry(kind.step, "refused", words, at, letter=letter.id, stopped=True)
    if letter.state != LetterState.STOPPED:
        _put(letter, _moved(letter, writing, LetterAct.STOP))
    letter.problem = problem
    return f"Letter {kind.name} ({kind.step}) may not go: {problem}"


_WORDS = {
    LetterAct.EDIT: ("to be changed; what was approved is void", "drafted"),
    LetterAct.SUBMIT: ("submitted for approval", "drafted"),
    LetterAct.APPROVE: ("approved", "approved"),
    LetterAct.RETURN: ("returned", "refused"),
    LetterAct.SIGN: ("signed", "approved"),
}


async def move(effect: c.MoveLetter, writing: Writing) -> None:
    """Take a letter one state on, as its settle has admitted; a signed one goes to the outbox."""
    letter = writing.letters[effect.id]
    kind, act = writing.letter_kinds[letter.kind], LetterAct(effect.act)
    if letter.state == LetterState.STOPPED and act is not LetterAct.WITHDRAW:
        _put(letter, _moved(letter, writing, LetterAct.RELEASE))
    role = letter.fields["signatory"]["role"] if act is LetterAct.SIGN else effect.role
    by = Role(role) if role else None
    _put(letter, _moved(letter, writing, act, by=by, sha256=letter.sha256))
    match act:
        case LetterAct.SIGN:
            await _leaves(letter, effect, writing)
        case LetterAct.APPROVE:
            letter.approved_by = effect.actor
        case LetterAct.EDIT:
            letter.approved_by = None
        case _:
            pass
    words, line = _WORDS.get(act, (effect.reason, "withdrawn"))
    writing.entry(
        effect.step,
        line,
        f"{kind.title}: {words}",
        effect.at,
        actor=effect.actor,
        letter=letter.id,
        state=letter.state,
        sha256=letter.sha256,
    )


async def _leaves(letter: Letter, effect: c.MoveLetter, writing: Writing) -> None:
    letter.signed_by, letter.signed_at, letter.reply = effect.actor, effect.at, effect.reply
    letter.problem = None
    await _hold_copies(letter, effect, writing)
    payload = {"letter": letter.id, "settle": writing.settlement.sequence}
    lane = "mail" if letter.channel == "email" else "letter"
    if letter.attempts == 0:
        writing.push(letter.id, lane, payload)
        return
    # It was refused before, and has one row for ever: one letter is one envelope.
    again: dict[str, Any] = {"kind": lane, "payload": payload, "problem": None}
    again |= {"given_up_at": None, "leaving_at": None, "next_attempt_at": func.clock_timestamp()}
    await writing.db.execute(update(Outbox).where(Outbox.id == letter.id).values(again))
    writing.retried.add(lane)


async def _hold_copies(letter: Letter, effect: c.MoveLetter, writing: Writing) -> None:
    """Open work for each copy that has nowhere to go; the letter itself does not wait for it.

    One that is signed again, for it was refused, has had its work about the same copies already.
    """
    kind = writing.letter_kinds[letter.kind]
    for number, to in enumerate(letter.copies, start=1):
        task = f"standalone.{letter.id}.copy-{number}"
        if to["lines"] or await writing.db.get(Task, task):
            continue
        reason = "the nominee has no postal address"
        writing.entry(
            kind.step,
            "refused",
            f"{kind.title}: copy {number} is held back, {reason}",
            effect.at,
            letter=letter.id,
            copy=number,
        )
        open_standalone_task(
            writing.db,
            POST_COPY,
            task=task,
            case=letter.case,
            customer=writing.case.customer,
            at=effect.at,
            data={"letter": letter.id, "copy": number, "reason": reason},
        )


# ------------------------------------------------------------------- the state machine's view


class LetterMoveError(Exception):
    """A workflow moved a letter as its kind does not allow: a fault of this release."""


def standing(letter: Letter) -> Standing:
    """Return a letter as the state machine sees it."""
    return Standing(
        state=LetterState(letter.state),
        sha256=letter.sha256 or "",
        approvals=letter.approvals,
        approved_sha256=letter.approved_sha256,
        signed_sha256=letter.signed_sha256,
        stopped_from=LetterState(letter.stopped_from) if letter.stopped_from else None,
    )


def _moved(
    letter: Letter,
    writing: Writing,
    act: LetterAct,
    *,
    by: Role | None = None,
    sha256: str | None = None,
) -> Standing:
    kind = writing.letter_kinds[letter.kind]
    moved = letter_states.move(kind, standing(letter), act, by=by, sha256=sha256)
    if isinstance(moved, ActRefused):
        raise LetterMoveError(f"settle {writing.settlement.key}: {letter.id}: {moved.reason}")
    return moved


def _put(letter: Letter, moved: Standing) -> None:
    letter.state, letter.approvals = moved.state, moved.approvals
    letter.stopped_from = moved.stopped_from
    letter.approved_sha256, letter.signed_sha256 = moved.approved_sha256, moved.signed_sha256
