"""Find the known id that is nearest to one that is unknown, for whoever may have meant it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import FileVersion
from database.models import Case, Customer, Deadline, Document, Letter, Officer, Receipt, Task
from database.queries.messages import starts_under_way
from domain.alike import alike
from domain.errors import CaseboundError, UnknownNameError

CANDIDATES = 5_000
REFERENCE = 13  # letters of a case reference, with which the ids of its things begin

KNOWN: dict[str, ColumnElement[str]] = {
    "case": Case.ref.expression,
    "task": Task.id.expression,
    "letter": Letter.id.expression,
    "deadline": Deadline.id.expression,
    "message": Receipt.id.expression,
    "officer": Officer.id.expression,
    "customer": Customer.id.expression,
    "document": Document.sha256.expression,
    "row": FileVersion.row.expression,
}


class NotFoundError(UnknownNameError):
    """There is no such thing. ``nearest`` is the known id that looks most like it, if any."""

    def __init__(self, what: str, asked: str, nearest: str | None) -> None:
        super().__init__(self._words(what, asked))
        self.what = what
        self.asked = asked
        self.nearest = nearest

    def _words(self, what: str, asked: str) -> str:
        return f"There is no {what} {asked}"


class NotYetError(NotFoundError):
    """A case whose first message is on its way to it."""

    def _words(self, what: str, asked: str) -> str:
        return f"There is no {what} {asked} yet: its first message is on its way. Ask again soon"


class CursorError(CaseboundError):
    """A place in a list that is none."""

    def __init__(self) -> None:
        super().__init__("this cursor is no place in this list; take it as the list before ends")


async def not_found(db: AsyncSession, what: str, asked: str) -> NotFoundError:
    """Return the error to raise where ``asked`` names no ``what`` (a key of ``KNOWN``)."""
    if what == "case" and await _begins(db, asked):
        return NotYetError(what, asked, None)
    column = KNOWN[what]
    same_case = _candidates(column).where(func.starts_with(column, asked[:REFERENCE]))
    candidates = list(await db.scalars(same_case)) or list(await db.scalars(_candidates(column)))
    return NotFoundError(what, asked, alike(asked, candidates))


def _candidates(column: ColumnElement[str]) -> Select[Any]:
    return select(column).order_by(column.desc()).limit(CANDIDATES)


async def _begins(db: AsyncSession, case: str) -> bool:
    """Tell whether a message that opens this case is still on its way to it."""
    from domain.catalogue import CASE_TYPES

    starting = [each.opened_by.name for each in CASE_TYPES.values()]
    return await starts_under_way(db, case, starting)
