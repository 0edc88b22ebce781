"""Who holds a task: claimed, released, handed over, returned. No workflow needs to know.

Each is one transaction: the row and the line in the timeline. What an officer may not do is
answered with the reason; only an unknown name is an error.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import guarded
from database.models import Case, Task
from database.queries import officers
from database.queries.nearest import not_found
from database.writes import timeline
from domain.admission import about_words
from domain.catalogue import TASKS
from domain.officers import Person, fitting_roles, in_words
from domain.roles import MANAGERS, Role
from starter.doors.caller import Caller
from starter.doors.clock import Clock, real_time


@dataclass(frozen=True)
class Assigned:
    """Who holds a task now, or why that was refused."""

    task: str
    assignee: str | None
    refused: str | None = None


class Assigning:
    """Gives tasks to officers, and takes them back."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        clock: Clock = real_time,
    ) -> None:
        self._sessions = sessions
        self._clock = clock

    async def claim(self, task: str, caller: Caller) -> Assigned:
        """Take a task that nobody holds. Claimed again by its holder, nothing changes."""
        async with self._at_work(task, caller) as work:
            reason = work.not_fitting(work.person)
            if work.task.assignee == work.person.id:
                return work.answer()
            if work.task.assignee:
                reason = f"it is with {work.task.assignee}, who can release it or hand it over"
            return work.change(work.person.id, f"claimed by {work.person.id}", reason)

    async def release(self, task: str, caller: Caller) -> Assigned:
        """Put a task back for everybody of its role."""
        async with self._at_work(task, caller) as work:
            reason = None if work.task.assignee else "nobody holds it"
            reason = reason or await work.not_theirs()
            return work.change(None, f"released by {work.person.id}", reason)

    async def hand_over(self, task: str, caller: Caller, to: str) -> Assigned:
        """Give a task to another person, who must hold its role and be there today."""
        async with self._at_work(task, caller) as work:
            receiver = await officers.person(work.db, to)
            reason = work.not_fitting(receiver) or await work.not_theirs()
            if reason is None and receiver.away(work.at):
                there = f"; their delegate is {receiver.delegate}" if receiver.delegate else ""
                reason = f"{receiver.id} is away today{there}"
            words = f"handed over to {receiver.id} by {work.person.id}"
            return work.change(receiver.id, words, reason, to=receiver.id)

    async def give_back(self, task: str, caller: Caller, reason: str) -> Assigned:
        """Return a task to its role with a reason, which whoever takes it next can read."""
        async with self._at_work(task, caller) as work:
            given = reason.strip()
            refused = None if given else "say why it is returned"
            refused = refused or await work.not_theirs()
            if refused is None:
                returned = {"by": work.person.id, "at": work.at.isoformat(), "reason": given}
                earlier = work.task.data.get("returned", [])
                work.task.data = work.task.data | {"returned": [*earlier, returned]}
            words = f"returned by {work.person.id}"
            return work.change(None, words, refused, reason=given)

    @asynccontextmanager
    async def _at_work(self, task: str, caller: Caller) -> AsyncIterator["_Work"]:
        async with guarded(None, task), self._sessions.begin() as db:
            person = await officers.person(db, caller.account)
            row = await db.get(Task, task)
            if row is None:
                raise await not_found(db, "task", task)
            case = await timeline.locked(db, row.case)
            await db.refresh(row, with_for_update=True)
            yield _Work(db, row, case, person, self._clock())


@dataclass
class _Work:
    """One task that is given or taken back, its row and its case's locked."""

    db: AsyncSession
    task: Task
    case: Case | None
    person: Person
    at: datetime

    def not_fitting(self, person: Person) -> str | None:
        """Say why somebody cannot hold the task."""
        if self.task.state != "open":
            return f"it is not open: it was {self.task.state}"
        if reason := self._about(person):
            return reason
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
        if reason := self._about(self.person):
            return reason
        if self.person.holds(MANAGERS, self.at):
            return None
        holder = await officers.known(self.db, self.task.assignee) if self.task.assignee else None
        if holder is None:
            return self.not_fitting(self.person)
        if holder.id == self.person.id or self.person.stands_in_for(holder, self.at):
            return None
        return f"it is with {holder.id}; only they, their delegate or a manager can do that"

    def _about(self, person: Person) -> str | None:
        """Say why nobody holds or assigns what is about them (WC-S3j)."""
        concerned = self.case is not None and person.id in self.case.not_for
        return about_words(person.id) if concerned else None

    def change(
        self, assignee: str | None, words: str, refused: str | None, **data: Any
    ) -> Assigned:
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

    def answer(self, refused: str | None = None) -> Assigned:
        """Return how it stands."""
        return Assigned(self.task.id, self.task.assignee, refused)
