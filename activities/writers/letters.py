"""Letters of a case: drafted, guarded, made ready, approved, signed.

The PDF that leaves is made when the officer has prepared it, with the signatory's name and that
day's date, in the settle that admits the act; what may not go refuses the act with the reason.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, update

from activities import contracts as c
from activities import unsent
from activities.departures import came_back
from activities.effects.letters import DraftLetter, MoveLetter, SendNotice
from activities.guarding import LetterStoppedError
from activities.messages import open_standalone_task
from activities.preparing import Asked, Prepared, asked_by, look_again, prepare
from activities.unsent import standing
from activities.writing import Writing
from database.models import Letter, Outbox, Receipt, Task
from database.queries.officers import known
from domain import letter_states
from domain.admission import answered
from domain.file.carried import Sitting
from domain.kit_tasks import POST_COPY, SIGN_LETTER
from domain.letter_channels import Channel
from domain.letter_states import ActRefused, LetterAct, LetterState
from domain.letters import LetterKind
from domain.roles import Role
from domain.step_ids import StepId


async def draft(effect: DraftLetter, writing: Writing) -> None:
    """Begin a letter. Who signs it and when is known only when it is sent."""
    kind = writing.letter_kinds[effect.kind]
    letter = Letter(
        id=effect.id,
        case=writing.case.ref,
        kind=kind.name,
        step=kind.step,
        state="drafted",
        addressee=effect.to or writing.case.customer,
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


async def fault(
    task: Task, receipt: Receipt, writing: Writing, sitting: Sitting | None
) -> str | None:
    """Say why a completion may not do what it does to the letter of its task; None where it may.

    Preparing makes the exact PDF that would leave. Approving and signing hold that very PDF.
    ``sitting`` has the acts that it carries: the letter that it prepares shows what they bring.
    """
    letter = writing.letters.get(str(task.data.get("letter")))
    if letter is None:
        return None
    outcome = receipt.facts.get("outcome")
    if writing.catalogue[task.kind].approves:
        act = LetterAct.APPROVE if outcome == "approve" else None
    elif task.kind == SIGN_LETTER.name:
        act = LetterAct.SIGN if outcome in c.SENDING else None
    else:
        sends = outcome in c.SENDING
        return await _ready(letter, task, receipt, writing, sitting) if sends else None
    return await _unchanged(letter, task, act, receipt.occurred_at, writing) if act else None


async def _ready(
    letter: Letter, task: Task, receipt: Receipt, writing: Writing, sitting: Sitting | None
) -> str | None:
    """Make the exact PDF that would leave, or say why it may not go.

    A stopped letter says so in the timeline and on its task, with which it stays; with what was
    answered it is tried again once what it lacked is there.
    """
    kind = writing.letter_kinds[letter.kind]
    answers = answered(receipt.facts, receipt.content)
    asked = asked_by(kind, receipt.officer or "", task.role, receipt.occurred_at, answers)
    try:
        prepared = await prepare(writing, kind, letter, asked, sitting)
    except LetterStoppedError as stopped:
        return await _stop(stopped, letter, task, writing, at=receipt.occurred_at, step=kind.step)
    finally:  # once all is read: else it would be written ahead of the rest, by itself
        letter.prepared, letter.drafted_by = asked.kept(), receipt.officer
    await _keep(letter, prepared, writing)
    unsent.put(letter, unsent.moved(kind, letter, LetterAct.EDIT, sha256=letter.sha256))
    await unsent.go_on(writing.db, letter, task, receipt.occurred_at)
    return None


async def _unchanged(
    letter: Letter, task: Task, act: LetterAct, at: datetime, writing: Writing
) -> str | None:
    """Say why a letter may not be approved or signed as it lies there now.

    What counts is the PDF itself: its hash is taken anew, and must be the one that the task
    was opened on, and the approved one.
    """
    kind = writing.letter_kinds[letter.kind]
    try:
        shown = await look_again(writing, kind, letter, writing.times.day(at))
    except LetterStoppedError as stopped:
        signs = Role(task.role) in kind.signatories
        step = kind.signatory_source if signs else kind.step
        return await _stop(stopped, letter, task, writing, at=at, step=step)
    as_it_is = standing(letter).model_copy(update={"sha256": shown.sha256})
    if as_it_is.stopped_from:
        as_it_is = as_it_is.model_copy(update={"state": as_it_is.stopped_from})
    seen = str(task.data.get("version"))
    moved = letter_states.move(kind, as_it_is, act, by=Role(task.role), sha256=seen)
    return moved.reason if isinstance(moved, ActRefused) else None


async def _keep(letter: Letter, prepared: Prepared, writing: Writing) -> None:
    """Keep a letter and each copy as they were made, so that nothing fails after signing.

    A nominee without an address gets none: it would go in an envelope with a name only.
    """
    fields, made = prepared.fields, prepared.made
    await _keep_copies(letter, prepared, writing)
    letter.pdf, letter.sha256, letter.pages = made.pdf, made.sha256, made.pages
    letter.channel = prepared.channel.value
    letter.fields = fields.model_dump(mode="json")
    letter.to = fields.to.model_dump(mode="json")
    letter.copies = [copy.model_dump(mode="json") for copy in fields.copies]


async def _keep_copies(letter: Letter, prepared: Prepared, writing: Writing) -> None:
    """Keep each copy as a letter of its own; one of an earlier draft goes to nobody."""
    if letter.copies or prepared.copies:
        earlier = update(Letter).where(Letter.copy_of == letter.id)
        await writing.db.execute(earlier.values(state=LetterState.WITHDRAWN.value))
    for number, copy in prepared.copies.items():
        await writing.db.merge(
            Letter(
                id=f"{letter.id}.copy-{number}",
                copy_of=letter.id,
                case=letter.case,
                kind=letter.kind,
                step=letter.step,
                state=LetterState.DRAFTED.value,
                addressee=copy.addressee,
                to=copy.to.model_dump(mode="json"),
                copies=[],
                channel=Channel.POST.value,
                fields=prepared.fields.model_dump(mode="json"),
                pdf=copy.made.pdf,
                sha256=copy.made.sha256,
                pages=copy.made.pages,
                drafted_by=letter.drafted_by,
                approvals=0,
                attempts=0,
            )
        )


async def _stop(
    stopped: LetterStoppedError,
    letter: Letter,
    task: Task | None,
    writing: Writing,
    *,
    at: datetime,
    step: StepId,
) -> str:
    """Stop a letter at a step, and return why it is refused."""
    kind = writing.letter_kinds[letter.kind]
    problem = str(stopped)
    if letter.problem != problem:
        words = f"Letter stopped: {problem}"
        writing.entry(step, "refused", words, at, letter=letter.id, stopped=True)
    await unsent.stop(writing.db, kind, letter, stopped, task=task, at=at)
    return f"Letter {kind.name} ({kind.step}) may not go: {problem}"


_WORDS = {
    LetterAct.EDIT: ("to be changed; what was approved is void", "drafted"),
    LetterAct.SUBMIT: ("submitted for approval", "drafted"),
    LetterAct.APPROVE: ("approved", "approved"),
    LetterAct.RETURN: ("returned", "refused"),
    LetterAct.SIGN: ("signed", "approved"),
}


async def move(effect: MoveLetter, writing: Writing) -> None:
    """Take a letter one state on, as its settle has admitted; a signed one goes to the outbox."""
    letter = writing.letters[effect.id]
    kind, act = writing.letter_kinds[letter.kind], LetterAct(effect.act)
    if letter.state == LetterState.STOPPED and act is not LetterAct.WITHDRAW:
        unsent.put(letter, unsent.moved(kind, letter, LetterAct.RELEASE))
    role = letter.fields["signatory"]["role"] if act is LetterAct.SIGN else effect.role
    by = Role(role) if role else None
    unsent.put(letter, unsent.moved(kind, letter, act, by=by, sha256=letter.sha256))
    match act:
        case LetterAct.SIGN:
            await _leaves(letter, effect, writing)
        case LetterAct.APPROVE:
            letter.approved_by = effect.actor
        case LetterAct.EDIT:
            letter.approved_by = None
        case LetterAct.WITHDRAW:
            copies = update(Letter).where(Letter.copy_of == letter.id)
            await writing.db.execute(copies.values(state=letter.state))
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


async def notify(effect: SendNotice, writing: Writing) -> None:
    """Make a notice as whoever decided or proposed it signs it, and let it go.

    The decision stands whether it may go or not: one that may not comes back to its case as work.
    """
    drafted = DraftLetter(
        step=effect.step, at=effect.at, id=effect.id, kind=effect.kind, to=effect.to
    )
    await draft(drafted, writing)
    letter, kind = writing.letters[effect.id], writing.letter_kinds[effect.kind]
    signs = effect.signed_by or effect.actor or ""
    asked = Asked(signs, await _signs_as(kind, signs, effect.at, writing), effect.at, {})
    letter.prepared, letter.drafted_by = asked.kept(), signs
    try:
        prepared = await prepare(writing, kind, letter, asked)
    except LetterStoppedError as stopped:
        await _stop(stopped, letter, None, writing, at=effect.at, step=kind.step)
        writing.push(*came_back(writing.db, letter, at=effect.at))
        return
    await _keep(letter, prepared, writing)
    unsent.put(letter, unsent.moved(kind, letter, LetterAct.EDIT, sha256=letter.sha256))
    for act, by, role in _acts(kind, effect, signs):
        step = kind.step if act == "sign" else kind.approval_source
        moved = MoveLetter(id=letter.id, act=act, step=step, at=effect.at, actor=by, role=role)
        await move(moved, writing)


_NoticeAct = tuple[Literal["submit", "approve", "sign"], str | None, Role | None]


def _acts(kind: LetterKind, notice: SendNotice, signs: str) -> Iterator[_NoticeAct]:
    """Yield what makes a notice leave: approved by the decision where its kind is, and signed."""
    if kind.approvers:
        yield "submit", signs, None
    for role in kind.approvers:
        yield "approve", notice.actor, role
    yield "sign", signs, None


async def _signs_as(kind: LetterKind, officer: str, at: datetime, writing: Writing) -> Role:
    """Return in which of the roles that sign a kind an officer signs it."""
    if len(kind.signatories) == 1:
        return kind.signatories[0]
    person = await known(writing.db, officer)
    held = (role for role in kind.signatories if person and person.holds((role,), at))
    return next(held, kind.signatories[0])


async def _leaves(letter: Letter, effect: MoveLetter, writing: Writing) -> None:
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


async def _hold_copies(letter: Letter, effect: MoveLetter, writing: Writing) -> None:
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
