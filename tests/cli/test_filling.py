"""A task says how it is completed: forms in words, and commands that are whole to copy."""

import json
import shlex
from typing import Any

import pytest

from database.queries.tasks import asked
from domain.catalogue import TASKS
from domain.file.catalogue import ACTS
from starter.cli import filling
from starter.cli.acting import _object


def a_task(kind: str, **more: Any) -> dict[str, Any]:
    fixed = {"id": "ps-abcdefghij.t3", "case": "ps-abcdefghij", "assignee": None, "role": "psso"}
    return {**fixed, **asked(kind, {}), "ahead": {}, "needs": [], **more}


def answers_in(command: str) -> dict[str, Any]:
    words = shlex.split(command)
    return _object("--answers", words[words.index("--answers") + 1])


@pytest.mark.parametrize("kind", TASKS)
def test_each_command_names_just_what_its_outcome_must_have_answered(kind: str) -> None:
    """Copied as it is, it is turned away for the words in angle brackets alone."""
    task = a_task(kind)

    for each in filling.completions(task, "psso.diaz"):
        given = answers_in(each["command"]) if "--answers" in each["command"] else {}
        faults = TASKS[kind].faults(each["outcome"], given)
        assert all("is not answered" not in fault for fault in faults), faults
        assert all("is not asked here" not in fault for fault in faults), faults
        assert all(str(given.get(fault.split(" ")[0], "")).startswith("<") for fault in faults)


def test_what_was_answered_ahead_is_asked_no_more() -> None:
    kind = next(kind for kind in TASKS.values() if len(kind.asks) > 1 and not kind.optional_for)
    key = next(key for key, question in kind.asks.items() if question.required)
    ahead = {key: {"answer": True, "by": "psso.diaz", "at": "2026-12-03T09:00:00+11:00"}}

    (one, *_) = filling.completions(a_task(kind.name, ahead=ahead), None)

    assert f'"{key}"' not in one["command"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"type": "yes_no"}, "true or false"),
        ({"type": "choice", "choices": ["post", "email"]}, "one of: post, email"),
        ({"type": "reference", "names": ["psso"]}, "an officer who is a psso"),
        ({"type": "date"}, "a day, such as 2026-12-24"),
        ({"type": "text"}, "words"),
    ],
)
def test_the_form_of_an_answer_is_said_in_words(question: dict[str, Any], words: str) -> None:
    assert filling.form(question) == words


def test_what_the_file_lacks_comes_with_the_command_that_brings_it() -> None:
    need = {"step": "CSP-T4-S1a", "words": "a contact", "missing": ["no contact so far"]}
    task = a_task("read_message", needs=[need | {"acts": ["contact.made"]}])
    acts = {name: each.of for name, each in ACTS.items()}

    ((command,),) = [each["commands"] for each in filling.bringing(task, acts, "psso.diaz")]

    words = shlex.split(command)
    assert words[:7] == [
        *("casebound", "act", "contact.made", "--case", "ps-abcdefghij", "--as", "psso.diaz")
    ]
    assert "customer" in json.loads(words[-1])
