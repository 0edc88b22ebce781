"""What is open in case files and nobody has, over all cases: doctor counts it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import Intray
from database.models import Officer, OfficerRole
from database.queries.orphans import cases_with_orphans
from tests.database.rows import NOON, a_case, new_ref, write

CUSTOMER = "cust-query"


def an_intray(case: str, to: str, **facts: Any) -> Intray:
    """Return an open intray of a case."""
    common = {"step": "CMA-T2-S10i", "by": to, "at": NOON, "told_at": NOON, "origin": "officer"}
    fixed: dict[str, Any] = {"number": 1, "version": 1, "words": {}, "sort": "ps_followup"} | common
    mine = {"side": CUSTOMER, "customer": CUSTOMER, "customers": [CUSTOMER]}
    return Intray(case=case, id=f"{case}.intray-1", to=to, **(fixed | mine | facts))


def officer(id_: str, *, until: date | None = None) -> list[Any]:
    """Return an officer, and the role that they hold, or held ``until``."""
    held = OfficerRole(officer=id_, role="psso", from_date=date(2026, 1, 1), until_date=until)
    return [Officer(id=id_, name="A. Bee", office="ACT", team="north"), held]


@pytest.mark.parametrize(
    ("state", "left", "why"),
    [
        ("open", False, None),
        ("open", True, "{owner} has left"),
        ("closed", False, "{case} is closed"),
    ],
    ids=["somebody has it", "who had it has left", "its case is closed"],
)
async def test_what_nobody_has_is_found_whichever_case_it_is_in(
    db: AsyncSession, state: str, left: bool, why: str | None
) -> None:
    case = new_ref()
    owner = f"psso-{case}"
    people = officer(owner, until=date(2026, 11, 30) if left else None)
    mine = a_case(case, customer=CUSTOMER, owner=owner, state=state)
    await write(db, *people, mine, an_intray(case, owner))

    found = await cases_with_orphans(db, NOON)

    named = {orphan.row: orphan.why for orphan in found.get(case, ())}
    assert named == ({"intray-1": why.format(owner=owner, case=case)} if why else {})


async def test_what_is_done_or_was_an_error_is_nobodys_to_do(db: AsyncSession) -> None:
    done, struck = new_ref(), new_ref()
    gone = {"customer": CUSTOMER, "state": "closed"}
    await write(
        db,
        a_case(done, **gone),
        a_case(struck, **gone),
        an_intray(done, "psso.kim", closed="dealt_with"),
        an_intray(struck, "psso.kim", entered_in_error=True),
    )

    assert not {done, struck} & (await cases_with_orphans(db, NOON)).keys()
