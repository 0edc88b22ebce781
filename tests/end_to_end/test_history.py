"""How much a case asks of the server: counted in what Temporal recorded, never timed."""

import pytest

from benchmarks.history import Stretch, stretches
from tests.end_to_end.test_scenarios import STORIES
from tests.end_to_end.told import Hall

MOVE = {  # acts of an officer, what a phase waits for, and what is ordered at any time
    "task.completed",
    "letter.delivered",
    "case.withdrawn",
    "complaint.corrected",
    "procedure.reported",
    "letter.logged_again",
    "referral.received",  # a second one: the first opens its case
}
REFUSED = {  # completions whose check says no
    "customer_without_an_address": 1,
    "complaint_about_an_officer": 1,
    "two_parents_one_protected": 2,
}
AS_ASKED_FOR = {"customer.replied", "customer.called_back"}  # moves it where a wait asks for it


def _settles(one: Stretch) -> tuple[int, ...]:
    """Return how often it may settle: what a corrected day has made late passes at once, too."""
    return (1, 2) if one.cause == "complaint.corrected" else (1,)


async def _stretches(hall: Hall, story: str) -> list[Stretch]:
    told = await hall.story(story)
    return [stretch for events in told.histories.values() for stretch in stretches(events)]


@pytest.mark.parametrize("story", STORIES)
async def test_a_case_settles_once_between_two_waits(hall: Hall, story: str) -> None:
    found = await _stretches(hall, story)

    # A completion that its check refuses ends no wait, and so nothing new is settled.
    ended = [one for one in found if one.settles or not one.checks]
    assert [one for one in ended if len(one.settles) not in _settles(one)] == []
    assert len(found) - len(ended) == REFUSED.get(story, 0)


@pytest.mark.parametrize("story", STORIES)
async def test_a_settle_of_its_own_checks_what_moves_a_case_and_nothing_else(
    hall: Hall, story: str
) -> None:
    """What is work for the owner, or an act, is admitted in the settle that writes it."""
    found = await _stretches(hall, story)

    checked = [(one.cause, len(one.checks)) for one in found if one.cause not in AS_ASKED_FOR]
    assert checked == [(cause, int(cause in MOVE)) for cause, _ in checked]
    assert all(len(one.checks) <= 1 for one in found)


@pytest.mark.parametrize("story", STORIES)
async def test_a_case_asks_the_database_at_most_one_question_between_two_waits(
    hall: Hall, story: str
) -> None:
    found = await _stretches(hall, story)

    assert [one for one in found if len(one.questions) > 1] == []


@pytest.mark.parametrize("story", STORIES)
async def test_one_timer_is_armed_at_a_time(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    for events in told.histories.values():
        running: set[str] = set()
        for event in events:
            running.discard(event.timer_fired_event_attributes.timer_id)
            running.discard(event.timer_canceled_event_attributes.timer_id)
            if started := event.timer_started_event_attributes.timer_id:
                running.add(started)
            assert len(running) <= 1
