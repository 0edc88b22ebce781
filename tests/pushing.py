"""A push that remembers what it was asked for, and fails where a test wants it to."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from activities.outbox import Mark, Push, PushError
from database.models import Outbox

Work = Callable[[AsyncSession, Outbox], Awaitable[None]]


class Pushing(Push[Outbox, None]):
    """``do`` is what a row asks for, ``write`` what is written when that is done."""

    def __init__(
        self,
        do: Callable[[Outbox, Mark], Awaitable[None]] | None = None,
        write: Work | None = None,
    ) -> None:
        self._do, self._write = do, write
        self.pushed: list[str] = []
        self.given: list[datetime] = []
        self.problems: list[tuple[str, bool]] = []

    async def read(self, _db: AsyncSession, row: Outbox, now: datetime) -> Outbox:
        self.given.append(now)
        return row

    async def do(self, what: Outbox, leaving: Mark) -> None:
        if self._do:
            await self._do(what, leaving)

    async def written(self, db: AsyncSession, row: Outbox, _done: None, _now: datetime) -> None:
        if self._write:
            await self._write(db, row)
        self.pushed.append(row.id)

    async def failed(
        self,
        db: AsyncSession,  # noqa: ARG002 - the push's own words, here and below
        row: Outbox,  # noqa: ARG002
        error: PushError,
        *,
        given_up: bool,
        now: datetime,  # noqa: ARG002
    ) -> None:
        self.problems.append((str(error), given_up))
