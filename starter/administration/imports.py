"""Import officers, customers and holidays from files. A fault is named with file and line.

All or nothing: every fault of a file is found before anything is written.

- Officers, YAML: ``id: {name, office, team, roles, accounts, delegate, absences, areas}``; a role
  is its word, or ``{role, from, until}``; ``areas`` are the specialist areas in which they may
  decide. With the keys ``offices`` and ``officers`` on top, a file declares offices too:
  ``code: {state, zone}``.
- Customers, YAML: ``id: {name, programme, reference, channel, email, addresses, nominees,
  associates}``; or CSV with one address each: ``id,name,programme,reference,channel,email,from,
  line1,line2,line3,state``.
- Holidays, CSV: ``date,office,name``; no office means every office.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Office as OfficeRow
from database.models import Officer as OfficerRow
from database.queries import referents
from database.writes import holidays, people
from database.writes.people import CustomerGiven, Imported, NomineeGiven, OfficerGiven, RoleHeld
from domain import refers
from domain.addresses import Email, Name
from domain.calendar import override_faults
from domain.days import Day, read_day
from domain.letter_channels import Channel
from domain.messages import Ident
from domain.offices import OFFICES, Office, State
from domain.refers import ANOTHER_CUSTOMER, Found, Here
from domain.roles import Role
from domain.written import Line
from starter.administration.import_files import Faults, csv_of, line_of, part_of, parts_of, yaml_of
from starter.doors.parts import BEGINNING, Addresses, Area, CustomerReference, Nominees, Part
from starter.nearest import nearest

HOLIDAY_COLUMNS = ("date", "office", "name")
CUSTOMER_COLUMNS = (
    *("id", "name", "programme", "reference", "channel", "email"),
    *("from", "line1", "line2", "line3", "state"),
)


class Days(Part):
    """A stretch of days, both ends in it."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="until")


class RolePart(Part):
    """A role with its days."""

    role: Role
    first: Day = Field(BEGINNING, alias="from")
    last: Day | None = Field(None, alias="until")


def _as_role(value: Any) -> Any:
    return {"role": value} if isinstance(value, str) else value


class OfficerPart(Part):
    """An officer of the file."""

    name: Line
    office: Ident
    team: Line | None = None
    roles: tuple[Annotated[RolePart, BeforeValidator(_as_role)], ...]
    accounts: tuple[Ident, ...] = ()
    delegate: Ident | None = None
    absences: tuple[Days, ...] = ()
    areas: tuple[Area, ...] | None = None


class OfficePart(Part):
    """An office of the file."""

    state: State
    zone: Ident


class CustomerPart(Part):
    """A customer of the file."""

    name: Name
    programme: Literal["child_support", "centrelink"]
    reference: CustomerReference | None = None
    channel: Channel | None = None
    email: Email | None = None
    addresses: Addresses = ()
    nominees: Nominees | None = None
    associates: Annotated[tuple[Ident, ...], ANOTHER_CUSTOMER] = ()


# ---------------------------------------------------------------------------- officers


async def import_officers(db: AsyncSession, file: Path, *, today: date) -> Imported:
    """Import officers, and offices where the file declares any.

    The states' own offices are added where they are missing. A role or absence that the file
    names no more ends yesterday.

    Raises:
        ImportFileError: nothing was taken; every fault with its line.
    """
    read = await _read_officers(db, file)
    await people.put_missing_offices(db)
    declared = {code: (each.state.value, each.zone) for code, each in read.offices.items()}
    await people.put_offices(db, declared)
    given = [_officer(*each) for each in read.officers.items()]
    return await people.put_officers(db, given, today=today)


@dataclass
class _Officers:
    """An officers file: the whole of it, its parts, and where the officers stand in it."""

    raw: Any
    offices: Mapping[str, OfficePart]
    officers: Mapping[str, OfficerPart]
    at: tuple[str, ...]

    def line(self, *path: str | int) -> int:
        """Return the line of a place of an officer."""
        return line_of(self.raw, (*self.at, *path))


async def _read_officers(db: AsyncSession, file: Path) -> _Officers:
    faults, raw = Faults(file), yaml_of(file)
    at: tuple[str, ...] = ("officers",) if set(raw) <= {"offices", "officers"} else ()
    declared = raw.get("offices", {}) if at else {}
    given = raw.get("officers", {}) if at else raw
    read = _Officers(
        raw=raw,
        offices=parts_of(OfficePart, raw, declared, ("offices",), faults=faults),
        officers=parts_of(OfficerPart, raw, given, at, faults=faults),
        at=at,
    )
    _office_faults(read, faults)
    await _reference_faults(db, read, faults)
    faults.stop()
    return read


def _officer(id_: str, part: OfficerPart) -> OfficerGiven:
    return OfficerGiven(
        id=id_,
        name=part.name,
        office=part.office,
        team=part.team or "",
        delegate=part.delegate,
        roles=[RoleHeld(held.role.value, held.first, held.last) for held in part.roles],
        accounts=part.accounts,
        absences=[(days.first, days.last) for days in part.absences],
        areas=part.areas,
    )


def _office_faults(read: _Officers, faults: Faults) -> None:
    for code, part in read.offices.items():
        try:
            Office(code=code, state=part.state, zone=part.zone)
        except ValidationError as error:
            words = error.errors(include_input=False, include_url=False)[0]["msg"]
            line = line_of(read.raw, ("offices", code))
            faults.add(line, f"{code}: {words.removeprefix('Value error, ')}")


async def _reference_faults(db: AsyncSession, read: _Officers, faults: Faults) -> None:
    """Note what names an office, a delegate or an account that cannot be."""
    offices = {*read.offices, *OFFICES, *await db.scalars(select(OfficeRow.code))}
    officers = {*read.officers, *await db.scalars(select(OfficerRow.id))}
    accounts: dict[str, str] = {}
    for id_, part in read.officers.items():
        if part.office not in offices:
            words = f"there is no office '{part.office}'{nearest(part.office, offices)}"
            faults.add(read.line(id_, "office"), words)
        if part.delegate == id_:
            faults.add(read.line(id_, "delegate"), "nobody is their own delegate")
        elif part.delegate and part.delegate not in officers:
            words = f"there is no officer '{part.delegate}'{nearest(part.delegate, officers)}"
            faults.add(read.line(id_, "delegate"), words)
        for number, account in enumerate(part.accounts):
            line = read.line(id_, "accounts", number)
            if account in officers:
                faults.add(line, f"account '{account}' is the id of an officer")
            if accounts.setdefault(account, id_) != id_:
                faults.add(line, f"account '{account}' is {accounts[account]}'s already")


# ---------------------------------------------------------------------------- customers


async def import_customers(db: AsyncSession, file: Path, *, today: date) -> Imported:
    """Import customers from YAML, or from CSV where the file is named so.

    Raises:
        ImportFileError: nothing was taken; every fault with its line.
    """
    faults = Faults(file)
    if file.suffix.lower() == ".csv":
        customers = _customers_of_csv(file, faults)
    else:
        raw = yaml_of(file)
        customers = parts_of(CustomerPart, raw, raw, (), faults=faults)
        await _look_up_associates(db, raw, customers, faults)
    faults.stop()
    given = [_customer(*each) for each in customers.items()]
    return await people.put_customers(db, given, today=today)


async def _look_up_associates(
    db: AsyncSession, raw: Any, customers: Mapping[str, CustomerPart], faults: Faults
) -> None:
    """See that associates are known, from before or by this file, and are somebody else."""
    named = {each for part in customers.values() for each in part.associates}
    before = await referents.find(db, {each: (ANOTHER_CUSTOMER, each) for each in named})
    known = before | {id_: Found(id_) for id_ in customers}
    for id_, part in customers.items():
        for each in part.associates:
            words = refers.fault(ANOTHER_CUSTOMER, each, known.get(each), Here(customer=id_))
            if words:
                faults.add(line_of(raw, (id_, "associates")), f"{id_}: associates: {words}")


def _customer(id_: str, part: CustomerPart) -> CustomerGiven:
    said = part.model_dump(mode="json", exclude_unset=True, exclude={"addresses", "nominees"})
    return CustomerGiven(
        id=id_,
        values=said,
        addresses=[(each.first, each.lines, each.state) for each in part.addresses],
        nominees=None
        if part.nominees is None
        else [NomineeGiven(each.name, each.lines, each.first, each.last) for each in part.nominees],
    )


def _customers_of_csv(file: Path, faults: Faults) -> dict[str, CustomerPart]:
    found: dict[str, CustomerPart] = {}
    for line, row in csv_of(file, CUSTOMER_COLUMNS, ("id", "name", "programme"), faults=faults):
        id_ = row.pop("id") or ""
        address = _address_of(row)
        value = row | ({"addresses": [address]} if address else {})
        part = part_of(CustomerPart, id_, value, partial(_same_line, line), faults=faults)
        if part and id_ in found:
            faults.add(line, "this id stands in an earlier line too")
        elif part:
            found[id_] = part
    return found


def _address_of(row: dict[str, str | None]) -> dict[str, Any]:
    """Take the address out of a row; empty where the row has none."""
    address: dict[str, Any] = {name: row.pop(name, None) for name in ("from", "state")}
    lines = [row.pop(name, None) for name in ("line1", "line2", "line3")]
    address["lines"] = [line for line in lines if line] or None
    return {name: value for name, value in address.items() if value is not None}


def _same_line(line: int, _: object) -> int:
    return line


# ---------------------------------------------------------------------------- holidays


async def import_holidays(db: AsyncSession, file: Path, now: datetime | None = None) -> Imported:
    """Import holidays; those known before stay. Open cases work their dates out again.

    Raises:
        ImportFileError: nothing was taken; every fault with its line.
    """
    faults = Faults(file)
    offices = {*OFFICES, *await db.scalars(select(OfficeRow.code))}
    days: dict[tuple[date, str | None, str], int] = {}
    for line, row in csv_of(file, HOLIDAY_COLUMNS, ("date", "name"), faults=faults):
        day, office, name = row["date"] or "", row.get("office"), row["name"] or ""
        if found := override_faults(day, office, name, offices):
            for fault in found:
                faults.add(line, fault)
            continue
        earlier = days.setdefault((read_day(day), office, name), line)
        if earlier != line:
            faults.add(line, f"says the same as line {earlier}; take one out")
    faults.stop()
    return await holidays.add_holidays(db, list(days), now or datetime.now(UTC))
