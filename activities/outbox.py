"""Push what a commit left in the outbox: starts, tells, letters.

Nothing is done while a transaction is open. A row is leased, and the lease committed; what is
needed is read; it is done; what came of it is written up. Whoever is killed in between leaves a
lease, and once that is over another one tries again: a start goes by the case reference, a tell by
the message's source and id, a letter for the print room by its own id. What can not be tried
again without asking says so by itself, see ``Push.read``.

What fails waits longer from one attempt to the next, and holds up nothing that comes after it. What
no repeat can cure is given up, and becomes work for a person.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

import structlog
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Executable,
    Interval,
    String,
    any_,
    bindparam,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import aliased

from database.connect import one_by_one
from database.errors import (
    DatabaseError,
    DatabaseRefusedError,
    DatabaseUnavailableError,
    guarded,
)
from database.models import Outbox
from database.writes import leases
from database.writes.at_once import at_once

log = structlog.get_logger()

What = TypeVar("What")
Done = TypeVar("Done")
Mark = Callable[[], Awaitable[None]]

LEASE = timedelta(seconds=20)
MOST_FAULTS = 10  # attempts at something that the product cannot do; half an hour goes by with them
MAY_HAVE_LEFT = "It may have left, and is not sent again by itself"
SECONDS_TO_WRITE_UP = 0.5  # between two attempts, while the database is away


class PushError(Exception):
    """Something could not be pushed. ``permanent`` says that trying again will not help.

    ``refused`` says that it has not left for sure, and that somebody can do it another way.
    """

    def __init__(self, words: str, *, permanent: bool = False, refused: bool = False) -> None:
        super().__init__(words)
        self.permanent = permanent
        self.refused = refused


class Pusher(Protocol):
    """Whatever pushes the outbox of a case after its commit."""

    def soon(self, case: str, kinds: Collection[str] | None = None) -> None:
        """See that what the case has in its outbox is pushed, of these kinds or of all.

        Nobody waits for it.
        """


class LeaseLostError(Exception):
    """An attempt took longer than its lease, and somebody else has begun another one."""


class Push(ABC, Generic[What, Done]):
    """How rows of one kind are pushed: three steps, of which the middle one has no transaction.

    The instant that is given is the present one.
    """

    @abstractmethod
    async def read(self, db: AsyncSession, row: Outbox, now: datetime) -> What | None:
        """Return what is needed to do it; None where nothing is left to do.

        Run for each attempt, and each statement commits by itself.

        Raises:
            PushError: it cannot be done.
        """

    @abstractmethod
    async def do(self, what: What, leaving: Mark) -> Done:
        """Do it. Where it must not be done twice, ``leaving`` is awaited just before.

        Raises:
            PushError: it was not done.
            LeaseLostError: by ``leaving``; then it must not be done.
        """

    async def written(self, db: AsyncSession, row: Outbox, done: Done, now: datetime) -> None:
        """Write what follows from its being done, in the transaction that says that it is.

        Raises:
            PushError: it turns out not to be done.
        """

    @abstractmethod
    async def failed(
        self, db: AsyncSession, row: Outbox, error: PushError, *, given_up: bool, now: datetime
    ) -> None:
        """Write what follows from its having failed; what is given up needs a person."""


@dataclass(frozen=True)
class Patience:
    """How long an attempt may take, and what an operator does about who does not answer."""

    span: timedelta
    advice: str


@dataclass
class Pass:
    """What came of pushing.

    ``failures`` are those in a row at the end; ``more`` tells whether the case that was pushed last
    has more open, in this lane or in another.
    """

    tried: int = 0
    failures: int = 0
    more: bool = True


class OutboxPusher:
    """Push the open rows of one case, or of all; ``clock`` gives the present instant.

    ``lease`` is how long an attempt may take until it is taken to have died. ``patience``, shorter,
    ends an attempt that goes on for too long, where the push does not see to that itself.
    """

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        pushes: Mapping[str, Push[Any, Any]],
        clock: Callable[[], datetime],
        *,
        lease: timedelta = LEASE,
        patience: Patience | None = None,
    ) -> None:
        self._sessions = sessions
        self._one_by_one = one_by_one(sessions)
        self._pushes = dict(pushes)
        self._clock = clock
        self._lease = lease
        self._patience = patience

    @property
    def kinds(self) -> frozenset[str]:
        """What it pushes."""
        return frozenset(self._pushes)

    async def push_case(self, case: str) -> Pass:
        """Push what a case has open and due, in order."""
        came = Pass()
        while came.more and await self.push_next(came, case):
            pass
        return came

    async def push_next(
        self, came: Pass, case: str | None = None, *, older: timedelta = timedelta(0)
    ) -> bool:
        """Push the first row, of one case or of all, that has been due for longer than ``older``.

        Returns False where there is none. What is pushed may put more into the outbox: a letter
        tells its case that it left late.

        Raises:
            DatabaseError: the case database is away.
        """
        claim, which = (_CLAIM, {}) if case is None else (_CLAIM_OF_CASE, {"of": case})
        leased = {"kinds": list(self._pushes), "older": older, "lease": self._lease}
        async with guarded(None, "outbox"), self._one_by_one() as db:
            row = await db.scalar(claim, leased | which)
        if row is None:
            return False
        came.tried += 1
        came.more = True
        came.failures = 0 if await self._attempt(row, came) else came.failures + 1
        return True

    async def _attempt(self, row: Outbox, came: Pass) -> bool:
        """Do what a leased row asks for, and write up what came of it.

        Tells whether whoever takes it has answered, be it by refusing it for good.

        A faulty row must not hold up the others: where not even its failure can be written, its
        lease goes by.
        """
        try:
            return await self._tried(row, came)
        except LeaseLostError:
            log.warning("outbox.lease_lost", row=row.id, kind=row.kind, attempts=row.attempts)
        except DatabaseRefusedError as error:
            log.warning("outbox.not_written_up", row=row.id, kind=row.kind, words=str(error))
        return False

    async def _tried(self, row: Outbox, came: Pass) -> bool:
        try:
            came.more = await self._done(row)
        except (LeaseLostError, DatabaseUnavailableError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the row keeps why it failed
            told = self._told(row, error)
            await self._insist(self._failed, row, told)
            return told.permanent  # whoever refuses for good is there
        return True

    async def _done(self, row: Outbox) -> bool:
        """Do what a leased row asks for; tell whether its case has more."""
        push = self._pushes[row.kind]
        async with guarded(row.case, row.id), self._one_by_one() as db:
            what = await push.read(db, row, self._clock())
        if what is None:
            return await self._insist(self._written_up, row)
        done = await self._do(push, row, what)
        return await self._insist(self._written_up, row, push, done)

    async def _do(self, push: Push[Any, Any], row: Outbox, what: Any) -> Any:
        async def leaving() -> None:
            await self._leaving(row)

        if self._patience is None:
            return await push.do(what, leaving)
        try:
            async with asyncio.timeout(self._patience.span.total_seconds()):
                return await push.do(what, leaving)
        except TimeoutError:
            seconds = f"{self._patience.span.total_seconds():.0f} seconds"
            raise PushError(f"nobody answered for {seconds}; {self._patience.advice}") from None

    def _told(self, row: Outbox, error: Exception) -> PushError:
        """Return what is kept of a failure; of a foreign one its type, for its text may be any.

        A push knows what it says. Whatever else happens once something leaves, it may have left.
        """
        if isinstance(error, PushError):
            return error
        words = f"it fails with {type(error).__name__}; tell the product's maintainers"
        if isinstance(error, DatabaseError):
            words = str(error)
        if row.leaving_at is not None:
            return PushError(f"{MAY_HAVE_LEFT}: {words}", permanent=True)
        return PushError(words, permanent=row.attempts >= MOST_FAULTS)

    # ------------------------------------------------------------------ what is written

    async def _leaving(self, row: Outbox) -> None:
        """Write that it leaves now: from here on nobody does it again without asking."""
        async with guarded(row.case, row.id), self._sessions.begin() as db:
            now = self._clock()
            values = {"leaving_at": now, "next_attempt_at": leases.over(self._lease)}
            await self._update(db, row, values)
        row.leaving_at = now

    async def _written_up(
        self, row: Outbox, push: Push[Any, Any] | None = None, done: Any = None
    ) -> bool:
        now = self._clock()
        async with guarded(row.case, row.id), self._sessions.begin() as db:
            if push is not None:
                at_once(db)
                await push.written(db, row, done, now)
            return await self._update(db, row, {"done_at": now, "problem": None})

    async def _failed(self, row: Outbox, error: PushError) -> bool:
        now = self._clock()
        given_up = {"given_up_at": now} if error.permanent else {"leaving_at": None}
        level = log.error if error.permanent else log.warning
        level(
            "outbox.given_up" if error.permanent else "outbox.failed",
            row=row.id,
            kind=row.kind,
            attempts=row.attempts,
        )
        async with guarded(row.case, row.id), self._sessions.begin() as db:
            push = self._pushes[row.kind]
            await push.failed(db, row, error, given_up=error.permanent, now=now)
            again = {"next_attempt_at": leases.again(Outbox.__table__.c.attempts)}
            return await self._update(db, row, {"problem": str(error)} | again | given_up)

    async def _update(self, db: AsyncSession, row: Outbox, values: Mapping[str, Any]) -> bool:
        """Write up the attempt that a row was leased for; tell whether its case has more open.

        Raises:
            LeaseLostError: another attempt has begun; nothing of this one is written.
        """
        mine = {"row": row.id, "of": row.case, "attempt": row.attempts}
        found = await db.scalar(_WRITE_UP.values(values), mine)
        if found is None:
            raise LeaseLostError(row.id)
        return bool(found)

    async def _insist(self, write_up: Callable[..., Awaitable[bool]], *given: Any) -> bool:
        """Write up what came of an attempt, also where the database is away for a moment.

        Else what was done might be done once more, or held for a person to find out.
        """
        ends_at = asyncio.get_running_loop().time() + self._lease.total_seconds()
        while True:
            try:
                return await write_up(*given)
            except DatabaseUnavailableError:
                if asyncio.get_running_loop().time() >= ends_at:
                    raise
            await asyncio.sleep(SECONDS_TO_WRITE_UP)  # noqa: TID251 - no case waits for it


def _open(row: type[Outbox]) -> tuple[ColumnElement[bool], ...]:
    """Neither done nor given up, and not a record: these wait until another system asks."""
    return row.done_at.is_(None), row.given_up_at.is_(None), row.kind != "record"


# Made once: they are run a few times in each case. They change rows without looking for them among
# those that the session knows.
_PLAIN = {"synchronize_session": False}
_FIRST = aliased(Outbox)
_MORE = aliased(Outbox)


def _claim(*which: ColumnElement[bool]) -> Executable:
    """Lease the first row of ``which``, count the attempt; who comes meanwhile takes the next."""
    first = (
        select(_FIRST.id)
        .where(
            *_open(_FIRST),
            _FIRST.kind == any_(bindparam("kinds", type_=ARRAY(String))),
            _FIRST.next_attempt_at <= leases.past(bindparam("older", type_=Interval())),
            *which,
        )
        .order_by(_FIRST.created_at, _FIRST.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    until = leases.over(bindparam("lease", type_=Interval()))
    leased = {"attempts": Outbox.attempts + 1, "next_attempt_at": until}
    claimed = update(Outbox).where(Outbox.id == first).values(leased)
    return claimed.returning(Outbox).execution_options(**_PLAIN)


_CLAIM = _claim()
_CLAIM_OF_CASE = _claim(_FIRST.case == bindparam("of"))
_WRITE_UP = (
    update(Outbox)
    .where(Outbox.id == bindparam("row"), Outbox.attempts == bindparam("attempt"), *_open(Outbox))
    .returning(
        select(_MORE.id)
        .where(*_open(_MORE), _MORE.case == bindparam("of"), _MORE.id != bindparam("row"))
        .exists()
    )
    .execution_options(**_PLAIN)
)
