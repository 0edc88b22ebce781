"""The receipts of the messages that a settlement is about: found, or written here."""

from activities.contracts import Settlement
from activities.writing import Writing
from database.models import Receipt
from domain.messages import Envelope


def messages_of(settlement: Settlement) -> set[tuple[str, str]]:
    """Return source and id of every receipt that a settlement may be about."""
    told = [outcome.envelope for outcome in settlement.outcomes if outcome.envelope]
    if settlement.check:
        told.append(settlement.check.envelope)
    named = {(outcome.source, outcome.id) for outcome in settlement.outcomes}
    named |= {(envelope.source, envelope.id) for envelope in told}
    return named | {(envelope.source, _own_id(envelope, settlement.case)) for envelope in told}


def _own_id(envelope: Envelope, case: str) -> str:
    """Return the id of a receipt for what came here under the id of another message."""
    return f"{envelope.id}@{case}"


def find_receipts(writing: Writing) -> None:
    """Find the receipt of each message; write that of one that no door has seen.

    A receipt of another message under the same id is left alone: it is somebody's decision, or
    another case's. What came here then gets a receipt of its own.
    """
    check = writing.settlement.check
    for envelope in (o.envelope for o in writing.settlement.outcomes if o.envelope):
        # Facts that did not fit were left in the signal.
        _receipt(envelope, writing, facts=bool(envelope.facts))
    if check:
        _receipt(check.envelope, writing, facts=True)


def _receipt(envelope: Envelope, writing: Writing, *, facts: bool) -> None:
    key = envelope.key
    row = writing.receipts.get(key)
    if row is not None and not _same(row, envelope, writing.case.ref, facts=facts):
        own = _own_id(envelope, writing.case.ref)
        row = writing.receipts.get(f"{envelope.source}|{own}")
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
