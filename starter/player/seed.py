"""Put a scenario's people, days and settings into the database of a stack of its own."""

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import (
    Holiday,
    Office,
    Officer,
    OfficerAccount,
    OfficerRole,
    SettingOverride,
)
from database.writes import people
from database.writes.administration import act_as
from database.writes.people import CustomerGiven, NomineeGiven
from starter.doors.parts import BEGINNING
from starter.player.cast import officers as default_cast
from starter.player.scenario import Scenario
from starter.player.scenario_parts import CustomerPart, OfficerPart


async def cast(db: AsyncSession, office: str) -> None:
    """Add the default cast, one officer for every role."""
    for ident, given in default_cast(office).items():
        await officer(db, ident, OfficerPart.model_validate(given), office)


async def officer(db: AsyncSession, ident: str, given: OfficerPart, office: str) -> None:
    """Add an officer with roles and accounts."""
    name = given.name or ident.rpartition(".")[2].title()
    row = Officer(id=ident, name=name, office=given.office or office, team=given.team or "")
    row.areas = list(given.areas)
    db.add(row)
    await db.flush()
    db.add_all(OfficerRole(officer=ident, role=role, from_date=BEGINNING) for role in given.roles)
    db.add_all(OfficerAccount(account=account, officer=ident) for account in given.accounts)


async def customer(
    db: AsyncSession, ident: str, given: CustomerPart, first: date = BEGINNING
) -> None:
    """Add a customer with address and nominee, or change one from the day ``first`` on."""
    told = CustomerGiven(
        id=ident,
        values=given.model_dump(exclude_unset=True, exclude={"address", "nominee"}),
        addresses=[(first, given.address.written().lines, given.address.state)]
        if given.address
        else (),
        nominees=[NomineeGiven(given.nominee.name, given.nominee.lines, first)]
        if given.nominee
        else None,
    )
    await people.put_customers(db, [told], today=first)


async def peopled(db: AsyncSession) -> bool:
    """Tell whether somebody is in the database already."""
    return bool(await db.scalar(select(exists(select(Office.code)))))


async def scenario(db: AsyncSession, given: Scenario) -> None:
    """Add everything that a scenario declares before its first event."""
    await act_as(db, "player", "a scenario")
    await people.put_missing_offices(db)
    await cast(db, given.office)
    for ident, part in given.officers.items():
        await officer(db, ident, part, given.office)
    for ident, customer_part in given.customers.items():
        await customer(db, ident, customer_part)
    db.add_all(Holiday(date=day.date, office=day.office, name=day.name) for day in given.holidays)
    db.add_all(
        SettingOverride(name=name, from_date=BEGINNING, value=[value], set_by="scenario")
        for name, value in given.settings.items()
    )
