"""What ``casebound next`` says is so, in every phase of every lifecycle."""

from datetime import date, datetime

import pytest

from tests.end_to_end.next_said import Said
from tests.end_to_end.test_scenarios import STORIES
from tests.end_to_end.told import Hall, Told
from tests.end_to_end.walks import BY_STORY, WALKS, file_of, phases_of
from worker.registration import LIFECYCLES

A_MOMENT = 60  # seconds of the case's clock, which goes on while a timer is armed
ROADS = sorted(walk for walk in BY_STORY if walk.startswith("roads/"))


async def walked(hall: Hall, walk: str) -> Told:
    """Return what came of a story, which is played once for all, or of a road."""
    return await (hall.story(walk) if walk in STORIES else hall.play(file_of(walk)))


def wrong(said: Said) -> list[str]:
    """Say where ``next`` and what is so differ: the timer, when it fires, the open work."""
    following = said.next["next"]
    on = date.fromisoformat(following["due_on"]) if following else None
    summary = f"{following['step']}: {on.day} {on:%B %Y}, {following['what']}" if on else None
    summaries = [timer.summary for timer in said.timers]
    faults = []
    if summaries != [summary] * (summary is not None):
        faults.append(f"the timers are {summaries}, said is {summary}")
    elif following:
        says = datetime.fromisoformat(following["when"])
        if abs((says - said.timers[0].fires_at).total_seconds()) > A_MOMENT:
            faults.append(f"{summary} fires at {said.timers[0].fires_at}, said is {says}")
    if (held := {date["deadline"]: date["why"] for date in said.next["held"]}) != said.held:
        faults.append(f"held are {said.held}, said is {held}")
    if (work := {task["id"] for task in said.next["work"]}) != said.open_tasks:
        faults.append(f"open are {said.open_tasks}, said is {work}")
    if (roles := {task["role"] for task in said.next["work"]}) != said.roles:
        faults.append(f"Temporal shows work for {said.roles}, said is {roles}")
    return [f"{said.type} in {said.phase}: {fault}" for fault in faults]


@pytest.mark.parametrize("story", [*STORIES, *ROADS])
async def test_next_says_what_the_timer_and_the_open_work_of_a_case_say(
    hall: Hall, story: str
) -> None:
    """Wherever it comes to rest; and the story comes where it is said to."""
    told = await walked(hall, story)

    assert told.said
    assert [fault for said in told.said for fault in wrong(said)] == []
    comes_to = {(kind, phase) for kind, of in BY_STORY[story].items() for phase in of}
    assert comes_to - phases_of(told) == set()


async def test_next_lists_what_is_held_why_and_since_when(hall: Hall) -> None:
    """CB-DEATH: nothing passes by itself then, and whoever asks learns what stands still."""
    told = await hall.story("child_support/dies_in_the_14_days")

    (said,) = [said for said in told.said if said.next["held"]]
    (held,) = said.next["held"]
    assert (held["step"], held["due_on"]) == ("CSP-T6-S1k", "2027-02-03")
    assert held["why"] == "the customer was reported to have died"
    assert held["since"] == "2027-01-26T10:00:00+11:00"


def test_some_story_comes_through_every_phase_of_every_lifecycle() -> None:
    """A lifecycle that is declared and has no story is missing here, as is a phase of one."""
    declared = {each.__name__: set(each.lifecycle.phases) for each in LIFECYCLES}
    come_through = {
        kind: {phase for phases in WALKS.get(kind, {}).values() for phase in phases}
        for kind in declared
    }

    missing = {kind: phases - come_through[kind] for kind, phases in declared.items()}
    assert {kind: phases for kind, phases in missing.items() if phases} == {}
