"""The whiteboard as the team sees it: whose calls are put through, and how often they rang."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Office, WhiteboardEntry
from database.queries import shapes
from database.queries.shapes import Json

NAMES = ("customer", "case", "approved_by", "restrictions", "calls")
INSTANTS = ("since", "until", "last_call")
_ENTRY = func.jsonb_build_object(
    *(part for name in (*NAMES, *INSTANTS) for part in (name, getattr(WhiteboardEntry, name))),
    type_=JSONB,
)
_ON_IT = WhiteboardEntry.until.is_(None)

# What a case has on the whiteboard: its own entry, and that of its customer who is there now.
OF_CASE = (
    select(
        func.jsonb_agg(
            aggregate_order_by(_ENTRY, WhiteboardEntry.since, WhiteboardEntry.case), type_=JSONB
        )
    )
    .where(
        or_(WhiteboardEntry.case == Case.ref, (WhiteboardEntry.customer == Case.customer) & _ON_IT)
    )
    .correlate(Case)
    .scalar_subquery()
)


async def whiteboard(db: AsyncSession, *of: str) -> list[Json]:
    """Return everybody who is on cold transfer, in the order in which they came there.

    Or of these customers those who are.
    """
    wanted = (
        select(_ENTRY.label("entry"), Office.zone)
        .join_from(WhiteboardEntry, Case, Case.ref == WhiteboardEntry.case)
        .join(Office, Office.code == Case.office)
        .where(_ON_IT, *([WhiteboardEntry.customer.in_(of)] if of else []))
        .order_by(WhiteboardEntry.since, WhiteboardEntry.case)
    )
    return [entry(row.entry, ZoneInfo(row.zone)) for row in (await db.execute(wanted)).all()]


def entry(row: Any, zone: ZoneInfo) -> Json:
    """Return a line of the whiteboard, its instants on the office's clock."""
    instants = {
        name: shapes.instant(datetime.fromisoformat(row[name]) if row[name] else None, zone)
        for name in INSTANTS
    }
    return {name: row[name] for name in NAMES} | instants | {"zone": zone.key}
