"""The case file as it stands: every row about some customers, in one statement."""

import json
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Engine,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy import case as case_of
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Date, Text

from database.file import MODELS, FileRow, FileVersion, Party
from database.models import Customer, Restriction, Variation
from domain.catalogue import CASE_TYPES
from domain.file.acts import Act, seen_no_more
from domain.file.catalogue import TAKEN
from domain.file.kinds import KINDS
from domain.file.rows import Facts, File, Restricted, Row, Told, Version
from domain.file.seeing import OWN_WORDS, Sight, sight_of
from domain.restrictions.parts import Part

_CUSTOMERS = bindparam("customers", type_=ARRAY(Text))
_ROWS_KNOWN = bindparam("known", type_=JSONB)
_TOLD = set(Told.model_fields)

RESTRICTION = "restriction"  # no kind of the file, and read with it

MOST_KEPT = 20_000  # rows that a process remembers as it read them
MOST_FILES = 500  # of which it knows what stands there


WITH_FILE = frozenset(name for name, each in CASE_TYPES.items() if TAKEN.keys() & each.takes.keys())
WITH_GATES = frozenset(name for name, each in CASE_TYPES.items() if each.gated)
_GATED = tuple(f"{CASE_TYPES[name].prefix}-" for name in WITH_GATES)


# Who is in a file beside the customer of its case: whoever they are associated with, and whoever
# the case has locked.
OTHERS = (
    select(func.unnest(Customer.associates))
    .where(Customer.id == bindparam("customer"))
    .union_all(
        select(Party.customer).where(
            Party.case == bindparam("case"),
            Party.role.in_(("associated", "payer", "payee")),
            Party.until.is_(None),
            ~Party.entered_in_error,
        )
    )
)
SIDES = (
    select(Customer.id)
    .where(
        (Customer.id == bindparam("customer"))
        | Customer.id.in_(OTHERS)
        | Customer.id.in_(bindparam("brought", expanding=True))
    )
    .order_by(Customer.id)
)


async def sides_of(
    db: AsyncSession, case: str, customer: str | None, brought: Sequence[str] = ()
) -> list[str]:
    """Return whose file a case reads: its own customer's first, then the others'.

    ``brought`` are customers whom an act at hand brings in.
    """
    whose = {"case": case, "customer": customer, "brought": list(brought)}
    found = await db.scalars(SIDES, whose)
    return primary_first(found.all(), customer)


def primary_first(found: Sequence[str], customer: str | None) -> list[str]:
    """Return whose file it is in their order: the customer of the case, then the others."""
    return sorted(found, key=lambda id_: (id_ != customer, id_))


async def read_file(
    db: AsyncSession, case: str, sides: Collection[str], now: datetime, clock: tzinfo
) -> File:
    """Return the file of a case's customers, as it is; ``sides`` are they, the primary one first.

    ``clock`` is that of the case's office.

    A row that arose in ``case`` is known by its kind and number (``issue-3``), one of another case
    by its whole id. They are in the order in which they came about.
    """
    known = _known(db, case, tuple(sides))
    today = now.astimezone(clock).date()
    given = {"customers": list(sides), "today": today, "known": dict.fromkeys(known.rows, 0)}
    told = (await db.execute(_STATEMENT, given)).all()
    stand = {
        as_is: known.rows[as_is] if whole is None else _row(kind, whole, case)
        for kind, as_is, whole in told
        if kind in KINDS
    }
    known.rows = stand
    rows = sorted(stand.values(), key=_in_order)
    imposed = sorted(_restricted(whole) for kind, _, whole in told if kind == RESTRICTION)
    return File(
        case,
        tuple(sides),
        now,
        today,
        tuple(rows),
        restrictions=tuple(imposed),
        gated=case.startswith(_GATED),
        clock=clock,
    )


@dataclass
class _Known:
    """The rows of a file as they were read last, by what tells a row of that transaction."""

    rows: dict[str, Row[Facts]] = field(default_factory=dict)


_KNOWN: WeakKeyDictionary[Engine, OrderedDict[tuple[str, tuple[str, ...]], _Known]] = (
    WeakKeyDictionary()
)


def _known(db: AsyncSession, case: str, sides: tuple[str, ...]) -> _Known:
    """Return what this process knows of a file; those that it read last are kept."""
    files = _KNOWN.setdefault(db.sync_session.get_bind().engine, OrderedDict())
    known = files.pop((case, sides), None) or _Known()
    files[case, sides] = known
    while len(files) > MOST_FILES:
        files.popitem(last=False)
    return known


def _restricted(told: str) -> Restricted:
    whole = json.loads(told)
    part = whole["part"] and Part.model_validate(whole["part"])
    return Restricted(whole["id"], whole["customer"], whole["channel"], whole["barred"], part)


def _in_order(row: Row[Facts]) -> tuple[datetime, int]:
    """Order rows as they came about; what came at once, by their numbers."""
    return row.told.at, int(row.id.rpartition("-")[2])


async def read_sight(
    db: AsyncSession,
    file: File,
    person: str,
    said: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Sight:
    """Return the part of a file that a person may be shown, with their words.

    ``said`` are words of rows that are not written yet.
    """
    found = await db.execute(_WORDS, {"side": person})
    words = {short(id_, file.case): words for id_, words in found}
    return sight_of(file, person, words | dict(said))


@lru_cache(maxsize=MOST_KEPT)
def _row(kind: str, told: str, case: str) -> Row[Facts]:
    """Read a row. A version never changes, so what was read once need not be read again."""
    whole, facts = json.loads(told), KINDS[kind]
    return Row(
        id=short(whole["id"], case),
        told=Told.model_validate({name: whole[name] for name in _TOLD}),
        facts=facts.model_validate({name: whole[name] for name in facts.model_fields}),
        version=whole["version"],
        entered_in_error=whole["entered_in_error"],
        moved_to=whole["moved_to"],
    )


async def with_history(db: AsyncSession, file: File, acts: Iterable[Act], zone: ZoneInfo) -> File:
    """Return a file that also knows what became of the rows whose authors saw older versions."""
    stale = {row for act in acts if (row := seen_no_more(act, file))}
    if not stale:
        return file
    found = [(row, await history(db, whole(row, file.case), zone)) for row in sorted(stale)]
    return replace(file, history=dict(found))


async def history(db: AsyncSession, row: str, zone: ZoneInfo) -> tuple[Version, ...]:
    """Return every version of a row, by its whole id, the first one first."""
    wanted = select(FileVersion).where(FileVersion.row == row).order_by(FileVersion.version)
    return tuple(
        Version(
            number=found.version,
            act=found.act,
            by=found.by,
            at=found.at.astimezone(zone),
            told_at=found.told_at.astimezone(zone),
            facts=found.facts,
            why=found.why,
        )
        for found in await db.scalars(wanted)
    )


def short(id_: str, case: str) -> str:
    """Return how a row is called in a case."""
    return id_.removeprefix(f"{case}.")


def whole(id_: str, case: str) -> str:
    """Return how a row is called everywhere."""
    return id_ if "." in id_ else f"{case}.{id_}"


def _rows_of(kind: str, model: type[FileRow]) -> Select[Any]:
    """Select the rows of a kind as text, without their words, which no rule reads.

    A row that is ``known`` as it is, by its version and by the transaction that wrote it, goes
    without the text: all but the last of a long file.
    """
    columns = [column for column in model.__table__.columns if column.name != "words"]
    written_by = literal_column(f"{model.__tablename__}.xmin::text", Text)
    as_is = func.concat_ws(" ", model.id, model.version, written_by).label("as_is")
    rows = select(*columns, as_is).where(model.customers.overlap(_CUSTOMERS))
    row = rows.subquery(f"{kind}_rows")
    text = case_of((_ROWS_KNOWN.has_key(row.c.as_is), None), else_=_text_of(row))
    return select(literal(kind), row.c.as_is, text)


def _text_of(row: Subquery) -> ColumnElement[str]:
    return cast(func.row_to_json(row.table_valued()), Text)


def _restrictions() -> Select[str, str, str]:
    """Select the restrictions that are in force as text, beside the rows of the file."""
    today = bindparam("today", type_=Date)
    open_today = exists().where(
        Variation.customer == Restriction.customer,
        Variation.channel == Restriction.channel,
        Variation.on_day == today,
    )
    barred = (and_(Restriction.extent == "full", ~open_today)).label("barred")
    part = case((~open_today, Restriction.part)).label("part")
    columns = (Restriction.id, Restriction.customer, Restriction.channel, barred, part)
    rows = (
        select(*columns)
        .where(
            Restriction.customer == func.any(_CUSTOMERS),
            Restriction.state == "in_force",
            Restriction.from_date <= today,
        )
        .subquery("restriction_rows")
    )
    return select(literal(RESTRICTION), literal(""), _text_of(rows))


_STATEMENT: CompoundSelect[Any] = union_all(
    *(_rows_of(kind, model) for kind, model in MODELS.items()), _restrictions()
)

# What was said of rows of somebody's side, of the kinds whose words they may read again.
_WORDS = union_all(
    *(
        select(MODELS[kind].id, MODELS[kind].words).where(
            MODELS[kind].side == bindparam("side", type_=Text)
        )
        for kind in OWN_WORDS
    )
)
