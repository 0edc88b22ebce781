"""A case whose workflow is gone is named by the doctor and by every command that shows the case."""

import asyncio

import pytest
from temporalio.client import Client

from tests.cli.commands import Up
from tests.cli.conftest import PATIENT


@pytest.fixture(scope="module")
def gone(staffed: Up) -> str:
    """A complaint whose workflow somebody has terminated."""
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


def test_nothing_is_promised_for_it(staffed: Up, gone: str) -> None:
    found = staffed.run("next", gone, "--json").json

    assert found["next"] is None
    assert found["later"] == []
    assert found["if_nobody_acts"].startswith("Nothing is certain: no workflow runs for it.")
    assert f"casebound repair {gone}" in found["if_nobody_acts"]


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
