"""Reading work: what is due first, an officer's day, and whose work a delegate has."""

from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Officer, OfficerAbsence, OfficerRole
from database.queries import tasks
from tests.database.rows import DAY, NOON, a_case, a_task, new_ref, write


async def test_work_is_listed_by_date_with_undated_work_last(db: AsyncSession) -> None:
    ref = new_ref()
    await write(
        db,
        a_case(ref),
        a_task(ref, 1),
        a_task(ref, 2, due=NOON + DAY),
        a_task(ref, 3, due=NOON),
    )
    wanted = tasks.Filters(case=ref)

    first = await tasks.list_tasks(db, wanted, now=NOON, limit=2)
    second = await tasks.list_tasks(db, wanted, now=NOON, limit=2, cursor=first["next"])

    assert [task["id"][-2:] for task in first["tasks"]] == ["t3", "t2"]
    assert [task["id"][-2:] for task in second["tasks"]] == ["t1"]
    assert [task["overdue"] for task in first["tasks"]] == [True, False]


async def test_a_task_shows_what_it_asks(db: AsyncSession, full: str) -> None:
    found = await tasks.task_json(db, f"{full}.t1", now=NOON)

    assert found["asks"]["CB-MESSAGE"]["words"] == "What was done about it?"


@pytest_asyncio.fixture
async def team(db: AsyncSession) -> str:
    """Two people of one team, one of them away; returns the number that makes them unique."""
    number = new_ref()
    me, colleague = f"psso.me-{number}", f"psso.away-{number}"
    role = f"role-{number}"
    await write(
        db,
        Officer(id=me, name="M. Me", office="ACT", team="north"),
        Officer(id=colleague, name="A. Way", office="ACT", team="north", delegate=me),
        OfficerRole(officer=me, role=role, from_date=date(2026, 1, 1)),
        OfficerAbsence(
            officer=colleague, from_date=date(2026, 12, 1), until_date=date(2026, 12, 2)
        ),
    )
    return number


@pytest.mark.parametrize(
    ("now", "mine"),
    [(NOON, ["t1", "t2"]), (NOON + 2 * DAY, ["t1"])],
    ids=["the colleague is away", "the colleague is back"],
)
async def test_the_day_of_a_delegate_holds_the_work_of_who_is_away(
    db: AsyncSession,
    team: str,
    now: datetime,
    mine: list[str],
) -> None:
    ref = new_ref()
    await write(
        db,
        a_case(ref),
        a_task(ref, 1, assignee=f"psso.me-{team}"),
        a_task(ref, 2, assignee=f"psso.away-{team}"),
    )

    found = await tasks.day(db, f"psso.me-{team}", now=now)

    assert [task["id"][-2:] for task in found["mine"]] == mine


async def test_the_team_list_holds_unclaimed_work_of_my_roles_in_my_teams_cases(
    db: AsyncSession, team: str
) -> None:
    ours, theirs, nobodys = new_ref(), new_ref(), new_ref()
    role = f"role-{team}"
    await write(
        db,
        a_case(ours, team="north"),
        a_case(theirs, team="south"),
        a_case(nobodys),
        a_task(ours, role=role),
        a_task(ours, 2, role="another"),
        a_task(theirs, role=role),
        a_task(nobodys, role=role),
    )

    found = await tasks.day(db, f"psso.me-{team}", now=NOON)

    assert [task["id"] for task in found["team"]] == sorted([f"{ours}.t1", f"{nobodys}.t1"])


async def test_the_day_parts_what_is_due_today_from_what_is_late(
    db: AsyncSession, team: str
) -> None:
    ref = new_ref()
    me = f"psso.me-{team}"
    midnight = datetime(2026, 12, 1, 13, tzinfo=UTC)  # the end of 1 December in Canberra
    await write(
        db,
        a_case(ref),
        a_task(ref, 1, assignee=me, due=NOON),
        a_task(ref, 2, assignee=me, due=midnight),
        a_task(ref, 3, assignee=me, due=midnight + DAY),
    )

    found = await tasks.day(db, me, now=NOON)

    assert [task["id"][-2:] for task in found["overdue"]] == ["t1"]
    assert [task["id"][-2:] for task in found["due_today"]] == ["t2"]


async def test_a_role_that_has_ended_brings_no_work(db: AsyncSession, team: str) -> None:
    ref, me, role = new_ref(), f"psso.me-{team}", f"role-{team}"
    ended = OfficerRole(
        officer=me, role=role, from_date=date(2026, 1, 1), until_date=date(2026, 11, 30)
    )
    await write(db, ended, a_case(ref), a_task(ref, role=role))

    found = await tasks.day(db, me, now=NOON)

    assert found["team"] == []
