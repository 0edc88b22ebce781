"""A day off that comes late moves the dates of open cases, never to an earlier one."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from database.models import Deadline, Receipt
from database.queries.times import times_of
from database.writes import holidays
from database.writes.settles import hold
from domain.deadlines import Deadline as Worked
from starter.doors.bringing import Bringer
from tests.workflows.driving import Driven, Maker
from tests.workflows.looking import Sessions
from worker.forwarder import Forwarder

# The Northern Territory is this test's own: no other case may count with its day off.
OFFICE = "NT"
TOLD = datetime(2027, 1, 5, 0, 0, tzinfo=UTC)


async def test_a_new_day_off_moves_an_armed_deadline_and_keeps_the_old_date_readable(
    kit_case: Maker, sessions: Sessions
) -> None:
    case = await kit_case().start("counting", office=OFFICE)
    assert (await case.deadline("set-up")).due_on == date(2027, 1, 11)  # Monday 4 is day 0

    async with sessions.begin() as db:
        await holidays.add_holidays(db, [(date(2027, 1, 7), OFFICE, "Cyclone day")], TOLD)
    forwarder = Forwarder(sessions, Bringer(sessions, case.client), age=timedelta(0))
    await forwarder.forward()
    await case.rest.reached()

    moved = await case.deadline("set-up")
    assert moved.due_on == date(2027, 1, 12)
    assert "Cyclone day" in " ".join(moved.working)
    (line,) = [entry for entry in await case.timeline("armed") if entry.step == "CB-CALENDAR"]
    assert "12 January 2027 instead of 11 January 2027" in line.words
    assert line.data["due_on_before"] == "2027-01-11"
    await case.advance(days=9)
    assert await case.phase() == "ending"
    assert (await case.deadline("set-up")).ended_at == moved.due


async def test_a_day_off_that_comes_with_the_date_that_it_moves_is_counted_first(
    kit_case: Maker, sessions: Sessions
) -> None:
    """No worker ran while the office closed and the old date went by."""
    case = await kit_case().start("counting", office="TAS")
    due = (await case.deadline("set-up")).due
    async with case.held():
        await case.tell("customer.called_back")
        await case.settling()
        async with sessions.begin() as db:
            await holidays.add_holidays(db, [(date(2027, 1, 7), "TAS", "Bushfire day")], TOLD)
        bringer = Bringer(sessions, case.client)
        # A task of its own, as it is elsewhere: this one holds the case by a transaction.
        forwarder = Forwarder(sessions, bringer, age=timedelta(0))
        await asyncio.create_task(forwarder.forward())
        await case.tell("customer.called_back", at=due + timedelta(hours=1))
    await case.rest.reached()

    assert await case.phase() == "counting"
    moved = await case.deadline("set-up")
    assert (moved.state, moved.due_on) == ("armed", date(2027, 1, 12))


async def test_cases_of_other_offices_are_not_told(kit_case: Maker, sessions: Sessions) -> None:
    case = await kit_case().start("counting")

    async with sessions.begin() as db:
        await holidays.add_holidays(db, [(date(2027, 1, 8), OFFICE, "Another day")], TOLD)

    assert await case.rows(Receipt, type="calendar.changed") == []


async def test_a_date_that_is_being_counted_while_a_day_off_is_imported_is_moved_too(
    kit_case: Maker, sessions: Sessions
) -> None:
    """Else it would be a day early for good: counted without the day off, and never told."""
    case = await kit_case().start("answered", office="SA")
    day = (date(2027, 1, 7), "SA", "Heat day")
    async with sessions() as db:
        await hold(db, case.ref, 2)  # as every settle does first
        worked = (await times_of(db, "SA")).work_out("CSP-T1-S2a", TOLD, None)
        db.add(armed(case, worked))
        await db.flush()

        async def add() -> None:
            async with sessions.begin() as importing:
                await holidays.add_holidays(importing, [day], TOLD)

        importing = asyncio.create_task(add())
        await asyncio.wait([importing], timeout=0.3)
        await db.commit()
    await importing

    assert len(await case.rows(Receipt, type="calendar.changed")) == 1


def armed(case: Driven, worked: Worked) -> Deadline:
    """Return the row of a date as a settle arms it."""
    return Deadline(
        id=f"{case.ref}.set-up",
        case=case.ref,
        step=worked.step,
        rule=worked.rule,
        start=worked.start,
        due_on=worked.due_on,
        due=worked.due,
        working=list(worked.lines()),
        calendar=worked.calendar_version,
        state="armed",
    )


async def test_a_day_off_that_is_taken_back_leaves_the_date_and_the_next_is_counted_without_it(
    kit_case: Maker, sessions: Sessions
) -> None:
    """Somebody may rely on the date that was given out."""
    day = date(2027, 1, 6)
    async with sessions.begin() as db:
        await holidays.add_holidays(db, [(day, "VIC", "Flood day")], TOLD)
    before = await kit_case().start("counting", office="VIC")
    async with sessions.begin() as db:
        await holidays.remove_holidays(db, day, "VIC", TOLD)
    forwarder = Forwarder(sessions, Bringer(sessions, before.client), age=timedelta(0))
    await forwarder.forward()
    await before.rest.reached()

    after = await kit_case().start("counting", office="VIC")

    given_out = await before.deadline("set-up")
    assert given_out.due_on == date(2027, 1, 12)
    assert "Flood day" in " ".join(given_out.working)
    assert (await after.deadline("set-up")).due_on == date(2027, 1, 11)
