"""The whiteboard as the team sees it: whose calls are put through, and how often they rang."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Office, WhiteboardEntry
from database.queries import shapes
from database.queries.shapes import AnyRow, AnySelect, Json


async def whiteboard(db: AsyncSession) -> list[Json]:
    """Return everybody who is on cold transfer, in the order in which they came there."""
    return await _shown(db, _ENTRIES.where(WhiteboardEntry.until.is_(None)))


async def of_case(db: AsyncSession, case: AnyRow) -> list[Json]:
    """Return what a case has on the whiteboard: its own, and who of its customer is there now."""
    now = (WhiteboardEntry.customer == case.customer) & WhiteboardEntry.until.is_(None)
    return await _shown(db, _ENTRIES.where((WhiteboardEntry.case == case.ref) | now))


_ENTRIES = (
    select(WhiteboardEntry.__table__, Office.zone)
    .join(Case, Case.ref == WhiteboardEntry.case)
    .join(Office, Office.code == Case.office)
    .order_by(WhiteboardEntry.since, WhiteboardEntry.case)
)


async def _shown(db: AsyncSession, wanted: AnySelect) -> list[Json]:
    return [_entry(row) for row in (await db.execute(wanted)).all()]


def _entry(row: AnyRow) -> Json:
    zone = ZoneInfo(row.zone)
    return {
        "customer": row.customer,
        "case": row.case,
        "since": shapes.instant(row.since, zone),
        "until": shapes.instant(row.until, zone),
        "approved_by": row.approved_by,
        "restrictions": row.restrictions,
        "calls": row.calls,
        "last_call": shapes.instant(row.last_call, zone),
    }
