"""What bringing a case back takes: where it stands, how it began, what was sent since."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Outbox, PastSettle, Receipt, Task, TimelineEntry
from database.queries import shapes
from domain.references import case_reference

Json = dict[str, Any]

# Kinds of timeline entries that a phase which begins anew may bring about a second time.
TOLD = ("completed", "approved", "sent", "recorded", "linked")


async def since_phase_began(db: AsyncSession, case: Case, zone: ZoneInfo) -> list[Json]:
    """Return what was done, sent, recorded and told since the case entered its phase."""
    entry = TimelineEntry
    began = (
        select(func.coalesce(func.max(entry.sequence), 0))
        .where(
            entry.case == case.ref,
            entry.kind == "moved",
            entry.data["phase"].astext == case.phase,
        )
        .scalar_subquery()
    )
    wanted = (
        select(entry.__table__)
        .where(entry.case == case.ref, entry.sequence > began, entry.kind.in_(TOLD))
        .order_by(entry.sequence)
    )
    return [shapes.entry(row, zone) for row in await db.execute(wanted)]


async def first_message(db: AsyncSession, ref: str, type_: str, opens: str) -> Receipt | None:
    """Return the message of type ``opens`` with which a case of ``type_`` began.

    A reference is made of it; the first one of its type, where none made this.
    """
    wanted = select(Receipt).where(Receipt.case == ref, Receipt.type == opens)
    rows = list(await db.scalars(wanted.order_by(Receipt.occurred_at, Receipt.id)))
    made = (row for row in rows if case_reference(type_, row.source, row.id) == ref)
    return next(made, rows[0] if rows else None)


async def started_by(db: AsyncSession, message: str) -> Outbox | None:
    """Return what another case left in the outbox to start one by a message of this id."""
    wanted = select(Outbox).where(
        Outbox.kind == "start", Outbox.payload["message"]["id"].astext == message
    )
    return await db.scalar(wanted.limit(1))


async def last_answer(db: AsyncSession, case: Case) -> Json:
    """Return what the last settle of a case answered."""
    last = await db.get(PastSettle, (case.ref, case.next_sequence - 1))
    return last.answer if last else {}


async def held_messages(db: AsyncSession, ref: str) -> Sequence[Receipt]:
    """Return the messages that a case holds for a later wait."""
    wanted = select(Receipt).where(Receipt.case == ref, Receipt.status == "waiting")
    return list(await db.scalars(wanted.order_by(Receipt.occurred_at, Receipt.id)))


async def open_tasks(db: AsyncSession, ref: str) -> set[str]:
    """Return the ids of the work that a case has open."""
    return set(await db.scalars(select(Task.id).where(Task.case == ref, Task.state == "open")))
