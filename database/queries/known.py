"""Read what is known of people: a customer, what was written, a document. Doors record who reads.

Whoever asks here has said who they are: see ``starter.doors.reading``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import Detail, Indicator, Lock
from database.models import (
    Case,
    Customer,
    CustomerAddress,
    Document,
    Letter,
    Nominee,
    Office,
    PastSettle,
    Receipt,
    Restriction,
    Task,
    TimelineEntry,
)
from database.queries import shapes
from database.queries.nearest import not_found
from database.queries.protected import sharing_with
from database.queries.shapes import AnyRow, Json
from database.queries.whiteboard import whiteboard
from domain.messages import TaskCompleted

NEWEST = 20  # messages of a case; `casebound receipt` shows any other
SHORTEST = 8  # letters of a hash, by which a document is named


async def customer(db: AsyncSession, id_: str, day: date) -> Json:
    """Return who a customer is, on a day.

    Raises:
        NotFoundError: no such customer.
    """
    row = await db.get(Customer, id_)
    if row is None:
        raise await not_found(db, "customer", id_)
    address = await db.scalar(
        select(CustomerAddress)
        .where(CustomerAddress.customer == id_, CustomerAddress.from_date <= day)
        .order_by(CustomerAddress.from_date.desc())
        .limit(1)
    )
    nominees = await db.scalars(
        select(Nominee)
        .where(Nominee.customer == id_, Nominee.from_date <= day, ~Nominee.died)
        .where(or_(Nominee.until_date.is_(None), Nominee.until_date >= day))
        .order_by(Nominee.from_date)
    )
    barred = select(Restriction.__table__).where(Restriction.customer == id_)
    cases = select(Case).where(Case.customer == id_, Case.state == "open").order_by(Case.opening)
    return {
        "id": row.id,
        "reference": row.reference,
        "name": row.name,
        "programme": row.programme,
        "channel": row.channel,
        "email": row.email,
        "address": address and {"lines": address.lines, "state": address.state},
        "nominees": [{"name": each.name, "lines": each.lines} for each in nominees],
        "associates": row.associates,
        "indicators": await _indicators(db, id_),
        "details": await _details(db, id_),
        "restrictions": [
            shapes.restriction(each)
            for each in await db.execute(barred.order_by(Restriction.from_date, Restriction.id))
        ],
        "whiteboard": await whiteboard(db, id_),
        "cases": [
            {"ref": each.ref, "type": each.type, "phase": each.phase, "owner": each.owner}
            for each in await db.scalars(cases)
        ],
    }


async def other_parent_of(db: AsyncSession, customer: str, officer: str) -> str | None:
    """Return whose work an officer has, where they have none of ``customer``, the other parent.

    None where the officer has work of this customer, or of nobody who shares a file with them.
    """
    theirs = {customer, *await sharing_with(db, (customer,))}
    has = union(
        select(Case.customer).where(Case.owner == officer, Case.state == "open"),
        select(Task.customer).where(Task.assignee == officer, Task.state == "open"),
        select(Lock.customer).where(
            Lock.holder == officer, Lock.released.is_(None), ~Lock.entered_in_error
        ),
    ).subquery()
    found = set(await db.scalars(select(has.c.customer).where(has.c.customer.in_(theirs))))
    return None if customer in found else min(found, default=None)


# What work for the other parent needs of somebody: who they are, and what to take care of.
IN_PART = (
    "id",
    "reference",
    "name",
    "programme",
    "associates",
    "indicators",
    "restrictions",
    "whiteboard",
)


def in_part(whole: Json) -> Json:
    """Return what of a customer an officer is shown who has the other parent's work only."""
    nothing: Json = {name: [] if isinstance(value, list) else None for name, value in whole.items()}
    return nothing | {name: whole[name] for name in IN_PART}


async def _details(db: AsyncSession, customer: str) -> list[Json]:
    wanted = select(Detail).where(Detail.customer == customer, ~Detail.entered_in_error)
    return [
        {
            "id": row.id,
            "sort": row.sort,
            "value": row.words.get("value"),
            "mark": row.mark,
            "times": row.times,
            "checked_on": shapes.day(row.checked_on),
        }
        for row in await db.scalars(wanted.order_by(Detail.number))
    ]


async def _indicators(db: AsyncSession, customer: str) -> list[Json]:
    """Return the live indicators of a customer: whoever is shown anything sees them first."""
    live = select(Indicator).where(Indicator.customer == customer, ~Indicator.entered_in_error)
    wanted = live.where(Indicator.removed.is_(None)).order_by(Indicator.number)
    return [
        {"id": row.id, "sort": row.sort, "review_by": shapes.day(row.review_by)}
        for row in await db.scalars(wanted)
    ]


# ---------------------------------------------------------------------------- what was written


async def written_for_task(db: AsyncSession, task: str) -> tuple[AnyRow, list[Json]]:
    """Return a task's case and customer, and the messages that opened the task, with their words.

    Raises:
        NotFoundError: no such task.
    """
    row = (await db.execute(_about(Task.id == task))).first()
    if row is None:
        raise await not_found(db, "task", task)
    opened = (
        select(PastSettle.cause)
        .join(
            TimelineEntry,
            (TimelineEntry.case == PastSettle.case) & (TimelineEntry.settle == PastSettle.sequence),
        )
        .where(
            TimelineEntry.case == row.case,
            TimelineEntry.kind == "opened",
            TimelineEntry.data["task"].astext == task,
        )
    )
    cause: Json = await db.scalar(opened) or {}
    keys = {*cause.get("messages", ()), row.data.get("message"), row.data.get("about")}
    named = [key for key in keys if key and "|" in key]
    return row, await _written(db, row.zone, (Receipt.source + "|" + Receipt.id).in_(named))


async def written_in_case(db: AsyncSession, ref: str) -> tuple[AnyRow, list[Json]]:
    """Return a case's head, and the newest messages that it was told, with their words.

    Raises:
        NotFoundError: no such case.
    """
    wanted = select(Case.ref.label("case"), Case.customer, Office.zone).join(
        Office, Office.code == Case.office
    )
    row = (await db.execute(wanted.where(Case.ref == ref))).first()
    if row is None:
        raise await not_found(db, "case", ref)
    return row, await _written(db, row.zone, Receipt.case == ref)


async def customer_of(db: AsyncSession, ref: str | None) -> str | None:
    """Return whose a case is; None where nobody knows."""
    return await db.scalar(select(Case.customer).where(Case.ref == ref))


def _about(condition: Any) -> Any:
    return (
        select(Task.case, Task.customer, Task.data, Office.zone)
        .outerjoin(Case, Case.ref == Task.case)
        .outerjoin(Office, Office.code == Case.office)
        .where(condition)
    )


async def _written(db: AsyncSession, zone: str | None, condition: Any) -> list[Json]:
    """Return messages that hold words or documents; what officers answered stands with tasks."""
    wanted = (
        select(Receipt.__table__)
        .where(condition, Receipt.type != TaskCompleted.name)
        .order_by(Receipt.occurred_at.desc(), Receipt.id)
        .limit(NEWEST)
    )
    rows = (await db.execute(wanted)).all()
    files = await _documents(db, rows)
    clock = ZoneInfo(zone or "UTC")
    found = [
        shapes.message(row, clock)
        | {"content": row.content, "documents": files.get((row.source, row.id), [])}
        for row in rows
    ]
    return [each for each in found if each["content"] or each["documents"]]


async def _documents(db: AsyncSession, rows: Sequence[AnyRow]) -> dict[tuple[str, str], list[Json]]:
    columns = [column for column in Document.__table__.c if column.name != "bytes"]
    wanted = select(*columns, func.length(Document.bytes).label("size")).where(
        Document.message.in_([row.id for row in rows])
    )
    found: dict[tuple[str, str], list[Json]] = {}
    for each in await db.execute(wanted.order_by(Document.name)):
        found.setdefault((each.source, each.message), []).append(shapes.document(each))
    return found


async def letter(db: AsyncSession, id_: str) -> AnyRow:
    """Return the case and the customer of a letter.

    Raises:
        NotFoundError: no such letter.
    """
    whose = select(Letter.case, Case.customer).join(Case, Case.ref == Letter.case)
    row = (await db.execute(whose.where(Letter.id == id_))).first()
    if row is None:
        raise await not_found(db, "letter", id_)
    return row


async def document(db: AsyncSession, id_: str) -> tuple[AnyRow, bytes]:
    """Return a document by its hash, or the first letters of it, with its bytes.

    Raises:
        NotFoundError: no document, or more than one, begins so.
    """
    wanted = (
        select(
            *(column for column in Document.__table__.c if column.name != "bytes"),
            func.length(Document.bytes).label("size"),
            Document.bytes,
            Receipt.case,
            func.coalesce(Case.customer, Receipt.facts["customer"].astext).label("customer"),
        )
        .join(Receipt, (Receipt.source == Document.source) & (Receipt.id == Document.message))
        .outerjoin(Case, Case.ref == Receipt.case)
        .where(Document.sha256.startswith(id_, autoescape=True))
        .limit(2)
    )
    rows = (await db.execute(wanted)).all() if len(id_) >= SHORTEST else []
    if not rows or len({row.sha256 for row in rows}) > 1:
        raise await not_found(db, "document", id_)
    return rows[0], rows[0].bytes
