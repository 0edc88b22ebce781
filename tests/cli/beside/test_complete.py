"""Work is completed, or answered ahead: by the right role, with answers that fit."""

import json
from pathlib import Path

from tests.cli.beside.conftest import PATIENT
from tests.cli.commands import Run, Story


def test_an_answer_given_ahead_is_held_to_its_question(story: Story, beside: Run) -> None:
    words = ("progress", f"{story.ps}.t1", "--as", "psso.diaz", *PATIENT)

    refused = beside(*words, "--answers", '{"RES-T1-S1": true}')

    assert refused.status == 2
    assert "RES-T1-S1 is not asked here" in refused.err


def test_a_completion_by_the_wrong_role_is_refused_with_the_reason(
    story: Story, beside: Run
) -> None:
    words = ("complete", f"{story.ps}.t1", "--as", "mail_team.lee", "--outcome", "set_up")

    ran = beside(*words, *PATIENT)

    assert ran.status == 1
    assert "Status    refused" in ran.out
    assert "mail_team.lee holds no such role" in ran.out


def test_answers_may_come_from_a_file(story: Story, beside: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"CSP-T1-S2c": "psso.diaz"}))

    ran = beside(
        *("complete", f"{story.ps}.t1", "--as", "psso.diaz", "--outcome", "set_up"),
        *("--answers", f"@{answers}"),
    )

    assert ran.status == 2
    assert "CSP-T1-S2d" in ran.err  # what else it asks


def test_a_completion_is_tried_before_it_is_sent(late: str, beside: Run) -> None:
    work = beside("tasks", "--case", late, "--json").json["tasks"]
    (task,) = [each for each in work if each["step"] == "WC-S3m"]
    before = len(beside("timeline", late, "--json").json)
    shown = beside("task", task["id"], "--as", "complaints_officer.wu").out
    complete = ("complete", task["id"], "--outcome", "send", "--check")

    mistyped = beside(
        *complete, "--as", "complaints_officer.wu", "--answers", '{"WC-S3m.abuot": 1}'
    )
    others = beside(*complete, "--as", "psso.diaz")
    to_nobody = beside(
        *complete, "--as", "complaints_officer.wu", "--answers", '{"WC-S3m.about": "a payment"}'
    )

    assert f"casebound complete {task['id']} --as complaints_officer.wu --outcome send" in shown
    assert (mistyped.status, "WC-S3m.about" in mistyped.err) == (2, True)
    assert (others.status, "it would be refused: this is work for" in others.err) == (1, True)
    nobody = "it would be refused: Letter complaint_acknowledgement (WC-S3m) may not go: "
    assert (to_nobody.status, nobody in " ".join(to_nobody.err.split())) == (1, True)
    assert len(beside("timeline", late, "--json").json) == before
