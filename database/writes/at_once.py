"""Let what a transaction changes go to the database in one statement, not a round trip a table.

A session that writes ``at_once`` sends each flush as one statement: every row that is new or has
changed is a part of it, beside what was handed to ``change``. The parts see nothing of each other,
so a row that is changed a second time waits for the next one.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Executable,
    Insert,
    Null,
    Update,
    bindparam,
    event,
    insert,
    inspect,
    null,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, UOWTransaction, make_transient, make_transient_to_detached
from sqlalchemy.orm.state import InstanceState

from database.base import Base

Values = Mapping[str, Any]

_ON, _WAITING = "at_once", "waiting"
MOST_KNOWN = 500  # statements; a settle of a kind has the same few


class _Form(NamedTuple):
    """What the statement of a part looks like.

    ``columns`` are those that it gives, and whether each has a value or the database's null.
    """

    changes: bool
    table: str
    columns: tuple[tuple[str, bool], ...]

    def statement(self, number: int) -> Insert | Update:
        """Return the statement in which parameters stand for what a part of this form gives."""
        table = Base.metadata.tables[self.table]
        values = {
            key: _parameter(f"part_{number}_{key}", table.c[key]) if has_value else null()
            for key, has_value in self.columns
        }
        if not self.changes:
            return insert(table).values(values)
        keys = table.primary_key
        row = (column == _parameter(f"row_{number}_{column.key}", column) for column in keys)
        return update(table).where(*row).values(values)


class _Part(NamedTuple):
    """A row to be added, or, where ``row`` has its key, to be changed."""

    of: type[Base]
    values: Values
    row: tuple[Any, ...] = ()

    @property
    def form(self) -> _Form:
        columns = ((key, not isinstance(value, Null)) for key, value in self.values.items())
        return _Form(bool(self.row), self.of.__tablename__, tuple(columns))

    def given(self, number: int) -> Iterator[tuple[str, Any]]:
        """Yield what the parameters of its form stand for."""
        for key, value in self.values.items():
            if not isinstance(value, Null):
                yield f"part_{number}_{key}", value
        for column, value in zip(self.of.__table__.primary_key, self.row, strict=False):
            yield f"row_{number}_{column.key}", value


@lru_cache(maxsize=MOST_KNOWN)
def _statement(forms: tuple[_Form, ...]) -> Executable:
    """Return the one statement of parts of these forms: making it takes longer than running it."""
    last, *others = (form.statement(number) for number, form in enumerate(forms))
    return last.add_cte(*(part.cte(f"part_{number}") for number, part in enumerate(others)))


def at_once(db: AsyncSession) -> None:
    """Let every flush of a session be one statement."""
    db.sync_session.info |= {_ON: True, _WAITING: {}}


def _parameter(name: str, of: Column[Any]) -> BindParameter[Any]:
    return bindparam(name, type_=of.type)


def _written(connection: Connection, parts: Collection[_Part]) -> None:
    """Write parts in one statement; those of one form beside each other."""
    pairs = sorted(((part.form, part) for part in parts), key=itemgetter(0))
    given = (part.given(number) for number, (_, part) in enumerate(pairs))
    statement = _statement(tuple(form for form, _ in pairs))
    connection.execute(statement, dict(chain.from_iterable(given)))


async def change(db: AsyncSession, of: type[Base], row: str, values: Values) -> None:
    """Change a row that was not loaded: with the next flush, where the session writes at once."""
    part = _Part(of, values, (row,))
    if _ON not in db.sync_session.info:
        await db.run_sync(lambda session: _written(session.connection(), [part]))
        return
    waiting: dict[tuple[type[Base], str], _Part] = db.sync_session.info[_WAITING]
    if (of, row) in waiting or any(type(new) is of and _key(new) == (row,) for new in db.new):
        await db.run_sync(write)
    waiting[of, row] = part


@event.listens_for(Session, "before_flush")
def _flushing(session: Session, _context: UOWTransaction, _instances: object) -> None:
    write(session)


@event.listens_for(Session, "before_commit")
def _committing(session: Session) -> None:
    """What only waits, beside no row of the session, is no cause for a flush."""
    write(session)


def write(session: Session) -> None:
    """Write all that a flush would write row by row, and what waits; leave it nothing to do."""
    if _ON not in session.info:
        return
    waiting: dict[tuple[type[Base], str], _Part] = session.info[_WAITING]
    new, changed = list(session.new), [row for row in session.dirty if session.is_modified(row)]
    parts = [*map(_added, new), *(_joined(_changed(row), waiting) for row in changed)]
    parts += waiting.values()
    waiting.clear()
    if parts:
        _written(session.connection(), parts)
    for row in (*new, *changed):  # written, and as it stands there
        make_transient(row)
        make_transient_to_detached(row)
        session.add(row)


def _added(row: Base) -> _Part:
    """Take a new row as it is, and give it what its columns hold where nothing was said.

    Only what the database itself makes is left out, so that all new rows have one form.
    """
    state: InstanceState[Any] = inspect(row)
    values: dict[str, Any] = {}
    for each in state.mapper.column_attrs:
        key, column = each.key, each.columns[0]
        if key in state.dict:
            values[key] = state.dict[key]
        elif column.default is not None:
            values[key] = _default(column.default)
            setattr(row, key, values[key])
        elif column.server_default is None:
            values[key] = null()  # JSON has a null of its own, which None would be
            setattr(row, key, None)
    return _Part(type(row), values)


def _default(default: Any) -> Any:
    return default.arg(None) if default.is_callable else default.arg


def _changed(row: Base) -> _Part:
    state: InstanceState[Any] = inspect(row)
    values = {
        each.key: state.dict[each.key]
        for each in state.mapper.column_attrs
        if each.key in state.dict and state.attrs[each.key].history.has_changes()
    }
    return _Part(type(row), values, _key(row))


def _joined(part: _Part, waiting: dict[tuple[type[Base], str], _Part]) -> _Part:
    """Return what becomes of a row with what waits for it: one statement changes a row once."""
    waits = waiting.pop((part.of, part.row[0]), None)
    return part._replace(values={**waits.values, **part.values}) if waits else part


def _key(row: Base) -> tuple[Any, ...]:
    state: InstanceState[Any] = inspect(row)
    return tuple(state.mapper.primary_key_from_instance(row))
