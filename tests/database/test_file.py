"""The tables of the case file hold what the kinds of the domain hold."""

from types import NoneType
from typing import Any, get_args

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import MODELS, FileRow, Lock
from domain.file.kinds import KINDS
from tests.database.rows import NOON, a_case, new_ref, write

COMMON = set(FileRow.__annotations__) | {"case"}


def test_every_kind_has_a_table() -> None:
    assert MODELS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_has_a_column_for_each_fact(kind: str) -> None:
    columns = {column.name for column in MODELS[kind].__table__.columns}
    assert columns - COMMON == set(KINDS[kind].model_fields)
    assert not COMMON & set(KINDS[kind].model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_that_may_be_missing_is_the_only_one_that_may_be_null(kind: str) -> None:
    for name, field in KINDS[kind].model_fields.items():
        may_be_missing = NoneType in get_args(field.annotation)
        assert MODELS[kind].__table__.columns[name].nullable is may_be_missing


def a_lock(case: str, **more: Any) -> Lock:
    """Return a lock of a customer by a case."""
    told = {"step": "CSP-T1-S2c", "by": "psso.diaz", "at": NOON, "told_at": NOON, "words": {}}
    lock = {"customer": "cust-query", "holder": "psso.diaz", "area": "personalised_services"}
    filed = {"side": "cust-query", "origin": "agency", "customers": ["cust-query"]}
    fixed = {"id": f"{case}.lock-1", "case": case, "number": 1, "version": 1, "fence": 1}
    return Lock(**(told | lock | filed | fixed | more))


async def test_a_customer_has_one_live_lock_whoever_looks_before_writing(db: AsyncSession) -> None:
    """CSP-T1-S2c, CMA-T1-S5c: held by an index, so that two that look at once are no two."""
    first, second, third = new_ref(), new_ref(), new_ref()
    await write(db, *(a_case(ref, customer="cust-query") for ref in (first, second, third)))
    await write(db, a_lock(first, released="finalised"), a_lock(second, fence=2))

    with pytest.raises(IntegrityError, match="uq_file_locks_customer"):
        await write(db, a_lock(third, fence=3))
