"""What officers do to work and timelines without a message: no workflow needs to know.

Each act is one transaction: the rows and the line in the timeline. What an officer may not do is
answered with the reason; only an unknown name is an error.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import guarded
from database.models import Case, Task, TimelineEntry
from database.queries import officers
from database.queries.nearest import not_found
from database.writes import timeline
from domain.catalogue import TASKS
from domain.errors import UnknownNameError
from domain.officers import Person, fitting_roles, in_words
from domain.roles import Role
from starter.doors.clock import Clock, real_time

# Who may hand over work that another holds: it must not wait for somebody who is ill.
MANAGERS = (
    Role.TEAM_LEADER,
    Role.COMPLAINTS_SSM,
    Role.EXTERNAL_COMPLAINTS_SSM,
    Role.PS_SSM,
    Role.PS_SM,
)


@dataclass(frozen=True)
class Act:
    """What came of an act: who holds the task now, or why it was refused."""

    task: str
    assignee: str | None
    refused: str | None = None


class Acts:
    """Claim, release, hand over and return tasks; note and correct what a timeline says.

    ``officer`` is always the account of somebody whom the caller has authenticated.
    """

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        clock: Clock = real_time,
    ) -> None:
        self._sessions = sessions
        self._clock = clock

    async def claim(self, task: str, officer: str) -> Act:
        """Take a task that nobody holds. Claimed again by its holder, nothing changes."""
        async with self._at_work(task, officer) as work:
            reason = work.not_fitting(work.person)
            if work.task.assignee == work.person.id:
                return work.answer()
            if work.task.assignee:
                reason = f"it is with {work.task.assignee}, who can release it or hand it over"
            return work.change(work.person.id, f"claimed by {work.person.id}", reason)

    async def release(self, task: str, officer: str) -> Act:
        """Put a task back for everybody of its role."""
        async with self._at_work(task, officer) as work:
            reason = None if work.task.assignee else "nobody holds it"
            reason = reason or await work.not_theirs()
            return work.change(None, f"released by {work.person.id}", reason)

    async def hand_over(self, task: str, officer: str, to: str) -> Act:
        """Give a task to another person, who must hold its role and be there today."""
        async with self._at_work(task, officer) as work:
            receiver = await officers.person(work.db, to)
            reason = work.not_fitting(receiver) or await work.not_theirs()
            if reason is None and receiver.away(work.at):
                there = f"; their delegate is {receiver.delegate}" if receiver.delegate else ""
                reason = f"{receiver.id} is away today{there}"
            words = f"handed over to {receiver.id} by {work.person.id}"
            return work.change(receiver.id, words, reason, to=receiver.id)

    async def give_back(self, task: str, officer: str, reason: str) -> Act:
        """Return a task to its role with a reason, which whoever takes it next can read."""
        async with self._at_work(task, officer) as work:
            given = reason.strip()
            refused = None if given else "say why it is returned"
            refused = refused or await work.not_theirs()
            if refused is None:
                returned = {"by": work.person.id, "at": work.at.isoformat(), "reason": given}
                earlier = work.task.data.get("returned", [])
                work.task.data = work.task.data | {"returned": [*earlier, returned]}
            words = f"returned by {work.person.id}"
            return work.change(None, words, refused, reason=given)

    async def note(self, case: str, officer: str, words: str) -> int:
        """Add a note to a case, open or closed; return its sequence.

        Raises:
            UnknownNameError: no such case or officer.
        """
        async with self._in_case(case, officer) as (db, row, person):
            return timeline.add(
                db, row, "CB-NOTE", "recorded", words, at=self._clock(), actor=person.id
            )

    async def correct(self, case: str, officer: str, sequence: int, words: str, **data: Any) -> int:
        """Add an entry that says what an earlier one should have said; return its sequence.

        The earlier entry stays as it was written.

        Raises:
            UnknownNameError: no such case, officer or entry.
        """
        async with self._in_case(case, officer) as (db, row, person):
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
        self, case: str, officer: str
    ) -> AsyncIterator[tuple[AsyncSession, Case, Person]]:
        async with guarded(case, None), self._sessions.begin() as db:
            person = await officers.person(db, officer)
            row = await timeline.locked(db, case)
            if row is None:
                raise UnknownNameError(str(await not_found(db, "case", case)))
            yield db, row, person

    @asynccontextmanager
    async def _at_work(self, task: str, officer: str) -> AsyncIterator["_Work"]:
        async with guarded(None, task), self._sessions.begin() as db:
            person = await officers.person(db, officer)
            row = await db.get(Task, task)
            if row is None:
                raise UnknownNameError(str(await not_found(db, "task", task)))
            case = await timeline.locked(db, row.case)
            await db.refresh(row, with_for_update=True)
            yield _Work(db, row, case, person, self._clock())


@dataclass
class _Work:
    """One act on one task, both rows locked."""

    db: AsyncSession
    task: Task
    case: Case | None
    person: Person
    at: datetime

    def not_fitting(self, person: Person) -> str | None:
        """Say why somebody cannot hold the task."""
        if self.task.state != "open":
            return f"it is not open: it was {self.task.state}"
        kind = TASKS.get(self.task.kind)
        role = Role(self.task.role)
        fitting = fitting_roles(role, kind) if kind else (role,)
        if person.holds(fitting, self.at):
            return None
        return f"it is work for the {in_words(fitting)}, which {person.id} is not today"

    async def not_theirs(self) -> str | None:
        """Say why the officer has no say in who holds the task."""
        if self.task.state != "open":
            return f"it is not open: it was {self.task.state}"
        if self.person.holds(MANAGERS, self.at):
            return None
        holder = await officers.known(self.db, self.task.assignee) if self.task.assignee else None
        if holder is None:
            return self.not_fitting(self.person)
        if holder.id == self.person.id:
            return None
        if self.person.stands_in_for(holder, self.at):
            return None
        return f"it is with {holder.id}; only they, their delegate or a manager can do that"

    def change(self, assignee: str | None, words: str, refused: str | None, **data: Any) -> Act:
        """Write who holds the task now, unless it is refused."""
        if refused:
            return self.answer(refused)
        self.task.assignee = assignee
        if self.case:
            timeline.add(
                self.db,
                self.case,
                "CB-TASK",
                "recorded",
                f"{self.task.title}: {words}",
                at=self.at,
                actor=self.person.id,
                task=self.task.id,
                assignee=assignee,
                **data,
            )
        return self.answer()

    def answer(self, refused: str | None = None) -> Act:
        """Return the act as it stands."""
        return Act(self.task.id, self.task.assignee, refused)
