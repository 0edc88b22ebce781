"""Reading what is known of people: by an officer who is known, and each reading is written down.

What is read and that it was read are one transaction: nobody is shown anything that no line names.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.errors import guarded
from database.models import Case, Reading
from database.queries import cases, known, officers, readings, shapes
from database.queries.clock import present
from domain.errors import DoorError
from domain.officers import Person
from domain.roles import MANAGERS
from starter.doors.caller import Caller

Json = dict[str, Any]


class MayNotReadError(DoorError):
    """An officer may not read this."""


class Seen(NamedTuple):
    """Something about a person that was shown: the page of a case, a letter, a task, a list."""

    what: str
    case: str | None = None
    thing: str | None = None
    customer: str | None = None


MACHINE = "user of the machine"


async def by_machine(db: AsyncSession, user: str, seen: Iterable[Seen]) -> None:
    """Write down what was shown to a user of the machine, who has proved nothing.

    Whoever reaches the case database reads in it; by commands it is known who did.
    """
    shown = list(seen)
    refs = {each.case for each in shown if each.case and not each.customer}
    rows = await db.execute(select(Case.ref, Case.customer).where(Case.ref.in_(refs)))
    whose = {row.ref: row.customer for row in rows}
    db.add_all(
        Reading(
            officer=user,
            known_by=MACHINE,
            what=each.what,
            customer=each.customer or whose.get(each.case or ""),
            case=each.case,
            thing=each.thing,
        )
        for each in shown
    )


class Readings:
    """Shows what is known of people, and writes down to whom."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def customer(self, caller: Caller, id_: str) -> Json:
        """Return who a customer is; of the other parent of those whose work one has, in part.

        Raises:
            MayNotReadError: the officer holds no role today.
            UnknownNameError: no such customer.
        """
        async with self._reader(caller) as reader:
            found = await known.customer(reader.db, id_, reader.person.day(reader.at))
            has = await known.other_parent_of(reader.db, id_, reader.person.id)
            reader.read("customer in part" if has else "customer", customer=id_)
            return (known.in_part(found) if has else found) | {"in_part_for": has}

    async def of_task(self, caller: Caller, task: str) -> list[Json]:
        """Return what was written that opened a task: each message with its words.

        Raises:
            MayNotReadError: the officer holds no role today, or has the other parent's work only.
            UnknownNameError: no such task.
        """
        async with self._reader(caller) as reader:
            row, found = await known.written_for_task(reader.db, task)
            await reader.may_read_of(row.customer)
            reader.read_all(found, row.customer, row.case)
            return found

    async def of_case(self, caller: Caller, ref: str) -> list[Json]:
        """Return what a case was told lately: each message with its words.

        Raises:
            MayNotReadError: as for a task.
            UnknownNameError: no such case.
        """
        async with self._reader(caller) as reader:
            row, found = await known.written_in_case(reader.db, ref)
            await reader.may_read_of(row.customer)
            reader.read_all(found, row.customer, row.case)
            return found

    async def receipt(self, caller: Caller, id_: str) -> Json:
        """Return what became of a message, with everything it said.

        Raises:
            MayNotReadError: the officer holds no role today.
            UnknownNameError: no such message.
        """
        async with self._reader(caller) as reader:
            found = await cases.receipt(reader.db, id_)
            whose = await known.customer_of(reader.db, found["case"])
            customer = whose or found["facts"].get("customer")
            await reader.may_read_of(customer)
            reader.read_all([found], customer, found["case"])
            return found

    async def document(self, caller: Caller, id_: str) -> tuple[Json, bytes]:
        """Return a document by its hash, and its bytes.

        Raises:
            MayNotReadError: the officer holds no role today.
            UnknownNameError: no document, or more than one, has this hash.
        """
        async with self._reader(caller) as reader:
            row, held = await known.document(reader.db, id_)
            await reader.may_read_of(row.customer)
            reader.read("document", customer=row.customer, case=row.case, thing=row.sha256)
            return shapes.document(row) | {"case": row.case}, held

    @asynccontextmanager
    async def letter(
        self, caller: Caller, id_: str
    ) -> AsyncIterator[tuple[AsyncSession, str, set[str]]]:
        """Let an officer see a letter before it is signed: whoever shows it reads in here.

        Yields the session, and who reads, in which roles, whichever account of theirs was proved.

        Raises:
            MayNotReadError: the officer holds no role today.
            UnknownNameError: no such letter.
        """
        async with self._reader(caller) as reader:
            row = await known.letter(reader.db, id_)
            await reader.may_read_of(row.customer)
            reader.read("preview", customer=row.customer, case=row.case, thing=id_)
            yield reader.db, reader.person.id, reader.person.roles_at(reader.at)

    async def readings(
        self, caller: Caller, wanted: readings.Filters, *, limit: int, cursor: str | None
    ) -> Json:
        """Return who read what, for a manager.

        Raises:
            MayNotReadError: the officer manages nobody today.
        """
        async with self._reader(caller) as reader:
            if not reader.person.holds(MANAGERS, reader.at):
                raise MayNotReadError(
                    f"only managers see who read what, and {reader.person.id} is none today"
                )
            return await readings.list_readings(
                reader.db, wanted, zone=reader.person.zone, limit=limit, cursor=cursor
            )

    @asynccontextmanager
    async def _reader(self, caller: Caller) -> "AsyncIterator[_Reader]":
        async with guarded(None, "reading"), self._sessions.begin() as db:
            person, at = await officers.person(db, caller.account), await present(db)
            if not person.roles_at(at):
                raise MayNotReadError(
                    f"{person.id} holds no role today, and reads nothing about people"
                )
            yield _Reader(db, caller, person, at)


@dataclass
class _Reader:
    """An officer who reads, in one transaction."""

    db: AsyncSession
    caller: Caller
    person: Person
    at: datetime

    async def may_read_of(self, customer: str | None) -> None:
        """See that this is not what the other parent wrote, of those whose work the officer has.

        Raises:
            MayNotReadError: it is.
        """
        has = await known.other_parent_of(self.db, customer, self.person.id) if customer else None
        if has:
            raise MayNotReadError(
                f"{self.person.id} has the work of {has}: what {customer} wrote is for whoever has"
                f" theirs; `casebound customer {customer}` shows what the work needs"
            )

    def read(
        self,
        what: str,
        *,
        customer: str | None = None,
        case: str | None = None,
        thing: str | None = None,
    ) -> None:
        """Write down what was read."""
        known_by = self.caller.authentication.value
        self.db.add(
            Reading(
                officer=self.person.id,
                known_by=known_by,
                what=what,
                customer=customer,
                case=case,
                thing=thing,
            )
        )

    def read_all(self, messages: Sequence[Json], customer: str | None, case: str | None) -> None:
        """Write down which messages were read."""
        for each in messages:
            thing = f"{each['source']}|{each['id']}"
            self.read("written", customer=customer, case=case, thing=thing)
