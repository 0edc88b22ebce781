"""The log of systemic issues: faults that cases brought to light, across all of them (BG-OBJ-g).

It names cases and codes, and nobody: no reading of it is a reading about a customer.
"""

from datetime import UTC
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import Fault

Json = dict[str, Any]


async def log(db: AsyncSession) -> list[Json]:
    """Return each fault by its code, what is seen in most cases first."""
    cases = func.count(Fault.case.distinct())
    found = await db.execute(
        select(
            Fault.about,
            cases.label("cases"),
            func.count().filter(Fault.corrected_by.is_(None)).label("open"),
            func.min(Fault.at).label("first"),
            func.max(Fault.at).label("last"),
            func.array_remove(func.array_agg(Fault.raised_to.distinct()), None).label("raised_to"),
        )
        .where(~Fault.entered_in_error)
        .group_by(Fault.about)
        .order_by(cases.desc(), Fault.about)
    )
    return [
        {
            "about": row.about,
            "cases": row.cases,
            "open": row.open,
            "first": row.first.astimezone(UTC).date().isoformat(),
            "last": row.last.astimezone(UTC).date().isoformat(),
            "raised_to": sorted(row.raised_to),
        }
        for row in found
    ]


async def of(db: AsyncSession, about: str) -> list[Json]:
    """Return every fault of one code, the oldest first."""
    found = await db.scalars(
        select(Fault)
        .where(Fault.about == about, ~Fault.entered_in_error)
        .order_by(Fault.at, Fault.id)
    )
    return [
        {
            "id": row.id,
            "case": row.case,
            "sort": row.sort,
            "on": row.at.astimezone(UTC).date().isoformat(),
            "raised_to": row.raised_to,
            "shown_by": row.shown_by,
            "corrected_by": row.corrected_by,
        }
        for row in found
    ]
