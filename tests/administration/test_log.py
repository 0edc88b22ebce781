"""Whatever is set up leaves a line: who did it, and what was there before."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from database.errors import DatabaseRefusedError, guarded
from database.models import Administered
from database.queries.administration import changes
from database.writes import holidays
from database.writes.administration import act_as
from database.writes.people import OfficerGiven, RoleHeld, put_officers
from starter.administration import dated_settings, imports
from starter.doors import tokens
from tests.doors.seeing import Sessions

TODAY = date(2026, 12, 3)
ZONE = ZoneInfo("Australia/Sydney")
Line = dict[str, Any]


class Log:
    """What was added to the log since a test began."""

    def __init__(self, sessions: Sessions, since: int) -> None:
        self.sessions = sessions
        self._since = since

    async def lines(self, part: str | None = None) -> list[Line]:
        """Return the lines, the oldest first, without when they were written."""
        wanted = select(Administered).where(Administered.id > self._since)
        if part:
            wanted = wanted.where(Administered.part == part)
        async with self.sessions() as db:
            rows = await db.scalars(wanted.order_by(Administered.id))
            return [
                {"actor": r.actor, "about": r.about, "before": r.before, "after": r.after}
                for r in rows
            ]


@pytest.fixture
async def log(stored: Sessions) -> Log:
    async with stored() as db:
        last = await db.scalar(select(func.max(Administered.id)))
    return Log(stored, last or 0)


async def officer(stored: Sessions, id_: str, **given: Any) -> None:
    roles = given.pop("roles", [RoleHeld("psso", date(2020, 1, 1))])
    async with stored.begin() as db:
        await act_as(db, "ana", "user of the machine")
        part = OfficerGiven(id=id_, name="Log", office="ACT", roles=roles, **given)
        await put_officers(db, [part], today=TODAY)


async def test_a_token_that_is_replaced_says_so_and_is_not_told(stored: Sessions, log: Log) -> None:
    async with stored.begin() as db:
        await act_as(db, "ana", "user of the machine")
        first = await tokens.issue(db, "psso.diaz")
    async with stored.begin() as db:
        await act_as(db, "ps_ssm.ito", "token")
        second = await tokens.issue(db, "psso.diaz")

    one, two = (tokens.digest(token)[:8] for token in (first, second))
    assert await log.lines() == [
        {
            "actor": "ana",
            "about": "psso.diaz",
            "before": {"id": "psso.diaz", "token": None},
            "after": {"id": "psso.diaz", "token": one},
        },
        {
            "actor": "ps_ssm.ito",
            "about": "psso.diaz",
            "before": {"id": "psso.diaz", "token": one},
            "after": {"id": "psso.diaz", "token": two},
        },
    ]


async def test_a_token_that_is_taken_back_says_so(stored: Sessions, log: Log) -> None:
    async with stored.begin() as db:
        await tokens.issue(db, "psso.diaz")
    async with stored.begin() as db:
        await tokens.revoke(db, "psso.diaz")

    assert [line["after"]["token"] is None for line in await log.lines()] == [False, True]


async def test_an_account_that_is_moved_says_whose_it_was(stored: Sessions, log: Log) -> None:
    await officer(stored, "log.one", accounts=("log.account",))
    await officer(stored, "log.two", accounts=("log.account",))

    moved = (await log.lines("officer_accounts"))[-1]
    assert (moved["before"], moved["after"]) == (
        {"account": "log.account", "officer": "log.one"},
        {"account": "log.account", "officer": "log.two"},
    )
    async with stored() as db:
        found = await changes(db, "log.one", zone=ZONE, limit=1)
    assert found["changes"][0]["about"] == "log.two"


async def test_an_import_says_which_role_ended_and_when_it_would_have(
    stored: Sessions, log: Log
) -> None:
    held = RoleHeld("ps_ssm", date(2020, 1, 1))
    await officer(stored, "log.three", roles=[held])
    await officer(stored, "log.three", roles=[])

    key = {"officer": "log.three", "role": "ps_ssm", "from_date": "2020-01-01"}
    assert (await log.lines("officer_roles"))[-1] == {
        "actor": "ana",
        "about": "log.three",
        "before": key | {"until_date": None},
        "after": key | {"until_date": "2026-12-02"},
    }


async def test_the_same_again_leaves_no_line(stored: Sessions, log: Log) -> None:
    await officer(stored, "log.four", team="north")
    before = len(await log.lines())

    await officer(stored, "log.four", team="north")

    assert len(await log.lines()) == before


async def test_an_import_of_customers_says_what_was_there(
    stored: Sessions, log: Log, tmp_path: Path
) -> None:
    for name in ("Casey One", "Casey Two"):
        file = tmp_path / "customers.yaml"
        file.write_text(f"log-customer: {{name: {name}, programme: child_support}}")
        async with stored.begin() as db:
            await act_as(db, "ana", "user of the machine")
            await imports.import_customers(db, file, today=TODAY)

    added, changed = await log.lines("customers")
    assert (added["before"], added["after"]["name"]) == (None, "Casey One")
    assert (changed["before"], changed["after"]) == (
        {"id": "log-customer", "name": "Casey One"},
        {"id": "log-customer", "name": "Casey Two"},
    )


async def test_a_setting_says_what_it_was(stored: Sessions, log: Log) -> None:
    for value in ("10", "12"):
        async with stored.begin() as db:
            await act_as(db, "ana", "user of the machine")
            await dated_settings.put(
                db, "cma.callback_days", value, first=TODAY, today=TODAY, set_by="ana"
            )

    key = {"name": "cma.callback_days", "from_date": "2026-12-03"}
    assert [line["before"] for line in await log.lines()] == [None, key | {"value": [10]}]


async def test_a_holiday_says_who_added_it(stored: Sessions, log: Log) -> None:
    async with stored.begin() as db:
        await act_as(db, "ana", "user of the machine")
        day = (date(2027, 3, 4), "ACT", "Log day")
        await holidays.add_holidays(db, [day], datetime(2026, 12, 3, tzinfo=UTC))

    (line,) = await log.lines()
    assert (line["actor"], line["about"], line["before"]) == ("ana", "2027-03-04", None)


async def test_who_says_nothing_of_themselves_is_the_role_of_the_database(
    stored: Sessions, log: Log
) -> None:
    async with stored.begin() as db:
        await act_as(db, "ana", "user of the machine")  # holds for its own transaction only
    async with stored.begin() as db:
        await db.execute(text("update officers set team = 'log' where id = 'psso.diaz'"))

    (line,) = await log.lines()
    assert line["actor"] == "casebound_app"


@pytest.mark.parametrize(
    "change",
    [
        "insert into administration (actor, known_by, part) values ('a', 'b', 'c')",
        "update administration set actor = 'nobody'",
        "delete from administration",
        "truncate administration",
    ],
)
async def test_the_application_does_not_write_the_log_itself(stored: Sessions, change: str) -> None:
    with pytest.raises(DatabaseRefusedError):
        async with guarded(None, "test"), stored.begin() as db:
            await db.execute(text(change))


async def test_lines_are_read_in_pages_the_newest_first(stored: Sessions, log: Log) -> None:
    await officer(stored, "log.five", accounts=("log.a", "log.b"))

    async with stored() as db:
        first = await changes(db, "log.five", zone=ZONE, limit=2)
        second = await changes(db, "log.five", zone=ZONE, limit=2, cursor=first["next"])

    parts = [line["part"] for page in (first, second) for line in page["changes"]]
    assert parts == ["officer_accounts", "officer_accounts", "officer_roles", "officers"]
    assert second["next"] is None
