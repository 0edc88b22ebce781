"""The tables of the case file hold what the kinds of the domain hold."""

from datetime import UTC
from types import NoneType
from typing import Any, get_args

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from database.file import MODELS, FileRow, Lock
from database.queries.file import read_file
from domain.file.kinds import KINDS
from domain.file.locks import LockFacts
from domain.file.rows import File
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
    filed = {"side": "cust-query", "origin": "officer", "customers": ["cust-query"]}
    fixed = {"id": f"{case}.lock-1", "case": case, "number": 1, "version": 1, "fence": 1}
    return Lock(**(told | lock | filed | fixed | more))


async def test_a_customer_has_one_live_lock_whoever_looks_before_writing(db: AsyncSession) -> None:
    """CSP-T1-S2c, CMA-T1-S5c: held by an index, so that two that look at once are no two."""
    first, second, third = new_ref(), new_ref(), new_ref()
    await write(db, *(a_case(ref, customer="cust-query") for ref in (first, second, third)))
    await write(db, a_lock(first, released="finalised"), a_lock(second, fence=2))

    with pytest.raises(IntegrityError, match="uq_file_locks_customer"):
        await write(db, a_lock(third, fence=3))


async def read(db: AsyncSession, case: str) -> File:
    return await read_file(db, case, ["cust-query"], NOON, UTC)


async def test_a_file_that_was_read_before_is_read_as_it_is_now(db: AsyncSession) -> None:
    """What is known goes without its text: what was changed, added or is gone since does not."""
    ref, other = new_ref(), new_ref()
    await write(db, a_case(ref, customer="cust-query"), a_case(other, customer="cust-query"))
    await write(db, a_lock(ref, released="finalised"))
    before = await read(db, ref)
    again = await read(db, ref)

    changed = "update file_locks set version = 2, holder = 'psso.other' where id = :id"
    await db.execute(text(changed), {"id": f"{ref}.lock-1"})
    await write(db, a_lock(other, fence=2))
    now = await read(db, ref)

    assert again.rows == before.rows
    assert again.rows[0] is before.rows[0]  # it was not read from text again
    assert [(row.id, row.version, row.facts.holder) for row in now.live(LockFacts)] == [
        ("lock-1", 2, "psso.other"),
        (f"{other}.lock-1", 1, "psso.diaz"),
    ]


async def test_what_was_never_committed_is_not_known(db: AsyncSession) -> None:
    """The next row of that id and version may say something else."""
    ref = new_ref()
    await write(db, a_case(ref, customer="cust-query"))
    async with db.begin_nested() as undone:
        await write(db, a_lock(ref, holder="psso.first"))
        assert [row.facts.holder for row in (await read(db, ref)).live(LockFacts)] == ["psso.first"]
        await undone.rollback()

    await write(db, a_lock(ref, holder="psso.second"))

    assert [row.facts.holder for row in (await read(db, ref)).live(LockFacts)] == ["psso.second"]
