"""Write offices, officers and customers as a file gives them.

A file is the whole truth of a list that it gives: what it names no more ends on the day before.
What it says nothing of stays: a column that is not there, a person left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from database.base import Base
from database.models import (
    Customer,
    CustomerAddress,
    Nominee,
    Office,
    Officer,
    OfficerAbsence,
    OfficerAccount,
    OfficerRole,
)
from domain.offices import OFFICES

ONE_DAY = timedelta(days=1)
AddressGiven = tuple[date, Sequence[str], str | None]  # from, lines, state or none abroad
FRESH = {"populate_existing": True}  # what statements changed, past the session's own memory


@dataclass(frozen=True)
class RoleHeld:
    """A role and its first and last day."""

    role: str
    first: date
    last: date | None = None


@dataclass(frozen=True)
class OfficerGiven:
    """An officer as a file gives them; ``absences`` are first and last days.

    ``areas`` None: the file says nothing of where they may decide.
    """

    id: str
    name: str
    office: str
    team: str = ""
    delegate: str | None = None
    roles: Sequence[RoleHeld] = ()
    accounts: Sequence[str] = ()
    absences: Sequence[tuple[date, date]] = ()
    areas: Sequence[str] | None = None


@dataclass(frozen=True)
class NomineeGiven:
    """Somebody who gets copies, from a day on."""

    name: str
    lines: Sequence[str]
    first: date
    last: date | None = None


@dataclass(frozen=True)
class CustomerGiven:
    """What a file says of a customer; what it says nothing of stays as it is.

    ``values`` are of the customer's own row; one that is None takes back what was there.
    ``nominees`` None: the file says nothing of them.
    """

    id: str
    values: Mapping[str, Any]
    addresses: Sequence[AddressGiven] = ()
    nominees: Sequence[NomineeGiven] | None = None


@dataclass
class Imported:
    """What an import did, by ids: never by names of customers."""

    added: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)  # there before, and now as the file says


async def put_offices(db: AsyncSession, offices: Mapping[str, tuple[str, str]]) -> None:
    """Add or change offices: code, then state and zone."""
    for code, (state, zone) in offices.items():
        await _put(db, Office, {"code": code}, {"state": state, "zone": zone})


async def put_missing_offices(db: AsyncSession) -> None:
    """Add the office of every state and territory that is not there yet."""
    there = set(await db.scalars(select(Office.code)))
    missing = {code: office for code, office in OFFICES.items() if code not in there}
    await put_offices(db, {code: (each.state.value, each.zone) for code, each in missing.items()})


async def put_officers(db: AsyncSession, given: Sequence[OfficerGiven], *, today: date) -> Imported:
    """Add or change officers with roles, accounts and absences."""
    done = await _sorted(db, Officer.id, [officer.id for officer in given])
    for officer in given:
        values: dict[str, Any] = {
            "name": officer.name,
            "office": officer.office,
            "team": officer.team,
        }
        if officer.areas is not None:
            values["areas"] = list(officer.areas)
        await _put(db, Officer, {"id": officer.id}, values)
    for officer in given:  # once all are there: delegates may stand for each other
        row = await db.get_one(Officer, officer.id, populate_existing=True)
        row.delegate = officer.delegate
        await _put_roles(db, officer, today)
        await _put_absences(db, officer, today)
        for account in officer.accounts:
            await _put(db, OfficerAccount, {"account": account}, {"officer": officer.id})
    return done


async def _put_roles(db: AsyncSession, officer: OfficerGiven, today: date) -> None:
    for held in officer.roles:
        key = {"officer": officer.id, "role": held.role, "from_date": held.first}
        await _put(db, OfficerRole, key, {"until_date": held.last})
    given = {(held.role, held.first) for held in officer.roles}
    mine = select(OfficerRole).where(OfficerRole.officer == officer.id)
    for row in await db.scalars(mine, execution_options=FRESH):
        over = row.until_date is not None and row.until_date < today
        if (row.role, row.from_date) not in given and not over:
            row.until_date = today - ONE_DAY


async def _put_absences(db: AsyncSession, officer: OfficerGiven, today: date) -> None:
    for first, last in officer.absences:
        key = {"officer": officer.id, "from_date": first}
        await _put(db, OfficerAbsence, key, {"until_date": last})
    given = {first for first, _ in officer.absences}
    mine = select(OfficerAbsence).where(OfficerAbsence.officer == officer.id)
    for row in await db.scalars(mine, execution_options=FRESH):
        if row.from_date not in given and row.until_date >= today:
            row.until_date = min(row.from_date, today) - ONE_DAY


async def put_customers(
    db: AsyncSession, given: Sequence[CustomerGiven], *, today: date
) -> Imported:
    """Add or change customers with addresses and nominees.

    In one order whatever the file's: two imports at once wait for each other, never in a circle.
    """
    done = await _sorted(db, Customer.id, [customer.id for customer in given])
    for customer in sorted(given, key=lambda customer: customer.id):
        await change_customer(db, customer.id, customer.values)
        await put_addresses(db, customer.id, customer.addresses)
        if customer.nominees is not None:
            await put_nominees(db, customer.id, customer.nominees, today)
    return done


async def change_customer(db: AsyncSession, id_: str, values: Mapping[str, Any]) -> None:
    """Change what is given of a customer; one that is not known yet is added."""
    if await db.get(Customer, id_, populate_existing=True):
        if values:
            await db.execute(update(Customer).where(Customer.id == id_).values(**values))
    else:
        await _put(db, Customer, {"id": id_}, {"associates": [], **values})


async def put_addresses(db: AsyncSession, customer: str, addresses: Sequence[AddressGiven]) -> None:
    """Add or change a customer's addresses."""
    for first, lines, state in addresses:
        key = {"customer": customer, "from_date": first}
        await _put(db, CustomerAddress, key, {"lines": list(lines), "state": state})


async def put_nominees(
    db: AsyncSession, customer: str, nominees: Sequence[NomineeGiven], today: date
) -> None:
    """Set who gets copies; whoever is not named gets none from ``today`` on."""
    for nominee in nominees:
        key = {"customer": customer, "from_date": nominee.first}
        values: dict[str, Any] = {
            "until_date": nominee.last,
            "name": nominee.name,
            "lines": list(nominee.lines),
        }
        there = await db.get(Nominee, (customer, nominee.first), populate_existing=True)
        if there and there.name != nominee.name:  # somebody else: nobody said that they died
            values["died"] = False
        await _put(db, Nominee, key, values)
    given = {nominee.first for nominee in nominees}
    mine = select(Nominee).where(Nominee.customer == customer)
    for row in await db.scalars(mine, execution_options=FRESH):
        over = row.until_date is not None and row.until_date < today
        if row.from_date not in given and not over:
            row.until_date = today - ONE_DAY


async def _put(
    db: AsyncSession, model: type[Base], key: dict[str, Any], values: dict[str, Any]
) -> None:
    wanted = insert(model).values(**key, **values)
    await db.execute(wanted.on_conflict_do_update(index_elements=list(key), set_=values))


async def _sorted(
    db: AsyncSession, column: InstrumentedAttribute[str], ids: Sequence[str]
) -> Imported:
    there = set(await db.scalars(select(column).where(column.in_(ids))))
    return Imported(
        added=[id_ for id_ in ids if id_ not in there],
        known=[id_ for id_ in ids if id_ in there],
    )
