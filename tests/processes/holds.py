"""Hold a process of the product at a point of its work, by locks that the test takes in PostgreSQL.

The product's code knows nothing of it. Triggers of the test's own database wait for a lock that is
named after a case and a point, and that nobody but a test ever takes for long.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from tests.workflows.looking import until

POINTS = """
create function wait_at_point() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(hashtext(tg_argv[0]), hashtext(new."case"));
    return new;
end
$$;
create trigger checking before update on letters
    for each row when (new.sha256 is distinct from old.sha256)
    execute function wait_at_point('checking');
create trigger written before insert on outbox
    for each row when (new.kind = 'letter') execute function wait_at_point('written');
create constraint trigger committing after insert on outbox deferrable initially deferred
    for each row when (new.kind = 'letter') execute function wait_at_point('committing');
create trigger leasing before update on outbox
    for each row when (new.kind in ('letter', 'mail') and new.attempts > old.attempts)
    execute function wait_at_point('leasing');
create trigger leaving before update on outbox
    for each row when (new.leaving_at is not null and old.leaving_at is null)
    execute function wait_at_point('leaving');
create trigger left_house before update on letters
    for each row when (new.state = 'sent') execute function wait_at_point('left');
create trigger locking before insert on file_locks
    for each row execute function wait_at_point('locking');
create trigger bringing before update on messages
    for each row when (new.attempts > old.attempts) execute function wait_at_point('bringing');
create trigger brought before update on messages
    for each row when (
        new.delivered_at is not null and old.delivered_at is null
        and new.status is not distinct from old.status
    )
    execute function wait_at_point('brought');
"""


@dataclass
class Hold:
    """A lock that is held. Whoever comes to the point waits until it is let go."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    name: str

    async def reached(self) -> None:
        """Wait until somebody waits for the lock."""
        mine = self.connection.get_server_pid()
        blocked = (
            "select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))"
        )

        async def waits() -> bool:
            return bool(await self.connection.fetchval(blocked, mine))

        await until(waits, f"the worker is held at: {self.name}")

    async def let_go(self) -> None:
        """Let whoever waits go on. Harmless when it was let go before."""
        if not self.connection.is_closed():
            await self.connection.close()


@dataclass(frozen=True)
class Holds:
    """Takes locks in one database."""

    url: str

    @asynccontextmanager
    async def at(self, point: str, case: str) -> AsyncIterator[Hold]:
        """Hold whoever comes to a point with a case."""
        connection = await asyncpg.connect(self.url)
        hold = Hold(connection, point)
        try:
            lock = "select pg_advisory_lock(hashtext($1), hashtext($2))"
            await connection.fetch(lock, point, case)
            yield hold
        finally:
            await hold.let_go()
