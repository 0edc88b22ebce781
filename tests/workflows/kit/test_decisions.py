"""Decisions count once, by the right person, with a receipt of a door; refused, they are asked."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database.models import Approval, Receipt, Task, TimelineEntry
from domain.messages import Envelope
from starter.player import seed
from starter.player.scenario_parts import OfficerPart
from tests.sending import done
from tests.workflows.driving import Driven, Maker

TEN = datetime(2027, 1, 4, 1, 0, tzinfo=UTC)
SSM = "ps_ssm.ito"
REQUESTED_BY = "psso.diaz"
NOT_OPEN = "the task is not open in this case"


async def decision(case: Driven, /, by: str, outcome: str = "agreed", **changed: Any) -> Envelope:
    """Make the message of a decision on the open request."""
    task = await case.task("agree_to_no_contact")
    fields: dict[str, Any] = {
        "about": task.id,
        "actor": by,
        "source": "cli",
        "outcome": outcome,
        "answers": {},
        "version": task.data["version"],
    }
    return case.envelope("task.completed", **fields | changed)


async def still_asked(case: Driven) -> None:
    """Prove that the request is as open as before, and that the right person may still decide."""
    assert await case.phase() == "deciding"
    (approval,) = await case.rows(Approval)
    assert (approval.state, approval.by) == ("asked", None)
    done = await case.complete("agree_to_no_contact", by=SSM, outcome="agreed")
    assert done.status == "applied"
    (approval,) = await case.rows(Approval)
    assert (approval.state, approval.by) == ("given", SSM)
    assert await case.phase() == "ending"


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (REQUESTED_BY, "holds no such role"),
        ("team_leader.brown", "holds no such role"),
        ("nobody.known", "no officer is known"),
    ],
    ids=["whoever asked for it", "a Team Leader where the SSM must", "nobody whom we know"],
)
async def test_decision_of_the_wrong_person_is_refused_and_asked_again(
    kit_case: Maker, by: str, reason: str
) -> None:
    """The door refuses it too; a settle must not rely on that."""
    case = await kit_case().start("deciding")
    message = await decision(case, by)
    await case.admit(message)

    await case.repeat(message)

    refused = await case.outcome(message)
    assert refused.status == "refused"
    assert reason in (refused.reason or "")
    await still_asked(case)


async def test_whoever_asked_may_not_decide_whatever_role_they_hold(kit_case: Maker) -> None:
    case = await kit_case().start("deciding", requested_by=SSM)
    message = await decision(case, SSM)
    await case.admit(message)

    await case.repeat(message)

    refused = await case.outcome(message)
    assert refused.reason == (
        f"{SSM} asked for this decision and may not decide it; another person must"
    )
    assert (await case.task("agree_to_no_contact")).state == "open"


async def test_decision_before_it_was_asked_is_refused_and_asked_again(kit_case: Maker) -> None:
    """The door refuses it too; a settle must not rely on that."""
    case = await kit_case().start("deciding")
    opened = (await case.task("agree_to_no_contact")).opened_at
    message = await decision(case, SSM, at=opened - timedelta(seconds=1))
    await case.admit(message)

    await case.repeat(message)

    refused = await case.outcome(message)
    assert refused.status == "refused"
    assert "before this work was opened" in (refused.reason or "")
    await still_asked(case)


async def test_decision_that_no_door_saw_is_refused(kit_case: Maker) -> None:
    case = await kit_case().start("deciding")
    message = await decision(case, SSM)

    await case.repeat(message)

    (line,) = await refused_lines(case, "no door has authenticated whoever sent it")
    assert line.data["type"] == "task.completed"
    assert (await case.task("report_security_incident")).role == "team_leader"
    await still_asked(case)


async def refused_lines(case: Driven, words: str) -> list[TimelineEntry]:
    """Wait for the line of something that was turned away; return such lines."""

    async def found() -> list[TimelineEntry]:
        return [line for line in await case.timeline("refused") if words in line.words]

    await case.becomes(found, "it is refused")
    return await found()


@pytest.mark.parametrize(
    "receipt",
    [
        {"facts": {"outcome": "not_agreed", "answers": {}}},
        {"about": "ps-other.t1"},
        {"case": "ps-other"},
        {"type": "customer.replied"},
        {"occurred_at": TEN},
    ],
    ids=["another outcome", "another task", "another case", "another type", "another instant"],
)
async def test_decision_under_the_id_of_another_message_is_refused(
    kit_case: Maker, receipt: dict[str, Any]
) -> None:
    """Else a signal could borrow the receipt, and with it the officer, of what a door let in."""
    case = await kit_case().start("deciding")
    message = await decision(case, SSM)
    await case.admit(message, **receipt)

    await case.repeat(message)

    (line,) = await refused_lines(case, "no door has authenticated whoever sent it")
    assert line.data["concerns"] == message.key
    async with case.sessions.begin() as db:
        kept = await db.get_one(Receipt, (message.source, message.id))
        found = {name: getattr(kept, name) for name in receipt} | {"status": kept.status}
        assert found == receipt | {"status": None}
        kept.status = "refused"  # nobody will bring it, and others would wait for its status
    await still_asked(case)


async def test_decision_counts_in_the_name_of_whom_its_door_authenticated(kit_case: Maker) -> None:
    """A signal may overtake the door's own, and say that somebody else decided."""
    case = await kit_case().start("deciding")
    message = await decision(case, by="psso.diaz")
    await case.admit(message, officer=SSM)

    await case.repeat(message)

    assert (await case.outcome(message)).status == "applied"
    (approval,) = await case.rows(Approval)
    assert (approval.state, approval.by) == ("given", SSM)
    (line,) = await case.timeline("completed")
    assert line.actor == SSM


async def test_what_a_stranger_signals_first_does_not_keep_the_decision_out(
    kit_case: Maker,
) -> None:
    """The id is the door's: another message under it is turned away, and this one counts."""
    case = await kit_case().start("deciding")
    message = await decision(case, SSM)
    await case.admit(message)
    forged = message.model_copy(update={"facts": message.facts | {"outcome": "not_agreed"}})

    await case.repeat(forged)
    await case.repeat(message)

    assert (await case.outcome(message)).status == "applied"
    (approval,) = await case.rows(Approval)
    assert approval.state == "given"


async def test_decision_that_a_door_refused_stays_refused(kit_case: Maker) -> None:
    """Repeated as a signal once its time has come, it would be an approval ahead of its time."""
    case = await kit_case().start("deciding")
    message = await decision(case, SSM)
    await case.admit(message, status="refused", reason="it says that it occurred in the future")

    await case.repeat(message)
    await case.send("customer.called_back")

    assert (await case.status(message), await case.timeline("approved")) == ("refused", [])
    assert [line for line in await case.timeline() if line.data.get("message") == message.key] == []
    await still_asked(case)


# ---------------------------------------------------------------------------- twice, too late


async def test_approved_twice_at_once_counts_once(kit_case: Maker) -> None:
    case = await kit_case().start("deciding")
    task = (await case.task("agree_to_no_contact")).id

    first, second = await asyncio.gather(
        *(case.door.send(done(task, officer=SSM, outcome="agreed")) for _ in range(2))
    )
    await case.rest.reached()

    found = [await case.receipt(receipt) for receipt in (first, second)]
    assert sorted(str(receipt.status) for receipt in found) == ["applied", "refused"]
    (approval,) = await case.rows(Approval)
    assert (approval.state, approval.by) == ("given", SSM)
    assert len(await case.timeline("approved")) == 1


@pytest.fixture
async def second_ssm(sessions: async_sessionmaker[AsyncSession]) -> str:
    """Another SSM of the office, who is there too."""
    officer = "ssm.novak"
    async with sessions.begin() as db:
        await seed.officer(db, officer, OfficerPart.model_validate({"roles": ["ps_ssm"]}), "ACT")
    return officer


async def test_of_two_decisions_in_flight_one_stands_and_the_other_is_refused_in_words(
    kit_case: Maker, second_ssm: str
) -> None:
    """Both were let in and sent before the case could settle either; which is first is open."""
    case = await kit_case().start("deciding")
    async with case.held():
        await case.tell("customer.called_back")
        await case.settling()
        yes = await decision(case, SSM, "agreed")
        no = await decision(case, second_ssm, "not_agreed")
        await case.admit(yes)
        await case.admit(no, content={"reason": "Another attempt first."})
        await asyncio.gather(case.repeat(yes), case.repeat(no))

    receipts = [await case.outcome(message) for message in (yes, no)]

    assert sorted(str(each.status) for each in receipts) == ["applied", "refused"]
    (stands,) = [each for each in receipts if each.status == "applied"]
    (turned_away,) = [each for each in receipts if each.status == "refused"]
    assert turned_away.reason == NOT_OPEN
    (approval,) = await case.rows(Approval)
    expected = ("given", SSM) if stands.officer == SSM else ("refused", second_ssm)
    assert (approval.state, approval.by) == expected
    (line,) = await refused_lines(case, NOT_OPEN)
    assert line.data["message"] == f"{turned_away.source}|{turned_away.id}"


async def test_approval_after_a_withdrawal_changes_nothing(kit_case: Maker) -> None:
    case = await kit_case().start("deciding")
    task = (await case.task("agree_to_no_contact")).id
    await case.send("case.withdrawn", officer=REQUESTED_BY)

    late = await case.door.send(done(task, officer=SSM, outcome="agreed"))

    assert (late.status, late.reason) == (
        "refused",
        f"task {task} is not open: it was withdrawn",
    )
    (approval,) = await case.rows(Approval)
    assert approval.state == "withdrawn"


async def test_withdrawal_before_an_approval_wins_though_both_are_on_their_way(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("deciding")
    async with case.held():
        await case.tell("customer.called_back")
        await case.settling()
        message = await decision(case, SSM, at=case.now + timedelta(minutes=2))
        await case.admit(message)
        await case.repeat(message)
        withdrawal = await case.pass_on("case.withdrawn", at=case.now + timedelta(minutes=1))

    refused = await case.outcome(message)

    assert (refused.status, refused.reason) == ("refused", NOT_OPEN)
    assert await case.status(withdrawal) == "applied"
    (approval,) = await case.rows(Approval)
    assert approval.state == "withdrawn"
    assert await case.phase() == "ending"
    (task,) = await case.rows(Task, kind="agree_to_no_contact")
    assert task.state == "withdrawn"


async def test_approval_before_a_withdrawal_stands_though_both_are_on_their_way(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("deciding")
    async with case.held():
        await case.tell("customer.called_back")
        await case.settling()
        withdrawal = await case.pass_on("case.withdrawn", at=case.now + timedelta(minutes=2))
        message = await decision(case, SSM, at=case.now + timedelta(minutes=1))
        await case.admit(message)
        await case.repeat(message)

    assert (await case.outcome(message)).status == "applied"
    assert (await case.outcome(withdrawal)).status == "applied"
    (approval,) = await case.rows(Approval)
    assert (approval.state, approval.by) == ("given", SSM)


async def test_withdrawal_during_the_check_of_an_approval_comes_after_it(kit_case: Maker) -> None:
    """The settle that admits a decision is one the case cannot take back."""
    case = await kit_case().start("deciding")
    async with case.held():
        message = await decision(case, SSM)
        await case.admit(message)
        await case.repeat(message)
        await case.settling()
        withdrawal = await case.pass_on("case.withdrawn", at=case.now - timedelta(minutes=5))

    assert (await case.outcome(message)).status == "applied"
    assert (await case.outcome(withdrawal)).status == "applied"
    (approval,) = await case.rows(Approval)
    assert approval.state == "given"


async def test_decision_on_work_of_another_case_is_refused(kit_case: Maker) -> None:
    one, other = await kit_case().start("deciding"), await kit_case().start("deciding")
    message = (await decision(other, SSM)).model_copy(update={"case": one.ref})
    await one.admit(message)

    await one.repeat(message)

    assert (await one.outcome(message)).reason == NOT_OPEN
    await still_asked(other)


async def test_work_that_a_wait_is_not_about_is_completed_beside_it(kit_case: Maker) -> None:
    """Background work is checked like any other and ends no wait."""
    case = await kit_case().start("asking")
    await case.advance(days=22)
    await case.complete("agree_to_no_contact", by=SSM, outcome="not_agreed", reason="Ask again.")

    done = await case.complete("plan_overdue", by=SSM, outcome="nothing_to_do", reason="Asked.")

    assert done.status == "applied"
    assert await case.phase() == "asking"
    (line,) = [line for line in await case.timeline("recorded") if line.step == "CSP-T2-S2c"]
    assert line.words == "the alert was looked at"
