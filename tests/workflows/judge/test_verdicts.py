"""Each verdict on a message, and what it takes to get it."""

import pytest

from activities.carried import Window
from domain.messages import Envelope
from tests.workflows.judge.made import (
    CALLED,
    CASE,
    COMPLETED,
    REPLIED,
    message,
    missed,
    situation,
    waiting,
    work,
)
from workflows import judge
from workflows.judge import Situation, Verdict, verdict

TASK, LETTER, OTHER = f"{CASE}.t1", f"{CASE}.l1", f"{CASE}.l2"
ASKS = waiting(REPLIED)
ASKS_ABOUT_LETTER = waiting(REPLIED, about=[LETTER])
BUSY = waiting(CALLED)  # waits for something else


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (message(REPLIED), situation(ASKS)),
        (message(REPLIED, hours=0), situation(ASKS)),
        (message(REPLIED, about=LETTER), situation(ASKS_ABOUT_LETTER)),
        (message(REPLIED, about=LETTER, hours=-1), situation(ASKS_ABOUT_LETTER)),
        (message(REPLIED), situation(ASKS, orders=[REPLIED], held=[REPLIED])),
        (message(REPLIED), situation(ASKS, windows=[missed(REPLIED, hours=2)])),
    ],
    ids=[
        "of the type that is asked for",
        "at the very instant of the question",
        "about the letter that is asked about",
        "about that letter, though before the question",
        "that an order would take too, and a later wait",
        "that an earlier wait would have taken too",
    ],
)
def test_a_message_answers(told: Envelope, where: Situation) -> None:
    assert verdict(told, where) == judge.Answers()


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (message(CALLED), situation(ASKS)),
        (message(REPLIED, hours=-1), situation(ASKS)),
        (message(REPLIED, about=OTHER), situation(ASKS_ABOUT_LETTER)),
        (message(REPLIED, about=LETTER), situation(ASKS)),
    ],
    ids=[
        "of another type",
        "before the question",
        "about another letter",
        "about a letter, where the wait asks about none",
    ],
)
def test_a_message_is_no_answer_and_goes_to_the_owner(told: Envelope, where: Situation) -> None:
    assert verdict(told, where) == judge.ToOwner(late=False)


def test_what_was_held_answers_though_it_came_before_the_question() -> None:
    told = message(REPLIED, hours=-5)

    assert verdict(told, situation(ASKS), held=True) == judge.Answers()


@pytest.mark.parametrize(
    ("wait", "background", "expected"),
    [
        (waiting(COMPLETED, about=[TASK]), False, judge.ToCheck(TASK, answers=True)),
        (waiting(COMPLETED, about=[TASK]), True, judge.ToCheck(TASK, answers=True)),
        (BUSY, True, judge.ToCheck(TASK, answers=False)),
        (BUSY, False, judge.Refused("nothing asks for it now")),
        (
            waiting(COMPLETED, about=[f"{CASE}.t2"]),
            False,
            judge.Refused("nothing asks for it now"),
        ),
    ],
    ids=[
        "work that is waited for",
        "background work that is waited for",
        "background work beside a wait",
        "work that no wait asks for any more",
        "work while another is waited for",
    ],
)
def test_a_completion_is_checked_where_something_asks_for_it(
    wait: judge.Wait, background: bool, expected: Verdict
) -> None:
    open_work = {TASK: work(background=background)}

    assert verdict(message(COMPLETED, about=TASK), situation(wait, work=open_work)) == expected


@pytest.mark.parametrize("about", [TASK, None], ids=["a task", "nothing"])
def test_a_completion_of_what_is_not_open_is_refused(about: str | None) -> None:
    asks = waiting(COMPLETED, about=[TASK])

    assert verdict(message(COMPLETED, about=about), situation(asks)) == judge.Refused(
        "the task is not open in this case"
    )


@pytest.mark.parametrize(
    ("told", "window"),
    [
        (message(REPLIED, hours=-2), missed(REPLIED)),
        (message(REPLIED, hours=-2, about=LETTER), missed(REPLIED, about=[LETTER])),
        (message(REPLIED, hours=-20, about=LETTER), missed(REPLIED, about=[LETTER])),
    ],
    ids=["by its time", "by its letter", "by its letter, though before the question"],
)
def test_an_answer_in_time_moves_the_case_though_it_is_recorded_late(
    told: Envelope, window: Window
) -> None:
    where = situation(BUSY, windows=[window], orders=[REPLIED], held=[REPLIED])

    assert verdict(told, where) == judge.InTimeAfterAll(window)


@pytest.mark.parametrize(
    ("told", "window", "late"),
    [
        (message(REPLIED, hours=-1), missed(REPLIED), True),
        (message(REPLIED, hours=3), missed(REPLIED), True),
        (message(REPLIED, hours=3, about=LETTER), missed(REPLIED, about=[LETTER]), True),
        (message(REPLIED, hours=3, about=OTHER), missed(REPLIED, about=[LETTER]), False),
        (message(REPLIED, hours=-13), missed(REPLIED), False),
        (message(CALLED, hours=3), missed(REPLIED), False),
    ],
    ids=[
        "at the due instant",
        "after it",
        "about the letter, after it",
        "about another letter",
        "before the letter was asked about",
        "of another type",
    ],
)
def test_the_owner_is_told_whether_an_answer_came_too_late(
    told: Envelope, window: Window, late: bool
) -> None:
    where = situation(waiting("referral.received"), windows=[window])

    assert verdict(told, where) == judge.ToOwner(late=late)


def test_a_standing_order_takes_what_no_wait_asks_for() -> None:
    where = situation(BUSY, orders=[REPLIED], held=[REPLIED])

    assert verdict(message(REPLIED), where) == judge.Standing()


def test_what_a_later_wait_asks_for_is_held() -> None:
    assert verdict(message(REPLIED), situation(BUSY, held=[REPLIED])) == judge.Held()


def test_a_changed_calendar_counts_every_date_anew() -> None:
    assert verdict(message("calendar.changed"), situation(BUSY)) == judge.Recount()


def test_a_letter_that_has_left_answers_the_wait_for_it() -> None:
    where = situation(waiting("letter.delivered", about=[LETTER]))

    assert verdict(message("letter.delivered", about=LETTER), where) == judge.Answers()
    assert verdict(message("letter.delivered", about="ps-1.l9"), where) == judge.Noted()


def test_of_a_letter_that_nobody_waits_for_any_more_nothing_follows() -> None:
    where = situation(BUSY, windows=[missed(REPLIED, about=[LETTER])])

    assert verdict(message("letter.delivered", about=LETTER), where) == judge.Noted()
