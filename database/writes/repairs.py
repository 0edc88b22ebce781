"""Claim a case that is to be brought back, and write down that it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Receipt, Repair
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
    case.chain, case.stopped, case.lost = name, None, None
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


class Lost(NamedTuple):
    """A case that was found to be lost: how, and at which of its settles and workflows."""

    workflow: str
    words: str
    settles: int | None
    chain: str | None


async def note_lost(db: AsyncSession, found: Mapping[str, Lost], at: datetime) -> list[str]:
    """Note which cases are lost, and how; return those that were not known to be.

    What is not among them, or has settled or been repaired since, is not lost. A case keeps since
    when it is.
    """
    wanted = select(Case).where(or_(Case.lost.is_not(None), Case.ref.in_(found)))
    news = []
    for case in await db.scalars(wanted.order_by(Case.ref).with_for_update()):
        now = found.get(case.ref)
        if now is None or (now.settles, now.chain) != (case.next_sequence - 1, case.chain):
            case.lost = None
        elif case.lost is None or case.lost["workflow"] != now.workflow:
            case.lost = {"workflow": now.workflow, "words": now.words, "since": at.isoformat()}
            news.append(case.ref)
    return news
