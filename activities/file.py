"""Acts on the case file in a settle: admitted or refused in the transaction that writes them.

An act of its own is written with the settle that follows on it; acts that a completion carries are
written where the completion is checked, so that the case goes on from what stands. What a case
itself does there is an act too, that no message told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Self

from pydantic import JsonValue
from sqlalchemy import select

from activities import contracts as c
from activities import looks, put_right
from activities.effects.every import Effect
from activities.effects.file import ChangeFile, OwnAct
from activities.receipts import Standing, prove
from activities.writing import Writing
from database.file import MODELS, FileVersion
from database.models import Receipt
from database.queries.acting import author_of, carried_by, people_of
from database.queries.file import (
    SIDES,
    primary_first,
    read_file,
    sides_of,
    whole,
    with_history,
)
from database.writes.at_once import change
from domain.file.acts import Act, Given, Left, Relation, fault, left_by
from domain.file.applying import Written, apply
from domain.file.carried import Sitting, sit
from domain.file.catalogue import ACTS
from domain.file.correspondence import CorrespondenceReceived
from domain.file.parties import DetailFacts
from domain.file.rows import BOTH, File
from domain.step_ids import StepId


async def admit(writing: Writing) -> None:
    """Admit each act of a settlement, or refuse it with the reason, before anything is written.

    One after the other, for the second of two is judged by the file as the first one leaves it.
    """
    settlement = writing.settlement
    acts = [e for e in settlement.effects if isinstance(e, ChangeFile)]
    if not acts:
        return
    proven = [receipt for effect in acts if (receipt := _receipt(effect, writing))]
    given_acts = {_key(r): _told(r.type, r.facts, _key(r), writing) for r in proven}
    file = await _locked(writing, given_acts.values())
    people = await people_of(writing.db, proven, writing.case.owner, file)
    for receipt in proven:
        kind = ACTS[receipt.type]
        office = writing.times.calendar.office
        author = author_of(receipt, people, writing.case, office)
        given = author.given(given_acts[_key(receipt)], file)
        digest = next(e.stands_with for e in acts if e.message == _key(receipt))
        if reason := fault(given, kind):
            writing.refused[digest or ""] = reason
        else:
            writing.left[digest or ""] = tuple(left_by(given, kind, receipt.content))
            file, written = apply(given, kind)
            writing.written[digest or ""] = written
    writing.file = file


def _told(type_: str, facts: Mapping[str, JsonValue], message: str | None, writing: Writing) -> Act:
    """Return an act as it was told; what was attached to the message is what an item holds."""
    act: Act = ACTS[type_].of.model_validate(facts)
    if message is None or not isinstance(act, CorrespondenceReceived):
        return act
    attached = writing.known.attached.get(message, ())
    return act.model_copy(update={"documents": (*act.documents, *attached)})


def _key(receipt: Receipt) -> str:
    return f"{receipt.source}|{receipt.id}"


def _receipt(effect: ChangeFile, writing: Writing) -> Receipt | None:
    """Return the receipt of an act that counts; what has none is turned away with its message."""
    outcome = next(o for o in writing.settlement.outcomes if o.digest == effect.stands_with)
    if outcome.envelope is None:
        return None
    proof = prove(outcome.envelope, effect.stands_with or "", writing)
    return proof.receipt if proof.standing is Standing.ADMITTED else None


async def current(writing: Writing) -> File:
    """Return the file of the case's customers as this settle leaves it; it is read once."""
    if writing.file is None:
        sides = await sides_of(writing.db, *_whose(writing))
        writing.file = await _read(writing, sides or [writing.case.ref])
    return writing.file


async def _locked(writing: Writing, acts: Collection[Act]) -> File:
    """Lock the customers of the case, in the order of their ids, and read their file.

    So nobody else locks one of them meanwhile, and no two wait for each other. A case of nobody
    known has a file of its own, under its reference, until somebody is.
    """
    brought = {customer for act in acts for customer in act.brings_in()}
    others = {customer for act in acts for customer in act.locks()} - brought
    case, customer = _whose(writing)
    whose = {"case": case, "customer": customer, "brought": sorted(brought | others)}
    with writing.db.no_autoflush:  # nothing of the file was written by this settle yet
        found = await writing.db.scalars(SIDES.with_for_update(), whose)
        if others:  # locked in the one order of ids, and their file is not read
            found = await writing.db.scalars(SIDES, whose | {"brought": sorted(brought)})
        file = await _read(writing, primary_first(found.all(), customer) or [case])
        writing.file = await with_history(writing.db, file, acts, writing.times.zone)
    return writing.file


def _whose(writing: Writing) -> tuple[str, str | None]:
    return writing.case.ref, writing.case.customer


async def _read(writing: Writing, sides: Collection[str]) -> File:
    now = writing.settlement.clock
    return await read_file(writing.db, writing.case.ref, sides, now, writing.times.zone)


# ---------------------------------------------------------------------- what a completion carries


async def sitting(receipt: Receipt, writing: Writing) -> Sitting:
    """Return what the acts of a completion make of the file.

    Where they were written before they are in it: a case that was brought back is told once more.
    """
    acts = carried_by(receipt)
    if receipt.rows is not None or not acts:
        return Sitting(await current(writing))
    file = await _locked(writing, [act.facts for act in acts])
    people = await people_of(writing.db, [receipt], writing.case.owner, file)
    author = author_of(receipt, people, writing.case, writing.times.calendar.office)
    return sit(acts, author, file)


async def write_carried(sitting: Sitting, receipt: Receipt, writing: Writing) -> None:
    """Write what the acts of an admitted completion make of the file: all of it, once."""
    if receipt.rows is None and sitting.done:
        at, writing.file = min(receipt.occurred_at, writing.settlement.clock), sitting.file
        for number, act in enumerate(sitting.done, start=1):
            step = ACTS[act.name].steps[0]
            said = _Said.told(
                act.name, act.words, receipt, step=step, at=at, left=act.left, number=number
            )
            await _write_all(said, act.written, writing)
        receipt.rows = [list(rows) for rows in sitting.rows]


async def look_at_letters(writing: Writing) -> None:
    """Have letters looked at that have not left, where a number or address was told or marked.

    They may show the old one. What a closed case asks for, the cases of the letters push.
    """
    ours = writing.case.ref if writing.case.state == "open" else None
    if writing.details_of and await looks.ask_for(
        writing.db,
        writing.details_of,
        f"{writing.case.ref}-{writing.settlement.sequence}",
        at=writing.settlement.clock,
        case=ours,
    ):
        writing.retried.add(looks.LOOK)


# ---------------------------------------------------------------------- what is written


@dataclass(frozen=True)
class _Said:
    """An act as it was told: a message of its own, or of those that a completion carries.

    ``number`` is its place among those, 0 where it came alone.
    """

    type: str
    by: str  # who is known to have said it
    words: Mapping[str, JsonValue]
    step: StepId
    at: datetime
    occurred_at: datetime
    told_at: datetime
    message: str | None = None  # key of the one that told it
    left: Left = ()
    number: int = 0

    @classmethod
    def told(
        cls,
        type_: str,
        words: Mapping[str, JsonValue],
        receipt: Receipt,
        *,
        step: StepId,
        at: datetime,
        left: Left,
        number: int = 0,
    ) -> Self:
        """Return an act as a message told it."""
        by, key = receipt.officer or receipt.source, _key(receipt)
        happened, told_at = receipt.occurred_at, receipt.received_at
        return cls(type_, by, words, step, at, happened, told_at, key, left, number)


async def write(effect: ChangeFile, writing: Writing) -> None:
    """Write the rows that an admitted act added or changed, with their history and records."""
    receipt, digest = writing.receipts[effect.message], effect.stands_with or ""
    left, written = writing.left.get(digest, ()), writing.written.get(digest, ())
    said = _Said.told(
        receipt.type, receipt.content, receipt, step=effect.step, at=effect.at, left=left
    )
    await _write_all(said, written, writing)
    receipt.rows = [[each.row.id for each in written if each.new]]


async def write_alone(receipt: Receipt, writing: Writing) -> str | None:
    """Admit and write one act at once, where no case is there to settle it; say why it may not."""
    kind, at = ACTS[receipt.type], min(receipt.occurred_at, writing.settlement.clock)
    act = kind.of.model_validate(receipt.facts)
    file = await _locked(writing, [act])
    people = await people_of(writing.db, [receipt], writing.case.owner, file)
    author = author_of(receipt, people, writing.case, writing.times.calendar.office)
    given = author.given(act, file)
    if reason := fault(given, kind):
        return reason
    left = tuple(left_by(given, kind, receipt.content))
    writing.file, written = apply(given, kind)
    step = kind.steps[0]
    said = _Said.told(receipt.type, receipt.content, receipt, step=step, at=at, left=left)
    await _write_all(said, written, writing)
    receipt.rows = [[each.row.id for each in written if each.new]]
    return None


async def write_own(effect: OwnAct, writing: Writing) -> None:
    """Write what a case knows and keeps in the file; what the file does not take says so."""
    kind, follows = ACTS[effect.type], writing.receipts.get(effect.message or "")
    act = _told(effect.type, effect.facts, effect.message if follows else None, writing)
    given = Given(
        act=act,
        by=effect.actor or "casebound",
        relation=Relation.PRODUCT,
        at=effect.at,
        told_at=effect.at,
        file=writing.file or await _locked(writing, [act]),
        office=writing.times.calendar.office,
    )
    if reason := fault(given, kind):
        line = f"{kind.of.words}: not written, {reason}"
        writing.entry(effect.step, "refused", line, effect.at, act=effect.type)
        return
    words = follows.content if follows else {}
    said = _Said(
        effect.type, given.by, words, effect.step, effect.at, effect.at, effect.at, effect.message
    )
    writing.file, written = apply(given, kind, effect.step)
    await _write_all(said, written, writing)


def naming(effect: Effect, writing: Writing) -> Effect:
    """Let what follows on an act name the row that it added: only here that has its id."""
    if not (added := _added(effect, writing)):
        return effect
    named = told = effect.model_dump_json()
    for word, row in added.items():
        named = named.replace(word, row)
    return effect if named == told else effect.model_validate_json(named)


def _added(effect: Effect, writing: Writing) -> dict[str, str]:
    """Return the first row that an act added, by the word that stands for it in an effect."""
    if effect.stands_with:
        new = [each.row.id for each in writing.written.get(effect.stands_with, ()) if each.new]
        return {c.NEW_ROW: new[0]} if new else {}
    check = writing.settlement.check
    carried = writing.rows.get(check.envelope.digest, ()) if check else ()
    words = (c.CARRIED_ROW.format(number) for number in count(1))
    return {word: rows[0] if rows else "" for word, rows in zip(words, carried, strict=False)}


async def _write_all(said: _Said, written: Sequence[Written], writing: Writing) -> None:
    writing.file_changed = writing.file_changed or bool(written)
    for each in written:
        await _write_row(each, said, writing)
        _say(each, said, writing)
    _leave(said, writing)
    await put_right.follow(said.type, written, said.message, writing)


async def _write_row(written: Written, said: _Said, writing: Writing) -> None:
    row, model = written.row, MODELS[written.row.facts.kind]
    id_ = whole(row.id, writing.case.ref)
    facts = row.facts.model_dump()
    if isinstance(row.facts, DetailFacts):
        writing.details_of.add(row.facts.customer)
    if written.new:
        told = row.told.model_dump()
        customers = _customers(told["side"], writing)
        writing.db.add(
            model(
                id=id_,
                number=written.number,
                version=1,
                customers=customers,
                entered_in_error=False,
                words=await _words(written, said, writing),
                **told,
                **{name: _plain(value) for name, value in facts.items()},
            )
        )
    else:
        changed = {name: _plain(value) for name, value in facts.items()}
        as_it_stands = {"entered_in_error": row.entered_in_error, "moved_to": row.moved_to}
        await change(writing.db, model, id_, {"version": row.version} | as_it_stands | changed)
    writing.db.add(
        FileVersion(
            row=id_,
            version=row.version,
            act=said.type,
            by=said.by,
            at=said.occurred_at,
            told_at=said.told_at,
            why=said.words.get("reason"),
            facts=row.facts.model_dump(mode="json"),
        )
    )


async def _words(written: Written, said: _Said, writing: Writing) -> dict[str, Any]:
    """Return the words of a new row: those of its act, or of the row that it takes over."""
    if written.words_of is None:
        return dict(said.words)
    model = MODELS[written.row.facts.kind]
    id_ = whole(written.words_of, writing.case.ref)
    return (await writing.db.scalar(select(model.words).where(model.id == id_))) or {}


def _customers(side: str, writing: Writing) -> list[str]:
    """Return in whose file a row stands: in that of both parents where it is of both."""
    if side != BOTH or writing.customer is None:
        return [side]
    return [writing.customer.id, *writing.customer.associates]


def _plain(value: Any) -> Any:
    """Return a value as a column takes it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value)
    return value


def _say(written: Written, said: _Said, writing: Writing) -> None:
    row = written.row
    writing.entry(
        said.step,
        "recorded",
        f"{row.id}: {ACTS[said.type].of.words}",
        said.at,
        actor=said.by,
        message=said.message,
        act=said.type,
        row=row.id,
        version=row.version,
    )


def _leave(said: _Said, writing: Writing) -> None:
    """Leave what an act leaves in other systems; an integration follows by these."""
    told = (said.message or f"settle|{writing.settlement.sequence}").replace("|", "-")
    act = f"{told}-{said.number}" if said.number else told
    for number, (left, data) in enumerate(said.left, start=1):
        id_ = f"{writing.case.ref}.file-{act}-{number}"
        writing.leave(left.step, left.system, left.name, data, said.at, id_=id_, actor=said.by)
