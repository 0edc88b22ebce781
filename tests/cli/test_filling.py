"""A task says how it is completed: forms in words, and commands that are whole to copy."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from database.queries.tasks import asked
from domain.catalogue import TASKS
from domain.file.catalogue import ACTS
from domain.needs import Opened
from domain.refers import THING
from starter.cli import filling
from starter.cli.acting import _object
from starter.doors import form
from starter.doors.caller import Authentication, Caller
from starter.doors.sent import Sent, completion
from tests.domain.file.writing import NOON, Writer


def a_task(kind: str, **more: Any) -> dict[str, Any]:
    fixed = {"id": "ps-abcdefghij.t3", "case": "ps-abcdefghij", "assignee": None, "role": "psso"}
    return {**fixed, **asked(kind, {}), "ahead": {}, "needs": [], **more}


def answers_in(completion: dict[str, Any]) -> dict[str, Any]:
    """Return the answers that the command of a completion holds."""
    words = shlex.split(completion["command"])
    if "--answers" not in words:
        return {}
    return _object("--answers", words[words.index("--answers") + 1])


@pytest.mark.parametrize("kind", TASKS)
def test_each_command_names_just_what_its_outcome_must_have_answered(kind: str) -> None:
    """Copied as it is, it is turned away for the words in angle brackets alone."""
    task = a_task(kind)

    for each in filling.completions(task, "psso.diaz"):
        given = answers_in(each)
        faults = TASKS[kind].faults(each["outcome"], given)
        assert all("is not answered" not in fault for fault in faults), faults
        assert all("is not asked here" not in fault for fault in faults), faults
        assert all(str(given.get(fault.split(" ")[0], "")).startswith("<") for fault in faults)


def filled(value: Any) -> Any:
    """Fill a blank as its own words say: with the example that they give."""
    blank = re.fullmatch(r"<(.*)>", value) if isinstance(value, str) else None
    if blank is None:
        return value
    words = re.sub(r"^[a-z0-9 ]+: (?=an? |the |one of)", "", blank[1])
    if "without quotes" in words and "number" in words:
        return 1
    words = words.removesuffix(", not yourself").removesuffix(", or an id elsewhere")
    if words.startswith("true"):
        return True
    for example in ("one of: ", "such as "):
        if example in words:
            return words.split(example)[1].split(",")[0]
    return "code-1" if words.startswith(("a code", "the id")) else "Words of my own"


@pytest.mark.parametrize("kind", TASKS)
def test_each_command_goes_once_its_blanks_are_filled_as_their_words_say(kind: str) -> None:
    """What the door looks at before it looks anything up takes every one of them."""
    for each in filling.completions(a_task(kind), "psso.diaz"):
        words = shlex.split(each["command"])
        given = answers_in(each)
        answers = {key: filled(value) for key, value in given.items()}
        reason = "Words of my own" if "--reason" in words else None

        form.check(
            completion(
                words[2],
                Caller("cli", Authentication.TOKEN, words[words.index("--as") + 1]),
                outcome=each["outcome"],
                answers=answers,
                reason=reason,
            )
        )
        assert TASKS[kind].faults(each["outcome"], answers) == []
        assert bool(reason) is (each["outcome"] in TASKS[kind].reasons)


def thing_asked(kind: str) -> str | None:
    """Return the key under which work must have a thing named that shows what was done."""
    asks = TASKS[kind].asks.items()
    return next((key for key, each in asks if each.required and each.refers == THING), None)


@pytest.mark.parametrize("kind", [kind for kind in TASKS if thing_asked(kind)])
def test_the_thing_that_a_blank_gives_as_an_example_shows_it_once_it_is_in_the_file(
    kind: str,
) -> None:
    """Until then the work stays, and says which row it looked for."""
    ways = {each["outcome"]: answers_in(each) for each in filling.completions(a_task(kind), None)}
    key, writer = thing_asked(kind), Writer()
    (outcome,) = [outcome for outcome, answers in ways.items() if key in answers]
    answers = {name: filled(value) for name, value in ways[outcome].items()}

    def lacks_the_row() -> bool:
        opened = Opened(writer.file, NOON, outcome=outcome, answers=answers)
        return any("there is no contact-1" in lack for lack in TASKS[kind].lacks(opened))

    assert lacks_the_row()
    assert writer.talk() == answers[key or ""]
    assert not lacks_the_row()


def whole(value: Any) -> Any:
    """Fill every blank in what an act says."""
    match value:
        case dict():
            return {name: whole(part) for name, part in value.items()}
        case list():
            return [whole(part) for part in value]
        case _:
            return filled(value)


@pytest.mark.parametrize(
    "name",
    sorted({act.name for kind in TASKS.values() for need in kind.needs for act in need.acts}),
)
def test_each_act_that_work_needs_goes_once_its_blanks_are_filled(name: str) -> None:
    words = shlex.split(filling.act(name, ACTS[name].of, "ps-abcdefghij", "psso.diaz"))
    facts = whole(json.loads(words[-1])) if "--facts" in words else {}

    form.check(
        Sent(
            name,
            Caller("cli", Authentication.TOKEN, "psso.diaz"),
            case="ps-abcdefghij",
            facts=facts,
        )
    )


def test_of_several_answers_only_those_are_offered_that_go_with_the_outcome() -> None:
    offered = {
        each["outcome"]: answers_in(each).get("WC-S3j")
        for each in filling.completions(a_task("choose_level"), None)
    }

    assert offered == {
        "level_1_behaviour": "staff_manner",
        "level_1_other": "<one of: technical_decision, process, other>",
        "level_2": "<one of: staff_manner, technical_decision, process, other>",
    }


def test_commands_find_the_stack_by_the_folder_that_was_named() -> None:
    task = a_task("read_message", letter="ps-abcdefghij.l1", state="open")
    folder = Path("/tmp/a stack")  # noqa: S108 - only named

    completed = filling.completions(task, None, folder)
    seen_first = filling.preview(task, None, folder)

    for command in (*(each["command"] for each in completed), seen_first):
        assert shlex.split(command or "")[-2:] == ["--data", str(folder)]


@pytest.mark.parametrize(("officer", "who"), [(None, "psso.NAME"), ("psso.diaz", "psso.diaz")])
def test_a_letter_is_seen_before_it_is_signed(officer: str | None, who: str) -> None:
    task = a_task("sign_contact_letter", letter="ps-abcdefghij.l1", state="open")

    assert filling.preview(task, officer) == (
        f"casebound letter ps-abcdefghij.l1 --preview --as {who}"
    )
    assert filling.preview(task | {"state": "completed"}, officer) is None
    assert filling.preview(task | {"letter": None}, officer) is None


def test_what_was_answered_ahead_is_asked_no_more() -> None:
    kind = next(kind for kind in TASKS.values() if len(kind.asks) > 1 and not kind.optional_for)
    key = next(key for key, question in kind.asks.items() if question.required)
    ahead = {key: {"answer": True, "by": "psso.diaz", "at": "2026-12-03T09:00:00+11:00"}}

    (one, *_) = filling.completions(a_task(kind.name, ahead=ahead), None)

    assert f'"{key}"' not in one["command"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"type": "yes_no"}, "true or false, without quotes"),
        ({"type": "choice", "choices": ["post", "email"]}, "one of: post, email"),
        (
            {"type": "reference", "names": ["psso"], "another": True},
            "an officer with the role psso, such as psso.NAME, not yourself",
        ),
        (
            {"type": "reference", "refers": {"to": "case", "may_be_elsewhere": True}},
            "a case, such as co-abcdefghij, or an id elsewhere",
        ),
        ({"type": "reference", "refers": {"to": "officer"}}, "an officer, such as psso.NAME"),
        (
            {"type": "reference", "listed": "wc.acknowledgement_exemptions"},
            "a code that the setting wc.acknowledgement_exemptions lists",
        ),
        (
            {"type": "reference", "refers": {"to": "thing"}},
            "a row of the file, such as contact-1, or the id of a letter, a task or a case",
        ),
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


def test_the_gate_that_is_to_be_attested_is_filled_in() -> None:
    need = {"step": "CSP-T6-S1g", "words": "feedback", "missing": ["it stands outside the file"]}
    task = a_task("settle_gates", needs=[need | {"acts": ["gate.attested"]}])
    acts = {name: each.of for name, each in ACTS.items()}

    ((command,),) = [each["commands"] for each in filling.bringing(task, acts, "psso.diaz")]

    assert json.loads(shlex.split(command)[-1])["gate"] == "CSP-T6-S1g"


def test_an_act_that_changes_a_row_says_which_version_was_seen() -> None:
    closed = ACTS["intray.closed"].of

    words = shlex.split(filling.act("intray.closed", closed, "ps-abcdefghij", "psso.diaz"))

    facts = json.loads(words[-1])
    assert (set(facts), facts["seen"]) == ({"intray", "why", "seen"}, filling.SEEN)
