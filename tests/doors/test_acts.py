"""Claim, release, hand over, return, note, correct: rows and a line in the timeline."""

import asyncio
from datetime import timedelta

import pytest

from database.models import Officer, TimelineEntry
from domain.errors import UnknownNameError
from starter.doors.acts import Acts
from tests.doors.seeing import NOW, Seen, Sessions

SSM = "external_complaints_ssm.novak"


@pytest.fixture
def acts(stored: Sessions) -> Acts:
    return Acts(stored, lambda: NOW)


@pytest.fixture
async def case(seen: Seen, request: pytest.FixtureRequest) -> str:
    return await seen.add_case(f"co-{abs(hash(request.node.nodeid)) % 10**10:010}")


@pytest.fixture
async def task(seen: Seen, case: str) -> str:
    return await seen.add_task(f"{case}.t1", "settle_avenues", case)


async def last(seen: Seen, case: str) -> TimelineEntry:
    return (await seen.timeline(case))[-1]


async def test_claimed_task_is_its_holders(acts: Acts, seen: Seen, case: str, task: str) -> None:
    act = await acts.claim(task, "novak.second")

    assert (act.assignee, act.refused) == (SSM, None)
    assert (await seen.task(task)).assignee == SSM
    entry = await last(seen, case)
    assert (entry.step, entry.kind, entry.actor) == ("CB-TASK", "recorded", SSM)
    assert entry.words.endswith(f": claimed by {SSM}")


async def test_task_can_be_claimed_once(acts: Acts, task: str) -> None:
    found = await asyncio.gather(acts.claim(task, SSM), acts.claim(task, "ssm.standin"))

    assert sorted(act.refused is None for act in found) == [False, True]
    refusal = next(act.refused for act in found if act.refused)
    assert "who can release it or hand it over" in refusal


async def test_claiming_again_changes_nothing(acts: Acts, seen: Seen, case: str, task: str) -> None:
    await acts.claim(task, SSM)

    assert (await acts.claim(task, SSM)).refused is None
    assert len(await seen.timeline(case)) == 1


@pytest.mark.parametrize("officer", ["psso.diaz", "nobody.yet", "ssm.former", "ssm.next_year"])
async def test_task_cannot_be_claimed_without_its_role(
    acts: Acts, seen: Seen, case: str, task: str, officer: str
) -> None:
    act = await acts.claim(task, officer)

    assert f"which {officer} is not today" in (act.refused or "")
    assert await seen.timeline(case) == []


async def test_task_that_is_not_open_cannot_be_held(acts: Acts, seen: Seen, case: str) -> None:
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, state="completed")

    for act in (
        await acts.claim(task, SSM),
        await acts.hand_over(task, SSM, "ssm.standin"),
        await acts.give_back(task, SSM, "wrong office"),
    ):
        assert act.refused == "it is not open: it was completed"


async def test_released_task_may_be_claimed_by_another(acts: Acts, task: str) -> None:
    await acts.claim(task, SSM)

    assert (await acts.release(task, SSM)).assignee is None
    assert (await acts.claim(task, "ssm.standin")).assignee == "ssm.standin"


async def test_nobody_releases_what_nobody_holds(acts: Acts, task: str) -> None:
    assert (await acts.release(task, SSM)).refused == "nobody holds it"


async def test_task_of_another_is_left_alone_by_others(acts: Acts, seen: Seen, case: str) -> None:
    task = await seen.add_task(
        f"{case}.t2", "decide_reopening", case, role="psso", assignee="psso.diaz"
    )

    act = await acts.release(task, "service_officer.singh")

    assert act.refused == (
        "it is with psso.diaz; only they, their delegate or a manager can do that"
    )
    assert act.assignee == "psso.diaz"


async def test_manager_hands_over_what_another_holds(acts: Acts, seen: Seen, case: str) -> None:
    task = await seen.add_task(f"{case}.t2", "settle_avenues", case, assignee="ssm.away")

    act = await acts.hand_over(task, "team_leader.brown", "ssm.standin")

    assert act.assignee == "ssm.standin"
    entry = await last(seen, case)
    assert (entry.actor, entry.data["to"]) == ("team_leader.brown", "ssm.standin")


async def test_delegate_acts_for_somebody_who_is_away_today_only(
    stored: Sessions, acts: Acts, seen: Seen, case: str
) -> None:
    task = await seen.add_task(
        f"{case}.t2", "read_message", case, role="mail_team", assignee="ssm.away"
    )
    async with stored.begin() as db:
        away = await db.get_one(Officer, "ssm.away")
        away.delegate = "mail_team.lee"
    tomorrow = Acts(stored, lambda: NOW + timedelta(days=1))

    after = await tomorrow.release(task, "mail_team.lee")
    during = await acts.release(task, "mail_team.lee")

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
    acts: Acts, task: str, to: str, words: str
) -> None:
    act = await acts.hand_over(task, SSM, to)

    assert words in (act.refused or "")


async def test_returned_task_says_why_to_whoever_takes_it(
    acts: Acts, seen: Seen, case: str, task: str
) -> None:
    await acts.claim(task, SSM)

    await acts.give_back(task, SSM, " It belongs to the Level 1 team. ")
    await acts.give_back(task, "ssm.standin", "No, it does not.")

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


async def test_task_is_not_returned_without_a_reason(acts: Acts, task: str) -> None:
    assert (await acts.give_back(task, SSM, "  ")).refused == "say why it is returned"


async def test_standalone_task_without_a_case_can_be_held(
    acts: Acts, seen: Seen, stored: Sessions
) -> None:
    task = await seen.add_task("standalone.telephony.held", "find_case", None)

    assert (await acts.claim(task, "mail_team.lee")).assignee == "mail_team.lee"


async def test_note_is_a_line_of_its_own(acts: Acts, seen: Seen, case: str) -> None:
    sequence = await acts.note(case, "psso.diaz", "The customer prefers mornings.")

    entry = await last(seen, case)
    assert (entry.sequence, entry.step, entry.kind) == (sequence, "CB-NOTE", "recorded")
    assert (entry.words, entry.actor) == ("The customer prefers mornings.", "psso.diaz")
    assert (entry.occurred_at, entry.settle) == (NOW, None)


async def test_correction_names_what_it_corrects_and_overwrites_nothing(
    acts: Acts, seen: Seen, case: str
) -> None:
    wrong = await acts.note(case, "psso.diaz", "Called on 2 December 2026.")

    sequence = await acts.correct(case, "psso.diaz", wrong, "Called on 3 December 2026.")

    first, second = await seen.timeline(case)
    assert first.words == "Called on 2 December 2026."
    assert (second.sequence, second.kind, second.corrects) == (sequence, "corrected", wrong)
    assert second.data == {"corrects": wrong}


async def test_correction_of_nothing_is_an_error(acts: Acts, case: str) -> None:
    await acts.note(case, "psso.diaz", "one")

    with pytest.raises(UnknownNameError, match="has no entry 7; its entries are 1 to 1"):
        await acts.correct(case, "psso.diaz", 7, "two")


async def test_unknown_names_are_answered_with_the_nearest(acts: Acts, task: str) -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean psso.diaz\?"):
        await acts.claim(task, "psso.dias")
    with pytest.raises(UnknownNameError, match="There is no task"):
        await acts.claim(f"{task}9", SSM)
    with pytest.raises(UnknownNameError, match="There is no case"):
        await acts.note("co-nosuchcase", SSM, "words")


async def test_many_lines_at_once_get_one_number_each(acts: Acts, seen: Seen, case: str) -> None:
    await asyncio.gather(*(acts.note(case, SSM, f"note {number}") for number in range(20)))

    assert [entry.sequence for entry in await seen.timeline(case)] == list(range(1, 21))
