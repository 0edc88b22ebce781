"""The migrated schema is what the models say, goes down and up, and guards the timeline."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, make_url, text

import database.file
import database.models  # noqa: F401 - names every table
from database import connect
from database.base import Base
from database.errors import AppendOnlyError, DatabaseRefusedError, DatabaseUnavailableError, guarded
from domain.errors import SettingError
from stack.ports import free_port
from stack.postgres import PostgresServer

Rows = list[tuple[object, ...]]
NewDatabase = Callable[[str], Awaitable[str]]

COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'alembic_version'
order by 1, 2
"""
CONSTRAINTS = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
from pg_constraint
where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'alembic_version'
order by 1, 2
"""
INDEXES = """
select tablename, indexname, indexdef
from pg_indexes where schemaname = 'public' and tablename <> 'alembic_version' order by 1, 2
"""
SEQUENCES = "select sequencename, data_type::text from pg_sequences order by 1"

ENTRY = """
insert into timeline ("case", sequence, occurred_at, step, kind, words, data)
values ('co-aaaaaaaaaa', :sequence, now(), 'CB-NOTE', 'recorded', 'as it was', '{}')
"""
LOG = "administration"  # which triggers write
CHANGES = [
    "update timeline set words = 'as it was not'",
    "update timeline set words = 'as it was not' where false",
    "delete from timeline",
    "truncate timeline",
    "insert into timeline table timeline on conflict (\"case\", sequence) do update set words = ''",
]


async def schema(url: str) -> list[Rows]:
    engine = connect.engine(url)
    async with engine.connect() as connection:
        questions = (COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES)
        found = [[tuple(row) for row in await connection.execute(text(q))] for q in questions]
    await engine.dispose()
    return found


def _superuser(postgres: PostgresServer, database: str = "casebound") -> str:
    """Return the URL of the superuser in a database."""
    url = make_url(postgres.superuser_url).set(database=database)
    return url.render_as_string(hide_password=False)


async def run(url: str, *statements: str) -> None:
    engine = connect.engine(url)
    try:
        async with guarded(None, "test"), engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()


async def test_migrated_schema_is_what_the_models_say(postgres: PostgresServer) -> None:
    def compare(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))

    engine = connect.engine(postgres.owner_url)
    async with engine.connect() as connection:
        differences = await connection.run_sync(compare)
    await engine.dispose()

    assert differences == []


async def test_checks_and_index_conditions_are_what_the_models_say(
    postgres: PostgresServer, new_database: NewDatabase
) -> None:
    """Alembic compares neither checks nor the condition of a partial index."""
    declared = await new_database("declared")
    engine = connect.engine(declared)
    async with engine.begin() as connection:
        await connection.execute(text("create sequence case_openings as integer"))
        await connection.execute(text("create sequence reference_versions as bigint"))
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()

    for migrated, wanted in zip(
        await schema(postgres.owner_url), await schema(declared), strict=True
    ):
        assert set(migrated) ^ set(wanted) == set()


async def test_migration_goes_down_and_up_again(new_database: NewDatabase) -> None:
    url = await new_database("down_and_up")
    await connect.migrate(url)
    first = await schema(url)

    await connect.downgrade(url, "base")
    nothing = await schema(url)
    await connect.migrate(url)

    assert nothing == [[], [], [], []]
    assert await schema(url) == first


async def test_two_processes_may_migrate_at_once(new_database: NewDatabase) -> None:
    url = await new_database("at_once")

    await asyncio.gather(*(connect.migrate(url) for _ in range(3)))

    engine = connect.engine(url)
    assert (await connect.revision(engine)).fits
    await engine.dispose()


async def test_revision_says_when_a_database_was_never_migrated(new_database: NewDatabase) -> None:
    url = await new_database("never_migrated")
    engine = connect.engine(url)

    revision = await connect.revision(engine)

    assert (revision.current, revision.fits) == (None, False)
    await engine.dispose()


@pytest.mark.parametrize("change", CHANGES)
async def test_timeline_cannot_be_changed_even_by_its_owner(
    postgres: PostgresServer, change: str
) -> None:
    for url in (postgres.owner_url, _superuser(postgres)):
        with pytest.raises(AppendOnlyError, match="append-only and was not changed"):
            await run(url, ENTRY.replace(":sequence", "1"), change)


async def test_timeline_is_guarded_from_a_superuser_who_turns_triggers_off(
    postgres: PostgresServer,
) -> None:
    url = _superuser(postgres)

    with pytest.raises(AppendOnlyError):
        await run(url, "set session_replication_role = replica", "delete from timeline")


@pytest.mark.parametrize(
    "change",
    [
        "update administration set actor = 'nobody'",
        "delete from administration",
        "truncate administration",
        "set session_replication_role = replica; delete from administration",
    ],
)
async def test_what_was_set_up_cannot_be_unsaid_even_by_the_owner(
    postgres: PostgresServer, change: str
) -> None:
    with pytest.raises(AppendOnlyError, match="append-only and was not changed"):
        await run(_superuser(postgres), *change.split("; "))


@pytest.mark.parametrize(
    "change",
    [
        *CHANGES[:4],
        "delete from cases",
        "delete from messages",
        "delete from outbox",
        "truncate tasks",
        "drop table records",
        "alter table timeline disable trigger all",
        "update alembic_version set version_num = 'other'",
        "create table loot (id int)",
    ],
)
async def test_application_may_not(postgres: PostgresServer, change: str) -> None:
    with pytest.raises(DatabaseRefusedError, match="SQLSTATE 42501"):
        await run(postgres.app_url, change)


async def test_application_reads_and_writes_every_table(postgres: PostgresServer) -> None:
    tables = [table.name for table in Base.metadata.sorted_tables]

    await run(
        postgres.app_url,
        *(f"select count(*) from {name}" for name in tables),
        *(f"insert into {name} select * from {name} where false" for name in tables if name != LOG),
        "select nextval('case_openings')",
        "select version_num from alembic_version",
    )


async def test_application_role_is_made_where_it_is_missing_and_may_be_made(
    postgres: PostgresServer, new_database: NewDatabase
) -> None:
    """An operator's own cluster knows nothing of our roles."""
    url = await new_database("other_cluster")
    admin = await asyncpg.connect(postgres.superuser_url)
    await admin.execute("alter role casebound_app rename to casebound_app_elsewhere")

    try:
        await connect.migrate(url)  # the owner may not make roles: it goes on without
        await connect.migrate(_superuser(postgres, "other_cluster"))

        made = await admin.fetchrow("select rolcanlogin from pg_roles where rolname = $1", APP)
        assert made is not None
        assert made["rolcanlogin"] is False
    finally:
        await admin.execute("drop database other_cluster")
        await admin.execute(f"drop role if exists {APP}")
        await admin.execute(f"alter role {APP}_elsewhere rename to {APP}")
        await admin.close()


APP = "casebound_app"


async def test_unreachable_database_is_an_error_that_a_retry_can_help() -> None:
    with pytest.raises(DatabaseUnavailableError, match="not available") as raised:
        await connect.migrate(f"postgresql://somebody@127.0.0.1:{free_port()}/casebound")

    assert raised.value.retry_helps


@pytest.mark.parametrize("url", ["sqlite:///case.db", "postgres//typo:secret", ""])
def test_wrong_url_is_named_without_its_password(url: str) -> None:
    with pytest.raises(SettingError, match="give a URL such as") as raised:
        connect.engine(url)

    assert "secret" not in str(raised.value)
