"""Push what a commit left in the outbox: starts, tells, letters, records.

Each push may run twice: a start goes by the case reference, a tell by the message's source and
id, a letter by its own id. What fails stays in the outbox for the forwarder, and does not hold up
what comes after it.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import TRANSLATED, DatabaseUnavailableError, guarded, translated
from database.models import Outbox

log = structlog.get_logger()

# The instant is the present one: when what is pushed leaves.
Push = Callable[[AsyncSession, Outbox, datetime], Awaitable[None]]


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
        while await self._push_next(Outbox.case == case, case):
            pass

    async def push_older(self, instant: datetime) -> int:
        """Push what has been open since before ``instant``; return how many rows were tried."""
        tried = 0
        while await self._push_next(Outbox.created_at < instant):
            tried += 1
        return tried

    async def _push_next(self, which: object, case: str | None = None) -> bool:
        # Guarded like the settle itself: pushed by one, what fails here is a failure in Temporal.
        async with guarded(case, "outbox"), self._sessions.begin() as db:
            row = await db.scalar(
                select(Outbox)
                .where(
                    which,  # type: ignore[arg-type]  # a column expression
                    Outbox.done_at.is_(None),
                    Outbox.kind.in_(self._pushes),
                    Outbox.problem.is_(None),
                )
                .order_by(Outbox.created_at, Outbox.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return False
            await self._try(db, row)
        return True

    async def _try(self, db: AsyncSession, row: Outbox) -> None:
        row.attempts += 1
        row.problem = await self._problem(db, row)
        if row.problem is None:
            row.done_at = self._clock()
        else:
            log.warning("outbox.failed", row=row.id, kind=row.kind, attempts=row.attempts)

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
