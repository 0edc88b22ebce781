import os
import signal
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

from stack.errors import StackError
from stack.postgres import PostgresServer, check_reachable, with_driver


@asynccontextmanager
async def server(folder: Path, *, durable: bool = False) -> AsyncIterator[PostgresServer]:
    postgres = PostgresServer(folder, durable=durable)
    try:
        await postgres.start()
        yield postgres
    finally:
        postgres.kill()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


async def test_rows_survive_kill_9_and_a_new_start(folder: Path) -> None:
    async with server(folder, durable=True) as postgres:
        async with connected(postgres.owner_url) as database:
            await database.execute("create table kept as select generate_series(1, 1000) as n")
        assert postgres.child.pid
        os.kill(postgres.child.pid, signal.SIGKILL)

    async with server(folder, durable=True) as postgres, connected(postgres.owner_url) as database:
        assert await database.fetchval("select count(*) from kept") == 1000


async def test_a_server_left_running_is_stopped_and_its_folder_taken_up(folder: Path) -> None:
    async with server(folder) as abandoned:
        async with connected(abandoned.owner_url) as database:
            await database.execute("create table kept as select 1 as n")
        (folder / "postgres.pid").unlink()  # so that only PostgreSQL's own mark tells of it

        async with server(folder) as postgres, connected(postgres.owner_url) as database:
            assert abandoned.child.pid is None
            assert await database.fetchval("select count(*) from kept") == 1


async def test_a_mark_that_names_a_stranger_is_no_obstacle(folder: Path) -> None:
    """After a crash the number in postmaster.pid may belong to anybody."""
    async with server(folder):
        pass
    stranger = psutil.Process().ppid()
    (folder / "postgres" / "postmaster.pid").write_text(f"{stranger}\n{folder}/postgres\n")

    async with server(folder) as postgres:
        assert postgres.child.pid
    assert psutil.pid_exists(stranger)


async def test_an_interrupted_initialisation_is_begun_again(folder: Path) -> None:
    unfinished = folder / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")

    async with server(folder) as postgres:
        assert postgres.child.pid
    assert not unfinished.exists()


async def test_a_folder_of_another_version_is_refused_by_name(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("16\n")

    with pytest.raises(StackError, match="made by PostgreSQL 16; this release runs 18"):
        async with server(folder):
            pass


async def test_only_the_owner_makes_tables(folder: Path) -> None:
    async with server(folder) as postgres:
        async with connected(postgres.app_url) as database:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await database.execute("create table mine (n int)")
        async with connected(postgres.owner_url) as database:
            await database.execute("create table ours (n int)")


async def test_the_log_holds_no_values(folder: Path) -> None:
    async with server(folder) as postgres:
        async with connected(postgres.owner_url) as database:
            await database.execute("create table people (name text primary key)")
            await database.execute("insert into people values ('Ada Planted')")
            with pytest.raises(asyncpg.UniqueViolationError):
                await database.execute("insert into people values ($1)", "Ada Planted")
            with pytest.raises(asyncpg.InvalidTextRepresentationError):
                await database.execute("select 'Ada Planted' + 1")
        log = postgres.child.log.read_text()

    assert "ready to accept connections" in log
    assert "Planted" not in log


async def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StackError) as error:
        await check_reachable("postgresql+asyncpg://app:planted-secret@127.0.0.1:9/cases")

    assert "127.0.0.1:9/cases" in str(error.value)
    assert "planted-secret" not in str(error.value)


def test_any_way_to_write_a_postgresql_url_is_understood() -> None:
    wanted = "postgresql+asyncpg://app:secret@db:5432/cases"

    assert with_driver("postgresql://app:secret@db:5432/cases") == wanted
    assert with_driver("postgresql+psycopg://app:secret@db:5432/cases") == wanted
    for wrong in ("mysql://db/cases", "no url"):
        with pytest.raises(StackError, match="CASEBOUND_DATABASE_URL"):
            with_driver(wrong)


async def test_nobody_is_the_superuser_without_the_password(folder: Path) -> None:
    """The superuser may have programs run as the user that PostgreSQL runs as."""
    async with server(folder) as postgres:
        for url in (
            f"postgresql://postgres@127.0.0.1:{postgres.port}/casebound",
            f"postgresql://postgres:guessed@127.0.0.1:{postgres.port}/postgres",
        ):
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(url)
        for url in (postgres.owner_url, postgres.app_url):
            async with connected(url) as database:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await database.execute("copy (select 1) to program 'true'")
        async with connected(postgres.superuser_url) as database:
            assert await database.fetchval("select rolsuper from pg_roles where rolname = user")


async def test_a_folder_without_the_superusers_password_gets_one(folder: Path) -> None:
    async with server(folder):
        pass
    (folder / "postgres.password").unlink()

    async with server(folder) as postgres, connected(postgres.superuser_url) as database:
        assert await database.fetchval("select 1") == 1


async def test_a_password_of_another_folder_is_named(folder: Path) -> None:
    async with server(folder):
        pass
    (folder / "postgres.password").write_text("of-another-folder")

    with pytest.raises(StackError, match="put back without the other"):
        async with server(folder):
            pass


async def test_password_and_log_are_their_owners_only(folder: Path) -> None:
    (folder / "postgres.log").touch(mode=0o644)

    async with server(folder) as postgres:
        for file in (folder / "postgres.password", postgres.child.log):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
