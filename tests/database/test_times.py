"""Offices, days off and settings are kept in the process, and never a change behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import connect
from database.models import Holiday, Office, RegionalDecision, SettingOverride
from database.queries.times import left_out, times_of
from database.writes import holidays, people
from database.writes.settles import hold
from domain.errors import UnknownNameError
from domain.times import Times
from tests.database.trips import Trips

Sessions = async_sessionmaker[AsyncSession]

TOLD = datetime(2027, 1, 5, 0, 0, tzinfo=UTC)
DAY = date(2027, 1, 7)  # a Thursday
CLOSED = (DAY, "ACT", "Closedown")
CALLBACK = "cma.callback_days"


@pytest.fixture(scope="module")
async def url(migrated_database: Callable[[str], Awaitable[str]]) -> str:
    owner = await migrated_database("times")
    return owner.replace("casebound_owner", "casebound_app")


@pytest.fixture
async def own(url: str) -> AsyncIterator[Sessions]:
    """A process that has kept nothing yet, on a database of offices only."""
    engine = connect.engine(url)
    async with connect.sessions(engine).begin() as db:
        await people.put_missing_offices(db)
    yield connect.sessions(engine)
    await engine.dispose()


async def now(own: Sessions, office: str = "ACT") -> Times:
    async with own() as db:
        return await times_of(db, office)


@pytest.mark.usefixtures("own")
async def test_what_has_not_changed_costs_one_round_trip(url: str) -> None:
    async with Trips(url).listening() as trips:
        engine = connect.engine(trips.url)
        async with connect.sessions(engine)() as db:
            first = await times_of(db, "ACT")
            before = len(trips.made)
            again = await times_of(db, "ACT")
            made = trips.since(before)
        await engine.dispose()

    assert again is first
    assert len(made) == 1, made


async def test_a_day_off_counts_from_its_commit_on(own: Sessions) -> None:
    assert (await now(own)).calendar.works(DAY)

    async with own.begin() as db:
        await holidays.add_holidays(db, [CLOSED], TOLD)
        assert (await now(own)).calendar.works(DAY)

    assert (await now(own)).calendar.why_closed(DAY) == "Closedown"
    assert (await now(own, "WA")).calendar.works(DAY)


async def test_a_setting_counts_from_its_commit_on(own: Sessions) -> None:
    before = (await now(own)).settings.at(DAY).get(CALLBACK)

    async with own.begin() as db:
        db.add(SettingOverride(name=CALLBACK, from_date=DAY, value=[99], set_by="tests"))

    assert before != 99
    assert (await now(own)).settings.at(DAY).get(CALLBACK) == 99


async def test_a_row_that_nobody_can_count_with_is_said_and_stops_no_office(own: Sessions) -> None:
    """One day off with a long name kept every case of its office from being settled, for good."""
    long, day = "Closed because of flood " * 12, date(2027, 2, 9)
    async with own.begin() as db:
        db.add(Holiday(date=day, office="SA", name=long))
        db.add(Holiday(date=day + timedelta(1), office="SA", name="Closed because of flood"))
        db.add(RegionalDecision(office="SA", day="sa_cup", year=2027, kept_on=day))
        db.add(SettingOverride(name=CALLBACK, from_date=day, value=["soon"], set_by="tests"))
        db.add(SettingOverride(name="cma.gone", from_date=day, value=[1], set_by="tests"))

    times = await now(own, "SA")

    assert times.calendar.works(day)
    assert not times.calendar.works(day + timedelta(1))
    assert times.settings.at(day).days(CALLBACK) > 0
    async with own() as db:
        faults = await left_out(db)
    assert [fault.partition(":")[0] for fault in faults] == [
        "setting cma.callback_days 2027-02-09",
        "setting cma.gone 2027-02-09",
        "day off 2027-02-09 SA",
        "regional day SA sa_cup",
    ]
    async with own.begin() as db:
        await db.execute(update(Holiday).where(Holiday.name == long).values(name="Flood"))
    assert not (await now(own, "SA")).calendar.works(day)


async def test_an_office_that_moves_has_its_new_clock(own: Sessions) -> None:
    assert (await now(own, "NT")).zone.key == "Australia/Darwin"

    async with own.begin() as db:
        await db.execute(
            update(Office).where(Office.code == "NT").values(zone="Australia/Adelaide")
        )

    assert (await now(own, "NT")).zone.key == "Australia/Adelaide"


async def test_what_was_undone_never_counts(own: Sessions) -> None:
    """Seen by the transaction that undid it, it must not pass for what the next one does."""
    undone, done = date(2027, 2, 2), date(2027, 2, 3)
    async with own() as db:
        await holidays.add_holidays(db, [(undone, "ACT", "Undone")], TOLD)
        assert not (await times_of(db, "ACT")).calendar.works(undone)
        await db.rollback()
    async with own.begin() as db:
        await holidays.add_holidays(db, [(done, "ACT", "Done")], TOLD)

    calendar = (await now(own)).calendar
    assert calendar.works(undone)
    assert not calendar.works(done)


async def test_a_settle_that_begins_while_a_day_off_is_added_counts_with_it(own: Sessions) -> None:
    day = date(2027, 3, 3)
    held = asyncio.Event()

    async def settle() -> Times:
        async with own() as db:
            await hold(db, "co-none", 1)
            held.set()
            return await times_of(db, "ACT")

    async with own.begin() as importing:
        await holidays.add_holidays(importing, [(day, "ACT", "Storm")], TOLD)
        settling = asyncio.create_task(settle())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(held.wait(), 0.3)

    assert (await settling).calendar.why_closed(day) == "Storm"


async def test_an_office_that_is_unknown_is_said_to_be(own: Sessions) -> None:
    with pytest.raises(UnknownNameError, match="there is no office MARS"):
        await now(own, "MARS")
