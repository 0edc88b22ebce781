"""What the pool hands out is alive, and costs nothing to ask."""

import asyncpg
from sqlalchemy import text

from database import connect
from stack.postgres import PostgresServer
from tests.database.trips import Trips


async def test_connection_that_the_server_has_closed_is_replaced(postgres: PostgresServer) -> None:
    """After PostgreSQL was restarted nobody sees an error for each connection of the pool."""
    engine = connect.engine(postgres.app_url, pool_size=1, max_overflow=0)
    async with engine.connect() as connection:
        old = await connection.scalar(text("select pg_backend_pid()"))
    admin = await asyncpg.connect(postgres.superuser_url)
    await admin.execute("select pg_terminate_backend($1, 5000)", old)
    await admin.close()

    async with engine.connect() as connection:
        new = await connection.scalar(text("select pg_backend_pid()"))

    await engine.dispose()
    assert new != old


async def test_taking_a_connection_out_of_the_pool_asks_the_server_nothing(
    postgres: PostgresServer,
) -> None:
    async with Trips(postgres.app_url).listening() as trips:
        engine = connect.engine(trips.url, pool_size=1)
        for _ in range(2):
            before = len(trips.made)
            async with engine.begin() as connection:
                await connection.execute(text("select 1"))
            made = trips.since(before)
        await engine.dispose()

    assert made == ["BEGIN;", "select 1", "COMMIT;"]
