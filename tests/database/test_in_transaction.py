"""The network is asked for nothing while a transaction is open."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from activities.contracts import Start
from activities.deliveries import Mail, MailLetter
from activities.pushes import signal_case, start_lifecycle
from database.connect import NetworkInTransactionError, refuse_in_transaction
from domain.messages import Envelope
from letters.delivery import Mailer

NOW = datetime(2027, 1, 4, tzinfo=UTC)
MESSAGE = Envelope(
    id="m1", type="customer.replied", source="telephony", case="ps-1", occurred_at=NOW, facts={}
)
START = Start(case="ps-1", type="Complaint", office="ACT", customer=None, message=MESSAGE)
MAIL = Mail(letter="ps-1.l1", pdf=b"", to="", agency="", reference="", at=NOW)


async def _mail(_client: Client) -> None:
    async def leaving() -> None:
        raise AssertionError("nothing leaves")

    await MailLetter(Mailer("127.0.0.1", 1, "a@agency.example"), {}).do(MAIL, leaving)


CALLS = {
    "a start": lambda client: start_lifecycle(client, START),
    "a signal": lambda client: signal_case(client, "ps-1", MESSAGE),
    "a letter by mail": _mail,
}


@pytest.mark.parametrize("name", CALLS)
async def test_it_is_refused_at_run_time(
    name: str, client: Client, sessions: async_sessionmaker[AsyncSession]
) -> None:
    async with sessions.begin():
        with pytest.raises(NetworkInTransactionError, match="while a transaction is open"):
            await CALLS[name](client)


async def test_it_is_allowed_once_the_transaction_is_over(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    async with sessions.begin() as db, db.begin_nested():
        with pytest.raises(NetworkInTransactionError):
            refuse_in_transaction("go out")

    refuse_in_transaction("go out")


async def test_it_is_allowed_after_a_transaction_whose_server_went_away(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    """Else a process that has seen its database killed never again brings anything anywhere."""

    async def killed() -> None:
        async with sessions() as db:
            backend = {"pid": await db.scalar(text("select pg_backend_pid()"))}
            async with sessions.begin() as other:
                await other.execute(text("select pg_terminate_backend(:pid, 5000)"), backend)

    with pytest.raises(DBAPIError):
        await killed()

    refuse_in_transaction("go out")
