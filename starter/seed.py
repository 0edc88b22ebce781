"""Put a scenario's people, days and settings into the database of a stack of its own."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from database.models import (
    Customer,
    CustomerAddress,
    Holiday,
    Nominee,
    Office,
    Officer,
    OfficerAccount,
    OfficerRole,
    SettingOverride,
)
from domain.errors import SettingError
from domain.offices import OFFICES
from domain.roles import Role
from domain.settings import Settings
from starter.cast import officers as default_cast
from starter.scenario import CustomerPart, OfficerPart, Scenario, ScenarioError

BEGINNING = date(2000, 1, 1)  # roles and addresses without a day of their own are old


async def offices(db: AsyncSession) -> None:
    """Add the office of every state and territory that is not there yet."""
    for office in OFFICES.values():
        if await db.get(Office, office.code) is None:
            db.add(Office(code=office.code, state=office.state.value, zone=office.zone))
    await db.flush()


async def cast(db: AsyncSession, office: str) -> None:
    """Add the default cast, one officer for every role."""
    for ident, given in default_cast(office).items():
        await officer(db, ident, OfficerPart.model_validate(given), office)


async def officer(db: AsyncSession, ident: str, given: OfficerPart, office: str) -> None:
    """Add an officer with roles and accounts.

    Raises:
        ScenarioError: a role that the procedures do not know.
    """
    unknown = [role for role in given.roles if role not in list(Role)]
    if unknown:
        known = ", ".join(Role)
        raise ScenarioError(f"officer {ident}: no role {', '.join(unknown)}; the roles are {known}")
    name = given.name or ident.rpartition(".")[2].title()
    db.add(Officer(id=ident, name=name, office=given.office or office, team=given.team))
    await db.flush()
    db.add_all(OfficerRole(officer=ident, role=role, from_date=BEGINNING) for role in given.roles)
    db.add_all(OfficerAccount(account=account, officer=ident) for account in given.accounts)


async def customer(db: AsyncSession, ident: str, given: CustomerPart) -> None:
    """Add a customer with address and nominee."""
    db.add(
        Customer(
            id=ident,
            reference=given.reference,
            name=given.name,
            programme=given.programme,
            channel=given.channel,
            email=given.email,
            associates=list(given.associates),
        )
    )
    await db.flush()
    if given.address:
        db.add(
            CustomerAddress(
                customer=ident,
                from_date=BEGINNING,
                lines=given.address.written(),
                state=given.address.state,
            )
        )
    if given.nominee:
        db.add(
            Nominee(
                customer=ident,
                from_date=BEGINNING,
                name=given.nominee.name,
                lines=given.nominee.address.written(),
            )
        )


async def scenario(db: AsyncSession, given: Scenario) -> None:
    """Add everything that a scenario declares before its first event."""
    await offices(db)
    await cast(db, given.office)
    for ident, part in given.officers.items():
        await officer(db, ident, part, given.office)
    for ident, customer_part in given.customers.items():
        await customer(db, ident, customer_part)
    db.add_all(Holiday(date=day.date, office=day.office, name=day.name) for day in given.holidays)
    db.add_all(_settings(given.settings, given.starts))


def _settings(values: dict[str, Any], starts: datetime) -> list[SettingOverride]:
    try:
        Settings(tuple((name, BEGINNING, value) for name, value in values.items()))
    except SettingError as error:
        raise ScenarioError(f"settings: {error}") from None
    return [
        SettingOverride(
            name=name, from_date=BEGINNING, value=[value], set_by=f"scenario of {starts:%Y}"
        )
        for name, value in values.items()
    ]
