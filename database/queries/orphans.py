"""What is open in case files and nobody has: of one case, and of all of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import (
    Commitment,
    Decision,
    FileRow,
    Intray,
    Issue,
    Item,
    Option,
    PlanVersion,
    Referral,
    Telling,
)
from database.models import Case, Office, Officer
from database.queries.clock import AHEAD, present_in
from database.queries.doing import at_work
from database.queries.file import WITH_FILE, read_file, sides_of
from database.queries.nearest import not_found
from database.queries.officers import all_known
from domain.file.locks import holder
from domain.file.orphans import UNDECIDED, Orphan, orphans, still_open
from domain.file.rows import File

MOST = 1_000  # cases that are looked into at once

_UNTOLD = (
    ~select(Telling.id)
    .where(
        Telling.case == Decision.case,
        ~Telling.entered_in_error,
        ~Telling.returned,
    )
    .correlate(Decision)
    .exists()
)

# Rows that may be open, and whose each is where it is somebody's own. The rules say which are.
_OPEN: tuple[tuple[type[FileRow], Any, Any], ...] = (
    (Issue, Issue.closed.is_(None), Issue.owner),
    (Commitment, and_(Commitment.kept_at.is_(None), Commitment.released.is_(None)), Commitment.who),
    (Intray, Intray.closed.is_(None), Intray.to),
    (Decision, _UNTOLD, None),
    (Option, and_(Option.answer.is_(None), Option.lapsed_at.is_(None)), None),
    (Referral, Referral.answer.is_(None), None),
    (PlanVersion, PlanVersion.state.in_(UNDECIDED), None),
    (Item, Item.closed.is_(None), None),
)


async def orphans_of(db: AsyncSession, ref: str, at: datetime | None = None) -> tuple[Orphan, ...]:
    """Return what is open in the file of a case and nobody has, and why: now, or ``at`` a time.

    Raises:
        NotFoundError: no such case.
    """
    found = await db.execute(
        select(Case.type, Case.customer, Case.clock_offset, Office.zone, AHEAD.label("ahead"))
        .join(Office, Office.code == Case.office)
        .where(Case.ref == ref)
    )
    case = found.one_or_none()
    if case is None:
        raise await not_found(db, "case", ref)
    if case.type not in WITH_FILE:
        return ()
    now = at or present_in(case.clock_offset, case.ahead)
    sides = await sides_of(db, ref, case.customer) or [ref]
    file = await read_file(db, ref, sides, now, ZoneInfo(case.zone))
    cases = await _open_cases(db, file)
    return orphans(file, cases, left=await _left(db, file, cases.values(), now))


async def _open_cases(db: AsyncSession, file: File) -> dict[str, str | None]:
    """Return who has each of the open cases in which something of a file arose."""
    refs = {thing.case for thing in still_open(file)}
    open_ = select(Case.ref, Case.owner).where(Case.ref.in_(refs), Case.state == "open")
    return {row.ref: row.owner for row in await db.execute(open_)}


async def _left(
    db: AsyncSession, file: File, owners: Collection[str | None], now: datetime
) -> set[str]:
    """Return who of those that have something holds no role any more."""
    named = {holder(file), *owners, *(thing.owner for thing in still_open(file))}
    known = await all_known(db, sorted(filter(None, named)))
    return {one for one in named if one and not (one in known and known[one].roles_at(now))}


async def cases_with_orphans(db: AsyncSession, now: datetime) -> dict[str, tuple[Orphan, ...]]:
    """Return what is open and nobody has, by the case in which it arose.

    Those cases alone are read in which something may be nobody's: that are closed, that nobody
    has, or that have something of somebody who is there no more.
    """
    doubtful = union(*(_doubtful(*each, now) for each in _OPEN)).order_by("case").limit(MOST)
    found = {ref: await orphans_of(db, ref, now) for ref in await db.scalars(doubtful)}
    return {ref: left for ref, left in found.items() if left}


def _doubtful(rows: type[FileRow], may_be_open: Any, has: Any, now: datetime) -> Select[str]:
    there = at_work(now).subquery()
    nobody = [Case.state == "closed"]
    if rows not in (Item, Referral):  # with their case, while it is open
        nobody.append(Case.owner.is_(None))
    for owner in (Case.owner, has):
        if owner is not None:  # customers have promises too
            gone = owner.not_in(select(there.c.officer))
            nobody.append(and_(owner.in_(select(Officer.id)), gone))
    return (
        select(rows.case)
        .join(Case, Case.ref == rows.case)
        .where(~rows.entered_in_error, may_be_open, or_(*nobody))
    )
