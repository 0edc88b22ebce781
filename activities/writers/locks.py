"""Who owns a customer now. A fence grows with each take, so that an old holder is known."""

from sqlalchemy import select

from activities.contracts import Lock, Unlock
from activities.writing import Writing
from database.models import OwnershipLock


async def take(effect: Lock, writing: Writing) -> None:
    """Take the ownership lock of the case's customer; answer ``fence`` and ``lock_holder``.

    A lock that another case holds is left alone, and its holder is answered (CMA-T1-S5c). The
    number grows with each owner: also where this case gives the customer to another officer.
    """
    customer = writing.case.customer
    if customer is None:
        return
    row = await _locked(writing, customer)
    if row is None:
        row = OwnershipLock(customer=customer, fence=0, held=False)
        writing.db.add(row)
    if row.held and row.case != writing.case.ref:
        writing.answers["lock_holder"] = row.case
        return
    if not row.held or row.owner != effect.owner:
        row.fence += 1
        row.since = effect.at
    row.held, row.area, row.case, row.owner = True, effect.area, writing.case.ref, effect.owner
    writing.answers["fence"] = row.fence
    writing.entry(
        effect.step,
        "recorded",
        f"Customer locked to {effect.area}",
        effect.at,
        actor=effect.actor,
        fence=row.fence,
        owner=effect.owner,
    )


async def release(effect: Unlock, writing: Writing) -> None:
    """Release the lock, unless somebody has taken it since (CSP-T7-S5b, CMA-T3-S4a)."""
    row = await _locked(writing, writing.case.customer or "")
    if row is None or not row.held or row.fence != effect.fence or row.case != writing.case.ref:
        writing.entry(effect.step, "recorded", "The lock was no longer this case's", effect.at)
        return
    row.held, row.case, row.owner = False, None, None
    writing.entry(
        effect.step,
        "recorded",
        "Customer unlocked",
        effect.at,
        actor=effect.actor,
        fence=row.fence,
    )


async def _locked(writing: Writing, customer: str) -> OwnershipLock | None:
    return await writing.db.scalar(
        select(OwnershipLock).where(OwnershipLock.customer == customer).with_for_update()
    )
