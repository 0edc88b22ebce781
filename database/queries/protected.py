"""What is known of everybody in a case's file that a letter could give away.

Read for the guard alone, which compares and keeps nothing. The history is read with the rest: an
address that somebody has left is theirs still.
"""

from collections.abc import Collection
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from database.file import MODELS, Party
from database.models import Customer, CustomerAddress, Nominee
from domain.file.parties import Mark
from domain.file.protecting import Detail, Known

_PEOPLE = bindparam("people", type_=ARRAY(Text))


class Persons(NamedTuple):
    """Everybody of a file: whoever is written to, and the others.

    ``in_confidence`` are words that nobody is shown, by the id of their row.
    """

    reader: Known
    others: tuple[Known, ...]
    in_confidence: tuple[tuple[str, str], ...]


async def persons_of(db: AsyncSession, customer: str, day: date) -> Persons:
    """Return a customer and everybody who shares a file with them, as they are known on a day."""
    people = await _sharing(db, customer)
    rows = await db.scalars(select(Customer).where(Customer.id.in_(people)))
    known = {row.id: row for row in rows}
    addresses = await _addresses(db, people, day)
    nominees = await _nominees(db, people)
    details, words, secret = await _said(db, people)
    found = {
        each: Known(
            each,
            names=(known[each].name,),
            reference=known[each].reference,
            email=known[each].email,
            addresses=tuple(addresses.get(each, ())),
            nominees=tuple(nominees.get(each, ())),
            details=tuple(details.get(each, ())),
            words=tuple(words.get(each, ())),
        )
        for each in people
        if each in known
    }
    reader = found.pop(customer)
    return Persons(reader, tuple(found.values()), tuple(secret))


async def sharing_with(db: AsyncSession, customers: Collection[str]) -> set[str]:
    """Return everybody whose letters could show something of these customers, and themselves."""
    found = await db.scalars(
        select(Customer.id).where(Customer.associates.overlap(list(customers)))
    )
    theirs = await db.scalars(select(Customer.associates).where(Customer.id.in_(customers)))
    return {*customers, *found, *chain.from_iterable(theirs)}


async def _sharing(db: AsyncSession, customer: str) -> list[str]:
    """Return a customer, first, and whoever is associated with them or a party of their files."""
    associates = await db.scalar(select(Customer.associates).where(Customer.id == customer))
    named = await db.scalars(
        select(Customer.id).where(Customer.associates.contains([customer])).order_by(Customer.id)
    )
    parties = await db.scalars(
        select(Party.customer).where(
            Party.case.in_(select(Party.case).where(Party.customer == customer))
        )
    )
    return list(dict.fromkeys((customer, *(associates or ()), *named, *parties)))


async def _addresses(
    db: AsyncSession, people: Collection[str], day: date
) -> dict[str, list[tuple[str, ...]]]:
    """Return the addresses of each, the one in force on ``day`` first."""
    rows = await db.scalars(
        select(CustomerAddress)
        .where(CustomerAddress.customer.in_(people))
        .order_by(CustomerAddress.from_date > day, CustomerAddress.from_date.desc())
    )
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        found.setdefault(row.customer, []).append(tuple(row.lines))
    return found


async def _nominees(
    db: AsyncSession, people: Collection[str]
) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in await db.scalars(select(Nominee).where(Nominee.customer.in_(people))):
        found.setdefault(row.customer, []).append((row.name, tuple(row.lines)))
    return found


async def _said(
    db: AsyncSession, people: Collection[str]
) -> tuple[dict[str, list[Detail]], dict[str, list[tuple[str, str]]], list[tuple[str, str]]]:
    """Return details and words by whose they are, and the words that were told in confidence."""
    details: dict[str, list[Detail]] = {}
    words: dict[str, list[tuple[str, str]]] = {}
    secret: list[tuple[str, str]] = []
    for kind, row in await db.execute(_WORDS, {"people": list(people)}):
        id_ = str(row["id"]).partition(".")[2]
        said = [str(each) for each in row["words"].values() if isinstance(each, str)]
        if kind == "detail":
            details.setdefault(row["customer"], []).append(_detail(id_, row))
        elif row["in_confidence"]:
            secret += [(id_, each) for each in said]
        else:
            words.setdefault(row["side"], []).extend((id_, each) for each in said)
    return details, words, secret


def _detail(id_: str, row: dict[str, Any]) -> Detail:
    return Detail(
        id=id_,
        sort=row["sort"],
        mark=Mark(row["mark"]),
        value=str(row["words"].get("value", "")),
        in_error=row["entered_in_error"],
    )


# By the customers in whose file a row stands; with its words.
_WORDS = union_all(
    *(
        select(literal(kind), func.to_jsonb(literal_column(model.__tablename__))).where(
            model.customers.overlap(_PEOPLE)
        )
        for kind, model in MODELS.items()
    )
)
