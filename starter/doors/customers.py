"""What ``customer.updated`` says of a customer, and what the door writes of it.

The message changes what it names and nothing else. Messages may come in another order than things
happened: what happened later is not undone by what was sent later.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Customer, Receipt
from database.writes import people
from database.writes.administration import act_as
from database.writes.people import NomineeGiven
from domain.errors import Fault
from domain.messages import CustomerUpdated, Status
from domain.offices import OFFICES
from domain.standing.messages import CustomerChanged
from starter.doors import form
from starter.doors.deaths import open_cases
from starter.doors.parts import AddressPart, CustomerSaid, NomineePart
from starter.doors.telling_cases import told

NEW_NEEDS = ("name", "programme")  # of somebody who is not known yet
CANBERRA = "ACT"  # whose clock the agency follows where nothing names another
SIMPLE = ("name", "reference", "email", "programme", "channel", "associates")


async def faults(
    db: AsyncSession, facts: Mapping[str, JsonValue], content: Mapping[str, JsonValue]
) -> list[Fault | str]:
    """Say why a message cannot be taken, without a word of what it says."""
    found = form.faults_of("content", CustomerSaid, content)
    if await db.get(Customer, facts["customer"]) is None:
        given = dict(facts) | dict(content)
        missing = [name for name in NEW_NEEDS if not given.get(name)]
        found += [f"{name}: is missing, and this customer is not known yet" for name in missing]
    return found


async def update(db: AsyncSession, row: Receipt, *, now: datetime) -> None:
    """Write what a message says of its customer, and that it was applied."""
    await act_as(db, row.officer or row.source, f"door {row.door}")
    id_ = CustomerUpdated.model_validate(row.facts).customer
    await db.get(Customer, id_, with_for_update=True)  # one change after the other
    said = _named(row)
    for newer in await _newer(db, id_, row.occurred_at):
        said = _without(said, _named(newer))
    simple = {name: value for name, value in said.items() if name in SIMPLE}
    await people.change_customer(db, id_, simple)
    await people.put_addresses(db, id_, list(said.get("addresses", {}).values()))
    if (nominees := said.get("nominees")) is not None:
        await people.put_nominees(db, id_, nominees, OFFICES[CANBERRA].day_of(row.occurred_at))
    row.status, row.final_at = Status.APPLIED.value, now


async def tell_cases(db: AsyncSession, row: Receipt) -> list[Receipt]:
    """Tell each open case of a customer what changed of what letters show; the values stay here."""
    what = [name for name in ("name", "addresses", "nominees", "email") if name in row.content]
    if not what:
        return []
    facts: dict[str, JsonValue] = {"customer": row.facts["customer"], "what": list(what)}
    cases = await open_cases(db, str(row.facts["customer"]))
    return [
        told(db, row, CustomerChanged, each.case, **facts)
        for each in cases
        if each.part == "customer"
    ]


def _named(row: Receipt) -> dict[str, Any]:
    """Return what a message gives; its addresses by the day from which they hold."""
    told = CustomerUpdated.model_validate(row.facts).model_dump(mode="json", exclude={"customer"})
    said = CustomerSaid.model_validate(row.content)
    words = said.model_dump(mode="json", exclude={"addresses", "nominees"})
    given = {name: value for name, value in (told | words).items() if value is not None}
    if said.addresses is not None:
        days = [(_first(each, row.occurred_at, each.state), each) for each in said.addresses]
        given["addresses"] = {day: (day, each.lines, each.state) for day, each in days}
    if said.nominees is not None:
        given["nominees"] = [
            NomineeGiven(each.name, each.lines, _first(each, row.occurred_at), each.last)
            for each in said.nominees
        ]
    return given


def _first(part: AddressPart | NomineePart, at: datetime, state: str | None = None) -> date:
    """Return the day from which something holds: the day it became known, where none is given."""
    if "first" in part.model_fields_set:
        return part.first
    return OFFICES.get(state or CANBERRA, OFFICES[CANBERRA]).day_of(at)


async def _newer(db: AsyncSession, customer: str, at: datetime) -> list[Receipt]:
    wanted = select(Receipt).where(
        Receipt.case.is_(None),
        Receipt.type == CustomerUpdated.name,
        Receipt.status == Status.APPLIED.value,
        Receipt.facts["customer"].astext == customer,
        Receipt.occurred_at > at,
    )
    return list(await db.scalars(wanted))


def _without(said: Mapping[str, Any], newer: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a newer message has said already."""
    left = {name: value for name, value in said.items() if name not in newer}
    if "addresses" in said:
        known = newer.get("addresses", {})
        kept = {day: address for day, address in said["addresses"].items() if day not in known}
        left["addresses"] = kept
    return left
