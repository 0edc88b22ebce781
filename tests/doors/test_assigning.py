"""Claim, release, hand over, return: the row and a line in the timeline."""

import asyncio
from datetime import timedelta

import pytest

from database.models import Officer, TimelineEntry
from domain.errors import NotAuthenticatedError, UnknownNameError
from starter.doors.assigning import Assigning
from tests.doors.seeing import NOW, Seen, Sessions
from tests.sending import caller

SSM = "external_complaints_ssm.novak"


@pytest.fixture
def assigning(stored: Sessions) -> Assigning:
    return Assigning(stored, lambda: NOW)


@pytest.fixture
async def case(seen: Seen, request: pytest.FixtureRequest) -> str:
    return await seen.add_case(f"co-{abs(hash(request.node.nodeid)) % 10**10:010}")


@pytest.fixture
async def task(seen: Seen, case: str) -> str:
    return await seen.add_task(f"{case}.t1", "settle_avenues", case)


async def last(seen: Seen, case: str) -> TimelineEntry:
    return (await seen.timeline(case))[-1]


async def test_claimed_task_is_its_holders(
    assigning: Assigning, seen: Seen, case: str, task: str
) -> None:
    act = await assigning.claim(task, caller("novak.second"))

    assert (act.assignee, act.refused) == (SSM, None)
    assert (await seen.task(task)).assignee == SSM
    entry = await last(seen, case)
    assert (entry.step, entry.kind, entry.actor) == ("CB-TASK", "recorded", SSM)
    assert entry.words.endswith(f": claimed by {SSM}")


async def test_task_can_be_claimed_once(assigning: Assigning, task: str) -> None:
    found = await asyncio.gather(
        assigning.claim(task, caller(SSM)), assigning.claim(task, caller("ssm.standin"))
    )

    assert sorted(act.refused is None for act in found) == [False, True]
    refusal = next(act.refused for act in found if act.refused)
    assert "who can release it or hand it over" in refusal


async def test_claiming_again_changes_nothing(
    assigning: Assigning, seen: Seen, case: str, task: str
) -> None:
    await assigning.claim(task, caller(SSM))

    assert (await assigning.claim(task, caller(SSM))).refused is None
    assert len(await seen.timeline(case)) == 1


@pytest.mark.parametrize("officer", ["psso.diaz", "nobody.yet", "ssm.former", "ssm.next_year"])
async def test_task_cannot_be_claimed_without_its_role(
    assigning: Assigning, seen: Seen, case: str, task: str, officer: str
) -> None:
    act = await assigning.claim(task, caller(officer))

    assert f"which {officer} is not today" in (act.refused or "")
    assert await seen.timeline(case) == []


async def test_task_that_is_not_open_cannot_be_held(
    assigning: Assigning, seen: Seen, case: str
) -> None:
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, state="completed")

    for act in (
        await assigning.claim(task, caller(SSM)),
        await assigning.hand_over(task, caller(SSM), "ssm.standin"),
        await assigning.give_back(task, caller(SSM), "wrong office"),
    ):
        assert act.refused == "it is not open: it was completed"


async def test_released_task_may_be_claimed_by_another(assigning: Assigning, task: str) -> None:
    await assigning.claim(task, caller(SSM))

    assert (await assigning.release(task, caller(SSM))).assignee is None
    assert (await assigning.claim(task, caller("ssm.standin"))).assignee == "ssm.standin"


async def test_nobody_releases_what_nobody_holds(assigning: Assigning, task: str) -> None:
    assert (await assigning.release(task, caller(SSM))).refused == "nobody holds it"


async def test_task_of_another_is_left_alone_by_others(
    assigning: Assigning, seen: Seen, case: str
) -> None:
    task = await seen.add_task(
        f"{case}.t2", "decide_reopening", case, role="psso", assignee="psso.diaz"
    )

    act = await assigning.release(task, caller("service_officer.singh"))

    assert act.refused == (
        "it is with psso.diaz; only they, their delegate or a manager can do that"
    )
    assert act.assignee == "psso.diaz"


async def test_manager_hands_over_what_another_holds(
    assigning: Assigning, seen: Seen, case: str
) -> None:
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, assignee="ssm.away")

    act = await assigning.hand_over(task, caller("team_leader.brown"), "ssm.standin")

    assert act.assignee == "ssm.standin"
    entry = await last(seen, case)
    assert (entry.actor, entry.data["to"]) == ("team_leader.brown", "ssm.standin")


async def test_delegate_acts_for_somebody_who_is_away_today_only(
    stored: Sessions, assigning: Assigning, seen: Seen, case: str
) -> None:
    task = await seen.add_task(
        f"{case}.t2", "read_message", case, role="mail_team", assignee="ssm.away"
    )
    async with stored.begin() as db:
        away = await db.get_one(Officer, "ssm.away")
        away.delegate = "mail_team.lee"
    tomorrow = Assigning(stored, lambda: NOW + timedelta(days=1))

    after = await tomorrow.release(task, caller("mail_team.lee"))
    during = await assigning.release(task, caller("mail_team.lee"))

    async with stored.begin() as db:
        (await db.get_one(Officer, "ssm.away")).delegate = "ssm.standin"
    assert "it is with ssm.away" in (after.refused or "")
    assert during.refused is None


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("psso.diaz", "which psso.diaz is not today"),
        ("ssm.away", "ssm.away is away today; their delegate is ssm.standin"),
    ],
    ids=["not of the role", "away"],
)
async def test_hand_over_needs_somebody_who_can_take_it(
    assigning: Assigning, task: str, to: str, words: str
) -> None:
    act = await assigning.hand_over(task, caller(SSM), to)

    assert words in (act.refused or "")


async def test_returned_task_says_why_to_whoever_takes_it(
    assigning: Assigning, seen: Seen, case: str, task: str
) -> None:
    await assigning.claim(task, caller(SSM))

    await assigning.give_back(task, caller(SSM), " It belongs to the Level 1 team. ")
    await assigning.give_back(task, caller("ssm.standin"), "No, it does not.")

    row = await seen.task(task)
    assert row.assignee is None
    assert row.data["returned"] == [
        {
            "by": SSM,
            "at": "2026-12-03T09:00:00+00:00",
            "reason": "It belongs to the Level 1 team.",
        },
        {"by": "ssm.standin", "at": "2026-12-03T09:00:00+00:00", "reason": "No, it does not."},
    ]
    assert (await last(seen, case)).data["reason"] == "No, it does not."


async def test_task_is_not_returned_without_a_reason(assigning: Assigning, task: str) -> None:
    assert (await assigning.give_back(task, caller(SSM), "  ")).refused == "say why it is returned"


async def test_standalone_task_without_a_case_can_be_held(
    assigning: Assigning, seen: Seen, stored: Sessions
) -> None:
    task = await seen.add_task("standalone.telephony.held", "find_case", None)

    assert (await assigning.claim(task, caller("mail_team.lee"))).assignee == "mail_team.lee"


async def test_unknown_names_are_answered_with_the_nearest(assigning: Assigning, task: str) -> None:
    with pytest.raises(UnknownNameError, match="There is no officer psso") as raised:
        await assigning.claim(task, caller("psso.dias"))
    assert raised.value.nearest == "psso.diaz"
    with pytest.raises(UnknownNameError, match="There is no task"):
        await assigning.claim(f"{task}9", caller(SSM))


async def test_a_system_holds_no_task(assigning: Assigning, task: str) -> None:
    with pytest.raises(NotAuthenticatedError, match="only an officer does that, and telephony is"):
        await assigning.claim(task, caller(source="telephony"))


async def test_whoever_the_case_is_about_holds_and_assigns_nothing_of_it(
    assigning: Assigning, seen: Seen, case: str
) -> None:
    """WC-S3j: by no account, and no manager gives it to them; a manager gives nothing of theirs."""
    about = await seen.add_case(f"{case}-about", not_for=[SSM, "team_leader.brown"])
    task = await seen.add_task(f"{about}.t1", "settle_avenues", about)

    tried = (
        await assigning.claim(task, caller("novak.second")),
        await assigning.hand_over(task, caller("ssm.standin"), SSM),
        await assigning.hand_over(task, caller("team_leader.brown"), "ssm.standin"),
    )

    never = "never handles this: it is about them; another officer must"
    assert [act.refused for act in tried] == [
        f"{SSM} {never}",
        f"{SSM} {never}",
        f"team_leader.brown {never}",
    ]
    assert (await assigning.claim(task, caller("ssm.standin"))).assignee == "ssm.standin"
