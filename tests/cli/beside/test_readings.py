"""What is said of people: shown to who says who they are, and read with a trace."""

import getpass
import json
from pathlib import Path

from tests.cli.commands import Run, Story


def test_an_officer_reads_who_a_customer_is_and_what_came_in_and_a_manager_sees_that(
    story: Story, beside: Run, tmp_path: Path
) -> None:
    mine = {"CASEBOUND_OFFICER": "psso.diaz"}  # no command need name who acts then
    who = beside("customer", "cu-1", **mine)
    received = beside("receipt", story.message, "--json", **mine).json
    (letter,) = received["documents"]
    out = tmp_path / "letter.txt"
    taken = beside("document", letter["sha256"][:12], "--out", str(out), **mine)
    shown = beside("task", f"{story.complaint}.t1", **mine)
    refused = beside("readings", "--customer", "cu-1", **mine)
    seen = beside(
        "readings", "--officer", "psso.diaz", "--as", "complaints_ssm.rossi", "--json"
    ).json["readings"]

    assert "Casey Example" in who.out
    assert received["content"] == {"subject": "Missing payments"}
    assert (taken.status, out.read_text()) == (0, "My payments are missing.")
    assert "Missing payments" in shown.out
    assert f"casebound document {letter['sha256'][:12]} --out letter.txt" in shown.out
    assert (refused.status, "only managers" in refused.err) == (1, True)
    assert [each["what"] for each in seen[:3]] == ["written", "document", "written"]
    beside("letters", "--case", story.complaint)
    beside("file", story.ps)
    nobody = beside(
        *("readings", "--officer", getpass.getuser(), "--limit", "3"),
        *("--as", "complaints_ssm.rossi", "--json"),
    ).json["readings"]
    assert [(each["what"], each["case"]) for each in nobody] == [
        ("file", story.ps),
        ("letter", story.complaint),
        ("task", story.complaint),
    ]
    assert "Missing" not in json.dumps(seen)


def test_nobody_is_shown_what_people_wrote_who_does_not_say_who_they_are(
    story: Story, beside: Run
) -> None:
    assert "content" not in beside("receipt", story.message, "--json").json
    assert "Missing payments" not in beside("task", f"{story.complaint}.t1").out
    assert beside("customer", "cu-1").status == 2
