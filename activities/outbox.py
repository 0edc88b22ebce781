"""Push what a commit left in the outbox: starts, tells, letters, records.

Each push may run twice: a start goes by the case reference, a tell by the message's source and
id, a letter by its own id. What fails stays in the outbox for the forwarder, and does not hold up
what comes after it.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, Executable, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import aliased

from database.errors import TRANSLATED, DatabaseUnavailableError, guarded, translated
from database.models import Outbox

log = structlog.get_logger()

# The instant is the present one: when what is pushed leaves.
Push = Callable[[AsyncSession, Outbox, datetime], Awaitable[None]]
Which = Callable[[type[Outbox]], ColumnElement[bool]]


class PushError(Exception):
    """Something could not be pushed. ``permanent`` says that trying again will not help."""

    def __init__(self, words: str, *, permanent: bool = False) -> None:
        super().__init__(words)
        self.permanent = permanent


class OutboxPusher:
    """Push the open rows of one case, or of all; ``clock`` gives the present instant."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        pushes: Mapping[str, Push],
        clock: Callable[[], datetime],
    ) -> None:
        self._sessions = sessions
        self._pushes = dict(pushes)
        self._clock = clock

    async def push_case(self, case: str) -> None:
        """Push what a case has open, in order; called right after its commit."""
        await self._push_all(lambda row: row.case == case, case)

    async def push_older(self, instant: datetime) -> int:
        """Push what has been open since before ``instant``; return how many rows were tried."""
        return await self._push_all(lambda row: row.created_at < instant)

    async def _push_all(self, which: Which, case: str | None = None) -> int:
        tried, more = 0, True
        while more:
            found, more = await self._push_next(which, case)
            tried += found
        return tried

    async def _push_next(self, which: Which, case: str | None) -> tuple[int, bool]:
        """Push the first of those rows; return how many it was, and whether there are more.

        What is pushed may put more into the outbox: a letter tells its case that it left late.
        """
        # Guarded like the settle itself: pushed by one, what fails here is a failure in Temporal.
        async with guarded(case, "outbox"), self._sessions.begin() as db:
            row = await db.scalar(self._claim(which))
            if row is None:
                return 0, False
            problem = await self._problem(db, row)
            if problem is not None:
                log.warning("outbox.failed", row=row.id, kind=row.kind, attempts=row.attempts)
            return 1, bool(await db.scalar(self._written_up(row, problem, which)))

    def _claim(self, which: Which) -> Executable:
        """Lock the first open row and count the attempt; who comes meanwhile takes the next."""
        row = aliased(Outbox)
        first = (
            select(row.id)
            .where(*self._open(row, which))
            .order_by(row.created_at, row.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        claimed = update(Outbox).where(Outbox.id == first)
        return _plain(claimed.values(attempts=Outbox.attempts + 1).returning(Outbox))

    def _written_up(self, row: Outbox, problem: str | None, which: Which) -> Executable:
        """Write what came of a push; answers whether more is open."""
        other = aliased(Outbox)
        more = select(other.id).where(*self._open(other, which), other.id != row.id).exists()
        done_at = self._clock() if problem is None else None
        done = update(Outbox).where(Outbox.id == row.id)
        return _plain(done.values(problem=problem, done_at=done_at).returning(more))

    def _open(self, row: type[Outbox], which: Which) -> tuple[ColumnElement[bool], ...]:
        return (
            which(row),
            row.done_at.is_(None),
            row.kind.in_(self._pushes),
            row.problem.is_(None),
        )

    async def _problem(self, db: AsyncSession, row: Outbox) -> str | None:
        """Push one row; say why it did not go. What a failed push tells of itself is kept."""
        try:
            async with db.begin_nested():
                try:
                    await self._pushes[row.kind](db, row, self._clock())
                except PushError as error:
                    return str(error)
        except TRANSLATED as error:
            own = translated(error, row.case, row.id)
            if isinstance(own, DatabaseUnavailableError):
                raise
            return str(own)
        except Exception as error:  # noqa: BLE001 - a faulty row must not hold up the others
            return f"it fails with {type(error).__name__}; tell the product's maintainers"
        return None

    async def try_again(self) -> int:
        """Let rows that failed have another attempt; return how many there are."""
        async with self._sessions.begin() as db:
            failed = await db.scalars(
                select(Outbox).where(Outbox.done_at.is_(None), Outbox.problem.is_not(None))
            )
            rows = list(failed)
            for row in rows:
                row.problem = None
            return len(rows)


def _plain(statement: Executable) -> Executable:
    """Let a statement change rows without looking for them among those that the session knows."""
    return statement.execution_options(synchronize_session=False)
