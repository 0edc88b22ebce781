"""What every settle does to the database, in as few statements as there can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Insert, Table, bindparam, column, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Integer, Text

from database.base import Base, Json
from database.models import Case, Outbox, PastSettle, Receipt, SystemRecord, TimelineEntry
from database.writes.holidays import CALENDAR_LOCK

KEPT = 100  # answers of a case, the newest; Temporal asks again for the last one only


class Held(NamedTuple):
    """A case that is locked. ``expects`` is the number of its next settle, None for no case."""

    expects: int | None
    digest: str | None  # of the settle that was asked about, where it was done before


async def hold(db: AsyncSession, case: str, sequence: int) -> Held:
    """Lock a case and the calendar, and look whether a settle was done before.

    Until this transaction ends nobody else writes to the case, and no holiday is added: a date is
    either counted with a new one, or there to be told of it. Whoever had to wait here reads the
    case as it is now, and a settle of just then by a statement of its own.
    """
    row = (await db.execute(_HOLD, {"case": case, "sequence": sequence})).one()
    return Held(row.expects, row.digest)


_CASE, _SEQUENCE = bindparam("case", type_=Text), bindparam("sequence", type_=Integer)
_HOLD = select(
    select(Case.next_sequence)
    .where(Case.ref == _CASE)
    .with_for_update()
    .scalar_subquery()
    .label("expects"),
    func.pg_advisory_xact_lock_shared(CALENDAR_LOCK),
    select(PastSettle.digest)
    .where(PastSettle.case == _CASE, PastSettle.sequence == _SEQUENCE)
    .scalar_subquery()
    .label("digest"),
)


@dataclass
class Lines:
    """Rows that a settle only adds, as JSON: nothing reads them back in its transaction."""

    timeline: list[Json] = field(default_factory=list)
    records: list[Json] = field(default_factory=list)
    outbox: list[Json] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)  # receipts


async def append(db: AsyncSession, lines: Lines, settled: Json) -> None:
    """Add rows and the settle itself (``settled``), in one statement whatever their number.

    The answer to one of long ago is forgotten: nobody can ask for it any more.
    """
    given = {
        "timeline": lines.timeline,
        "records": lines.records,
        "outbox": lines.outbox,
        "messages": lines.messages,
        "settled": [settled],
        "of": settled["case"],
        "old": settled["sequence"] - KEPT,
    }
    await db.execute(_APPEND, given)


def _from_json(model: type[Base], name: str, columns: Sequence[str]) -> Insert:
    table = model.__table__
    assert isinstance(table, Table)
    typed = [column(each, table.c[each].type) for each in columns]
    rows = func.jsonb_to_recordset(bindparam(name, type_=JSONB)).table_valued(*typed, name=name)
    return insert(table).from_select(columns, select(*rows.render_derived(with_types=True).c))


_ADDED: Mapping[str, tuple[type[Base], tuple[str, ...]]] = {
    "timeline": (
        TimelineEntry,
        ("case", "sequence", "settle", "occurred_at", "actor", "step", "kind", "words", "data"),
    ),
    "records": (SystemRecord, ("id", "case", "step", "system", "name", "data", "state", "at")),
    "outbox": (Outbox, ("id", "case", "kind", "payload", "attempts")),
    "messages": (
        Receipt,
        (
            *("source", "id", "type", "door", "case", "occurred_at", "received_at"),
            *("delivered_at", "about", "facts", "content", "digest", "attempts"),
            *("status", "reason", "final_at"),
        ),
    ),
}
_APPEND = _from_json(
    PastSettle, "settled", ("case", "sequence", "digest", "answer", "cause")
).add_cte(
    *(
        _from_json(model, name, columns).cte(f"{name}_added")
        for name, (model, columns) in _ADDED.items()
    ),
    update(PastSettle)
    .where(
        PastSettle.case == bindparam("of", type_=Text),
        PastSettle.sequence == bindparam("old", type_=Integer),
    )
    .values(answer={})
    .cte("forgotten"),
)
