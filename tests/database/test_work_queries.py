"""Reading work: what is due first, an officer's day, and whose work a delegate has."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from database.base import Base
from database.models import Officer, OfficerAbsence, OfficerRole, PlayedClock, Task
from database.queries import cases, tasks
from database.queries.clock import present
from database.queries.shapes import Json
from domain.catalogue import TASKS
from domain.file.catalogue import ACTS
from domain.officers import further_roles
from domain.personalised_services.finalisation import Reason
from domain.roles import Role
from domain.tasks import TaskKind
from tests.database.rows import (
    DAY,
    NOON,
    a_case,
    a_deadline,
    a_task,
    new_ref,
    statements,
    write,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # before what other tests leave behind


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

    assert found["asks"]["CB-MESSAGE.shown_by"]["words"].startswith("What shows what was done")


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


async def test_unclaimed_work_of_my_roles_is_in_my_day_whatever_team_its_case_has(
    db: AsyncSession, team: str
) -> None:
    """A PSSO's acknowledgement under a clock of two days was in no day of seventeen (WC-S3n)."""
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
    assert [task["id"] for task in found["others"]] == [f"{theirs}.t1"]


async def test_the_day_parts_what_is_due_today_and_this_week_from_what_is_late(
    db: AsyncSession, team: str
) -> None:
    ref, me = new_ref(), f"psso.me-{team}"
    midnight = datetime(2026, 12, 1, 13, tzinfo=UTC)  # the end of Tuesday 1 December in Canberra
    dues = (NOON, midnight, midnight + DAY, midnight + 5 * DAY, midnight + 6 * DAY)
    await write(
        db,
        a_case(ref),
        *(a_task(ref, number, assignee=me, due=due) for number, due in enumerate(dues, start=1)),
    )

    found = await tasks.day(db, me, now=NOON)

    lists = {name: [task["id"][-2:] for task in found[name]] for name in LISTS}
    assert lists == {"overdue": ["t1"], "due_today": ["t2"], "due_this_week": ["t3", "t4"]}


LISTS = ("overdue", "due_today", "due_this_week")
CANBERRA = ZoneInfo("Australia/Sydney")


def due(last_day: str, *, late: bool = False) -> Json:
    return {"id": last_day, "overdue": late, "due_for": {"due_on": last_day}}


@pytest.mark.parametrize(
    ("now", "today", "week"),
    [
        ("2026-12-01T09:00", ["2026-12-01"], ["2026-12-02", "2026-12-06"]),
        ("2026-12-01T23:59", ["2026-12-01"], ["2026-12-02", "2026-12-06"]),
        ("2026-12-06T23:30", ["2026-12-01", "2026-12-02", "2026-12-06"], []),
        ("2026-12-07T00:00", ["2026-12-01", "2026-12-02", "2026-12-06", "2026-12-07"], []),
    ],
    ids=["on a Tuesday", "before midnight", "on a Sunday", "a new week"],
)
def test_a_week_ends_on_its_sunday(now: str, today: list[str], week: list[str]) -> None:
    """What is in time although its last day is over is counted by an office further west."""
    days = ("2026-12-01", "2026-12-02", "2026-12-06", "2026-12-07", "2026-12-14")
    at = datetime.fromisoformat(now).replace(tzinfo=CANBERRA)

    found = tasks.when_due([due(day) for day in days], CANBERRA, at)

    assert [task["id"] for task in found["due_today"]] == today
    assert [task["id"] for task in found["due_this_week"]] == week


@pytest.mark.parametrize(
    ("now", "last", "where"),
    [
        ("2026-12-31T09:00", "2027-01-03", "due_this_week"),
        ("2027-02-28T09:00", "2027-03-01", None),
        ("2027-04-04T01:00", "2027-04-04", "due_today"),
        ("2027-10-02T23:30", "2027-10-03", "due_this_week"),
    ],
    ids=["over a year's end", "over a month's end", "clocks go back", "clocks go forward"],
)
def test_days_are_those_of_the_calendar(now: str, last: str, where: str | None) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=CANBERRA)

    found = tasks.when_due([due(last)], CANBERRA, at)

    assert [name for name in LISTS if found[name]] == ([where] if where else [])


def test_what_has_no_last_day_is_due_by_the_instant_before_it_is_too_late() -> None:
    midnight = {"due_on": None, "due": "2026-12-02T00:00:00+11:00"}
    at = datetime(2026, 12, 1, 9, tzinfo=CANBERRA)

    found = tasks.when_due([{"id": "t", "overdue": False, "due_for": midnight}], CANBERRA, at)

    assert [task["id"] for task in found["due_today"]] == ["t"]


async def test_on_a_played_stack_the_present_is_that_of_the_story(db: AsyncSession) -> None:
    real = datetime.now(UTC)
    assert await present(db) - real < timedelta(minutes=5)

    await write(db, PlayedClock(ahead=timedelta(days=100)))

    assert timedelta(0) <= await present(db) - (real + timedelta(days=100)) < timedelta(minutes=5)


async def test_a_role_that_has_ended_brings_no_work(db: AsyncSession, team: str) -> None:
    ref, me, role = new_ref(), f"psso.me-{team}", f"role-{team}"
    ended = OfficerRole(
        officer=me, role=role, from_date=date(2026, 1, 1), until_date=date(2026, 11, 30)
    )
    await write(db, ended, a_case(ref), a_task(ref, role=role))

    found = await tasks.day(db, me, now=NOON)

    assert found["team"] == []


# ---------------------------------------------------------------------------- what is owed


@pytest_asyncio.fixture
async def owing(db: AsyncSession) -> str:
    """A case whose date went by unmet at noon, with a task open that has no date of its own."""
    ref = new_ref()
    owed = a_deadline(
        ref,
        "acknowledgement",
        rule="WC-S3n",
        label="Time to acknowledge",
        due=NOON,
        due_on=date(2026, 11, 30),
        state="passed",
        owed=True,
    )
    await write(db, a_case(ref, team="north"), owed, a_task(ref))
    return ref


async def test_what_a_case_owes_makes_it_late_whatever_work_is_open(
    db: AsyncSession, owing: str
) -> None:
    """WC-S3n: a complaint seven working days late was in no list of what is overdue."""
    listed = (await cases.list_cases(db, cases.Filters(due_by=NOON), now=NOON))["cases"]
    work = (await tasks.list_tasks(db, tasks.Filters(due_by=NOON), now=NOON))["tasks"]

    (line,) = [case for case in listed if case["ref"] == owing]
    assert [(date["what"], date["due_on"]) for date in line["overdue"]] == [
        ("Time to acknowledge", "2026-11-30")
    ]
    (task,) = [task for task in work if task["case"] == owing]
    assert (task["due"], task["overdue"]) == (None, True)
    assert task["due_for"]["what"] == "Time to acknowledge"


async def test_work_with_a_date_of_its_own_is_not_late_for_what_another_has_let_pass(
    db: AsyncSession, owing: str
) -> None:
    """CSP-T8-S5a: a review was shown as late for a contact that somebody else had agreed."""
    its_own = {"due": NOON + DAY, "due_on": date(2026, 12, 1)}
    await write(db, a_task(owing, 2, title="Review segment 3", **its_own))

    work = (await tasks.list_tasks(db, tasks.Filters(case=owing), now=NOON))["tasks"]
    due_for = {task["due_for"]["what"]: task["overdue"] for task in work}

    assert due_for == {"Time to acknowledge": True, "Review segment 3": False}


@pytest.mark.parametrize(
    "more",
    [{"owed": False}, {"due": NOON + timedelta(seconds=1)}],
    ids=["done since, too late", "an instant before it is too late"],
)
async def test_what_is_not_owed_or_not_yet_too_late_is_in_no_list_of_what_is_overdue(
    db: AsyncSession, owing: str, more: dict[str, Any]
) -> None:
    await write(db, a_deadline(owing, "acknowledgement", **{"owed": True, "due": NOON} | more))

    listed = await cases.list_cases(db, cases.Filters(due_by=NOON), now=NOON)
    work = await tasks.list_tasks(db, tasks.Filters(due_by=NOON), now=NOON)

    assert owing not in {case["ref"] for case in listed["cases"]}
    assert owing not in {task["case"] for task in work["tasks"]}


async def test_a_customers_time_is_nobodys_debt(db: AsyncSession) -> None:
    """CSP-T6-S1k: the fourteen days to reply are the customer's."""
    ref = new_ref()
    await write(db, a_case(ref), a_deadline(ref, due=NOON))

    (line,) = (await cases.list_cases(db, cases.Filters(), now=NOON, limit=1))["cases"]

    assert (line["ref"], line["overdue"]) == (ref, [])
    assert (line["next"]["what"], line["next"]["owed"]) == ("the reply window ends", False)


async def test_lists_are_narrowed_to_a_team_and_to_what_is_due_soon(
    db: AsyncSession, owing: str
) -> None:
    other, later = new_ref(), new_ref()
    await write(
        db,
        a_case(other, team="south"),
        a_task(other, due=NOON),
        a_case(later, team="north"),
        a_task(later, due=NOON + 7 * DAY),
    )
    by = NOON + 6 * DAY

    listed = (await cases.list_cases(db, cases.Filters(team="north", due_by=by), now=NOON))["cases"]
    work = (await tasks.list_tasks(db, tasks.Filters(team="north", due_by=by), now=NOON))["tasks"]

    assert [case["ref"] for case in listed] == [owing]
    assert [task["case"] for task in work] == [owing]


# ---------------------------------------------------------------------------- whose day it is in


def there(officer: str, role: str, **more: Any) -> list[Base]:
    """Return an officer who holds a role, and is there unless ``away`` says otherwise."""
    away = OfficerAbsence(
        officer=officer, from_date=date(2026, 12, 1), until_date=date(2026, 12, 1)
    )
    absent = [away] if more.pop("away", False) else []
    return [
        Officer(id=officer, name="S. Body", office="ACT", **more),
        OfficerRole(officer=officer, role=role, from_date=date(2026, 1, 1)),
        *absent,
    ]


@pytest.mark.parametrize(
    ("holder", "delegate", "seen"),
    [
        ({}, None, False),
        ({"away": True}, None, True),
        ({"away": True}, {}, False),
        ({"away": True}, {"away": True}, True),
        (None, None, True),
    ],
    ids=[
        "somebody is there",
        "the only one is away",
        "a delegate stands in",
        "the delegate is away too",
        "nobody has the role",
    ],
)
async def test_work_that_nobody_may_do_today_is_seen_by_managers(
    *,
    db: AsyncSession,
    holder: dict[str, Any] | None,
    delegate: dict[str, Any] | None,
    seen: bool,
) -> None:
    number, ref = new_ref(), new_ref()
    role, boss = f"role-{number}", f"boss-{number}"
    people = there(boss, "ps_ssm")
    if delegate is not None:
        people += there(f"stand-in-{number}", role, **delegate)
    if holder is not None:
        other = f"stand-in-{number}" if delegate is not None else None
        people += there(f"holder-{number}", role, delegate=other, **holder)
    held = f"holder-{number}" if holder is not None else None
    await write(db, *people, a_case(ref), a_task(ref, role=role, assignee=held))

    found = await tasks.day(db, boss, now=NOON)

    assert (f"{ref}.t1" in [task["id"] for task in found["nobodys"]]) is seen


async def test_unclaimed_work_is_nobodys_while_everybody_of_its_role_is_away(
    db: AsyncSession,
) -> None:
    number, ref = new_ref(), new_ref()
    away = there(f"holder-{number}", f"role-{number}", away=True)
    await write(db, *away, a_case(ref), a_task(ref, role=f"role-{number}"))
    wanted = tasks.Filters(nobodys=True, case=ref)

    during = await tasks.list_tasks(db, wanted, now=NOON)
    after = await tasks.list_tasks(db, wanted, now=NOON + DAY)

    assert ([task["case"] for task in during["tasks"]], after["tasks"]) == ([ref], [])


@dataclass(frozen=True)
class Someone:
    """An officer of a made-up office."""

    id: str
    roles: frozenset[str]
    away: bool
    delegate: str | None

    def may(self, task: Task, others: Mapping[str, "Someone"], about: Collection[str]) -> bool:
        """Tell whether they are there today and may do a task: the rule, said once more."""
        if self.away or task.role not in self.roles or self.id in about:
            return False
        holder = others.get(task.assignee or "")
        return holder is None or holder is self or (holder.away and holder.delegate == self.id)


Office = tuple[list[Base], dict[str, Someone], list[Task], dict[str, list[str]]]


def an_office(dice: Random, number: str) -> Office:
    """Make up officers with roles, absences and delegates, and work for them in cases of teams.

    Some of the cases are about some of the officers.
    """
    roles = [f"role-{number}-{letter}" for letter in "abc"]
    ids = [f"officer-{number}-{count}" for count in range(5)]
    people, rows = {}, []
    for id_ in ids:
        has, away = dice.sample(roles, dice.randint(0, 2)), dice.random() < 0.4
        delegate = dice.choice([None, *(other for other in ids if other != id_)])
        people[id_] = Someone(id_, frozenset(has), away, delegate)
        today = date(2026, 12, 1)
        rows += [
            Officer(id=id_, name="S. Body", office="ACT", team=dice.choice("ns")),
            *(OfficerRole(officer=id_, role=role, from_date=date(2026, 1, 1)) for role in has),
            *([OfficerAbsence(officer=id_, from_date=today, until_date=today)] if away else []),
        ]
    cases = [
        a_case(new_ref(), team=team, not_for=dice.sample(ids, about))
        for team, about in (("n", 0), ("s", 1), (None, 3))
    ]
    work = [
        a_task(
            dice.choice(cases).ref,
            count,
            id=f"{number}.t{count}",
            kind="of_no_kind",
            role=dice.choice(roles),
            assignee=dice.choice([None, *ids]),
        )
        for count in range(12)
    ]
    return [*rows, *cases], people, work, {case.ref: case.not_for for case in cases}


@pytest.mark.parametrize("seed", range(6))
async def test_every_open_task_is_in_the_day_of_whoever_may_do_it_or_else_nobodys(
    db: AsyncSession, seed: int
) -> None:
    """Whatever roles, teams, absences and delegates there are: no work lies where nobody looks."""
    number = new_ref()
    dice = Random(seed)  # noqa: S311 - made-up people, the same each time
    rows, people, work, about = an_office(dice, number)
    await write(db, *rows)
    for id_, person in people.items():
        (await db.get_one(Officer, id_)).delegate = person.delegate
    await write(db, *work)

    wanted = tasks.Filters(nobodys=True)
    listed = (await tasks.list_tasks(db, wanted, now=NOON, limit=1000))["tasks"]
    days = {id_: await tasks.day(db, id_, now=NOON) for id_ in people}

    nobodys = {task["id"] for task in listed}
    seen = {
        id_: {task["id"] for name in ("mine", "team", "others") for task in found[name]}
        for id_, found in days.items()
    }
    for task in work:
        doers = [
            id_
            for id_, person in people.items()
            if person.may(task, people, about[task.case or ""])
        ]
        assert (task.id in nobodys) is (not doers), (task.role, task.assignee)
        assert all(task.id in seen[doer] for doer in doers), (task.role, task.assignee, doers)


async def test_what_is_nobodys_is_read_in_pages(
    db: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, ref = new_ref(), new_ref()
    work = [a_task(ref, count, role=f"role-{number}", due=LONG_AGO) for count in (1, 2, 3)]
    await write(db, *there(f"boss-{number}", "ps_ssm"), a_case(ref), *work)
    monkeypatch.setattr(tasks, "PAGE", 2)

    first = await tasks.day(db, f"boss-{number}", now=NOON)
    rest = await tasks.list_tasks(
        db, tasks.Filters(nobodys=True), now=NOON, cursor=first["nobodys_next"], limit=1
    )

    assert [task["id"][-2:] for task in (*first["nobodys"], *rest["tasks"])] == ["t1", "t2", "t3"]


async def test_work_of_a_further_role_of_its_kind_is_in_the_day_of_who_holds_that(
    db: AsyncSession,
) -> None:
    """A letter that is stuck was in no day: its first role had nobody (CB-LETTER)."""
    number, ref = new_ref(), new_ref()
    kind = next(kind for kind in TASKS.values() if further_roles(kind))
    first, *_ = further_roles(kind)
    await write(
        db,
        *there(f"other-{number}", first.value),
        a_case(ref),
        a_task(ref, kind=kind.name, role=f"role-{number}"),
    )

    found = await tasks.day(db, f"other-{number}", now=NOON)

    assert f"{ref}.t1" in [task["id"] for task in found["team"]]
    assert (await tasks.list_tasks(db, tasks.Filters(nobodys=True, case=ref), now=NOON))[
        "tasks"
    ] == []


async def test_the_load_of_each_officer_and_role_counts_what_is_open_late_and_due(
    db: AsyncSession, team: str, owing: str
) -> None:
    me, ref = f"psso.me-{team}", new_ref()
    await write(
        db,
        a_case(ref, owner=me, team="north"),
        a_task(ref, 1, assignee=me, due=NOON),
        a_task(ref, 2, assignee=me, due=NOON + DAY),
        a_task(ref, 3, assignee=me, due=NOON + 9 * DAY),
        a_task(owing, 2, role=f"role-{team}"),
    )

    with statements(db) as seen:
        found = await tasks.load(db, now=NOON, due_by=NOON + 7 * DAY, team="north")

    (mine,) = [each for each in found["officers"] if each["id"] == me]
    assert [mine[name] for name in ("cases", "open", "late", "due")] == [1, 3, 1, 1]
    (away,) = [each for each in found["officers"] if each["id"] == f"psso.away-{team}"]
    assert (away["away"], away["delegate"], away["open"]) == (True, me, 0)
    (role,) = [each for each in found["roles"] if each["role"] == f"role-{team}"]
    assert [role[name] for name in ("open", "late", "due")] == [1, 1, 0]
    assert len(seen) == 2


async def test_a_list_of_work_takes_one_statement_and_a_day_two(
    db: AsyncSession, team: str
) -> None:
    ref, me = new_ref(), f"psso.me-{team}"
    await write(db, a_case(ref), a_task(ref, assignee=me))

    with statements(db) as listed:
        await tasks.list_tasks(db, tasks.Filters(officer=me), now=NOON)
    with statements(db) as day:
        await tasks.day(db, me, now=NOON)

    assert (len(listed), len(day)) == (1, 2)


@pytest.mark.parametrize(
    "kind", [kind for kind in TASKS.values() if kind.needs], ids=lambda kind: kind.name
)
async def test_a_task_says_what_the_file_lacks_and_which_acts_bring_it(
    db: AsyncSession, kind: TaskKind
) -> None:
    ref = new_ref()
    case = a_case(ref, customer="cust-query", programme="child_support")
    # What a decision is asked for, and what a second person confirms.
    data = {"reason": Reason.OPTIONS_DECLINED.value, "correction": "correction-1"}
    await write(db, case, a_task(ref, kind=kind.name, customer="cust-query", data=data))

    found = (await tasks.task_json(db, f"{ref}.t1", now=NOON))["needs"]

    assert [need["key"] for need in found] == [need.key for need in kind.needs]
    assert {act for need in found for act in need["acts"]} <= set(ACTS)


async def test_what_an_area_has_to_decide_is_in_the_day_of_those_with_its_delegation(
    db: AsyncSession,
) -> None:
    """BG-ROLE-SPEC-f: the door refuses the others, so it is in no day of theirs."""
    number, role = new_ref(), Role.SPECIALIST_OFFICER
    ours, theirs = f"specialist.ours-{number}", f"specialist.theirs-{number}"
    care, foi = f"care-{number}", f"foi-{number}"
    for officer, area in ((ours, care), (theirs, foi)):
        await write(
            db,
            Officer(id=officer, name="S. Pecialist", office="ACT", team="north", areas=[area]),
            OfficerRole(officer=officer, role=role, from_date=date(2026, 1, 1)),
        )
    ref = new_ref()
    areas = {1: care, 2: foi, 3: None, 4: f"tax-{number}"}
    await write(
        db,
        a_case(ref),
        *(a_task(ref, n, role=role, data={"area": area}) for n, area in areas.items()),
    )

    async def of(officer: str) -> list[str]:
        found = await tasks.day(db, officer, now=NOON)
        return [t["id"][-2:] for t in (*found["team"], *found["others"]) if t["case"] == ref]

    assert await of(ours) == ["t1", "t3"]
    assert await of(theirs) == ["t2", "t3"]
    wanted = tasks.Filters(case=ref, nobodys=True)
    found = (await tasks.list_tasks(db, wanted, now=NOON))["tasks"]
    assert [task["id"][-2:] for task in found] == ["t4"]
