"""Who somebody is, what they may do on a day, and for whom they stand in."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Office, Officer, OfficerAbsence, OfficerAccount, OfficerRole, Task
from database.queries.nearest import not_found
from domain.errors import UnknownNameError
from domain.roles import ROLE_WORDS, Role
from domain.tasks import TaskKind


@dataclass(frozen=True)
class Person:
    """An officer, by whichever account they were named, with the roles of all their days."""

    id: str
    office: str
    zone: ZoneInfo
    delegate: str | None
    roles: tuple[tuple[str, date, date | None], ...]

    def day(self, at: datetime) -> date:
        """Return the day that an instant falls on in this person's office."""
        return at.astimezone(self.zone).date()

    def roles_at(self, at: datetime) -> set[str]:
        """Return the roles held at an instant; first and last day of a role count."""
        day = self.day(at)
        return {
            role
            for role, first, last in self.roles
            if first <= day and (last is None or day <= last)
        }


async def known(db: AsyncSession, account: str) -> Person | None:
    """Return the person behind an officer id or one of their further accounts."""
    accounts = select(OfficerAccount.officer).where(OfficerAccount.account == account)
    wanted = (
        select(Officer.id, Officer.office, Officer.delegate, Office.zone)
        .join(Office, Office.code == Officer.office)
        .where(or_(Officer.id == account, Officer.id.in_(accounts)))
        .order_by(Officer.id != account)  # an id comes before an account of the same name
        .limit(1)
    )
    row = (await db.execute(wanted)).first()
    if row is None:
        return None
    held = select(OfficerRole.role, OfficerRole.from_date, OfficerRole.until_date)
    roles = await db.execute(held.where(OfficerRole.officer == row.id))
    return Person(
        id=row.id,
        office=row.office,
        zone=ZoneInfo(row.zone),
        delegate=row.delegate,
        roles=tuple((role, first, last) for role, first, last in roles),
    )


async def person(db: AsyncSession, account: str) -> Person:
    """Return the person behind an account.

    Raises:
        UnknownNameError: nobody is known by it.
    """
    found = await known(db, account)
    if found is None:
        raise UnknownNameError(str(await not_found(db, "officer", account)))
    return found


async def naming_fault(
    db: AsyncSession, account: str, roles: tuple[Role, ...], at: datetime
) -> str | None:
    """Say why an account does not name somebody who holds one of ``roles`` on an instant's day."""
    named = await known(db, account)
    if named is None:
        return f"no officer is known as '{account}'"
    if named.roles_at(at) & {role.value for role in roles}:
        return None
    day = named.day(at)
    return f"{named.id} is no {in_words(roles)} on {day.day} {day:%B %Y}"


async def away(db: AsyncSession, officer: Person, at: datetime) -> bool:
    """Tell whether an officer is away on the day of an instant."""
    day = officer.day(at)
    absent = select(OfficerAbsence.officer).where(
        OfficerAbsence.officer == officer.id,
        OfficerAbsence.from_date <= day,
        OfficerAbsence.until_date >= day,
    )
    return await db.scalar(absent) is not None


async def stands_in(db: AsyncSession, officer: Person, holder: Person, at: datetime) -> bool:
    """Tell whether ``officer`` may act for ``holder``: the delegate of somebody who is away."""
    return holder.delegate == officer.id and await away(db, holder, at)


def fitting_roles(task: Task, kind: TaskKind) -> tuple[Role, ...]:
    """Return the roles that may do a task: the one it is for, and the kind's further ones.

    A workflow may have opened it for another role in place of the kind's first, or chosen one.
    """
    if kind.role_chosen:
        return (Role(task.role),)
    return tuple(dict.fromkeys((Role(task.role), *kind.roles[1:])))


def in_words(roles: tuple[Role, ...]) -> str:
    """Name roles as the procedures do: one, or several with an "or"."""
    *most, last = (ROLE_WORDS[role] for role in roles)
    return f"{', '.join(most)} or {last}" if most else last
