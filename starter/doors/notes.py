"""Notes and corrections in the timeline of a case, open or closed. No workflow needs to know."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import guarded
from database.models import Case, TimelineEntry
from database.queries import officers
from database.queries.nearest import not_found
from database.writes import timeline
from domain.errors import UnknownNameError
from domain.officers import Person
from starter.doors.caller import Caller
from starter.doors.clock import Clock, real_time


class Notes:
    """Writes in timelines what no message says; each in one transaction."""

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], clock: Clock = real_time
    ) -> None:
        self._sessions = sessions
        self._clock = clock

    async def add(self, case: str, caller: Caller, words: str) -> int:
        """Add a note to a case, open or closed; return its sequence.

        Raises:
            UnknownNameError: no such case or officer.
        """
        async with self._in_case(case, caller) as (db, row, person):
            return timeline.add(
                db, row, "CB-NOTE", "recorded", words, at=self._clock(), actor=person.id
            )

    async def correct(
        self, case: str, caller: Caller, sequence: int, words: str, **data: Any
    ) -> int:
        """Add an entry that says what an earlier one should have said; return its sequence.

        The earlier entry stays as it was written.

        Raises:
            UnknownNameError: no such case, officer or entry.
        """
        async with self._in_case(case, caller) as (db, row, person):
            if await db.get(TimelineEntry, (case, sequence)) is None:
                last = row.next_entry - 1
                raise UnknownNameError(
                    f"{case} has no entry {sequence}; its entries are 1 to {last}"
                )
            return timeline.add(
                db,
                row,
                "CB-CORRECT",
                "corrected",
                words,
                at=self._clock(),
                actor=person.id,
                corrects=sequence,
                **data,
            )

    @asynccontextmanager
    async def _in_case(
        self, case: str, caller: Caller
    ) -> AsyncIterator[tuple[AsyncSession, Case, Person]]:
        async with guarded(case, None), self._sessions.begin() as db:
            person = await officers.person(db, caller.account)
            row = await timeline.locked(db, case)
            if row is None:
                raise await not_found(db, "case", case)
            yield db, row, person
