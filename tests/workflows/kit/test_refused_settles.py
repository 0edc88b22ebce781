"""What the database refuses, it refuses for all to see; put right, the case goes on from there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.contracts import Opening, Settlement, Start
from activities.effects.deadlines import ArmDeadline
from activities.effects.letters import MoveLetter
from activities.settle import SettleActivity, digest
from activities.stopping import NEVER_OPENED
from database.models import Case, Letter, PastSettle, Task
from database.queries.cases import case_json
from domain.catalogue import TASKS
from domain.messages import Envelope
from starter.administration.doctor import Found, failing_cases, stopped_cases
from tests.workflows.driving import Driven, Maker
from tests.workflows.looking import until

CALLED = "customer.called_back"
REPLIED = "customer.replied"
Step = Callable[[Driven], Awaitable[None]]
BEGINS = datetime(2027, 1, 4, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
async def failing(kit_worker: Client) -> AsyncIterator[str]:
    """A case whose input no code can read: it fails while the other tests of this file run."""
    ref = "kit-failing-1"
    message = Envelope(
        id=f"{ref}-m1",
        type="referral.received",
        source="telephony",
        case=ref,
        occurred_at=BEGINS,
        facts={"first": "answered"},
    ).model_dump(mode="json")
    given = {"case": ref, "type": "PersonalisedServicesCase", "office": "ACT", "message": message}
    handle = await kit_worker.start_workflow(
        "KitCase", given | {"carried": {"phase": 3}}, id=ref, task_queue="kit"
    )
    yield ref
    await handle.terminate("the tests are over")


# ---------------------------------------------------------------------------- refused for good


async def block(case: Driven) -> None:
    """Put a task where the next one of the case will be."""
    async with case.sessions.begin() as db:
        db.add(
            Task(
                id=f"{case.ref}.t1",
                case=None,
                kind="read_message",
                step="CB-MESSAGE",
                steps=["CB-MESSAGE"],
                title="In the way",
                role="psso",
                state="withdrawn",
                opened_at=BEGINS,
            )
        )


async def unblock(case: Driven) -> None:
    """Call that task something else."""
    async with case.sessions.begin() as db:
        (await db.get_one(Task, f"{case.ref}.t1")).id = f"{case.ref}.out-of-the-way"


async def test_settle_that_the_database_refuses_stops_its_case_until_it_is_put_right(
    kit_case: Maker,
) -> None:
    """All of it or nothing: while it is refused, no message has a status and nothing is sent."""
    case = await kit_case().start("answered")
    await block(case)
    reply = await case.tell(REPLIED)

    words = await case.stopped()

    assert words.startswith("- **Stopped:** DatabaseRefusedError: settle ")
    assert "SQLSTATE 23505" in words
    assert len(words.splitlines()) == 7
    assert "In the way" not in await case.told_temporal()
    stopped = (await case.case()).stopped or {}
    assert f"SQLSTATE 23505, constraint pk_tasks, case {case.ref}" in stopped["reason"]
    async with case.sessions() as db:
        assert (await case_json(db, case.ref))["stopped"] == stopped
    assert case.ref in (await named(case)).cases["stopped"]
    assert await case.phase() == "answered"
    late = await case.tell(CALLED)
    await unblock(case)
    await case.skip_to(case.now + timedelta(minutes=2))

    for message in (reply, late):
        assert (await case.outcome(message)).status == "applied"
    assert await case.phase() == "ending"
    assert (await case.task("handle_level_1")).id == f"{case.ref}.t1"
    assert (await case.case()).stopped is None
    assert case.ref not in (await named(case)).cases.get("stopped", [])
    assert await case.count("WORKFLOW_TASK_FAILED") == 0


@pytest.mark.parametrize(
    "effect",
    [
        MoveLetter(id="no-such", act="sign", step="CSP-T6-S1j", at=BEGINS),
        ArmDeadline(id="x", rule="no-such-rule", start=BEGINS, step="CSP-T6-S1j", at=BEGINS),
    ],
    ids=["a letter that is not there", "a rule that this release does not have"],
)
async def test_fault_of_the_product_stops_its_case_and_tells_nothing_of_people(
    kit_case: Maker, effect: MoveLetter | ArmDeadline
) -> None:
    case = await kit_case().start("answered")
    faulty = following(case, await case.case()).model_copy(update={"effects": (effect,)})

    with pytest.raises(ApplicationError, match="a fault of the product in ") as refused:
        await SettleActivity(case.sessions, TASKS, NoPushes()).settle(faulty)

    assert refused.value.non_retryable
    assert str(refused.value).startswith(f"KeyError: settle {case.ref}#2: ")
    assert (refused.value.__cause__, refused.value.__context__) == (None, None)
    stands = await case.case()
    stopped = stands.stopped or {}
    assert (stopped["settle"], stopped["reason"]) == (2, refused.value.message)
    assert stands.next_sequence == 2


async def test_letter_that_cannot_go_that_way_stops_its_case(kit_case: Maker) -> None:
    case = await kit_case().start("writing")
    (letter,) = await case.rows(Letter)
    moved = MoveLetter(id=letter.id, act="approve", step="CSP-T6-S1j", at=BEGINS)
    faulty = following(case, await case.case()).model_copy(update={"effects": (moved,)})

    with pytest.raises(ApplicationError, match="LetterMoveError") as refused:
        await SettleActivity(case.sessions, TASKS, NoPushes()).settle(faulty)

    assert refused.value.non_retryable
    assert (await case.case()).stopped


async def test_case_that_could_not_be_opened_is_named_too(kit_case: Maker) -> None:
    case = kit_case()
    opening = case.envelope("referral.received", first="answered")
    await case.admit(opening)
    start = Start(
        case=case.ref,
        type=case.lifecycle,
        office="XX",
        customer=case.customer,
        message=opening,
        begins_at=case.begins,
    )

    await case.client.start_workflow(case.workflow, start, id=case.ref, task_queue=case.queue)

    assert "Stopped" in await case.stopped()
    receipt = await case.receipt(opening)
    assert receipt.status is None
    assert (receipt.reason or "").startswith(f"{NEVER_OPENED}: settle {case.ref}#1: ")
    assert case.ref in (await named(case)).cases["stopped"]


async def test_case_that_stands_still_looks_again_ever_less_often(kit_case: Maker) -> None:
    """Else one that stood still for years would outgrow what Temporal keeps of it."""
    case = await kit_case().start("answered")
    await block(case)
    await case.tell(REPLIED)
    await case.stopped()

    for _ in range(12):  # one minute, two, four and so on: more than twelve hours
        before = await case.count("ACTIVITY_TASK_FAILED")
        await case.skip_to(case.now + timedelta(hours=6, minutes=1))
        await case.becomes(partial(looked, case, before), "it has looked again")

    assert await case.count("TIMER_STARTED") <= 9 + 12


# ---------------------------------------------------------------------------- stopped


async def settled_before(case: Driven) -> None:
    """Let the next settle have been done, with other effects."""
    async with case.sessions.begin() as db:
        db.add(PastSettle(case=case.ref, sequence=2, digest="other", answer={}, cause={}))


async def not_settled_before(case: Driven) -> None:
    """Put that right."""
    async with case.sessions.begin() as db:
        (await db.get_one(PastSettle, (case.ref, 2))).sequence = 9999


async def put_back(case: Driven) -> None:
    """Let the case database have been put back to before the last settle."""
    async with case.sessions.begin() as db:
        (await db.get_one(Case, case.ref)).next_sequence = 1


async def put_forward(case: Driven) -> None:
    """Put that right."""
    async with case.sessions.begin() as db:
        (await db.get_one(Case, case.ref)).next_sequence = 2


@pytest.mark.parametrize(
    ("wrong", "right", "reason"),
    [
        (settled_before, not_settled_before, "it was done before with other effects"),
        (put_back, put_forward, "the case database expects settle 1"),
    ],
    ids=["the same key with other effects", "a database that was put back alone"],
)
async def test_settle_that_does_not_agree_stops_the_case_until_it_is_put_right(
    kit_case: Maker, wrong: Step, right: Step, reason: str
) -> None:
    case = await kit_case().start("answered")
    before = len(await case.timeline())
    await wrong(case)
    called = await case.tell(CALLED)

    words = await case.stopped()

    assert words.startswith(f"- **Stopped:** SettleMismatchError: settle {case.ref}#2: {reason}")
    assert "- **Waiting for:**" in words
    assert len(await case.timeline()) == before
    late = await case.tell(REPLIED)
    await right(case)
    await case.skip_to(case.now + timedelta(minutes=11))
    for message in (called, late):
        assert (await case.outcome(message)).status == "applied"
    assert await case.phase() == "ending"
    assert (await case.case()).carried["state"]["heard"] == 1
    assert "Stopped" not in await case.details()


class Later(Settlement):
    """What a later release may make of a settlement."""

    added: str = "a word more"


def test_release_between_two_attempts_changes_nothing() -> None:
    """The second attempt reads what the first one wrote, and must know it again."""
    sent = Settlement(
        case="ps-x", sequence=1, phase="p", clock=BEGINS, clock_offset=timedelta(0), waiting=None
    ).model_dump_json()

    assert digest(Later.model_validate_json(sent)) == digest(Settlement.model_validate_json(sent))
    other = sent.replace('"phase":"p"', '"phase":"q"')
    assert digest(Settlement.model_validate_json(other)) != digest(
        Settlement.model_validate_json(sent)
    )


async def test_two_attempts_at_once_write_one_settle_and_both_know_it(kit_case: Maker) -> None:
    """An attempt that took too long is still at work when Temporal begins the next one."""
    case = await kit_case().start("answered")
    settlement = following(case, await case.case())
    settling = SettleActivity(case.sessions, TASKS, NoPushes())

    async with case.held():
        attempts = [asyncio.create_task(settling.settle(settlement)) for _ in range(2)]
        await until(lambda: waiting(case), "both wait for the case")
    one, other = await asyncio.gather(*attempts)

    assert one == other
    assert len(await case.rows(PastSettle)) == 2


async def test_production_refuses_a_case_with_a_clock_of_its_own(kit_case: Maker) -> None:
    case = kit_case()
    opening = Opening(
        type=case.lifecycle,
        customer=case.customer,
        office="ACT",
        message=case.envelope("referral.received"),
    )
    ahead = Settlement(
        case=case.ref,
        sequence=1,
        phase="p",
        clock=BEGINS,
        clock_offset=timedelta(hours=1),
        waiting=None,
        opening=opening,
    )

    with pytest.raises(ApplicationError, match="which only a simulated stack allows") as refused:
        await SettleActivity(case.sessions, TASKS, NoPushes()).settle(ahead)

    assert refused.value.non_retryable
    assert await case.rows(PastSettle) == []


def following(case: Driven, at_rest: Case) -> Settlement:
    """Return the next settle of a case, with nothing in it."""
    return Settlement(
        case=case.ref,
        sequence=at_rest.next_sequence,
        phase="p",
        clock=BEGINS,
        clock_offset=at_rest.clock_offset,
        waiting=None,
        chain=at_rest.chain or "",
    )


async def named(case: Driven) -> Found:
    """Return what the doctor finds of cases that stand still."""
    return await stopped_cases(case.sessions.kw["bind"])


async def looked(case: Driven, before: int) -> bool:
    """Tell whether a case that stands still has looked again since it had failed so often."""
    return await case.count("ACTIVITY_TASK_FAILED") > before


class NoPushes:
    """Nothing is sent on."""

    def soon(self, case: str, kinds: Collection[str] | None = None) -> None:
        """Leave everything in the outbox."""


async def waiting(case: Driven) -> bool:
    """Tell whether two settles wait for a lock."""
    wanted = """
        select count(*) from pg_stat_activity
         where wait_event_type = 'Lock' and datname = current_database()
    """
    async with case.sessions() as db:
        return (await db.scalar(text(wanted)) or 0) >= 2


# ---------------------------------------------------------------------------- nothing to settle


async def test_case_whose_workflow_task_fails_is_named_after_five_attempts(
    kit_worker: Client, failing: str
) -> None:
    """What code cannot even read, it cannot show: the server says it, within a minute or so.

    It comes last, and the case has failed since the first test.
    """

    async def found() -> bool:
        return failing in (await failing_cases(kit_worker)).cases.get("failing", [])

    await until(found, "the doctor names it", patience=150, pause=0.5)
