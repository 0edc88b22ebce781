"""Where commands run: where nothing runs, or beside a real stack."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
import yaml

from starter import cast
from starter.cli import run as run_command
from tests.starter.commands import CASEBOUND, TOKENS, Ran, Run, Story, Up, environment, run_in

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
        yield Up(folder, json.loads(told), run_in(folder))
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
def inside(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run commands in this process, which is quicker than one for each."""
    for name in [name for name in os.environ if name.startswith("CASEBOUND_")]:
        monkeypatch.delenv(name)

    def run(*words: str, **changed: str) -> Ran:
        with monkeypatch.context() as patch:
            for name, value in changed.items():
                patch.setenv(name, value)
            capsys.readouterr()
            status = run_command(words)
        told = capsys.readouterr()
        return Ran(status, told.out, told.err)

    yield run
    structlog.reset_defaults()  # what commands set for themselves is nothing to other tests


@pytest.fixture
def alone(inside: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands where nothing runs."""
    monkeypatch.chdir(tmp_path)
    return inside


@pytest.fixture
def beside(inside: Run, up: Up, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands beside the stack that is up."""
    monkeypatch.chdir(up.folder)
    monkeypatch.setenv("CASEBOUND_TOKENS", str(up.folder / TOKENS))
    return inside
