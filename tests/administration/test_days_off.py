"""Days off can be taken back, and each office decides which regional day it keeps in which year."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from database.errors import DatabaseRefusedError, guarded
from database.models import Case, Deadline, Holiday, Officer, Receipt
from database.queries.times import times_of
from database.writes import holidays
from database.writes.administration import act_as
from domain.errors import DayOffError
from starter.administration import days_off
from tests.administration.conftest import with_cast
from tests.administration.test_log import Log, log  # noqa: F401 - a fixture
from tests.database.rows import a_case, a_deadline, new_ref
from tests.doors.seeing import Sessions

NOW = datetime(2026, 12, 3, tzinfo=UTC)
LATER = datetime(2026, 12, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
async def stored(migrated_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Sessions]:
    """A database of its own: days off are every case's."""
    async with with_cast(await migrated_database("days_off")) as sessions:
        yield sessions


async def closed(stored: Sessions, office: str, day: date) -> str | None:
    """Return why an office is closed on a day, as dates are counted from now on."""
    async with stored() as db:
        return (await times_of(db, office)).calendar.why_closed(day)


async def add(stored: Sessions, day: date, office: str | None, name: str = "Closedown") -> None:
    async with stored.begin() as db:
        await holidays.add_holidays(db, [(day, office, name)], NOW)


async def a_case_that_counts(stored: Sessions, office: str) -> str:
    ref = new_ref()
    async with stored.begin() as db:
        db.add(a_case(ref, office=office))
        await db.flush()
        db.add(a_deadline(ref))
    return ref


async def told(stored: Sessions, case: str) -> int:
    """Return how often a case was told that its calendar changed."""
    async with stored() as db:
        rows = await db.scalars(select(Receipt.id).where(Receipt.case == case))
        return len([id_ for id_ in rows if id_.startswith("calendar-")])


async def test_a_day_off_that_is_taken_back_is_worked_on_and_leaves_a_line(
    stored: Sessions,
    log: Log,  # noqa: F811 - the fixture
) -> None:
    day = date(2027, 3, 17)
    await add(stored, day, "VIC")
    assert await closed(stored, "VIC", day) == "Closedown"

    async with stored.begin() as db:
        await act_as(db, "ana", "user of the machine")
        assert await days_off.remove(db, day, "VIC", now=LATER) == ["Closedown"]

    assert await closed(stored, "VIC", day) is None
    (_, line) = await log.lines("holidays")
    assert (line["actor"], line["about"], line["before"]["removed_at"]) == (
        "ana",
        "2027-03-17",
        None,
    )
    assert line["after"]["removed_at"].startswith("2026-12-04")


async def test_what_was_added_stays_there_to_be_read_and_nobody_deletes_it(
    stored: Sessions,
) -> None:
    """Dates were counted with it, and say so."""
    day = date(2027, 3, 18)
    await add(stored, day, "VIC")
    async with stored.begin() as db:
        await days_off.remove(db, day, "VIC", now=LATER)

    async with stored() as db:
        kept = await db.scalar(select(Holiday).where(Holiday.date == day))
    assert kept
    assert (kept.name, kept.removed_at) == ("Closedown", LATER)
    with pytest.raises(DatabaseRefusedError, match="42501"):
        async with guarded(None, None), stored.begin() as db:
            await db.execute(text("delete from holidays"))


async def test_a_day_off_that_is_taken_back_moves_no_date_and_tells_nobody(
    stored: Sessions,
) -> None:
    case = await a_case_that_counts(stored, "VIC")
    await add(stored, date(2026, 12, 7), "VIC")
    assert await told(stored, case) == 1

    async with stored.begin() as db:
        await days_off.remove(db, date(2026, 12, 7), "VIC", now=LATER)

    assert await told(stored, case) == 1


async def test_a_day_off_that_is_added_again_is_off_again_and_tells_again(
    stored: Sessions,
) -> None:
    day, case = date(2026, 12, 8), await a_case_that_counts(stored, "VIC")
    await add(stored, day, "VIC")
    async with stored.begin() as db:
        await days_off.remove(db, day, "VIC", now=LATER)

    await add(stored, day, "VIC")

    assert await closed(stored, "VIC", day) == "Closedown"
    assert await told(stored, case) == 2


@pytest.mark.parametrize(
    ("day", "office", "said"),
    [
        (date(2027, 3, 19), "VIC", "no day off of VIC was added for 2027-03-19"),
        (date(2027, 3, 22), "VIC", "that day is off for SA"),
        (date(2027, 3, 22), None, "no day off of every office was added for 2027-03-22"),
        (
            date(2027, 1, 26),
            "VIC",
            "a public holiday of VIC (Australia Day), and comes with the re",
        ),
        (date(2027, 3, 22), "MARS", "there is no office MARS; there are: ACT, "),
    ],
)
async def test_a_day_off_that_is_not_there_is_not_taken_back(
    stored: Sessions, day: date, office: str | None, said: str
) -> None:
    await add(stored, date(2027, 3, 22), "SA")

    with pytest.raises(DayOffError) as raised:
        async with stored.begin() as db:
            await days_off.remove(db, day, office, now=LATER)

    assert said in str(raised.value)


async def test_an_office_decides_a_regional_day_and_its_cases_are_told(
    stored: Sessions,
    log: Log,  # noqa: F811 - the fixture
) -> None:
    show, moved = date(2027, 7, 23), date(2027, 7, 16)
    case = await a_case_that_counts(stored, "NT")
    assert await closed(stored, "NT", show) is None

    async with stored.begin() as db:
        await act_as(db, "ana", "user of the machine")
        said = await days_off.decide(db, "nt_show", 2027, "NT", show, now=NOW)
    assert said == "NT keeps Show Day of 2027 on 23 July."
    assert await closed(stored, "NT", show) == "Show Day"
    async with stored.begin() as db:
        await days_off.decide(db, "nt_show", 2027, "NT", moved, now=NOW)

    assert [await closed(stored, "NT", day) for day in (show, moved)] == [None, "Show Day"]
    assert await told(stored, case) == 2
    first, second = await log.lines("regional_days")
    assert (first["actor"], first["about"], first["before"]) == ("ana", "NT", None)
    assert (second["before"]["kept_on"], second["after"]["kept_on"]) == ("2027-07-23", "2027-07-16")


async def test_an_office_that_does_not_keep_a_day_works_and_no_date_gets_earlier(
    stored: Sessions,
) -> None:
    ekka = date(2027, 8, 11)
    case = await a_case_that_counts(stored, "QLD")
    assert await closed(stored, "QLD", ekka) == "The Royal Queensland Show"

    async with stored.begin() as db:
        said = await days_off.decide(db, "qld_show", 2027, "QLD", None, now=NOW)

    assert said == "QLD works on Show Day in 2027."
    assert await closed(stored, "QLD", ekka) is None
    assert await told(stored, case) == 0


@pytest.mark.parametrize(
    ("day", "office", "on", "said"),
    [
        ("nt_shw", "NT", None, "'nt_shw' is no day that NT decides; it has nt_show"),
        ("nt_show", "NT", date(2028, 7, 21), "2028-07-21 is not in 2027"),
        ("nt_show", "MARS", None, "there is no office MARS"),
    ],
)
async def test_a_decision_that_does_not_fit_is_not_written(
    stored: Sessions, day: str, office: str, on: date | None, said: str
) -> None:
    with pytest.raises(DayOffError) as raised:
        async with stored.begin() as db:
            await days_off.decide(db, day, 2027, office, on, now=NOW)

    assert said in str(raised.value)


async def test_offices_at_work_are_asked_for_this_year_and_the_next(stored: Sessions) -> None:
    async def asked() -> list[tuple[str, str, int]]:
        async with stored() as db:
            missing = await days_off.to_decide(db, date(2027, 5, 3))
        return [(office.code, day.code, year) for office, day, year in missing]

    before = await asked()
    async with stored.begin() as db:
        db.add(Officer(id="psso.hobart", name="Lee", office="TAS"))
    officer = [each for each in await asked() if each not in before]
    async with stored.begin() as db:
        for year in (2027, 2028):
            await days_off.decide(db, "tas_recreation", year, "TAS", None, now=NOW)
        await days_off.decide(db, "tas_regatta", 2027, "TAS", date(2027, 2, 8), now=NOW)
    case = await a_case_that_counts(stored, "WA")

    both = ("tas_regatta", 2027), ("tas_regatta", 2028), ("tas_recreation", 2027)
    assert officer == [("TAS", *each) for each in (*both, ("tas_recreation", 2028))]
    later = [each for each in await asked() if each not in before]
    assert ("TAS", "tas_regatta", 2028) in later
    assert ("WA", "wa_show", 2028) in later
    assert ("WA", "wa_show", 2027) not in later
    assert [each for each in later if each[0] == "TAS"] == [("TAS", "tas_regatta", 2028)]
    async with stored.begin() as db:
        (await db.get_one(Case, case)).state = "closed"
        for row in await db.scalars(select(Deadline).where(Deadline.case == case)):
            row.state = "withdrawn"
    assert [each for each in await asked() if each[0] == "WA"] == []


async def test_what_is_decided_is_listed_beside_what_is_not(stored: Sessions) -> None:
    async with stored.begin() as db:
        await days_off.decide(db, "wa_show", 2029, "WA", date(2029, 9, 24), now=NOW)

    async with stored() as db:
        found = {each["day"]: each for each in await days_off.listed(db, "WA", 2029)}

    assert (found["wa_show"]["decided"], found["wa_show"]["on"]) == (True, "2029-09-24")
    assert (found["wa_labour"]["decided"], found["wa_labour"]["on"]) == (False, None)
    assert "third in the year of a state election" in found["wa_labour"]["usually"]


async def test_days_that_were_added_are_listed_and_those_taken_back_among_them(
    stored: Sessions,
) -> None:
    for day, office in (
        (date(2033, 5, 4), "SA"),
        (date(2033, 5, 3), None),
        (date(2033, 5, 5), "WA"),
    ):
        await add(stored, day, office)
    async with stored.begin() as db:
        await days_off.remove(db, date(2033, 5, 4), "SA", now=LATER)

    async with stored() as db:
        listed = await days_off.added(db, "SA", 2033)
        everywhere = await days_off.added(db, None, 2033)
        with pytest.raises(DayOffError, match="there is no office MARS"):
            await days_off.added(db, "MARS", 2033)

    assert [(each["date"], each["office"], each["removed_at"]) for each in listed] == [
        ("2033-05-03", None, None),
        ("2033-05-04", "SA", "2026-12-04T00:00:00+00:00"),
    ]
    assert len(everywhere) == 3
