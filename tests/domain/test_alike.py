"""What is offered for a word that is not known is what was meant, or nothing."""

import pytest

from domain.alike import alike
from domain.catalogue import MESSAGES
from domain.roles import Role
from starter.player.shape import ELEMENTS, FIELDS

TASK = ELEMENTS["tasks"]


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("complaint.recieved", MESSAGES, "complaint.received"),
        ("Complaint.Received", MESSAGES, "complaint.received"),
        ("task_completed", MESSAGES, "task.completed"),
        ("pso", list(Role), "psso"),
        ("compaints_officer", list(Role), "complaints_officer"),
        ("stat", FIELDS, "state"),
        ("sttae", FIELDS, "state"),
        ("letter", FIELDS, "letters"),
        ("asignee", TASK, "assignee"),
        ("dueon", TASK, "due_on"),
    ],
)
def test_a_mistyped_word_is_known_again(word: str, known: list[str], meant: str) -> None:
    assert alike(word, known) == meant


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("done", MESSAGES),  # in which "answered" has letters
        ("hello", MESSAGES),
        ("mail.sent", MESSAGES),
        ("foo", FIELDS),
        ("by", TASK),
        ("id", FIELDS),
        ("name", FIELDS),
        ("date", FIELDS),
        ("when", TASK),
        ("deadline", TASK),
        ("manager", list(Role)),
    ],
)
def test_nothing_unlike_is_offered(word: str, known: list[str]) -> None:
    assert alike(word, known) is None


def test_of_nothing_nothing_is_offered() -> None:
    assert alike("state", []) is None
