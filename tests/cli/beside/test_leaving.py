"""Everything that waits on an officer who leaves is listed, and one message gives it over."""

import json
import time

import yaml

from tests.cli.beside.conftest import PATIENT
from tests.cli.commands import Up

GOES, STAYS, CHIEF = "allocations_officer.goes", "allocations_officer.stays", "team_leader.brown"


def test_what_waits_on_an_officer_is_listed_and_handed_over(staffed: Up) -> None:
    """CB-LEAVER: the work of somebody who leaves is never nobody's."""
    run = staffed.run
    officer = {"name": "New", "office": "ACT", "roles": ["allocations_officer"]}
    (staffed.folder / "two.yaml").write_text(yaml.safe_dump(dict.fromkeys((GOES, STAYS), officer)))
    assert run("officers", "import", "two.yaml").status == 0
    assert run("officers", "token", GOES).status == run("officers", "token", CHIEF).status == 0
    case = run(
        *("send", "complaint.received", "--source", "mail_room", "--facts", '{"channel": "post"}'),
        *("--office", "ACT", *PATIENT, "--json"),
    ).json["case"]
    assert run("claim", f"{case}.t1", "--as", GOES).status == 0

    listed = run("officers", "leaving", GOES)
    assert f"{case}.t1" in listed.out
    left = run(
        *("send", "officer.left", "--as", CHIEF, *PATIENT, "--json"),
        *("--facts", json.dumps({"officer": GOES, "to": STAYS})),
    ).json
    assert (left["status"], left["reason"]) == ("applied", None)

    ends = time.monotonic() + 60
    while run("officers", "leaving", GOES).out != f"Nothing waits on {GOES}.\n":
        assert time.monotonic() < ends, "its case is told, and gives it over"
    (task,) = run("officers", "leaving", STAYS, "--json").json["tasks"]
    assert task["id"] == f"{case}.t1"
