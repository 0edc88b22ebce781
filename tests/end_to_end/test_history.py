"""How much a case asks of the server: counted in what Temporal recorded, never timed."""

from itertools import pairwise

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
    "call.answered",  # again: it asks for the cold transfer, or counts (CSP-T3-S9d, S12b)
    "variation.requested",  # the case remembers which occasion is asked for (CSP-T3-S13a)
    "behaviour.continued",  # the case remembers which breach is seen to (CSP-T3-S14b)
    "contact.came",  # likewise
    "review.brought_forward",  # it ends the rest, or is refused where nothing rests
    "ownership.requested",  # by another area: it is put to whoever has the customer (CMA-T1-S6d)
    "ownership.released",  # it ends the rest of whoever has the customer (CMA-T3-S4b)
    "death.retracted",  # it gives a customer back who did not die (CMA-T1-S5b)
    "ownership.taken",  # it ends what is asked about the customer (CMA-T2-S10e)
}
STAYS = {  # what moves a case elsewhere, and where it does not: by the step of the wait
    ("letter.delivered", "CSP-T3-S7j"),  # a notice of the decision: nobody waits for it
    ("letter.delivered", "CSP-T8-S2c"),  # the request: it waits for the answer
    ("death.retracted", "CSP-T6-S1k"),  # elsewhere the time of people outside counts on
    ("death.retracted", "WC-S3m"),
    ("procedure.reported", "CSP-T8-S2c"),  # there it is an act on the file
}
REFUSED = {  # messages whose check says no: so each story expects
    "customer_without_an_address": 1,
    "complaint_about_an_officer": 1,
    "two_parents_one_protected": 2,
    "child_support/let_go_by_litigation": 1,  # no stand-in for who is there (CMA-T3-S4b)
    "child_support/letter_to_the_dead": 1,  # no letter to whom a death was reported
    "child_support/wrong_customer": 1,  # none while the case is about the wrong customer
    "child_support/complaint_about_the_owning_psso": 1,  # no end by whom the complaint is about
}
REBUTTED = {  # what was presumed of another case, and has changed since the last settle
    "same_letter_twice": ["task.completed"],  # the other one with the letter has gone on
    "escalation_reported_back": ["task.completed"],
    "child_support/warned_and_quiet": ["task.completed"],
}
AS_ASKED_FOR = {"customer.replied", "customer.called_back"}  # moves it where a wait asks for it


def _settles(one: Stretch) -> range:
    """Return how often it may settle: what a corrected day has made late passes at once, too.

    What came together is settled together, or one after the other.
    """
    return range(1, 1 + one.together + (one.cause == "complaint.corrected"))


def _moves(one: Stretch, before: Stretch) -> bool:
    """Tell whether its cause moves the case in the wait that it came in: the last one's settle."""
    settles = before.checks + before.settles + before.questions
    last = max(settles, key=lambda ident: int(ident.partition(".")[0]), default="")
    return one.cause in MOVE and (one.cause, last.rpartition(".")[2]) not in STAYS


async def _cases(hall: Hall, story: str) -> list[list[Stretch]]:
    told = await hall.story(story)
    return [list(stretches(events)) for events in told.histories.values()]


async def _stretches(hall: Hall, story: str) -> list[Stretch]:
    return [stretch for case in await _cases(hall, story) for stretch in case]


@pytest.mark.parametrize("story", STORIES)
async def test_a_case_settles_once_between_two_waits(hall: Hall, story: str) -> None:
    found = await _stretches(hall, story)

    # What its check refuses ends no wait, and so nothing new is settled.
    ended = [one for one in found if one.settles or not one.checks]
    assert [one for one in ended if len(one.settles) not in _settles(one)] == []
    assert len(found) - len(ended) == REFUSED.get(story, 0)


@pytest.mark.parametrize("story", STORIES)
async def test_what_moves_a_case_is_checked_and_nothing_else(hall: Hall, story: str) -> None:
    """What is work for the owner, or an act, is admitted in the settle that writes it."""
    for case in await _cases(hall, story):
        judged = [two for two in pairwise(case) if two[1].cause not in AS_ASKED_FOR]
        checked = [(one.cause, len(one.checks + one.presumed)) for _, one in judged]
        assert checked == [(one.cause, int(_moves(one, before))) for before, one in judged]


@pytest.mark.parametrize("story", STORIES)
async def test_what_follows_is_settled_with_the_check_but_where_acts_change_what_a_case_goes_by(
    hall: Hall, story: str
) -> None:
    found = await _stretches(hall, story)

    before = [one for one in found if one.checks and one.settles and not one.rebutted]
    assert {one.cause for one in before} <= {"task.completed"}
    assert all(len(one.checks) <= 1 for one in found)
    assert [one.cause for one in found for _ in one.rebutted] == REBUTTED.get(story, [])


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
