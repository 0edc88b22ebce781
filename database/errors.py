"""The one place where errors of the database become our own.

What the driver says quotes rows and parameters, which are people's data; from an activity it
would go into Temporal's history with its whole chain of causes. What leaves here names the
SQLSTATE, the constraint, the case and the key, and has no cause and no context.
"""

from types import TracebackType
from typing import ClassVar, Self

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from domain.errors import CaseboundError

# Classes and codes of SQLSTATE after which the same statement may succeed.
PASSING_CLASSES = {"08", "40", "53", "57", "58"}
PASSING_CODES = {"25006", "55P03"}  # read-only after a failover; a lock that was not to be had
APPEND_ONLY = "CB001"  # raised by the triggers on what only grows

REACHED_NOT = (ConnectionError, TimeoutError, OSError, asyncpg.InterfaceError)
TRANSLATED = (SQLAlchemyError, asyncpg.PostgresError, *REACHED_NOT)


class DatabaseError(CaseboundError):
    """The case database did not do what it was asked. Holds nothing of any row."""

    happened: ClassVar[str] = "The case database refused"
    remedy: ClassVar[str] = "Nothing was written."

    def __init__(
        self,
        sqlstate: str | None,
        constraint: str | None,
        case: str | None,
        key: str | None,
        kind: str = "",
    ) -> None:
        self.sqlstate = sqlstate
        self.constraint = constraint
        self.case = case
        self.key = key
        self.kind = kind
        super().__init__(self._words())

    def _words(self) -> str:
        what = ", ".join(
            part
            for part in (
                f"SQLSTATE {self.sqlstate}" if self.sqlstate else self.kind,
                f"constraint {self.constraint}" if self.constraint else "",
                f"case {self.case}" if self.case else "",
                f"key {self.key}" if self.key else "",
            )
            if part
        )
        return f"{self.happened} ({what}). {self.remedy}"


class DatabaseUnavailableError(DatabaseError):
    """The database cannot be reached or is busy: trying again can help."""

    retry_helps = True
    happened = "The case database is not available"
    # A commit may have arrived although its answer did not.
    remedy = "Try again, with the same ids; see `casebound doctor` if it stays so."


class DatabaseRefusedError(DatabaseError):
    """The database refused for good: the same statement will be refused again."""

    happened = "The case database refused"
    remedy = "Nothing was written, and trying again will not help; tell the product's maintainers."


class AppendOnlyError(DatabaseRefusedError):
    """Somebody tried to change the timeline, or the log of what was set up."""

    happened = "What has happened is append-only and was not changed"
    remedy = "Correct an entry by a new one that says what it corrects."


class guarded:  # noqa: N801 - used as a verb, like contextlib's
    """Turn every database error in the block into a :class:`DatabaseError`.

    ``case`` and ``key`` say what was being written: a case reference, an idempotency key.
    """

    def __init__(self, case: str | None, key: str | None) -> None:
        self._case = case
        self._key = key

    async def __aenter__(self) -> Self:
        """Enter; nothing to do."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Raise our own error in place of the driver's."""
        if not isinstance(error, TRANSLATED):
            return
        try:
            raise translated(error, self._case, self._key) from None
        except DatabaseError as own:
            own.__context__ = None  # `from None` hides it from print-outs, not from those who look
            raise


def translated(error: BaseException, case: str | None, key: str | None) -> DatabaseError:
    """Return our own error for one of the driver's, without a word of its text."""
    driver = _driver_error(error)
    sqlstate = getattr(driver, "sqlstate", None)
    constraint = getattr(driver, "constraint_name", None)
    kind = type(driver).__name__
    if sqlstate == APPEND_ONLY:
        return AppendOnlyError(sqlstate, constraint, case, key, kind)
    if _passes(error, driver, sqlstate):
        return DatabaseUnavailableError(sqlstate, constraint, case, key, kind)
    return DatabaseRefusedError(sqlstate, constraint, case, key, kind)


def _driver_error(error: BaseException) -> BaseException:
    """Return asyncpg's error out of SQLAlchemy's wrappings: it knows SQLSTATE and constraint."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def _passes(error: BaseException, driver: BaseException, sqlstate: str | None) -> bool:
    if sqlstate:
        return sqlstate[:2] in PASSING_CLASSES or sqlstate in PASSING_CODES
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(driver, REACHED_NOT)
