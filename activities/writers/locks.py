"""The locks of a case's customers: given on together, released together.

They are rows of the file, and taken by an act on it.
"""

from typing import Any

from sqlalchemy import select

from activities.effects.locks import GiveLocks, ReleaseLocks
from activities.writing import Writing
from database.file import FileVersion, Lock
from domain.file.locks import LockFacts


async def give(effect: GiveLocks, writing: Writing) -> None:
    """Give every customer of the case to another officer; each lock gets its next number."""
    for lock in await held(writing):
        if lock.holder != effect.to:
            lock.was_with, lock.holder, lock.fence = lock.holder, effect.to, lock.fence + 1
            _changed(lock, effect, writing, f"{lock.customer} is locked to {effect.to}")


async def release(effect: ReleaseLocks, writing: Writing) -> None:
    """Release every lock that the case holds (CSP-T7-S5b, CMA-T3-S4a)."""
    for lock in await held(writing):
        lock.released = effect.why
        _changed(lock, effect, writing, f"{lock.customer} is unlocked")


async def held(writing: Writing) -> list[Lock]:
    """Return the locks that the case holds, one a customer."""
    mine = select(Lock).where(
        Lock.case == writing.case.ref, Lock.released.is_(None), ~Lock.entered_in_error
    )
    return list(await writing.db.scalars(mine.order_by(Lock.customer).with_for_update()))


def _changed(lock: Lock, effect: GiveLocks | ReleaseLocks, writing: Writing, words: str) -> None:
    lock.version += 1
    by = effect.actor or "casebound"
    facts: dict[str, Any] = {name: getattr(lock, name) for name in LockFacts.model_fields}
    writing.db.add(
        FileVersion(
            row=lock.id,
            version=lock.version,
            act=f"lock.{'given' if isinstance(effect, GiveLocks) else 'released'}",
            by=by,
            at=effect.at,
            told_at=effect.at,
            why=lock.released,
            facts=facts,
        )
    )
    writing.entry(
        effect.step,
        "recorded",
        words,
        effect.at,
        actor=effect.actor,
        row=lock.id.removeprefix(f"{writing.case.ref}."),
        fence=lock.fence,
        holder=lock.holder,
    )
    writing.file = None  # whoever asks of it reads it anew
