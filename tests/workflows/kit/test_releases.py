"""A case goes on under new code: at the next phase it begins a run on it, once."""

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.workflows.conftest import Employ
from tests.workflows.driving import Driven, Maker
from tests.workflows.kit.lifecycle import KitCase
from tests.workflows.looking import builds
from worker.run import sandbox

CALLED = "customer.called_back"
REPLIED = "customer.replied"


@pytest.fixture
def case(kit_case: Maker) -> Driven:
    """A small case on a queue whose workers are the test's own."""
    made = kit_case()
    made.queue = f"releases-{made.ref}"
    return made


async def begins(case: Driven) -> None:
    """Start a case that goes on to another phase with every reply."""
    await case.start("looping")
    await case.untouched()


async def hears(case: Driven, *types: str) -> None:
    """Tell a case these messages, each when the one before is done with; then its worker may go."""
    for each in types:
        await case.outcome(await case.tell(each))
        await case.untouched()


async def test_case_begins_a_run_on_the_new_build_at_its_next_phase_and_once(
    case: Driven, employ: Employ
) -> None:
    async with employ(case.queue, "first"):
        await begins(case)
        await hears(case, REPLIED, REPLIED)
    async with employ(case.queue, "second"):
        await hears(case, CALLED)  # it stays in its phase
        assert len(await case.histories()) == 1
        await hears(case, REPLIED, REPLIED, REPLIED, CALLED)

    assert [builds(run) for run in await case.histories()] == [["first", "second"], ["second"]]
    assert (await case.case()).carried["state"] == {"heard": 2, "rounds": 5}


async def test_case_goes_on_in_its_run_when_a_worker_of_the_same_build_takes_over(
    case: Driven, employ: Employ
) -> None:
    async with employ(case.queue, "first"):
        await begins(case)
    async with employ(case.queue, "first"):
        await hears(case, REPLIED, REPLIED)

    assert [builds(run) for run in await case.histories()] == [["first"]]


async def test_case_goes_back_with_a_release_that_is_taken_back(
    case: Driven, employ: Employ
) -> None:
    async with employ(case.queue, "first"):
        await begins(case)
    async with employ(case.queue, "second"):
        await hears(case, REPLIED)
    async with employ(case.queue, "first"):
        await hears(case, REPLIED, REPLIED)

    assert [builds(run) for run in await case.histories()] == [
        ["first", "second"],
        ["second", "first"],
        ["first"],
    ]


async def test_history_says_on_which_builds_it_ran_and_replays_on_any(
    case: Driven, employ: Employ
) -> None:
    async with employ(case.queue, "first"):
        await begins(case)
    async with employ(case.queue, "second"):
        await hears(case, REPLIED, REPLIED)

    for run in await case.histories():
        await replay(run)
    unnamed = (await case.histories())[0]
    for event in unnamed.events:
        if event.HasField("workflow_task_completed_event_attributes"):
            event.workflow_task_completed_event_attributes.ClearField("worker_version")
    with pytest.raises(NondeterminismError):
        await replay(unnamed)


async def replay(run: WorkflowHistory) -> None:
    """Replay a run on a build that it never ran on."""
    replayer = Replayer(
        workflows=[KitCase],
        workflow_runner=sandbox(),
        data_converter=pydantic_data_converter,
        build_id="third",
    )
    await replayer.replay_workflow(run)
