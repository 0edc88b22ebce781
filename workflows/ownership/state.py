"""The ownership of a customer as its phases hold it."""

from domain.ownership.messages import OwnershipRequested
from domain.ownership.state import Owned, OwnershipState, Wish
from workflows.case import Case
from workflows.handed import Received

OwnershipCase = Case[OwnershipState, OwnershipRequested]


def owned(case: OwnershipCase) -> Owned | None:
    """Return the lock of the customer as the last settle found it; None where nobody has them."""
    found = case.answer("owned")
    return Owned.model_validate(found) if found else None


def ours(case: OwnershipCase) -> Owned | None:
    """Return the lock where this case has it."""
    lock = owned(case)
    return lock if lock and lock.case == case.ref else None


def promised_to(case: OwnershipCase, wish: Wish) -> bool:
    """Tell whether whoever has the customer has promised them to the area that wants them."""
    lock, to = owned(case), (wish.area, wish.to)
    return lock is not None and (lock.promised_area, lock.promised_to) == to


def wish_of(received: Received[OwnershipRequested]) -> Wish:
    """Return what is asked for, and by whom."""
    envelope, asked = received.envelope, received.facts
    by = envelope.actor or envelope.source
    return Wish(area=asked.area, to=asked.to, by=by, message=envelope.key)
