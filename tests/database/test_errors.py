"""Errors of the database become our own, and carry nothing of any row."""

import traceback
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter

from database import connect
from database.errors import (
    AppendOnlyError,
    DatabaseError,
    DatabaseRefusedError,
    DatabaseUnavailableError,
    guarded,
    translated,
)
from database.models import Customer, Receipt
from domain.errors import CaseboundError
from stack.ports import free_port
from stack.postgres import PostgresServer

Sessions = async_sessionmaker[AsyncSession]

PLANTED = "Erika Planted"


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def refused(sessions: Sessions, statement: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as raised:
        async with guarded("co-aaaaaaaaaa", "co-aaaaaaaaaa#7"), sessions.begin() as db:
            await db.execute(text(statement), {"name": PLANTED})
    return raised.value


STATEMENTS = {
    "a value is missing": "insert into customers (id, name) values ('c', :name)",
    "a key is used twice": (
        "insert into customers (id, name, programme, associates) "
        "values ('twin', :name, 'x', '{}'), ('twin', :name, 'x', '{}')"
    ),
    "a check fails": (
        'insert into records (id, "case", step, system, name, data, state, at) '
        "values ('r', 'c', 's', 's', :name, '{}', 'lost', now())"
    ),
    "nothing is referred to": (
        "insert into nominees (customer, from_date, name, lines) "
        "values (:name, '2026-01-01', :name, '{}')"
    ),
    "a value is of the wrong type": "select cast(cast(:name as text) as date)",
    "a right is missing": "delete from customers where name = :name",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
async def test_what_a_row_holds_is_nowhere_in_the_error(sessions: Sessions, statement: str) -> None:
    error = await refused(sessions, statement)

    shown = [*map(repr, chain(error)), *map(str, chain(error)), *traceback.format_exception(error)]
    assert PLANTED not in "".join(shown)
    assert list(chain(error)) == [error]
    assert isinstance(error, DatabaseRefusedError)
    assert not error.retry_helps


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
async def test_what_a_row_holds_is_not_in_temporals_history(
    sessions: Sessions, statement: str
) -> None:
    error = await refused(sessions, statement)
    failure = Failure()

    await DataConverter.default.encode_failure(error, failure)

    assert PLANTED not in str(failure)
    assert not failure.HasField("cause")


async def test_error_names_state_constraint_case_and_key(sessions: Sessions) -> None:
    error = await refused(sessions, STATEMENTS["a key is used twice"])

    assert (error.sqlstate, error.constraint) == ("23505", "pk_customers")
    assert str(error) == (
        "The case database refused (SQLSTATE 23505, constraint pk_customers, case co-aaaaaaaaaa, "
        "key co-aaaaaaaaaa#7). Nothing was written, and trying again will not help; tell the "
        "product's maintainers."
    )


async def test_models_that_refuse_a_value_say_no_more(sessions: Sessions) -> None:
    from datetime import datetime

    with pytest.raises(DatabaseRefusedError) as raised:
        async with guarded(None, None), sessions.begin() as db:
            db.add(
                Receipt(
                    source="s",
                    id="naive",
                    type="t",
                    occurred_at=datetime(2026, 12, 3),  # noqa: DTZ001 - what is refused
                    received_at=datetime(2026, 12, 3),  # noqa: DTZ001 - what is refused
                    facts={},
                    content={"text": PLANTED},
                    digest="",
                )
            )

    assert PLANTED not in "".join(traceback.format_exception(raised.value))


async def test_unreachable_database_may_be_tried_again() -> None:
    engine = connect.engine(f"postgresql://casebound_app@127.0.0.1:{free_port()}/casebound")

    with pytest.raises(
        DatabaseUnavailableError, match=r"Try again, with the same ids; see `casebound doctor`"
    ):
        async with guarded(None, "k"), engine.connect():
            pass

    await engine.dispose()


async def test_connection_that_is_cut_may_be_tried_again(
    postgres: PostgresServer, sessions: Sessions
) -> None:
    async def cut_and_ask() -> None:
        async with guarded(None, "k"), sessions.begin() as db:
            mine = await db.scalar(text("select pg_backend_pid()"))
            admin = await asyncpg.connect(postgres.superuser_url)
            await admin.execute("select pg_terminate_backend($1)", mine)
            await admin.close()
            await db.execute(text("select 1"))

    with pytest.raises(DatabaseUnavailableError):
        await cut_and_ask()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (asyncpg.DeadlockDetectedError("x"), DatabaseUnavailableError),
        (asyncpg.SerializationError("x"), DatabaseUnavailableError),
        (asyncpg.TooManyConnectionsError("x"), DatabaseUnavailableError),
        (asyncpg.CannotConnectNowError("x"), DatabaseUnavailableError),
        (asyncpg.ReadOnlySQLTransactionError("x"), DatabaseUnavailableError),
        (asyncpg.UndefinedTableError("x"), DatabaseRefusedError),
        (asyncpg.InvalidPasswordError("x"), DatabaseRefusedError),
    ],
)
def test_class_tells_whether_a_retry_can_help(
    error: Exception, expected: type[DatabaseError]
) -> None:
    assert type(translated(error, None, None)) is expected


async def test_other_errors_pass_unchanged_and_roll_back(sessions: Sessions) -> None:
    async def add_and_fail() -> None:
        async with guarded(None, None), sessions.begin() as db:
            db.add(Customer(id="rolled-back", name=PLANTED, programme="x"))
            raise CaseboundError("ours")

    with pytest.raises(CaseboundError, match="ours"):
        await add_and_fail()
    async with sessions() as db:
        assert await db.get(Customer, "rolled-back") is None


async def test_timeline_says_what_to_do_instead(postgres: PostgresServer) -> None:
    engine = connect.engine(postgres.owner_url)

    with pytest.raises(AppendOnlyError, match="Correct an entry by a new one"):
        async with guarded("co-aaaaaaaaaa", None), engine.begin() as connection:
            await connection.execute(text("delete from timeline"))

    await engine.dispose()
