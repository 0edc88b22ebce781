"""Reach the case database: engines, sessions, migrations, and the revision for ``doctor``."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

import structlog
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.ext.asyncio import create_async_engine as make_engine
from sqlalchemy.orm import Session, SessionTransaction

from database.errors import DatabaseError, guarded
from database.migrations import grants
from domain.errors import SettingError

if TYPE_CHECKING:  # every process imports this; few migrate
    from alembic.config import Config

log = structlog.get_logger()

MIGRATIONS = Path(__file__).with_name("migrations")
DRIVER = "postgresql+asyncpg"
MIGRATION_LOCK = 7_231_906_551  # any number that no other program locks
SECONDS_TO_CONNECT = 5


# A settle's statements are long and find their rows by keys, whatever the values: to plan each of
# them anew takes PostgreSQL longer than to run it.
_SERVER = {"timezone": "UTC", "jit": "off", "plan_cache_mode": "force_generic_plan"}


@dataclass(frozen=True)
class Revision:
    """The revision that a database stands at, and the one that this release needs."""

    current: str | None
    needed: str

    @property
    def fits(self) -> bool:
        """Tell whether this release can work on the database."""
        return self.current == self.needed


def engine(
    url: str, *, pool_size: int = 5, max_overflow: int = 5, application: str = "casebound"
) -> AsyncEngine:
    """Return an engine for ``url``; it connects when it is first used.

    ``application`` is the name that operators see in ``pg_stat_activity``. Parameters never
    appear in errors and logs: they are people's data.

    Raises:
        SettingError: the URL is not one of a PostgreSQL database.
    """
    made = make_engine(
        _with_driver(url),
        pool_size=pool_size,
        max_overflow=max_overflow,
        hide_parameters=True,
        connect_args={
            "timeout": SECONDS_TO_CONNECT,
            "server_settings": _SERVER | {"application_name": application},
        },
    )
    event.listen(made.sync_engine, "checkout", _replace_closed)
    return made


def _replace_closed(connection: Any, *_: object) -> None:
    """Have the pool connect anew where the server has hung up meanwhile.

    The driver has heard of it; to ask the server each time would cost three round trips.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Return the factory of sessions; what was read stays readable after the commit."""
    return async_sessionmaker(engine, expire_on_commit=False, sync_session_class=_Session)


def one_by_one(sessions: async_sessionmaker[AsyncSession]) -> async_sessionmaker[AsyncSession]:
    """Return sessions in which each statement commits by itself: one round trip, and no three."""
    bind = sessions.kw["bind"].execution_options(isolation_level="AUTOCOMMIT")
    return async_sessionmaker(**(sessions.kw | {"bind": bind}))


class _Session(Session):
    """A session that knows whose transaction it has open."""


# The sessions that have begun a transaction, by the task that did. Whether one is open still only
# the session knows: of one that could not be rolled back, for want of a server, no end is told.
_begun: "WeakKeyDictionary[asyncio.Task[Any], WeakSet[Session]]" = WeakKeyDictionary()


@event.listens_for(_Session, "after_transaction_create")
def _began(session: Session, transaction: SessionTransaction) -> None:
    task = asyncio.current_task()
    if transaction.parent is None and task is not None:
        _begun.setdefault(task, WeakSet()).add(session)


@event.listens_for(_Session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    task = asyncio.current_task()
    if transaction.parent is None and task is not None:
        _begun.get(task, WeakSet()).discard(session)


def refuse_in_transaction(what: str) -> None:
    """Refuse to ask the network for something while this task has a transaction open.

    Whoever does not answer would hold a connection and the locks of rows for as long. Every call
    that leaves the house begins with this one, so that any test that comes by holds it.

    Raises:
        NetworkInTransactionError: a transaction is open.
    """
    task = asyncio.current_task()
    if task is not None and any(each.in_transaction() for each in _begun.get(task, ())):
        raise NetworkInTransactionError(
            f"this would {what} while a transaction is open: lease the row, commit, do it, and "
            "write up what came of it"
        )


class NetworkInTransactionError(Exception):
    """A fault of this release: the network is asked while a transaction is open."""


@asynccontextmanager
async def opened(
    url: str, *, application: str = "casebound", pool_size: int = 5
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Give sessions on ``url`` for the length of an ``async with``; the rest as for ``engine``."""
    there = engine(url, pool_size=pool_size, application=application)
    try:
        yield sessions(there)
    finally:
        await there.dispose()


async def migrate(owner_url: str, revision: str = "head") -> None:
    """Bring the database to ``revision`` and grant the application its rights.

    One transaction; a second process that migrates at the same time waits, then has nothing
    left to do. Safe to repeat.

    Raises:
        DatabaseError: the database is not reachable, or the role may not do this.
        SettingError: the URL is not one of a PostgreSQL database.
    """
    from alembic import command

    await _change(owner_url, partial(command.upgrade, revision=revision))


async def downgrade(owner_url: str, revision: str) -> None:
    """Take the database back to ``revision``; ``base`` drops everything.

    Raises:
        DatabaseError: as for ``migrate``.
    """
    from alembic import command

    await _change(owner_url, partial(command.downgrade, revision=revision))


async def revision(engine: AsyncEngine) -> Revision:
    """Return where the database stands and where this release needs it.

    Raises:
        DatabaseError: the database does not answer.
    """
    from alembic.script import ScriptDirectory

    needed = ScriptDirectory.from_config(_config()).get_current_head()
    if needed is None:
        raise SettingError(f"there are no migrations in {MIGRATIONS}; install the product again")
    async with guarded(None, "revision"), engine.connect() as connection:
        return Revision(await connection.run_sync(_current), needed)


def _current(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


async def _change(owner_url: str, change: "Callable[[Config], None]") -> None:
    owner = engine(owner_url, application="casebound migrate")
    try:
        async with guarded(None, "migration"), owner.begin() as connection:
            lock = text("select pg_advisory_xact_lock(:lock)")
            await connection.execute(lock, {"lock": MIGRATION_LOCK})
            await connection.run_sync(_run, change)
    finally:
        await owner.dispose()


def _run(connection: Connection, change: "Callable[[Config], None]") -> None:
    config = _config()
    config.attributes["connection"] = connection
    change(config)
    if _current(connection) is not None and not grants.give(connection):
        log.warning(
            "migration.no_application_role",
            role=grants.APPLICATION,
            remedy="create the role and migrate again, or let the application connect as owner",
        )


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _with_driver(url: str) -> str:
    wanted = "give a URL such as postgresql://user:password@host:5432/database"
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The URL may hold a password, so it is not repeated.
        raise SettingError(f"the database's URL cannot be read; {wanted}") from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise SettingError(f"the case database is PostgreSQL; {wanted}")
    return parsed.set(drivername=DRIVER).render_as_string(hide_password=False)


__all__ = [
    "DatabaseError",
    "Revision",
    "downgrade",
    "engine",
    "migrate",
    "opened",
    "revision",
    "sessions",
]
