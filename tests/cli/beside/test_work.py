"""Work is claimed, handed over, returned and released; notes are written and corrected."""

import re

from tests.cli.commands import Run, Story


def test_work_is_claimed_handed_over_and_returned(story: Story, beside: Run) -> None:
    task = f"{story.ps}.t1"

    claimed = beside("claim", task, "--as", "psso.diaz", "--json").json
    stranger = beside("claim", task, "--as", "complaints_officer.wu")
    away = beside("hand-over", task, "--to", "mail_team.lee", "--as", "psso.diaz")
    returned = beside("return", task, "--reason", "I know the customer", "--as", "psso.diaz")

    assert claimed["assignee"] == "psso.diaz"
    assert (stranger.status, away.status, returned.status) == (1, 1, 0)
    assert "psso.diaz" in stranger.err
    assert "which mail_team.lee is not today" in away.err
    assert returned.out == f"{task} is with nobody now.\n"
    shown = beside("task", task).out
    assert re.search(r"Returned +by psso.diaz, .* A[A-Z]+: I know the customer\n", shown)


def test_released_work_is_everybodys_again(story: Story, beside: Run) -> None:
    task = f"{story.ps}.t1"
    beside("claim", task, "--as", "psso.diaz")

    assert beside("release", task, "--as", "psso.diaz").status == 0
    assert beside("task", task, "--json").json["assignee"] is None


def test_a_note_is_corrected_and_stays_readable(story: Story, beside: Run) -> None:
    noted = beside("note", story.ps, "Prefers mornings", "--as", "psso.diaz", "--json").json
    number = str(noted["sequence"])
    beside("correct", story.ps, number, "Prefers evenings", "--as", "psso.diaz")

    out = beside("timeline", story.ps).out

    assert f"Prefers mornings [corrected by {int(number) + 1}]" in out
    assert f"Prefers evenings [corrects {number}]" in out


def test_an_entry_that_is_not_there_cannot_be_corrected(story: Story, beside: Run) -> None:
    ran = beside("correct", story.ps, "999", "x", "--as", "psso.diaz")

    assert ran.status == 1
    assert f"{story.ps} has no entry 999" in ran.err
