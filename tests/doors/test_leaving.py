"""An officer leaves: what waits on them is listed, and given over whole or not at all."""

from datetime import date
from typing import Any

import pytest

from database.models import Officer, OfficerRole
from database.queries.waiting_on import waits_on
from starter.doors.door import Door
from tests.doors.seeing import Seen, Sessions
from tests.sending import sent

LEAVER, TAKER = "psso.leaver", "psso.taker"


@pytest.fixture
async def case(seen: Seen, stored: Sessions, request: pytest.FixtureRequest) -> str:
    """A case of somebody who leaves, with work of theirs that its workflow waits for."""
    async with stored.begin() as db:
        for name in (LEAVER, TAKER):
            await db.merge(Officer(id=name, name=name, office="ACT", areas=[]))
            await db.flush()
            await db.merge(OfficerRole(officer=name, role="psso", from_date=date(2020, 1, 1)))
    ref = f"ps-{abs(hash(request.node.nodeid)) % 10**10:010}"
    await seen.client.start_workflow("PersonalisedServicesCase", id=ref, task_queue="nobody")
    await seen.add_case(ref, owner=LEAVER)
    await seen.add_task(f"{ref}.t1", "read_message", ref, assignee=LEAVER)
    await seen.add_task(
        f"alone.{ref}", "read_message", ref, assignee=LEAVER, data={"standalone": True}
    )
    return ref


async def leave(door: Door, case: str, to: str, officer: str = "team_leader.brown") -> Any:
    facts = {"officer": LEAVER, "to": to}
    given: dict[str, Any] = {"source": "desk", "officer": officer, "facts": facts}
    return await door.send(sent("officer.left", id=f"{case}-{to}", **given))


async def test_everything_that_waits_on_an_officer_is_listed(stored: Sessions, case: str) -> None:
    async with stored() as db:
        found = await waits_on(db, LEAVER)

    assert {"ref": case, "type": "PersonalisedServicesCase", "phase": "finalisation"} in found[
        "cases"
    ]
    assert {f"{case}.t1", f"alone.{case}"} <= {task["id"] for task in found["tasks"]}
    assert (found["officer"], found["locks"], found["rows"]) == (LEAVER, [], [])


async def test_each_case_is_told_and_what_no_workflow_waits_for_is_given_over_at_once(
    door: Door, seen: Seen, case: str
) -> None:
    receipt = await leave(door, case, TAKER)

    assert (receipt.status, receipt.reason) == ("applied", None)
    assert (await seen.task(f"alone.{case}")).assignee == TAKER
    ((name, told),) = await seen.signals(case)
    assert (name, told["source"], told["actor"]) == (
        "officer.left",
        "casebound",
        "team_leader.brown",
    )
    assert told["facts"] == {"officer": LEAVER, "to": TAKER}


async def test_nobody_gets_what_they_may_not_do(door: Door, seen: Seen, case: str) -> None:
    receipt = await leave(door, case, "mail_team.lee")

    assert receipt.status == "refused"
    assert f"{case}.t1" in receipt.reason
    assert (await seen.task(f"alone.{case}")).assignee == LEAVER
    assert await seen.signals(case) == []


async def test_only_a_manager_says_that_somebody_leaves(door: Door, case: str) -> None:
    receipt = await leave(door, case, TAKER, officer=TAKER)

    assert (receipt.status, "is not for psso.taker to send" in receipt.reason) == ("refused", True)
