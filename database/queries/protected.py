"""What is known of everybody in a case's file that a letter could give away.

Read for the guard alone, which compares and keeps nothing. The history is read with the rest: an
address that somebody has left is theirs still.
"""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import (
    Date,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by, array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from database.file import MODELS, Party
from database.models import Customer, CustomerAddress, Nominee, Task
from domain.file.parties import Mark
from domain.file.protecting import Detail, Known
from domain.standing.tasks import PUT_CUSTOMER_RIGHT

_CUSTOMER = bindparam("customer", type_=Text)


class Persons(NamedTuple):
    """Everybody of a file: whoever is written to, and the others.

    ``in_confidence`` are words that nobody is shown, by the id of their row. ``died`` says that
    whoever is written to was reported to have died, ``mistaken`` that it may be somebody else.
    """

    reader: Known
    others: tuple[Known, ...]
    in_confidence: tuple[tuple[str, str], ...]
    died: bool = False
    mistaken: bool = False


async def persons_of(db: AsyncSession, customer: str, day: date, case: str = "") -> Persons:
    """Return a customer and everybody who shares a file with them, as they are known on a day.

    ``case`` is the one in which the customer is written to.
    """
    given = {"customer": customer, "day": day, "case": case}
    row = (await db.execute(_PERSONS, given)).one()
    details, words, secret = _said(row.said or ())
    found = {
        each["id"]: Known(
            each["id"],
            names=(each["name"],),
            reference=each["reference"],
            email=each["email"],
            addresses=tuple(tuple(lines) for lines in each["addresses"] or ()),
            nominees=tuple((name, tuple(lines)) for name, lines in each["nominees"] or ()),
            details=tuple(details.get(each["id"], ())),
            words=tuple(words.get(each["id"], ())),
        )
        for each in row.people
    }
    reader = found.pop(customer)
    others = tuple(found.values())
    return Persons(reader, others, tuple(secret), died=bool(row.died), mistaken=bool(row.mistaken))


async def sharing_with(db: AsyncSession, customers: Collection[str]) -> set[str]:
    """Return everybody whose letters could show something of these customers, and themselves."""
    found = await db.scalars(
        select(Customer.id).where(Customer.associates.overlap(list(customers)))
    )
    theirs = await db.scalars(select(Customer.associates).where(Customer.id.in_(customers)))
    return {*customers, *found, *chain.from_iterable(theirs)}


def _said(
    rows: Iterable[tuple[str, dict[str, Any]]],
) -> tuple[dict[str, list[Detail]], dict[str, list[tuple[str, str]]], list[tuple[str, str]]]:
    """Return details and words by whose they are, and the words that were told in confidence."""
    details: dict[str, list[Detail]] = {}
    words: dict[str, list[tuple[str, str]]] = {}
    secret: list[tuple[str, str]] = []
    for kind, row in rows:
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


# A customer, whoever is associated with them, and every party of the cases that they are in.
_PEOPLE = union(
    select(Customer.id.label("id")).where(Customer.id == _CUSTOMER),
    select(func.unnest(Customer.associates)).where(Customer.id == _CUSTOMER),
    select(Customer.id).where(Customer.associates.contains(cast(array([_CUSTOMER]), ARRAY(Text)))),
    select(Party.customer).where(
        Party.case.in_(select(Party.case).where(Party.customer == _CUSTOMER))
    ),
).cte("people")

_ADDRESSES = (
    select(
        func.jsonb_agg(
            aggregate_order_by(
                func.to_jsonb(CustomerAddress.lines),
                CustomerAddress.from_date > bindparam("day", type_=Date),  # in force come first
                CustomerAddress.from_date.desc(),
            )
        )
    )
    .where(CustomerAddress.customer == Customer.id)
    .correlate(Customer)
    .scalar_subquery()
)
_NOMINEES = (
    select(
        func.jsonb_agg(
            aggregate_order_by(
                func.jsonb_build_array(Nominee.name, Nominee.lines), Nominee.from_date
            )
        )
    )
    .where(Nominee.customer == Customer.id)
    .correlate(Customer)
    .scalar_subquery()
)
_KNOWN = func.jsonb_build_object(
    *("id", Customer.id, "name", Customer.name),
    *("reference", Customer.reference, "email", Customer.email),
    *("addresses", _ADDRESSES, "nominees", _NOMINEES),
)

# By the customers in whose file a row stands; with its words.
_ALL = select(func.array_agg(_PEOPLE.c.id)).scalar_subquery()
_WORDS = union_all(
    *(
        select(
            literal(kind).label("kind"),
            func.to_jsonb(literal_column(model.__tablename__)).label("row"),
        ).where(model.customers.overlap(_ALL))
        for kind, model in MODELS.items()
    )
).subquery()

_PERSONS = select(
    select(func.jsonb_agg(aggregate_order_by(_KNOWN, Customer.id), type_=JSONB))
    .where(Customer.id.in_(select(_PEOPLE.c.id)))
    .scalar_subquery()
    .label("people"),
    select(func.jsonb_agg(func.jsonb_build_array(_WORDS.c.kind, _WORDS.c.row), type_=JSONB))
    .scalar_subquery()
    .label("said"),
    select(Customer.died).where(Customer.id == _CUSTOMER).scalar_subquery().label("died"),
    select(Task.id)
    .where(
        Task.case == bindparam("case", type_=Text),
        Task.kind == PUT_CUSTOMER_RIGHT.name,
        Task.state == "open",
    )
    .exists()
    .label("mistaken"),
)
