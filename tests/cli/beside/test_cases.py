"""What is read of cases: one with its timeline, letters and dates, lists, the day of an officer."""

import re
from pathlib import Path

import pytest
from jsonschema import validate

from tests.cli.commands import Run, Story
from tests.contract_shapes import CASE, DEADLINE, LETTERS, TIMELINE


def test_a_played_out_case_has_the_shape_that_other_systems_rely_on(
    story: Story, beside: Run
) -> None:
    complaint, ps = beside("case", story.complaint, "--json"), beside("case", story.ps, "--json")

    validate(complaint.json, CASE)
    validate(ps.json, CASE)
    assert complaint.json["letters"][0]["state"] == "sent"
    assert ps.json["type"] == "PersonalisedServicesCase"


def test_lists_timelines_letters_and_dates_have_their_shapes(story: Story, beside: Run) -> None:
    validate(beside("timeline", story.complaint, "--json").json, TIMELINE)
    validate(beside("letters", "--case", story.complaint, "--json").json, LETTERS)
    dates = beside("case", story.ps, "--json").json["deadlines"]
    validate(beside("explain", dates[0]["id"], "--json").json, DEADLINE)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("case", "{ps}"), "PersonalisedServicesCase"),
        (("timeline", "{complaint}"), "WC-S3m"),
        (("next", "{ps}"), "What may be sent now"),
        (("cases", "--customer", "cu-1"), "{complaint}"),
        (("tasks", "--role", "psso"), "{ps}.t1"),
        (("task", "{ps}.t1"), "CSP-T1-S2c"),
        (("letters",), "complaint_acknowledgement"),
        (("day", "--as", "psso.diaz"), "My team's"),
        (("receipt", "{message}"), "letter.txt"),
        (("explain", "{complaint}.acknowledgement"), "How it is counted"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_people_read_it_in_words(
    story: Story, beside: Run, words: tuple[str, ...], told: str
) -> None:
    names = {"ps": story.ps, "complaint": story.complaint, "message": story.message}

    ran = beside(*(word.format(**names) for word in words))

    assert ran.status == 0
    assert told.format(**names) in ran.out


def test_the_pages_of_a_letter_are_written_to_a_file(
    story: Story, beside: Run, tmp_path: Path
) -> None:
    (letter,) = beside("letters", "--case", story.complaint, "--json").json

    ran = beside("letter", letter["id"], "--pdf", str(tmp_path / "letter.pdf"))

    assert ran.status == 0
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_the_day_of_an_officer_holds_the_work_that_waits_for_the_role(
    story: Story, beside: Run
) -> None:
    found = beside("day", "psso.diaz", "--json").json

    assert story.ps in {task["case"] for task in (*found["mine"], *found["team"])}


def test_late_work_is_listed_as_late_everywhere(late: str, beside: Run) -> None:
    alert, task = beside("tasks", "--overdue", "--case", late, "--json").json["tasks"]
    day = beside("day", "--as", "complaints_officer.wu", "--json").json

    assert (task["overdue"], alert["overdue"]) == (True, True)
    assert late in {case["ref"] for case in beside("cases", "--overdue", "--json").json["cases"]}
    assert task["id"] in {each["id"] for each in day["overdue"]}
    assert re.search(rf"{task['id']} .* late ", beside("tasks", "--overdue").out)
    soon = ("tasks", "--due-within", "5d", "--case", late, "--json")
    theirs = beside("case", late, "--json").json["team"]
    assert task["id"] in {each["id"] for each in beside(*soon, "--team", theirs).json["tasks"]}
    assert beside(*soon, "--team", "Nobody's").json["tasks"] == []
    load = beside("load", "--team", theirs, "--json").json
    (waiting,) = [each for each in load["roles"] if each["role"] == "complaints_officer"]
    assert waiting["late"] >= 1


def test_cases_are_found_by_what_they_wait_for(story: Story, late: str, beside: Run) -> None:
    waiting = beside("cases", "--waiting-for", "WC-S3m", "--json").json["cases"]

    assert late in {case["ref"] for case in waiting}
    assert story.ps not in {case["ref"] for case in waiting}
