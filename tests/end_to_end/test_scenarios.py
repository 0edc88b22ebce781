"""Every worked case is played, and what it leaves is whole, whatever the scenario itself checks."""

import email
import email.policy
import hashlib
import json
import posixpath
import re
from collections import Counter
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from procedures.matrix import steps
from starter.doors import agreement
from starter.player import scenario_names, shape
from starter.player.news import Line
from starter.player.scenario_file import read
from tests.end_to_end.told import SCENARIOS, Hall
from tests.end_to_end.walks import WALKS
from tests.signed_pages import show_who_signed

SCENES = sorted(
    file.relative_to(SCENARIOS).with_suffix("").as_posix() for file in SCENARIOS.rglob("*.yaml")
)


def _continued(story: str) -> list[str]:
    """Return the story that another one continues."""
    written = (SCENARIOS / f"{story}.yaml").read_text("utf-8")
    names = re.findall(r"^continues: (\S+)\.yaml$", written, re.MULTILINE)
    return [posixpath.normpath(posixpath.join(posixpath.dirname(story), name)) for name in names]


# By the story that is continued, the first one that continues it.
CONTINUED = {before: story for story in reversed(SCENES) for before in _continued(story)}
STORIES = [story for story in SCENES if story not in CONTINUED]
MOST_SETTLES = 4  # of a run that ends at its first rest: what was asked, checked, followed
every_story = pytest.mark.parametrize("story", STORIES)
# Told with all cases lost too: those that together come through every phase of every lifecycle.
WALKED = {story for walks in WALKS.values() for story in walks}
every_whole_story = pytest.mark.parametrize(
    "story", [story for story in STORIES if story in WALKED]
)


def test_the_page_of_the_scenarios_lists_each_of_them() -> None:
    page = (SCENARIOS / "README.md").read_text(encoding="utf-8")

    assert sorted(re.findall(r"\]\(([\w/]+)\.yaml\)", page)) == SCENES


@pytest.mark.parametrize("story", CONTINUED)
def test_a_story_that_another_one_continues_is_told_in_that_one_as_it_stands(story: str) -> None:
    """So it is not played by itself too, for it would come out the same.

    What it expects is expected there, event by event; at each of them the player sees to it that
    nothing is left to do and no date has come. All else that is looked for in what a story left
    does not go away by what comes after.
    """
    alone = read(SCENARIOS / f"{story}.yaml")
    scenario_names.check(alone)
    told = read(SCENARIOS / f"{CONTINUED[story]}.yaml")

    assert (told.starts, told.office) == (alone.starts, alone.office)
    events = [event.model_dump() for event in alone.events]
    assert [event.model_dump() for event in told.events[: len(events)]] == events
    assert told.customers.items() >= alone.customers.items()
    for brought in ("officers", "settings", "holidays"):
        assert getattr(told, brought) == getattr(alone, brought)


@every_story
async def test_every_entry_of_every_timeline_cites_a_step(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    cited = {entry["step"] for case in told.cases.values() for entry in case["timeline"]}
    assert cited
    assert {step for step in cited if step not in steps() and not step.startswith("CB-")} == set()


@every_story
async def test_nothing_is_left_to_do_for_the_machine(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    assert told.left == []


@every_story
async def test_an_open_case_runs_and_a_closed_one_has_ended_and_leaves_nothing_open(
    hall: Hall, story: str
) -> None:
    told = await hall.story(story)

    for ref, case in told.cases.items():
        if case["state"] == "open":
            assert told.statuses[ref] is WorkflowExecutionStatus.RUNNING
            continue
        assert told.statuses[ref] is WorkflowExecutionStatus.COMPLETED
        assert case["closed_at"]
        for part, ends in (("tasks", "open"), ("deadlines", "armed"), ("approvals", "asked")):
            assert [one["id"] for one in case[part] if one["state"] == ends] == []


@every_story
async def test_whoever_asked_has_not_decided(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    decided = [
        (approval["requested_by"], approval["by"])
        for case in told.cases.values()
        for approval in case["approvals"]
        if approval["state"] in ("given", "refused")
    ]
    assert [people for people in decided if people[0] == people[1] or None in people] == []


@every_story
async def test_no_deadline_that_has_come_is_still_armed(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    end = max(line.at for line in told.lines)
    armed = [d for case in told.cases.values() for d in case["deadlines"] if d["state"] == "armed"]
    assert [d["id"] for d in armed if datetime.fromisoformat(d["due"]) <= end] == []


@every_story
async def test_nobody_is_written_to_twice(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    sent = Counter(
        (letter["case"], letter["kind"], letter["to"]["name"])
        for letter in told.letters()
        if letter["state"] == "sent"
    )
    assert [letter for letter, times in sent.items() if times > 1] == []


@every_story
async def test_each_sent_letter_lies_in_the_spool_or_the_mail_once_as_it_was_signed(
    hall: Hall, story: str
) -> None:
    told = await hall.story(story)

    sent = {one["id"]: one for one in told.letters() if one["state"] == "sent"}
    envelopes = {
        f"{ident}{copy}.pdf"
        for ident, letter in sent.items()
        if letter["channel"] == "post"
        for copy in ("", *(f".copy-{n + 1}" for n in range(len(letter["copies"]))))
    }
    assert {file.name for file in told.spool.glob("*.pdf")} == envelopes
    mailed = {f"{ident}.eml" for ident, one in sent.items() if one["channel"] == "email"}
    assert {file.name for file in told.spool.glob("mail/*")} == mailed
    for ident, letter in sent.items():
        pdf = _pdf_of(told.spool, ident, letter["channel"])
        assert hashlib.sha256(pdf).hexdigest() == letter["sha256"]
        show_who_signed(letter, pdf)


def _pdf_of(spool: Path, letter: str, channel: str) -> bytes:
    """Return the pages of a letter as they left: in an envelope, or with a mail."""
    if channel == "post":
        return (spool / f"{letter}.pdf").read_bytes()
    mail = email.message_from_bytes(
        (spool / "mail" / f"{letter}.eml").read_bytes(), policy=email.policy.default
    )
    (attached,) = mail.iter_attachments()
    pdf: bytes = attached.get_content()
    return pdf


@every_story
async def test_every_message_has_its_receipt_and_a_final_status(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    messages = [message for case in told.cases.values() for message in case["messages"]]
    assert messages
    assert {m["status"] for m in messages} <= {"applied", "refused"}
    assert all(m["reason"] for m in messages if m["status"] == "refused")


@every_story
async def test_temporal_is_told_nothing_that_people_wrote(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    written = [b"Casey", b"Robin", b"Example Street", b"555 000 111"]
    for events in told.histories.values():
        history = b"".join(event.SerializeToString() for event in events)
        assert [words for words in written if words in history] == []


@every_story
async def test_every_line_of_the_story_is_told_once(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    entries = Counter(
        (ref, entry["step"], entry["kind"], entry["words"])
        for ref, case in told.cases.items()
        for entry in case["timeline"]
    )
    assert Counter((one.case, one.step, one.kind, one.words) for one in told.lines) == entries


@every_story
async def test_a_scenario_may_name_every_word_of_a_case(hall: Hall, story: str) -> None:
    told = await hall.story(story)

    assert [fault for case in told.cases.values() for fault in shape.unknown(case)] == []


@pytest.mark.parametrize("story", ["supplementary_complaint"])
async def test_a_story_is_the_same_whenever_it_is_told(hall: Hall, story: str) -> None:
    first = await hall.story(story)

    second = await hall.play(SCENARIOS / f"{story}.yaml", copy="_again")

    assert second.lines == first.lines
    assert second.names == first.names
    assert _without_real_time(second.cases) == _without_real_time(first.cases)


@every_whole_story
async def test_a_case_that_continues_and_is_lost_at_every_rest_comes_back_and_tells_the_same_story(
    hall: Hall, story: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So any wait of any phase may last for years, see any number of messages, and be restored.

    One playing shows both. At every rest a case has continued as new, is lost with nothing left of
    it but the case database, comes back, settles where it stands, and continues as new again: what
    it does next is done by a run that was handed all that it knows by one that had it from there.
    That neither way makes good what the other forgets is compared by itself: the run that is lost
    and the one that comes in its place were handed the same.
    """
    monkeypatch.setattr(agreement, "LOOKS", 1)  # nothing else is under way
    plain = await hall.story(story)

    lost = await hall.play(SCENARIOS / f"{story}.yaml", copy="_lost", losing=True)

    assert lost.differences == []
    repairs = "CB-REPAIR"  # the step of the lines that they add
    told = [line for line in lost.lines if line.step != repairs]
    assert _in_turn(told) == _in_turn(plain.lines)
    assert _as_told(lost.cases, without=repairs) == _as_told(plain.cases, without=repairs)
    assert sorted(file.name for file in lost.spool.iterdir()) == sorted(
        file.name for file in plain.spool.iterdir()
    )
    for ref, events in lost.histories.items():
        began = events[0].workflow_execution_started_event_attributes
        assert began.continued_execution_run_id, ref
        settles = [e for e in events if e.HasField("activity_task_scheduled_event_attributes")]
        assert len(settles) <= MOST_SETTLES, ref


def _in_turn(lines: list[Line]) -> list[Line]:
    """Put what is said of letters that have left last in their minute: of several, any is first."""
    return sorted(
        lines, key=lambda one: (one.at, *_of_a_letter_that_left(one.kind, one.step, one.words))
    )


def _as_told(cases: dict[str, Any], *, without: str = "") -> str:
    """Write cases down with their lines in turn, so without their numbers, and without a step.

    How many bytes a case carries is left out: the number of its last settle, or of its run, may
    have a digit more.
    """
    for case in (cases := deepcopy(cases)).values():
        del case["carries"]
        case["timeline"] = sorted(
            (
                {name: value for name, value in entry.items() if name != "sequence"}
                for entry in case["timeline"]
                if entry["step"] != without
            ),
            key=lambda entry: (
                entry["occurred_at"],
                *_of_a_letter_that_left(entry["kind"], entry["step"], entry["words"]),
            ),
        )
    return _without_real_time(cases)


def _of_a_letter_that_left(kind: str, step: str, words: str) -> tuple[bool, str, str]:
    left = kind == "sent" or step == "CB-LETTER"
    return left, step if left else "", words if left else ""


def _without_real_time(cases: object) -> str:
    """Write cases down without what they keep of the real clock: when it was written."""

    def of(value: object) -> object:
        if isinstance(value, dict):
            return {key: of(inner) for key, inner in value.items() if key != "recorded_at"}
        return [of(inner) for inner in value] if isinstance(value, list) else value

    return json.dumps(of(cases), indent=1, default=str)
