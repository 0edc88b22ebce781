"""What is expected and does not hold is said beside what there is; and the player ends with 1."""

from pathlib import Path

import pytest

from starter.player.matching import found, miscounted, mismatches, not_single
from starter.player.performance import ExpectationError
from starter.player.shape import mistyped
from tests.cli.commands import run_in
from tests.end_to_end.told import Hall
from tests.player.conftest import Written
from tests.warm import asking

CASE = {
    "state": "open",
    "phase": "level_2",
    "owner": None,
    "tasks": [
        {"step": "WC-S3m", "role": "complaints_officer", "due": "2026-12-04T00:00:00+11:00"},
        {"step": "WC-S3d", "role": "complaints_officer", "due": None},
    ],
    "records": [{"data": {"privacy": False, "count": 1}}],
}

RECEIVED = """\
  - at: 2027-03-01T10:00+11:00
    send: complaint.received
    as: mail_team.lee
    case: complaint
    customer: casey
    facts: {channel: post}
    content: {subject: A letter}
"""
BY_THE_WRONG_ONE = """\
  - complete: WC-S3a
    case: complaint
    as: psso.diaz
    outcome: not_complaint
    answers: {WC-S3g: false, WC-S3h: false}
"""


@pytest.mark.parametrize(
    "expected",
    [
        {"state": "open"},
        {"owner": None},
        {"tasks": [{"step": "WC-S3d"}]},
        {"tasks": [{"step": "WC-S3d"}, {"step": "WC-S3m", "role": "complaints_officer"}]},
        {"tasks": [{"due": "2026-12-03T13:00:00Z"}]},
        {"tasks": [{"due": "2026-12-04T00:00+11:00"}]},
        {"records": [{"data": {"privacy": False}}]},
        {"tasks": []},
    ],
    ids=[
        "a word",
        "nothing",
        "some element",
        "several elements in any order",
        "an instant in another zone",
        "an instant without its seconds",
        "a mapping within",
        "no element asked for",
    ],
)
def test_what_is_contained_matches(expected: dict[str, object]) -> None:
    assert mismatches(expected, CASE) == []


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"state": "closed"}, "state: expected closed\n         actual open"),
        ({"owner": "psso.diaz"}, "owner: expected psso.diaz\n         actual nothing"),
        (
            {"tasks": [{"step": "WC-S3m", "role": "psso"}]},
            "tasks: expected {step: WC-S3m, role: psso}\n        nearest {step: WC-S3m, ",
        ),
        ({"letters": [{"state": "sent"}]}, "letters: expected {state: sent}\n"),
        ({"records": [{"data": {"privacy": 0}}]}, "records: expected {data: {privacy: 0}}"),
        ({"records": [{"data": {"count": True}}]}, "records: expected {data: {count: true}}"),
    ],
    ids=["a word", "nothing", "an element", "an empty list", "no is not nought", "yes is not one"],
)
def test_what_is_not_contained_is_said_beside_what_there_is(
    expected: dict[str, object], said: str
) -> None:
    (fault,) = mismatches(expected, CASE)

    assert fault.startswith(said)
    assert "nearest" in fault or "actual" in fault


def test_what_must_match_nothing_is_said_with_what_it_matches() -> None:
    unwanted = {"tasks": [{"role": "complaints_officer"}, {"role": "psso"}]}

    assert [fault.split("\n")[0] for fault in found(unwanted, CASE)] == [
        "tasks: expected nothing like {role: complaints_officer}",
        "tasks: expected nothing like {role: complaints_officer}",
    ]


def test_what_must_match_nothing_is_looked_for_in_the_file_too() -> None:
    case = {"file": {"issues": [{"id": "issue-1", "about": "income"}]}}
    unwanted = {"file": {"issues": [{"about": "care_levels"}, {"about": "income"}]}}

    assert [fault.split("\n")[0] for fault in found(unwanted, case)] == [
        "file.issues: expected nothing like {about: income}"
    ]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"tasks": {"step": "WC-S3m"}}, None),
        ({"tasks": [{"step": "WC-S3m"}, {"due": None}]}, None),
        (
            {"tasks": {"role": "complaints_officer"}},
            "tasks: expected one {role: complaints_officer}, ",
        ),
        ({"tasks": {"step": "WC-S2a"}}, "tasks: expected {step: WC-S2a}"),
        ({"letters": {"state": "sent"}}, "letters: expected {state: sent}"),
    ],
    ids=["one", "one of each", "two", "none", "an empty list"],
)
def test_what_must_be_there_once_is_there_once(wanted: dict[str, object], said: str | None) -> None:
    faults = not_single(wanted, CASE)

    assert (faults == []) if said is None else faults[0].startswith(said)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            {"records": [{"data": {"privcy": False}}]},
            ["data of records has no 'privcy'; did you mean"],
        ),
        ({"records": [{"data": {"ps_cse": 1}}]}, ["data of records has no 'ps_cse'; did you mean"]),
        ({"records": [{"data": {"privacy": True, "count": 2}}]}, []),
        ({"records": [{"data": {"tomorrow": 2}}]}, []),
    ],
    ids=["of what stands there", "of what another record holds", "right words", "another word"],
)
def test_a_mistyped_word_of_a_record_is_found(told: dict[str, object], said: list[str]) -> None:
    """What a record may hold is not all known before: what is like a word there is taken for it."""
    assert [
        fault[: len(words)] for fault, words in zip(mistyped(told, CASE), said, strict=True)
    ] == said


def test_a_wrong_number_is_said_with_what_was_counted() -> None:
    (fault,) = miscounted({"tasks": 1}, CASE)

    assert fault.startswith("tasks: expected 1 of them, actual 2\n")
    assert "{step: WC-S3m, role: complaints_officer}" in fault


@pytest.mark.parametrize(
    ("events", "place", "said"),
    [
        (
            "  - check: {case: complaint, phase: closed}\n",
            13,
            "phase: expected closed\n           actual assessing",
        ),
        (
            "  - check: {case: complaint, text: {letter: WC-S3m, contains: [Casey]}}\n",
            13,
            "text: expected a letter of WC-S3m with its pages\n    actual there is none",
        ),
        ("  - cases: {count: 2}\n", 13, "cases: expected 2 of them, actual 1\n      {ref: co-"),
        (
            "  - cases: {none: [{type: Complaint}]}\n",
            13,
            "cases: expected none like {type: Complaint}\n    actual {ref: co-",
        ),
        (
            "  - check: {case: complaint, none: {records: [{data: {chanel: fax}}]}}\n",
            13,
            "data of records has no 'chanel'; did you mean 'channel'?",
        ),
        (
            "  - {complete: WC-S3m, case: complaint, as: complaints_officer.wu, outcome: send}\n",
            13,
            "covers WC-S3m\n    actual open are: WC-S3a (Assess the correspondence)",
        ),
        (
            BY_THE_WRONG_ONE,
            13,
            "expected applied\n    actual refused, this is work for the Allocations Officer",
        ),
        (
            f"{BY_THE_WRONG_ONE}    expect: {{refused: the moon}}\n",
            13,
            "expected refused, with the words 'the moon'\n    actual refused, this is work for",
        ),
        (
            "  - link: {from: complaint, type: PersonalisedServicesCase, name: ps}\n",
            13,
            "expected a PersonalisedServicesCase linked to complaint\n    actual none is",
        ),
        (
            "  - {at: 2027-02-28T10:00+11:00, check: {case: complaint}}\n",
            13,
            "at: 28 February 2027 10:00 AEDT lies before 1 March 2027 10:00 AEDT",
        ),
    ],
    ids=[
        "a check",
        "a letter that was not written",
        "the number of cases",
        "a case that should not be",
        "a word that no record has",
        "work that is not open",
        "a refusal",
        "its reason",
        "a link",
        "an earlier day",
    ],
)
async def test_the_first_that_does_not_hold_ends_the_story_at_its_place(
    stage_hall: Hall, written: Written, events: str, place: int, said: str
) -> None:
    file = written(RECEIVED + events)

    with pytest.raises(ExpectationError) as error:
        await stage_hall.play(file)

    assert str(error.value).startswith(f"{file}:{place}: ")
    assert said in str(error.value)


async def test_what_is_refused_as_expected_lets_the_story_go_on(
    stage_hall: Hall, written: Written
) -> None:
    refused = f"{BY_THE_WRONG_ONE}    expect: {{refused: Allocations Officer}}\n"

    told = await stage_hall.play(written(RECEIVED + refused))

    statuses = [message["status"] for message in told.case("complaint")["messages"]]
    assert statuses == ["applied", "refused"]


@pytest.mark.servers
def test_the_command_prints_expected_and_actual_and_ends_with_1(
    written: Written, warmed: Path
) -> None:
    file = written(RECEIVED + "  - check: {case: complaint, phase: closed}\n")

    ran = run_in(file.parent, asking(warmed))("play", file.name)

    assert ran.status == 1
    assert (
        f"Failed: {file.name}:13: check complaint\n"
        "  phase: expected closed\n"
        "           actual assessing\n"
    ) in ran.out
    assert "As expected" not in ran.out
