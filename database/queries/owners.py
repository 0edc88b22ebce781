"""Who has a customer, since when and by which lock, and who had them before."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import FileVersion, Lock
from database.models import Case, Customer, Office
from database.queries import shapes
from database.queries.nearest import not_found
from database.queries.shapes import Json
from domain.ownership.case_type import OWNERSHIP
from domain.ownership.having import ways
from domain.ownership.state import Owned


async def owner_of(db: AsyncSession, customer: str) -> Json:
    """Return who has a customer, who had them, where they are asked for, and how one has them.

    Raises:
        UnknownNameError: there is no such customer.
    """
    if await db.get(Customer, customer) is None:
        raise await not_found(db, "customer", customer)
    wanted = (
        select(FileVersion.at, FileVersion.facts, Lock.case, Office.zone)
        .join(Lock, Lock.id == FileVersion.row)
        .join(Case, Case.ref == Lock.case)
        .join(Office, Office.code == Case.office)
        .where(Lock.customer == customer)
        .order_by(Lock.fence, FileVersion.version)
    )
    versions = (await db.execute(wanted)).all()
    asked = await db.scalar(
        select(Case.ref).where(
            Case.type == OWNERSHIP.name, Case.customer == customer, Case.state == "open"
        )
    )
    had = _one_after_the_other(versions)
    lock = had[-1] if had and had[-1]["until"] is None else None
    return {
        "customer": customer,
        "owner": lock,
        "before": had[: -1 if lock else None],
        "ownership": asked,
        "ways": list(ways(Owned.model_validate(versions[-1].facts | lock) if lock else None)),
    }


def _one_after_the_other(versions: Sequence[Any]) -> list[Json]:
    """Return each owner by the number of the lock, which grows with each.

    An owner has the customer until the lock is released, or is given on under the next number.
    """
    owners = [list(each) for _, each in groupby(versions, lambda each: each.facts["fence"])]
    begun = [first.at for first, *_ in owners[1:]]
    ends = (
        each[-1].at if each[-1].facts["released"] else after
        for each, after in zip_longest(owners, begun)
    )
    return [_owner(each[0], until) for each, until in zip(owners, ends, strict=True)]


def _owner(version: Any, until: datetime | None) -> Json:
    zone = ZoneInfo(version.zone)
    facts = version.facts
    return {
        "holder": facts["holder"],
        "area": facts["area"],
        "fence": facts["fence"],
        "case": version.case,
        "since": shapes.instant(version.at, zone),
        "until": shapes.instant(until, zone),
        "zone": zone.key,
    }
