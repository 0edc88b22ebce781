"""A case whose workflow is gone is named by the doctor and by every command that shows the case."""

import asyncio
import getpass
from datetime import UTC, datetime

import pytest
from temporalio.client import Client

from starter import client
from starter.doors.agreement import Comparison
from starter.doors.sweep import sweep
from tests.cli.beside.conftest import PATIENT
from tests.cli.commands import Up


@pytest.fixture(scope="module")
def gone(staffed: Up) -> str:
    """A complaint whose workflow somebody has terminated."""
    return lost_complaint(staffed)


def lost_complaint(staffed: Up) -> str:
    """Take in a complaint, and terminate its workflow."""
    complaint = staffed.run(
        *("send", "complaint.received", "--source", "mail_room", "--customer", "cu-1"),
        *("--facts", '{"channel": "post"}', "--office", "ACT", *PATIENT, "--json"),
    ).json["case"]

    async def terminate() -> None:
        client = await Client.connect(staffed.where["temporal"])
        await client.get_workflow_handle(complaint).terminate()

    asyncio.run(terminate())
    return str(complaint)


def test_the_doctor_names_it_and_says_how_it_is_brought_back(staffed: Up, gone: str) -> None:
    ran = staffed.run("doctor", "--json")

    (cases,) = (part for part in ran.json["parts"] if part["part"] == "cases")
    assert ran.status == 1
    assert cases["state"] == "wrong"
    assert cases["cases"] == {"gone": [gone]}
    assert f"gone: {gone}" in cases["words"]
    assert "casebound repair --all" in cases["remedy"]


def test_the_lists_and_its_page_say_so(staffed: Up, gone: str) -> None:
    run = staffed.run
    listed = {case["ref"]: case["workflow"] for case in run("cases", "--json").json["cases"]}

    assert listed[gone] == "gone"
    assert run("case", gone, "--json").json["workflow"] == "gone"
    (line,) = (line for line in run("cases").out.splitlines() if line.startswith(gone))
    assert line.endswith("gone")
    assert "no workflow runs for it" in run("case", gone).out


def test_whoever_has_its_work_sees_so_too_also_while_temporal_is_away(
    staffed: Up, gone: str
) -> None:
    """The forwarder sweeps all cases now and then: here it has just done so."""
    work = ("tasks", "--case", gone)

    asyncio.run(swept(staffed))

    away = {
        "CASEBOUND_DATABASE_URL": staffed.where["database"],
        "CASEBOUND_TEMPORAL_ADDRESS": "127.0.0.1:9",
    }
    listed = " ".join(staffed.run(*work).out.split())
    assert "open, its case" in listed
    assert "stands still" in listed
    assert "an operator brings it back" in staffed.run("task", f"{gone}.t1").out
    assert "no workflow runs for it, as was last found" in staffed.run("case", gone, **away).out
    assert staffed.run("case", gone, "--json", **away).json["workflow"] == "gone"


async def swept(stack: Up) -> None:
    """Sweep all cases of a stack, as its forwarder does."""
    at = client.place(stack.folder / ".casebound")
    async with client.sessions(at) as sessions:
        comparison = Comparison(sessions, await client.connected(at))
        await sweep(sessions, comparison, datetime.now(UTC))


def test_nothing_is_promised_for_it(staffed: Up, gone: str) -> None:
    found = staffed.run("next", gone, "--json").json

    assert found["next"] is None
    assert found["later"] == []
    assert found["if_nobody_acts"].startswith("Nothing is certain: no workflow runs for it.")
    assert f"casebound repair {gone}" in found["if_nobody_acts"]


def test_a_repair_shows_what_it_would_do_and_does_it(staffed: Up, gone: str) -> None:
    run = staffed.run
    shown = run("repair", gone, "--check")
    assert shown.status == 0
    assert "taken up where it waits; nothing is repeated" in shown.out
    assert run("case", gone, "--json").json["workflow"] == "gone"

    done = run("repair", gone)

    assert (done.status, done.err) == (0, "")
    assert f"{gone}: it is back." in done.out
    assert run("case", gone, "--json").json["workflow"] == "running"
    assert "stands still" not in run("tasks", "--case", gone).out
    assert run("doctor").status == 0
    (line,) = run("changes", gone, "--json").json["changes"]
    assert (line["part"], line["actor"]) == ("repairs", getpass.getuser())


def test_all_cases_are_repaired_at_once_and_each_is_reported(staffed: Up) -> None:
    cases = [lost_complaint(staffed) for _ in range(3)]

    done = staffed.run("repair", "--all", "--yes", "--json")

    assert done.status == 0
    assert {case["ref"]: case["said"] for case in done.json["cases"]} == dict.fromkeys(
        cases, "it is back"
    )
    assert "Every case agrees with its workflow." in staffed.run("repair", "--all").out


def test_a_repair_is_of_one_case_or_of_all(staffed: Up) -> None:
    assert staffed.run("repair").status == 2
    assert staffed.run("repair", "co-abcdefghij", "--all").status == 2
    assert "There is no case co-abcdefghij" in staffed.run("repair", "co-abcdefghij").err


def test_a_case_with_its_workflow_is_shown_with_it(staffed: Up, late: str) -> None:
    assert staffed.run("case", late, "--json").json["workflow"] == "running"
    assert "repair" not in staffed.run("next", late).out


def test_cases_are_shown_while_temporal_is_away(staffed: Up, late: str) -> None:
    away = {
        "CASEBOUND_DATABASE_URL": staffed.where["database"],
        "CASEBOUND_TEMPORAL_ADDRESS": "127.0.0.1:9",
    }

    ran = staffed.run("case", late, "--json", **away)

    assert ran.status == 0
    assert ran.json["workflow"] is None
    assert "whether workflows run is not known" in ran.err
