"""Who may do a piece of work today: whose day it is in, and which is in nobody's."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, cast, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text

from database.base import Instant
from database.models import Office, Officer, OfficerAbsence, OfficerRole, Task
from domain.catalogue import TASKS
from domain.officers import Person, further_roles


def held_by(person: Person, now: datetime) -> ColumnElement[bool]:
    """Say of a task that this person holds it, or stands in for whoever does and is away."""
    away = (
        select(Officer.id)
        .join(Office, Office.code == Officer.office)
        .where(Officer.delegate == person.id, _away(Officer.id, now))
    )
    return or_(Task.assignee == person.id, Task.assignee.in_(away))


def open_to(roles: Collection[str]) -> ColumnElement[bool]:
    """Say of a task that nobody holds it and that somebody with one of these roles may do it."""
    kinds = [kind for kind, role in _further() if role in roles]
    return and_(Task.assignee.is_(None), or_(Task.role.in_(roles), Task.kind.in_(kinds)))


def nobodys(now: datetime) -> ColumnElement[bool]:
    """Say of a task that nobody may do it who is there today.

    No role that fits is held; or whoever holds it has lost the role, or is away with nobody to
    stand in.
    """
    holder = aliased(Officer)
    office = aliased(Office)
    stands_in = (
        select(holder.delegate)
        .join(office, office.code == holder.office)
        .where(holder.id == Task.assignee, _away(holder.id, now, office))
        .correlate(Task)
        .scalar_subquery()
    )
    further = _further_roles()
    there = _there(now).subquery()
    fits = or_(
        OfficerRole.role == Task.role,
        select(further.c.kind)
        .where(further.c.kind == Task.kind, further.c.role == OfficerRole.role)
        .correlate(Task, OfficerRole)
        .exists(),
    )
    somebody = or_(
        Task.role.in_(select(there.c.role)),
        Task.kind.in_(
            select(further.c.kind).where(further.c.role.in_(select(there.c.role))),
        ),
    )
    doer = or_(OfficerRole.officer == Task.assignee, OfficerRole.officer == stands_in)
    free = Task.assignee.is_(None)
    return or_(
        and_(free, ~somebody),
        and_(~free, ~_there(now).where(doer, fits).correlate(Task).exists()),
    )


def is_away(now: datetime) -> ColumnElement[bool]:
    """Say of an officer, selected with their office, that they are away today."""
    return _away(Officer.id, now)


def _there(now: datetime) -> Select[str, str]:
    """Select the officers who are there today, once for each role that they hold."""
    today = _today(now)
    return (
        select(OfficerRole.officer, OfficerRole.role)
        .join(Officer, Officer.id == OfficerRole.officer)
        .join(Office, Office.code == Officer.office)
        .where(
            OfficerRole.from_date <= today,
            or_(OfficerRole.until_date.is_(None), OfficerRole.until_date >= today),
            ~_away(OfficerRole.officer, now),
        )
    )


def _away(officer: Any, now: datetime, office: Any = Office) -> ColumnElement[bool]:
    today = _today(now, office)
    return exists().where(
        OfficerAbsence.officer == officer,
        OfficerAbsence.from_date <= today,
        OfficerAbsence.until_date >= today,
    )


def _today(now: datetime, office: Any = Office) -> ColumnElement[Any]:
    return cast(func.timezone(office.zone, literal(now, Instant())), Date)


def _further() -> list[tuple[str, str]]:
    return [(kind.name, role.value) for kind in TASKS.values() for role in further_roles(kind)]


def _further_roles() -> Any:
    """Select the roles that may do any task of a kind, beside the one that each is for."""
    kinds, roles = zip(*_further(), strict=True)
    columns = (literal(list(each), ARRAY(Text)) for each in (kinds, roles))
    return func.unnest(*columns).table_valued("kind", "role", name="further").render_derived()
