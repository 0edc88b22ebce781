"""Words that point to danger bring a person at once, wherever they come in."""

from typing import Any

import pytest

from database.models import Task
from starter.doors.door import Door
from tests.doors.seeing import NOW, Seen
from tests.sending import done, sent

WORDS = "Nobody helps me. I want to die."


@pytest.fixture
async def case(seen: Seen, request: pytest.FixtureRequest) -> str:
    """An open case of a PSSO's with a workflow that no worker drives."""
    ref = f"ps-{abs(hash(request.node.nodeid)) % 10**10:010}"
    await seen.client.start_workflow("PersonalisedServicesCase", id=ref, task_queue="nobody")
    return await seen.add_case(ref, owner="psso.diaz")


async def call(door: Door, case: str | None, id_: str, **changed: Any) -> Any:
    given: dict[str, Any] = {"source": "telephony", "case": case, "content": {"text": WORDS}}
    return await door.send(sent("customer.called_back", id=id_, **given | changed))


async def work(seen: Seen, id_: str, source: str = "telephony") -> Task:
    return await seen.task(f"standalone.{source}.{id_}.self_harm")


async def test_work_is_open_as_the_message_comes_in_and_the_case_is_told_without_the_words(
    door: Door, seen: Seen, case: str
) -> None:
    """CSP-T3-S2e: no worker drives the case, and the work is there all the same."""
    await call(door, case, f"{case}-1")

    task = await work(seen, f"{case}-1")
    assert (task.kind, task.state, task.due) == ("see_to_danger", "open", NOW)
    assert (task.role, task.assignee) == ("psso", None)
    assert WORDS not in str(task.data)
    (_called, (name, told)) = await seen.signals(case)
    assert (name, told["source"]) == ("danger.noticed", "casebound")
    assert told["facts"]["sort"] == "self_harm"
    assert WORDS not in await seen.history(case)


async def test_it_comes_to_whoever_took_the_message_and_anybody_may_do_it(
    door: Door, seen: Seen, case: str
) -> None:
    """A16: whoever is there serves what cannot wait."""
    await call(door, case, f"{case}-1", source="desk", officer="service_officer.singh")
    task = await work(seen, f"{case}-1", "desk")
    assert (task.role, task.assignee) == ("service_officer", None)

    judged = await door.send(
        done(
            task.id,
            officer="mail_team.lee",
            outcome="in_danger",
            answers={"CB-DANGER": "An ambulance is there.", "CB-DANGER.incident": "ESS-1"},
        )
    )

    assert (judged.status, judged.reason) == ("applied", None)
    assert (await work(seen, f"{case}-1", "desk")).completed_by == "mail_team.lee"
    *_, (name, told) = await seen.signals(case)
    assert (name, told["actor"]) == ("danger.judged", "mail_team.lee")
    assert told["facts"] | {"task": ""} == {
        "sort": "self_harm",
        "so": True,
        "task": "",
        "incident": "ESS-1",
    }


async def test_what_is_said_of_it_opens_no_work_of_its_own(
    door: Door, seen: Seen, case: str
) -> None:
    await call(door, case, f"{case}-1")
    task = await work(seen, f"{case}-1")

    said = {"CB-DANGER": f"A song: {WORDS}"}
    await door.send(done(task.id, officer="psso.diaz", outcome="no_danger", answers=said))

    assert [name for name, _ in await seen.signals(case)][-1] == "danger.judged"
    assert len(await seen.tasks(case)) == 1


async def test_for_somebody_who_is_away_it_comes_to_their_delegate(door: Door, seen: Seen) -> None:
    ref = await seen.add_case("ps-ownerisaway", owner="ssm.away")

    await call(door, ref, "away-1")

    task = await work(seen, "away-1")
    assert (task.role, task.assignee) == ("external_complaints_ssm", None)


@pytest.mark.parametrize(
    ("case", "changed", "status"),
    [
        (None, {}, "unmatched"),
        ("ps-nosuchcase", {}, None),
        ("ps-closedthen", {}, "unmatched"),
        ("ps-refusedone", {"source": "cims"}, "refused"),
    ],
    ids=["it names no case", "there is no such case", "its case is closed", "it is refused"],
)
async def test_whatever_becomes_of_a_message_its_words_are_not_lost(
    door: Door, seen: Seen, case: str | None, changed: dict[str, Any], status: str | None
) -> None:
    if case == "ps-closedthen":
        await seen.add_case(case, state="closed")
    if case == "ps-refusedone":
        await seen.add_case(case)
    source = changed.get("source", "telephony")

    receipt = await call(door, case, f"lost-{case}", **changed)

    assert receipt.status in (status, "unmatched")
    assert (await work(seen, f"lost-{case}", source)).state == "open"


async def test_an_officer_says_that_a_child_is_at_risk_without_any_such_word(
    door: Door, seen: Seen, case: str
) -> None:
    given = {"officer": "psso.diaz", "source": "desk", "case": case}
    facts = {"sort": "child_at_risk"}
    await door.send(sent("danger.noticed", id=f"{case}-1", facts=facts, **given))

    task = await seen.task(f"standalone.desk.{case}-1.child_at_risk")
    assert (task.kind, task.role) == ("see_to_danger", "psso")
    assert [name for name, _ in await seen.signals(case)] == ["danger.noticed"]
