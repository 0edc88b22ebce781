"""What a settle changes goes to the database in one statement, and is there as if row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Customer, Task
from database.writes import at_once as writes
from database.writes.at_once import at_once, change
from tests.database.rows import a_case, a_task, new_ref


@pytest.fixture
async def writing(db: AsyncSession) -> AsyncSession:
    """A session that writes at once, in a transaction that is rolled back."""
    await db.flush()
    at_once(db)
    return db


@contextmanager
def statements(db: AsyncSession) -> Iterator[list[str]]:
    """Collect the statements that go to the database."""
    seen: list[str] = []

    def note(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = db.sync_session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def column(db: AsyncSession, what: str, ref: str) -> Any:
    return await db.scalar(text(f"select {what} from cases where ref = :ref"), {"ref": ref})


async def test_rows_of_several_tables_are_one_statement_whatever_refers_to_what(
    writing: AsyncSession,
) -> None:
    """The task comes before its case: what refers to what is looked at when all is written."""
    ref = new_ref()
    task = a_task(ref)
    with statements(writing) as seen:
        writing.add_all([task, a_case(ref), Customer(id=f"cu-{ref}", name="C", programme="x")])
        await writing.flush()

    assert len(seen) == 1
    assert await column(writing, "ref", ref) == ref
    assert (task.answers, task.ahead, task.outcome) == ({}, {}, None)  # as if it had been read
    assert not writing.new


async def test_only_what_has_changed_of_a_row_is_written(writing: AsyncSession) -> None:
    ref = new_ref()
    case, task = a_case(ref), a_task(ref)
    writing.add_all([case, task])
    await writing.flush()

    await writing.execute(text("update cases set owner = 'psso.other' where ref = :r"), {"r": ref})
    case.phase, task.state = "finalisation", "withdrawn"
    with statements(writing) as seen:
        await writing.flush()

    assert len(seen) == 1
    assert (await column(writing, "phase", ref), await column(writing, "owner", ref)) == (
        *("finalisation", "psso.other"),
    )
    assert not writing.dirty


async def test_what_was_not_said_is_null_and_no_null_of_json(writing: AsyncSession) -> None:
    ref = new_ref()
    writing.add(a_case(ref))
    await writing.flush()

    assert await column(writing, "waiting is null and stopped is null", ref) is True


async def test_a_question_sees_what_waited_to_be_written(writing: AsyncSession) -> None:
    ref = new_ref()
    writing.add_all([a_case(ref), a_task(ref)])

    assert await writing.scalar(select(Task.state).where(Task.case == ref)) == "open"


async def test_a_row_that_is_changed_twice_ends_as_the_second_says(writing: AsyncSession) -> None:
    """Parts of one statement see nothing of each other: the first goes before."""
    ref = new_ref()
    writing.add(a_case(ref))
    await writing.flush()

    for phase in ("planning", "finalisation"):
        await change(writing, Case, ref, {"phase": phase})
    assert await column(writing, "phase", ref) == "planning"
    await writing.run_sync(writes.write)  # as a commit does, where nothing else is left to do

    assert await column(writing, "phase", ref) == "finalisation"


async def test_a_row_that_is_added_and_changed_is_there_as_it_was_changed(
    writing: AsyncSession,
) -> None:
    ref = new_ref()
    case = a_case(ref)
    writing.add(case)
    await change(writing, Case, ref, {"phase": "finalisation"})
    case.outcome = "resolved"
    await writing.flush()

    assert await column(writing, "phase", ref) == "finalisation"


async def test_without_it_a_change_is_written_by_itself(db: AsyncSession) -> None:
    ref = new_ref()
    db.add(a_case(ref))
    await db.flush()

    await change(db, Case, ref, {"phase": "finalisation"})

    assert await column(db, "phase", ref) == "finalisation"
