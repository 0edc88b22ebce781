"""Commands beside a real stack, which is put up once for all tests of this folder."""

import json
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from starter.player import cast
from tests.answers import ASSESSED
from tests.cli.commands import CASEBOUND, Run, Story, Up, environment, run_here

ACTING = (
    *("mail_team.lee", "allocations_officer.okafor", "complaints_officer.wu", "psso.diaz"),
    "complaints_ssm.rossi",
)
PATIENT = ("--wait", "90")  # seconds, on a machine that is busy with other tests


@pytest.fixture(scope="session")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One stack for all commands of these tests; it must end with status 0 when it is asked to."""
    folder = tmp_path_factory.mktemp("up")
    folder.chmod(0o711)
    with subprocess.Popen(
        [*CASEBOUND, "up", "--json"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        told = "".join(until_brace(process.stdout))
        assert told, f"casebound up ended with status {process.wait()}"
        yield Up(folder, json.loads(told), run_here(folder), process)
        process.send_signal(signal.SIGINT)
        assert process.wait(90) == 0


def until_brace(lines: Iterable[str]) -> Iterator[str]:
    """Read as far as the JSON goes; the process goes on."""
    for line in lines:
        yield line
        if line == "}\n":
            return


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
        *("--attach", "letter.txt", *PATIENT, "--json"),
    ).json
    complaint = received["case"]
    for officer, outcome, answers in (
        ("allocations_officer.okafor", "level_2", ASSESSED | {"WC-S3i.refer": True}),
        ("complaints_officer.wu", "send", {"WC-S3m.about": "payments that are missing"}),
    ):
        (task,) = run("tasks", "--case", complaint, "--json").json["tasks"]
        done = run(
            *("complete", task["id"], "--as", officer, "--outcome", outcome),
            *("--answers", json.dumps(answers), *PATIENT, "--json"),
        ).json
        assert (done["status"], done["reason"]) == ("applied", None)
    ends = time.monotonic() + 60
    while (case := run("case", complaint, "--json").json)["phase"] != "handed_over":
        assert time.monotonic() < ends, "it is handed over once its letter has left"
    (link,) = case["links"]
    return Story(complaint, link["ref"], received["id"])


@pytest.fixture(scope="session")
def beside(up: Up) -> Run:
    """Run commands beside the stack that is up."""
    return up.run


@pytest.fixture(scope="session")
def late(staffed: Up) -> str:
    """A complaint that came in weeks ago and is assessed today: its acknowledgement is late."""
    run = staffed.run
    came = datetime.now(UTC) - timedelta(days=21)
    complaint = run(
        *(
            "send",
            "complaint.received",
            "--source",
            "mail_room",
        ),  # of nobody known: none is in hand
        *("--facts", '{"channel": "post"}', "--office", "ACT"),
        *("--occurred-at", came.isoformat(), *PATIENT, "--json"),
    ).json["case"]
    done = run(
        *("complete", f"{complaint}.t1", "--as", "allocations_officer.okafor"),
        *("--outcome", "level_2", "--answers", json.dumps(ASSESSED), *PATIENT, "--json"),
    ).json
    assert (done["status"], done["reason"]) == ("applied", None)
    return str(complaint)
