"""Cases are compared with their workflows, whichever of the two databases lost something."""

from collections.abc import Awaitable, Callable

import pytest

from database.models import Case, PastSettle
from starter.doors.agreement import Comparison, Standing
from tests.workflows.driving import Driven, Maker
from tests.workflows.harms import delete, reset, terminate
from tests.workflows.kit.test_routes import start

CALLED = "customer.called_back"
Step = Callable[[Driven], Awaitable[None]]


async def put_back(case: Driven) -> None:
    """Put the case back in the case database, to before its last settle."""
    async with case.sessions.begin() as db:
        (await db.get_one(Case, case.ref)).next_sequence -= 1


async def forget(case: Driven) -> None:
    """Put the case database back to before the case."""
    async with case.sessions.begin() as db:
        (await db.get_one(Case, case.ref)).ref = f"{case.ref}-elsewhere"


async def standing(case: Driven) -> Standing:
    """Compare one case."""
    return (await Comparison(case.sessions, case.client).of([case.ref]))[case.ref]


@pytest.mark.parametrize(
    ("harm", "found", "words"),
    [
        (terminate, "gone", "no workflow runs for it"),
        (delete, "gone", "no workflow runs for it"),
        (reset, "behind", "the case database at 2 already"),
        (put_back, "ahead", "its workflow is at settle 2, the case database at 1"),
        (forget, "unknown", "the case database has no such case"),
    ],
    ids=["terminated", "deleted", "reset", "a database put back", "a database without it"],
)
async def test_a_case_that_disagrees_with_its_workflow_is_told_from_one_that_agrees(
    kit_case: Maker, harm: Step, found: str, words: str
) -> None:
    case = await kit_case().start("answered")
    await case.outcome(await case.tell(CALLED))
    assert (await standing(case)).agreement == "running"

    await harm(case)

    after = await standing(case)
    assert after.agreement == found
    assert after.disagrees
    assert words in after.words


async def test_a_case_at_work_is_not_taken_for_one_that_disagrees(kit_case: Maker) -> None:
    """A settle is under way, written, and known, one after the other."""
    case = await kit_case().start("looping", continue_always=True)
    compare = Comparison(case.sessions, case.client)

    found = []
    for _ in range(10):
        message = await case.tell("customer.replied")
        found.append((await compare.of([case.ref]))[case.ref].agreement)
        await case.outcome(message)

    assert set(found) == {"running"}


async def test_a_workflow_that_somebody_started_by_hand_is_not_taken_for_the_case_s_own(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("deciding")
    stands = await case.case()
    await terminate(case)
    forged = stands.carried | {"path": [], "offset": 0, "sequence": stands.next_sequence - 1}
    await start(case, message=case.envelope("referral.received"), carried=forged)
    await case.stopped()

    found = await standing(case)

    assert (found.agreement, found.disagrees) == ("unknown", True)
    assert "is not its own" in found.words


async def test_a_case_that_stands_still_at_a_settle_is_told_from_one_that_disagrees(
    kit_case: Maker,
) -> None:
    case = await kit_case().start("answered")
    async with case.sessions.begin() as db:
        db.add(PastSettle(case=case.ref, sequence=2, digest="other", answer={}, cause={}))
    await case.tell(CALLED)
    await case.stopped()

    found = await standing(case)

    assert (found.agreement, found.disagrees) == ("stopped", False)


async def test_a_closed_case_has_no_workflow_and_nothing_is_wrong(kit_case: Maker) -> None:
    case = await kit_case().start("closing")
    await case.tell("customer.replied")
    await case.result()

    assert (await standing(case)).agreement is None


async def test_all_cases_are_compared_at_once(kit_case: Maker) -> None:
    one = await kit_case().start("answered")
    other = await kit_case().start("answered")
    await one.handle.terminate()

    found = {each.ref: each for each in await Comparison(one.sessions, one.client).of_all()}

    assert found[one.ref].agreement == "gone"
    assert found[other.ref].agreement == "running"
