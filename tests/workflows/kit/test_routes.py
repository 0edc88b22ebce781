"""A signal proves nobody's identity: what officers and the product say counts with its receipt."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs
from temporalio.client import WorkflowFailureError, WorkflowHandle

from activities.contracts import Start
from database.models import Approval, Receipt
from tests.workflows.driving import Driven, Maker
from tests.workflows.looking import PROBLEM

PLANTED = "Erika.Planted"
INCIDENT = "report_security_incident"
WITHDRAWN = "case.withdrawn"


async def turned_away(case: Driven, count: int = 1) -> list[Receipt]:
    """Wait until so many messages were refused as nobody's; return their receipts."""

    async def enough() -> list[Receipt] | None:
        found = await case.rows(Receipt, source="temporal", status="refused")
        return sorted(found, key=lambda row: row.id) if len(found) >= count else None

    await case.becomes(enough, "somebody was turned away")
    return await enough() or []


async def test_nobody_ends_a_phase_by_a_signal(kit_case: Maker) -> None:
    case = await kit_case().start("deciding")

    message = await case.tell(WITHDRAWN, source="cli", actor=PLANTED)
    (refused,) = await turned_away(case)

    assert "no door has authenticated whoever sent it" in (refused.reason or "")
    assert await case.phase() == "deciding"
    (approval,) = await case.rows(Approval)
    assert approval.state == "asked"
    async with case.sessions() as db:  # the id that it bears may be somebody's yet
        assert await db.get(Receipt, (message.source, message.id)) is None


async def test_whoever_acts_by_a_signal_is_shown_and_reported(kit_case: Maker) -> None:
    case = await kit_case().start("answered")

    with capture_logs() as logs:
        await case.tell(WITHDRAWN, source="cli", actor=PLANTED)
        await turned_away(case)
        await case.becomes(lambda: case.timeline("refused"), "it is in the timeline")

    task = await case.task(INCIDENT)
    (line,) = await case.timeline("refused")
    assert (task.role, line.step) == ("team_leader", "CB-SECURITY")

    async def problem() -> object:
        return (await case.handle.describe()).typed_search_attributes.get(PROBLEM)

    await case.becomes(problem, "operators see it")
    assert task.title in await case.details()
    (logged,) = [entry for entry in logs if entry["event"] == "message.turned_away"]
    assert (logged["case"], logged["types"], logged["log_level"]) == (
        case.ref,
        [WITHDRAWN],
        "error",
    )
    assert PLANTED not in str([logs, task.data, line.words, line.data, line.actor])


async def test_however_often_somebody_tries_there_is_one_task(kit_case: Maker) -> None:
    case = await kit_case().start("answered")

    for _ in range(5):
        await case.tell(WITHDRAWN)
    await turned_away(case, 5)

    assert await case.task(INCIDENT)
    assert len(await case.timeline("refused")) == 5
    assert (await case.send("customer.replied")).status == "applied"
    assert await case.phase() == "ending"


@pytest.mark.parametrize("type_", ["customer.replied", "customer.called_back"])
@pytest.mark.parametrize("source", ["casebound", "delivery"])
async def test_nobody_speaks_in_the_products_name(kit_case: Maker, type_: str, source: str) -> None:
    """Else the id of what the product will tell could be taken, and that kept out."""
    case = await kit_case().start("answered")

    message = await case.tell(type_, source=source, id=f"{case.ref}.m1")
    await turned_away(case)

    assert await case.phase() == "answered"
    assert (await case.case()).carried["state"]["heard"] == 0
    async with case.sessions() as db:
        assert await db.get(Receipt, (message.source, message.id)) is None


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("calendar.changed", {"source": "casebound"}),
        ("letter.delivered", {"source": "delivery", "about": "l1"}),
        ("letter.failed", {"source": "delivery", "about": "l1"}),
        ("complaint.noticed", {"source": "casebound", "complaint": "co-x"}),
    ],
)
async def test_what_the_product_says_is_not_taken_from_a_stranger(
    kit_case: Maker, type_: str, fields: dict[str, Any]
) -> None:
    case = await kit_case().start("noticing")
    before = await case.rows(Receipt, status="waiting")

    await case.tell(type_, **fields)
    await turned_away(case)

    assert await case.rows(Receipt, status="waiting") == before
    carried = (await case.case()).carried
    assert [work["kind"] for work in carried["work"].values()] == []
    await case.send("customer.replied")
    assert await case.phase() == "noticing"  # the complaint was not held for this wait


async def test_what_comes_as_a_case_closes_is_nobodys_too(kit_case: Maker) -> None:
    case = await kit_case().start("closing")
    async with case.held():
        await case.tell("customer.called_back")
        await case.settling()
        reply = await case.tell("customer.replied")
        await case.tell(WITHDRAWN)

    await case.outcome(reply)
    await turned_away(case)
    await case.result()

    assert await case.rows(Receipt, status="unmatched") == []
    assert await case.task(INCIDENT)


async def test_message_that_bears_the_id_of_what_a_door_let_in_is_turned_away(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("answered")
    message = case.envelope(WITHDRAWN, source="cli", actor="psso.diaz")
    await case.admit(message)

    await case.repeat(message.model_copy(update={"about": "another-thing"}))
    (refused,) = await turned_away(case)
    await case.repeat(message)

    assert refused.about == message.key
    assert (await case.outcome(message)).status == "applied"
    assert await case.phase() == "ending"


async def test_what_a_stranger_said_ahead_of_a_door_counts_once_the_door_lets_it_in(
    kit_case: Maker,
) -> None:
    """What was accepted has a status, whoever made the same words up before."""
    case = await kit_case().start("answered")
    message = await case.tell(WITHDRAWN, source="cli", actor="psso.diaz")
    await turned_away(case)

    await case.admit(message)
    await case.repeat(message)

    assert (await case.outcome(message)).status == "applied"
    assert await case.phase() == "ending"


async def test_what_a_door_lets_in_while_a_stranger_is_turned_away_counts(kit_case: Maker) -> None:
    case = await kit_case().start("answered")
    async with case.sessions.begin() as db:
        await db.execute(text("lock table tasks in share mode"))  # the incident cannot be written
        message = await case.tell(WITHDRAWN, source="cli", actor="psso.diaz")
        await case.becomes(partial(blocked, case), "a settle has looked for the receipt in vain")

        await case.admit(message)
        await case.repeat(message)
        await case.details()  # the workflow has taken it in

    await turned_away(case)
    assert (await case.outcome(message)).status == "applied"
    assert await case.phase() == "ending"


async def blocked(case: Driven) -> bool:
    """Tell whether somebody waits to write into the tasks."""
    wanted = "select count(*) from pg_locks where not granted and relation = 'tasks'::regclass"
    async with case.sessions() as db:
        return bool(await db.scalar(text(wanted)))


@pytest.mark.parametrize("type_", [WITHDRAWN, "customer.replied", "customer.called_back"])
async def test_final_is_final_by_every_route(kit_case: Maker, type_: str) -> None:
    case = await kit_case().start("answered")
    for heard, status in enumerate(("refused", "applied", "unmatched"), start=1):
        message = case.envelope(type_, source="cli")
        await case.admit(message, status=status, final_at=case.now)
        lines = len(await case.timeline())

        await case.repeat(message)
        await case.send("customer.called_back")

        assert await case.status(message) == status
        assert await case.phase() == "answered", status
        assert (await case.case()).carried["state"]["heard"] == heard  # what came afterwards
        said = [line for line in await case.timeline() if line.data.get("message") == message.key]
        assert (said, len(await case.timeline())) == ([], lines + 2), status


# ---------------------------------------------------------------------------- started by hand


async def test_case_that_nobody_let_in_is_not_opened(kit_case: Maker) -> None:
    case = kit_case()
    opening = case.envelope("referral.received", first="answered", actor="team_leader.brown")

    await start(case, message=opening)

    assert "no door has let its first message in" in await case.stopped()
    async with case.sessions() as db:
        assert await db.get(Receipt, (opening.source, opening.id)) is None


async def test_case_is_not_opened_in_the_name_of_another_officer(kit_case: Maker) -> None:
    case = kit_case()
    opening = case.envelope("referral.received", first="answered", actor="team_leader.brown")
    await case.admit(opening)

    await start(case, message=opening.model_copy(update={"actor": "ps_ssm.ito"}))

    assert "no door has let its first message in" in await case.stopped()


async def test_workflow_under_the_reference_of_a_case_with_a_state_of_its_own_stands_still(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("deciding")
    at_rest = await case.case()
    await case.handle.terminate("gone")
    opening = case.envelope("referral.received", first="deciding")
    forged = dict(at_rest.carried) | {"phase": "ending", "path": [], "offset": 0}

    await start(case, message=opening, carried=forged | {"sequence": at_rest.next_sequence - 1})

    assert "it comes from another workflow than the case's own" in await case.stopped()
    stands = await case.case()
    assert (stands.phase, stands.next_sequence) == ("deciding", at_rest.next_sequence)


async def test_workflow_under_another_id_says_nothing_of_a_case(kit_case: Maker) -> None:
    case = await kit_case().start("deciding")
    opening = case.envelope("referral.received", first="deciding")

    found = await start(case, id_=f"{case.ref}-forged", message=opening)

    with pytest.raises(WorkflowFailureError) as failed:
        await found.result()
    assert f"is not that of {case.ref}" in str(failed.value.cause)
    assert (await case.case()).stopped is None


async def start(case: Driven, id_: str | None = None, **given: Any) -> WorkflowHandle[Any, Any]:
    """Start the workflow of a case by hand, as whoever reaches the namespace may."""
    made = Start.model_validate(
        {"case": case.ref, "type": case.lifecycle, "office": "ACT", "customer": case.customer}
        | {"begins_at": case.begins}
        | given
    )
    return await case.client.start_workflow(
        case.workflow, made, id=id_ or case.ref, task_queue=case.queue
    )
