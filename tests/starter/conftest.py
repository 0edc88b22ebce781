"""Where commands run: where nothing runs, or beside a real stack."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from starter import cast
from tests.starter.commands import CASEBOUND, Run, Story, Up, environment, run_here

ACTING = ("mail_team.lee", "allocations_officer.okafor", "complaints_officer.wu", "psso.diaz")


@pytest.fixture(scope="session")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One stack for all commands of these tests; it must end with status 0 when it is asked to."""
    folder = tmp_path_factory.mktemp("up")
    folder.chmod(0o711)
    process = subprocess.Popen(
        [*CASEBOUND, "up", "--json"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        told = ""
        for line in process.stdout:
            told += line
            if line == "}\n":
                break
        yield Up(folder, json.loads(told), run_here(folder))
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="session")
def staffed(up: Up) -> Up:
    """The stack with the default cast, a customer, and tokens for those who act in these tests."""
    officers = cast.officers("ACT")
    (up.folder / "officers.yaml").write_text(yaml.safe_dump(officers))
    (up.folder / "customers.csv").write_text(
        "id,name,programme,line1,line2,state\n"
        "cu-1,Casey Example,child_support,1 Example Street,CANBERRA ACT 2600,ACT\n"
    )
    added = up.run("officers", "import", "officers.yaml", "--json").json["added"]
    assert sorted(added) == sorted(officers)
    assert up.run("customers", "import", "customers.csv", "--json").json["added"] == ["cu-1"]
    for officer in ACTING:
        assert up.run("officers", "token", officer).status == 0
    return up


@pytest.fixture(scope="session")
def story(staffed: Up) -> Story:
    """Receive a complaint, assess it, refer the customer, and send the acknowledgement."""
    run = staffed.run
    (staffed.folder / "facts.json").write_text('{"channel": "post", "via": "mp"}')
    (staffed.folder / "letter.txt").write_text("My payments are missing.")
    received = run(
        *("send", "complaint.received", "--as", "mail_team.lee", "--customer", "cu-1"),
        *("--facts", "@facts.json", "--content", '{"subject": "Missing payments"}'),
        *("--attach", "letter.txt", "--json"),
    ).json
    complaint = received["case"]
    assessed = {
        "WC-S3b": False,
        "WC-S3e": False,
        "WC-S3g": False,
        "WC-S3h": False,
        "WC-S3i": "Four calls without an answer",
        "WC-S3i.refer": True,
        "WC-S3j": "process",
        "WC-S4a": False,
    }
    for officer, outcome, answers in (
        ("allocations_officer.okafor", "level_2", assessed),
        ("complaints_officer.wu", "send", {"WC-S3m.about": "payments that are missing"}),
    ):
        (task,) = run("tasks", "--case", complaint, "--json").json["tasks"]
        done = run(
            *("complete", task["id"], "--as", officer, "--outcome", outcome),
            *("--answers", json.dumps(answers), "--wait", "30", "--json"),
        ).json
        assert (done["status"], done["reason"]) == ("applied", None)
    (link,) = run("case", complaint, "--json").json["links"]
    return Story(complaint, link["ref"], received["id"])


@pytest.fixture
def alone(tmp_path: Path) -> Run:
    """Run commands where nothing runs."""
    return run_here(tmp_path)


@pytest.fixture(scope="session")
def beside(up: Up) -> Run:
    """Run commands beside the stack that is up."""
    return up.run
