"""Claim a case that is to be brought back, and write down that it is."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Receipt, Repair
from database.writes import timeline


async def claim(
    db: AsyncSession,
    repair: Repair,
    words: str,
    *,
    chain: str | None,
    name: str,
    at: datetime,
    actor: str,
) -> bool:
    """Write down a repair of a case that stands as was found; False where it has gone on since.

    ``chain`` is the workflow that the case was found to have. From here on it has none but that
    which settles under ``name``: what the lost one still has under way is refused. Messages that
    the lost workflow had and did not settle are to be brought to the new one.
    """
    case = await timeline.locked(db, repair.case)
    if case is None or (case.next_sequence - 1, case.chain) != (repair.settles, chain):
        return False
    case.chain, case.stopped = name, None
    db.add(repair)
    timeline.add(db, case, "CB-REPAIR", "recorded", words, at=at, actor=actor, way=repair.way)
    await bring_again(db, case.ref)
    return True


async def bring_again(db: AsyncSession, ref: str, *, but: Receipt | None = None) -> None:
    """Let what a case was told, and has not settled, be brought to it once more.

    All of it ``but`` the message that it begins with, where it is to begin.
    """
    wanted = update(Receipt).where(Receipt.case == ref, Receipt.status.is_(None))
    if but is not None:
        wanted = wanted.where(~((Receipt.source == but.source) & (Receipt.id == but.id)))
    await db.execute(
        wanted.values(delivered_at=None, attempts=0, next_attempt_at=None, reason=None)
    )
