"""Acts on the case file in a settle: admitted or refused in the transaction that writes them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import update

from activities import contracts as c
from activities.receipts import Standing, prove
from activities.writing import Writing
from database.file import MODELS, FileVersion
from database.models import Receipt
from database.queries.file import SIDES, primary_first, read_file, whole
from database.queries.officers import all_known
from domain.file.acts import Act, ActKind, Given, fault, left_by, relation_to
from domain.file.applying import Written, apply
from domain.file.catalogue import ACTS
from domain.file.locks import holder
from domain.file.rows import BOTH, File
from domain.officers import Person


async def admit(writing: Writing) -> None:
    """Admit each act of a settlement, or refuse it with the reason, before anything is written.

    One after the other, for the second of two is judged by the file as the first one leaves it.
    """
    settlement = writing.settlement
    acts = [e for e in settlement.effects if isinstance(e, c.ChangeFile)]
    if not acts:
        return
    proven = [receipt for effect in acts if (receipt := _receipt(effect, writing))]
    given_acts = {_key(r): ACTS[r.type].of.model_validate(r.facts) for r in proven}
    file = await _file(writing, given_acts.values())
    named = {holder(file), writing.case.owner, *(r.officer for r in proven)}
    people = await all_known(writing.db, sorted(filter(None, named)))
    for receipt in proven:
        kind = ACTS[receipt.type]
        given = _given(kind, receipt, people, file, writing)
        digest = next(e.stands_with for e in acts if e.message == _key(receipt))
        if reason := fault(given, kind):
            writing.refused[digest or ""] = reason
        else:
            writing.left[_key(receipt)] = tuple(left_by(given, kind, receipt.content))
            file, written = apply(given, kind)
            writing.written[_key(receipt)] = written


def _key(receipt: Receipt) -> str:
    return f"{receipt.source}|{receipt.id}"


def _receipt(effect: c.ChangeFile, writing: Writing) -> Receipt | None:
    """Return the receipt of an act that counts; what has none is turned away with its message."""
    outcome = next(o for o in writing.settlement.outcomes if o.digest == effect.stands_with)
    if outcome.envelope is None:
        return None
    proof = prove(outcome.envelope, effect.stands_with or "", writing)
    return proof.receipt if proof.standing is Standing.ADMITTED else None


async def _file(writing: Writing, acts: Iterable[Act]) -> File:
    """Lock the customers of the case, in the order of their ids, and read their file.

    So nobody else locks one of them meanwhile, and no two wait for each other.
    """
    case = writing.case
    brought = {customer for act in acts for customer in act.brings_in()}
    whose = {"case": case.ref, "customer": case.customer, "brought": sorted(brought)}
    found = await writing.db.scalars(SIDES.with_for_update(), whose)
    sides = primary_first(found.all(), case.customer)
    now = writing.settlement.clock
    return await read_file(writing.db, case.ref, sides, now, writing.times.day(now))


def _given(
    kind: ActKind[Any], receipt: Receipt, people: dict[str, Person], file: File, writing: Writing
) -> Given[Act]:
    officer = people.get(receipt.officer or "")
    owners = (people.get(holder(file) or ""), people.get(writing.case.owner or ""))
    return Given(
        act=kind.of.model_validate(receipt.facts),
        by=officer.id if officer else receipt.source,
        relation=relation_to(owners, officer, receipt.received_at),
        at=receipt.occurred_at,
        told_at=receipt.received_at,
        file=file,
        office=writing.times.calendar.office,
    )


# ---------------------------------------------------------------------- what is written


async def write(effect: c.ChangeFile, writing: Writing) -> None:
    """Write the rows that an admitted act added or changed, with their history and records."""
    receipt = writing.receipts[effect.message]
    for written in writing.written.get(effect.message, ()):
        await _write_row(written, receipt, writing)
        _say(written, receipt, effect, writing)
    _leave(receipt, effect, writing)


async def _write_row(written: Written, receipt: Receipt, writing: Writing) -> None:
    row, model = written.row, MODELS[written.row.facts.kind]
    id_ = whole(row.id, writing.case.ref)
    facts = row.facts.model_dump()
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
                words=receipt.content,
                **told,
                **{name: _plain(value) for name, value in facts.items()},
            )
        )
    else:
        changed = {name: _plain(value) for name, value in facts.items()}
        await writing.db.execute(
            update(model)
            .where(model.id == id_)
            .values(version=row.version, entered_in_error=row.entered_in_error, **changed)
        )
    writing.db.add(
        FileVersion(
            row=id_,
            version=row.version,
            act=receipt.type,
            by=receipt.officer or receipt.source,
            at=receipt.occurred_at,
            told_at=receipt.received_at,
            why=receipt.content.get("reason"),
            facts=row.facts.model_dump(mode="json"),
        )
    )


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


def _say(written: Written, receipt: Receipt, effect: c.ChangeFile, writing: Writing) -> None:
    row = written.row
    writing.entry(
        effect.step,
        "recorded",
        f"{row.id}: {ACTS[receipt.type].of.words}",
        effect.at,
        actor=receipt.officer or receipt.source,
        message=effect.message,
        act=receipt.type,
        row=row.id,
        version=row.version,
    )


def _leave(receipt: Receipt, effect: c.ChangeFile, writing: Writing) -> None:
    """Leave what an act leaves in other systems; an integration follows by these."""
    for number, (left, data) in enumerate(writing.left.get(effect.message, ()), start=1):
        id_ = f"{writing.case.ref}.file-{writing.settlement.sequence}-{receipt.id}-{number}"
        by = receipt.officer or receipt.source
        writing.leave(left.step, left.system, left.name, data, effect.at, id_=id_, actor=by)
