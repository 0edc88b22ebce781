"""The receipts of the messages that a settlement is about, held against what has come.

A signal proves nobody's identity. What a door or the product let in has a receipt that says just
this; what comes from outside, and whoever reaches the namespace may say, gets one here. Anything
else is not admitted, and leaves alone the receipt whose id it bears: that is somebody else's.
"""

from dataclasses import dataclass
from enum import Enum, auto

from activities.contracts import Settlement
from activities.writing import Writing
from database.models import Receipt
from database.queries.messages import envelope as told
from domain.catalogue import MESSAGES
from domain.messages import FINAL, Envelope, needs_receipt


class Standing(Enum):
    """How a message stands to its receipt."""

    ADMITTED = auto()
    OVER = auto()  # the receipt has its final status: this came again
    CLASH = auto()  # the receipt is of another message under the same id
    UNPROVEN = auto()  # it counts with a receipt only, and there is none


@dataclass(frozen=True)
class Proof:
    """What the receipts say of a message; ``receipt`` is the one that bears its id."""

    standing: Standing
    receipt: Receipt | None = None

    @property
    def reason(self) -> str | None:
        """Why the message is not admitted, in plain words."""
        match self.standing:
            case Standing.ADMITTED:
                return None
            case Standing.OVER:
                return f"it was {self.receipt.status if self.receipt else 'settled'} before"
            case Standing.CLASH:
                return "its source has used the id for another message"
            case Standing.UNPROVEN:
                return (
                    "no door has authenticated whoever sent it; a signal does not prove who that"
                    " is, so send it through a door"
                )


def messages_of(settlement: Settlement) -> set[tuple[str, str]]:
    """Return source and id of every receipt that a settlement may be about."""
    told = [outcome.envelope for outcome in settlement.outcomes if outcome.envelope]
    told += [each.envelope for each in settlement.crowd]
    told += [settlement.check.envelope] if settlement.check else []
    told += [settlement.opening.message] if settlement.opening else []
    named = {(outcome.source, outcome.id) for outcome in settlement.outcomes}
    return named | {(envelope.source, envelope.id) for envelope in told}


def prove(envelope: Envelope, digest: str, writing: Writing) -> Proof:
    """Hold a message against its receipt; write that of an open one which nobody has seen.

    ``digest`` is of the message as it came: its facts may have been left where they were.
    """
    row = writing.receipts.get(envelope.key)
    if row is None:
        if _needs_receipt(envelope):
            return Proof(Standing.UNPROVEN)
        row = writing.receipts[envelope.key] = _seen_here(envelope, writing)
        writing.db.add(row)
        writing.fresh[envelope.key] = digest
        return Proof(Standing.ADMITTED, row)
    if writing.fresh.get(envelope.key, told(row).digest) != digest:
        standing = Standing.UNPROVEN if _needs_receipt(envelope) else Standing.CLASH
        return Proof(standing, row)
    return Proof(Standing.OVER if row.status in FINAL else Standing.ADMITTED, row)


def _needs_receipt(envelope: Envelope) -> bool:
    return needs_receipt(envelope, MESSAGES.get(envelope.type))


def acted(row: Receipt) -> str | None:
    """Return who is known to have sent a message: nobody, where no door has asked."""
    return (row.officer or row.actor) if row.door else None


def _seen_here(envelope: Envelope, writing: Writing) -> Receipt:
    """Make the receipt of what no door has seen. Who acted it does not say: nobody asked."""
    return Receipt(
        source=envelope.source,
        id=envelope.id,
        type=envelope.type,
        actor=None,
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
