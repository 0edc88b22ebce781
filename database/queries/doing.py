"""Who may do a piece of work today: whose day it is in, and which is in nobody's.

Whoever a case is about does none of its work (WC-S3j). What a specialist area has to decide is in
the day of those who have its delegation (BG-ROLE-SPEC-f).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text

from database.base import Instant
from database.models import Case, Office, Officer, OfficerAbsence, OfficerRole, Task
from domain.catalogue import TASKS
from domain.officers import Person, further_roles
from domain.roles import Role

# Officers whom the case of a task is about.
_CONCERNED = func.coalesce(
    select(Case.not_for).where(Case.ref == Task.case).correlate(Task).scalar_subquery(),
    cast([], ARRAY(Text)),
)

# The specialist area that has to decide, where a task is for one.
_AREA = case((Task.role == Role.SPECIALIST_OFFICER.value, Task.data["area"].astext), else_=None)


def held_by(person: Person, now: datetime) -> ColumnElement[bool]:
    """Say of a task that this person holds it, or stands in for whoever does and is away."""
    away = (
        select(Officer.id)
        .join(Office, Office.code == Officer.office)
        .where(Officer.delegate == person.id, _away(Officer.id, now))
    )
    holds = or_(Task.assignee == person.id, Task.assignee.in_(away))
    return and_(holds, ~_concerned(person.id), _in_areas(person.areas))


def open_to(person: Person, now: datetime) -> ColumnElement[bool]:
    """Say of a task that nobody holds it and that this person's roles of today may do it."""
    roles = person.roles_at(now)
    kinds = [kind for kind, role in _further() if role in roles]
    fits = or_(Task.role.in_(roles), Task.kind.in_(kinds))
    theirs = _in_areas(person.areas)
    return and_(Task.assignee.is_(None), fits, theirs, ~_concerned(person.id))


def nobodys(now: datetime) -> ColumnElement[bool]:
    """Say of a task that nobody may do it who is there today.

    No role that fits is held, or only by whom the case is about, or by nobody with the delegation
    of the area; or whoever holds the work has lost the role, or is away with nobody to stand in.
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
    by_role = or_(
        Task.role.in_(select(there.c.role)),
        Task.kind.in_(
            select(further.c.kind).where(further.c.role.in_(select(there.c.role))),
        ),
    )
    doer = or_(OfficerRole.officer == Task.assignee, OfficerRole.officer == stands_in)
    free, about_nobody = Task.assignee.is_(None), func.cardinality(_CONCERNED) == 0
    plain = and_(free, about_nobody, _AREA.is_(None))  # nearly all, in one look for each role
    theirs = or_(_AREA.is_(None), any_(Officer.areas) == _AREA)
    may = and_(or_(free, doer), fits, theirs, ~_concerned(OfficerRole.officer))
    one_by_one = _there(now).where(may).correlate(Task)
    return or_(and_(plain, ~by_role), and_(~plain, ~one_by_one.exists()))


def is_away(now: datetime) -> ColumnElement[bool]:
    """Say of an officer, selected with their office, that they are away today."""
    return _away(Officer.id, now)


def _concerned(officer: Any) -> ColumnElement[bool]:
    """Say of a task that its case is about an officer, given by id or as a column."""
    who = literal(officer) if isinstance(officer, str) else officer
    concerned: ColumnElement[bool] = who == any_(_CONCERNED)
    return concerned


def _in_areas(areas: Collection[str]) -> ColumnElement[bool]:
    """Say of a task that no area has to decide it, or one of these."""
    return or_(_AREA.is_(None), _AREA.in_(sorted(areas)))


def at_work(now: datetime) -> Select[str, str]:
    """Select the officers who hold a role today, away or not, once for each that they hold."""
    today = _today(now)
    return (
        select(OfficerRole.officer, OfficerRole.role)
        .join(Officer, Officer.id == OfficerRole.officer)
        .join(Office, Office.code == Officer.office)
        .where(
            OfficerRole.from_date <= today,
            or_(OfficerRole.until_date.is_(None), OfficerRole.until_date >= today),
        )
    )


def _there(now: datetime) -> Select[str, str]:
    """Select the officers who are there today, once for each role that they hold."""
    return at_work(now).where(~_away(OfficerRole.officer, now))


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
