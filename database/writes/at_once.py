"""Let what a transaction changes go to the database in one statement, not a round trip a table.

A session that writes ``at_once`` sends each flush as one statement: every row that is new or has
changed is a part of it, beside what was handed to ``change``. The parts see nothing of each other,
so a row that is changed a second time waits for the next one.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Insert, Null, Table, Update, event, insert, inspect, null, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, UOWTransaction, make_transient, make_transient_to_detached
from sqlalchemy.orm.state import InstanceState

from database.base import Base

Values = Mapping[str, Any]

_ON, _WAITING = "at_once", "waiting"


class _Part(NamedTuple):
    """A row to be added, or, where ``row`` has its key, to be changed."""

    of: type[Base]
    values: Values
    row: tuple[Any, ...] = ()

    @property
    def form(self) -> tuple[bool, str, list[tuple[str, bool]]]:
        """What its statement looks like: parts of one form in one order are prepared once."""
        columns = [(key, isinstance(value, Null)) for key, value in self.values.items()]
        return bool(self.row), self.of.__tablename__, columns

    def statement(self) -> Insert | Update:
        if not self.row:
            return insert(self.of).values(self.values)
        table = self.of.__table__
        assert isinstance(table, Table)
        pairs = zip(table.primary_key, self.row, strict=True)
        return update(self.of).where(*(column == key for column, key in pairs)).values(self.values)


def at_once(db: AsyncSession) -> None:
    """Let every flush of a session be one statement."""
    db.sync_session.info |= {_ON: True, _WAITING: {}}


async def change(db: AsyncSession, of: type[Base], row: str, values: Values) -> None:
    """Change a row that was not loaded: with the next flush, where the session writes at once."""
    part = _Part(of, values, (row,))
    if _ON not in db.sync_session.info:
        await db.execute(part.statement())
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
        last, *others = (part.statement() for part in sorted(parts, key=lambda part: part.form))
        named = [part.cte(f"part_{number}") for number, part in enumerate(others)]
        session.connection().execute(last.add_cte(*named))
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
