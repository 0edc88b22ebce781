"""Who somebody is: the person behind an account, with roles and absences, in one statement."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from database.models import Office, Officer, OfficerAbsence, OfficerAccount, OfficerRole
from database.queries.nearest import not_found
from domain.officers import Person


async def known(db: AsyncSession, account: str) -> Person | None:
    """Return the person behind an officer id or one of their further accounts."""
    return (await all_known(db, [account])).get(account)


async def all_known(db: AsyncSession, accounts: Sequence[str]) -> dict[str, Person]:
    """Return the person behind each account; those that nobody is known by are left out."""
    rows = await db.execute(_NAMED, {"accounts": list(accounts)})
    return {row.account: person_of(row) for row in rows}


async def person(db: AsyncSession, account: str) -> Person:
    """Return the person behind an account.

    Raises:
        UnknownNameError: nobody is known by it.
    """
    found = await known(db, account)
    if found is None:
        raise await not_found(db, "officer", account)
    return found


def persons(given: FromClause) -> Select[Any]:
    """Select the columns of ``given`` with the person behind each of its accounts."""
    account: ColumnElement[str] = given.c.account
    further = select(OfficerAccount.officer).where(OfficerAccount.account == account)
    behind = (
        select(
            Officer.id,
            Officer.name,
            Officer.team,
            Officer.office,
            Officer.delegate,
            Officer.areas,
        )
        .where(or_(Officer.id == account, Officer.id.in_(further.correlate(given))))
        .order_by(Officer.id != account)  # an id comes before an account of the same name
        .limit(1)
        .lateral("behind")
    )
    return (
        select(
            *given.c,
            behind,
            Office.zone,
            _days(OfficerRole, behind.c.id, OfficerRole.role).label("roles"),
            _days(OfficerAbsence, behind.c.id).label("absences"),
        )
        .select_from(given)
        .join(behind, true())
        .join(Office, Office.code == behind.c.office)
    )


def _days(
    model: type[OfficerRole | OfficerAbsence], officer: ColumnElement[str], *first: Any
) -> ScalarSelect[Any]:
    line = func.jsonb_build_array(*first, model.from_date, model.until_date)
    lines = func.jsonb_agg(aggregate_order_by(line, model.from_date), type_=JSONB)
    return select(lines).where(model.officer == officer).scalar_subquery()


def person_of(row: Any) -> Person:
    """Return the person of a row of ``persons``."""
    return Person(
        id=row.id,
        name=row.name,
        team=row.team,
        office=row.office,
        zone=ZoneInfo(row.zone),
        delegate=row.delegate,
        roles=tuple((role, _day(first), _last(last)) for role, first, last in row.roles or ()),
        absences=tuple((_day(first), _day(last)) for first, last in row.absences or ()),
        areas=frozenset(row.areas),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _last(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_ACCOUNTS = bindparam("accounts", type_=ARRAY(Text))
_NAMED = persons(select(func.unnest(_ACCOUNTS, type_=Text).label("account")).subquery("given"))
