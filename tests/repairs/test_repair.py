"""A case whose workflow was lost comes back as the case database has it; nothing goes twice."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from temporalio.client import Client

from activities.contracts import Start
from database.models import (
    Administered,
    Letter,
    Receipt,
    Repair,
    SettingOverride,
    SystemRecord,
    Task,
)
from database.queries.messages import envelope
from database.writes.administration import act_as
from domain.references import case_reference
from starter.administration.repair import Repairer, Way
from starter.doors.bringing import Bringer
from tests.answers import ASSESSED
from tests.repairs.complaint import Complaint
from tests.sending import done, sent
from tests.workflows.harms import Harm, delete, reset, terminate
from tests.workflows.looking import until
from worker.forwarder import Forwarder

A_RECORD: dict[str, Any] = {
    "step": "WC-S1a",
    "system": "Cuba",
    "name": "in the way",
    "data": {},
    "state": "noted",
}
HARMS = pytest.mark.parametrize("harm", [terminate, delete, reset])


async def brought_back(repairer: Repairer, case: Complaint, way: Way = Way.RESUME) -> None:
    """Repair a case as a command does; it must be back."""
    plan = await repairer.plan(case.ref)
    assert plan.way is way
    done = await repairer.carry_out(plan)
    assert done.back, done.words
    assert (await repairer.plan(case.ref)).standing.agreement == "running"


@HARMS
async def test_a_case_that_waits_for_its_assessment_is_taken_up_where_it_waits(
    complaint: Complaint, repairer: Repairer, harm: Harm
) -> None:
    before = await complaint.everything()
    await harm(complaint)

    await brought_back(repairer, complaint)

    assert await complaint.everything() == before
    await complaint.assess()
    await complaint.acknowledge()
    assert await complaint.rests() == "handed_over"
    assert len(await complaint.rows(Letter)) == 1


@HARMS
async def test_a_letter_that_is_being_prepared_is_not_begun_a_second_time(
    complaint: Complaint, repairer: Repairer, harm: Harm
) -> None:
    await complaint.assess()
    before = await complaint.everything()
    await harm(complaint)

    await brought_back(repairer, complaint)

    assert await complaint.everything() == before
    await complaint.acknowledge()
    assert await complaint.rests() == "handed_over"
    assert await complaint.letters_left() == ["sent"]


async def test_an_exemption_still_spares_the_letter(
    complaint: Complaint, repairer: Repairer
) -> None:
    """What the case asked before it was lost is answered after it, too."""
    code = "said_for_another"
    async with complaint.sessions.begin() as db:
        await act_as(db, "tests", "a test")
        name, first = "wc.acknowledgement_exemptions", complaint.now.date()
        value = [{code: "Somebody else's complaint"}]
        await db.merge(SettingOverride(name=name, from_date=first, value=value, set_by="tests"))
    await complaint.handle.terminate()

    await brought_back(repairer, complaint)
    await complaint.assess(**{"WC-S3o": code})

    assert await complaint.rests() == "handed_over"
    assert await complaint.rows(Letter) == []


async def test_a_repair_names_who_did_it_and_what_was_found(
    complaint: Complaint, repairer: Repairer
) -> None:
    await complaint.handle.terminate()

    await brought_back(repairer, complaint)

    (row,) = await complaint.rows(Repair)
    assert (row.found, row.way) == ("gone", "resume")
    async with complaint.sessions() as db:
        (line,) = await db.scalars(select(Administered).where(Administered.about == complaint.ref))
    assert (line.actor, line.known_by, line.part) == ("operator", "user of the machine", "repairs")
    (entry,) = [each for each in await complaint.timeline("recorded") if each.step == "CB-REPAIR"]
    assert entry.actor == "operator"
    assert "no workflow runs for it" in entry.words


async def test_two_repairs_at_once_start_one_workflow(
    complaint: Complaint, repairer: Repairer
) -> None:
    await complaint.handle.terminate()
    plan = await repairer.plan(complaint.ref)

    done = await asyncio.gather(repairer.carry_out(plan), repairer.carry_out(plan))

    assert [each.back for each in done] == [True, True]
    assert len(await complaint.runs(2)) == 2  # the one that was terminated, and one more
    await complaint.assess()


async def test_a_workflow_that_somebody_started_by_hand_is_ended_and_the_case_s_own_comes_back(
    complaint: Complaint, repairer: Repairer
) -> None:
    before = await complaint.everything()
    case = await complaint.case()
    await complaint.handle.terminate()
    (first,) = await complaint.rows(Receipt, type="complaint.received")
    forged = Start(
        case=case.ref,
        type=case.type,
        office=case.office,
        customer=case.customer,
        message=envelope(first),
        begins_at=complaint.now,
        carried=case.carried | {"path": [], "offset": "PT0S"},
    )
    await complaint.client.start_workflow(case.type, forged, id=case.ref, task_queue="casebound")
    await complaint.stopped()

    await brought_back(repairer, complaint)

    assert await complaint.everything() == before
    await complaint.assess()


async def test_what_came_meanwhile_is_brought_to_the_case(
    complaint: Complaint, repairer: Repairer
) -> None:
    """Its message stays without a status as long as no workflow runs, and waits for its turn."""
    await complaint.handle.terminate()
    message = await complaint.door.send(
        sent("customer.replied", source="telephony", case=complaint.ref, occurred_at=complaint.now)
    )
    assert (await complaint.receipt(message)).status is None

    await brought_back(repairer, complaint)

    receipt = await complaint.receipt(message)
    assert (receipt.delivered_at, receipt.reason) == (None, None)  # the forwarder brings it


async def test_a_case_that_could_not_be_opened_is_started_at_once_once_its_cause_is_put_right(
    *, complaint: Complaint, repairer: Repairer, client: Client, customer: str
) -> None:
    """Its workflow stands still meanwhile, and would look again by itself ever less often."""
    message = sent(
        "complaint.received",
        id=f"{complaint.ref}-another",
        officer="mail_team.lee",
        customer=customer,
        occurred_at=complaint.now,
        facts={"channel": "post"},
        content={"subject": "Four calls without an answer"},
    )
    ref = case_reference("Complaint", "tests", f"{complaint.ref}-another")
    async with complaint.sessions.begin() as db:  # in the way of its first settle
        db.add(SystemRecord(id=f"{ref}.r1", case=complaint.ref, **A_RECORD, at=complaint.now))
    assert (await complaint.door.send(message)).case == ref
    other = Complaint(
        client=client, sessions=complaint.sessions, ref=ref, door=complaint.door, now=complaint.now
    )
    await other.stopped()
    async with complaint.sessions.begin() as db:
        (await db.get_one(SystemRecord, f"{ref}.r1")).id = f"{complaint.ref}.out-of-the-way"

    await brought_back(repairer, other, Way.START)

    assert len(await other.runs(2)) == 2
    await other.assess()


async def test_what_cannot_be_read_before_a_repair_and_after_it_is_set_aside_each_time(
    complaint: Complaint, repairer: Repairer
) -> None:
    """Under one and the same name the second would stop the case, as often as it is repaired."""
    await complaint.handle.signal("no.such", "not a message")
    await complaint.quarantined(1)
    await complaint.handle.terminate()
    await brought_back(repairer, complaint)

    await complaint.handle.signal("no.such", "not a message")

    await complaint.quarantined(2)
    assert (await complaint.case()).stopped is None


async def test_what_the_lost_workflow_has_under_way_is_written_once_or_not_at_all(
    complaint: Complaint, repairer: Repairer
) -> None:
    """Its activity outlives it: what that writes late, the case that is brought back has too."""
    held, release = asyncio.Event(), asyncio.Event()
    holding = asyncio.create_task(hold(complaint, held, release))
    await held.wait()
    message = await complaint.door.send(
        sent("customer.replied", source="telephony", case=complaint.ref, occurred_at=complaint.now)
    )
    await complaint.settling()
    await complaint.handle.terminate()
    repaired = asyncio.create_task(brought_back(repairer, complaint))
    await until(lambda: blocked(complaint), "settle and repair wait for the case")
    release.set()
    await holding
    await repaired
    bringer = Bringer(complaint.sessions, complaint.client)
    await Forwarder(complaint.sessions, bringer, age=timedelta(0)).forward()

    assert (await complaint.is_taken(message)).status == "applied"
    lines = [line.data for line in await complaint.timeline() if "status" in line.data]
    assert [line["message"] for line in lines].count(message.key) == 1
    assert (await repairer.plan(complaint.ref)).way is Way.NOTHING
    await complaint.assess()


async def hold(complaint: Complaint, held: asyncio.Event, release: asyncio.Event) -> None:
    """Hold the row of a case, in a transaction that is nobody else's."""
    async with complaint.held():
        held.set()
        await release.wait()


async def blocked(complaint: Complaint) -> bool:
    """Tell whether two wait for a lock: the settle, and the repair."""
    wanted = """
        select count(*) from pg_stat_activity
         where wait_event_type = 'Lock' and datname = current_database()
    """
    async with complaint.sessions() as db:
        return (await db.scalar(text(wanted)) or 0) >= 2


async def test_a_case_that_agrees_is_left_alone(complaint: Complaint, repairer: Repairer) -> None:
    plan = await repairer.plan(complaint.ref)

    done = await repairer.carry_out(plan)

    assert (plan.way, done.back) == (Way.NOTHING, True)
    assert await complaint.rows(Repair) == []
    assert len(await complaint.runs()) == 1


async def test_a_case_that_is_led_elsewhere_stops_and_its_phase_begins_anew_if_a_person_says_so(
    complaint: Complaint, repairer: Repairer
) -> None:
    """What its phase went by is another thing now: it leads past the wait of the case."""
    await complaint.assess()
    (task,) = await complaint.rows(Task, step="WC-S3m")
    async with complaint.sessions.begin() as db:
        case = await complaint.case()
        (first,) = case.carried["path"]
        known = first["known"] | {"state": first["known"]["state"] | {"in_ps": True}}
        case.carried = case.carried | {"path": [first | {"known": known}]}
        await db.merge(case)
    before = await complaint.everything()
    await complaint.handle.terminate()

    done = await repairer.carry_out(await repairer.plan(complaint.ref))

    assert not done.back
    assert "does not lead to where it stands" in done.words
    assert await complaint.everything() == before
    assert (await repairer.plan(complaint.ref)).asks
    await brought_back(repairer, complaint, Way.ANEW)
    states = {each.id: each.state for each in await complaint.rows(Task, step="WC-S3m")}
    assert states.pop(task.id) == "withdrawn"
    assert list(states.values()) == ["open"]
    await complaint.acknowledge()
    await complaint.rests()
    assert await complaint.letters_left() == ["sent", "withdrawn"]


async def test_a_case_that_stands_still_goes_on_at_once_once_its_cause_is_put_right(
    complaint: Complaint, repairer: Repairer
) -> None:
    (task,) = await complaint.rows(Task, step="WC-S3a", state="open")
    in_the_way = f"{complaint.ref}.t2"
    async with complaint.sessions.begin() as db:
        fields = {name: getattr(task, name) for name in ("kind", "step", "steps", "title", "role")}
        db.add(Task(id=in_the_way, state="withdrawn", opened_at=task.opened_at, **fields))
    completion = done(task.id, "allocations_officer.okafor", outcome="level_2", answers=ASSESSED)
    slip = await complaint.door.send(completion)
    await complaint.stopped()
    assert (await repairer.plan(complaint.ref)).standing.agreement == "stopped"

    async with complaint.sessions.begin() as db:
        (await db.get_one(Task, in_the_way)).id = f"{complaint.ref}.out-of-the-way"
    await brought_back(repairer, complaint)

    row = await complaint.receipt(slip)
    assert (row.status, row.delivered_at) == (None, None)  # the forwarder brings it, like this
    await complaint.handle.signal(row.type, envelope(row).model_dump(mode="json"))
    assert (await complaint.is_taken(slip)).status == "applied"
    assert await complaint.rows(Task, step="WC-S3m", state="open")
    assert (await complaint.case()).stopped is None
