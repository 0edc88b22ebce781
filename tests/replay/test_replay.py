"""Open cases go on under this code: every history that was kept replays."""

import gc
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType

from tests.replay import variants
from tests.replay.record import roads
from tests.replay.recorded import VERSION, Recorded, everything, flow
from tests.replay.replaying import Broken, broken
from tests.workflows.looking import builds
from workflows.complaints import workflow as complaints
from workflows.personalised_services import workflow as personalised_services

CAME_TO = "  it came to the wait WC-S3m in the phase level_2 (settle 4); "
PASSED_THROUGH = {"received", "segment_3"}  # nothing waits there, so that no case stands there
RECORD = "record it: python -m tests.replay.record"

# A workflow that fails in its initialiser leaves a coroutine behind that the SDK never awaits.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine '_WorkflowInstanceImpl")


@pytest.fixture(scope="module")
def kept() -> list[Recorded]:
    found = everything()
    assert found, f"there are no histories; {RECORD}"
    return found


@pytest.fixture
def through_level_2(kept: list[Recorded]) -> list[Recorded]:
    """Two complaints that were handled at Level 2."""
    return [one for one in kept if any(".level_2." in line for line in flow(one.history))][:2]


@pytest.fixture
def quiet() -> Iterator[None]:
    """Keep the SDK from writing about failures that a test wants, and from leaving any behind."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)
    gc.collect()


def told(found: list[Broken]) -> str:
    """Return what is said of each place once, however many histories come by it."""
    return "\n\n".join({broken.place: str(broken) for broken in found}.values())


async def test_every_history_replays(kept: list[Recorded]) -> None:
    found = await broken(kept)

    assert not found, f"{len(found)} of {len(kept)} histories do not replay:\n\n{told(found)}"


def test_every_history_says_on_which_build_it_ran(kept: list[Recorded]) -> None:
    """Else a replay would not know when a case goes over to new code."""
    assert [one.file for one in kept if not all(builds(one.history))] == []
    assert [one.file for one in kept if not builds(one.history)] == []


@pytest.mark.parametrize(
    "lifecycle",
    [complaints.LIFECYCLE, personalised_services.LIFECYCLE],
    ids=lambda lifecycle: lifecycle.of.name,
)
def test_every_phase_is_on_a_road_that_was_recorded(kept: list[Recorded], lifecycle: Any) -> None:
    come_to = {
        event.activity_task_scheduled_event_attributes.activity_id.split(".")[1]
        for one in kept
        if one.version == VERSION and one.type == lifecycle.of.name
        for event in one.history.events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    }

    missed = {str(phase) for phase in lifecycle.phases} - come_to - PASSED_THROUGH

    assert not missed, f"no recorded case came to {sorted(missed)}: add a road, and {RECORD}"


def test_every_road_was_recorded(kept: list[Recorded]) -> None:
    missing = roads().keys() - {one.road for one in kept if one.version == VERSION}

    assert not missing, f"never recorded: {sorted(missing)}; {RECORD}"


@pytest.mark.parametrize("lifecycle", [variants.EffectAdded, variants.WaitPatched])
async def test_a_release_that_writes_more_or_is_patched_takes_up_open_cases(
    through_level_2: list[Recorded], lifecycle: type[Any]
) -> None:
    assert await broken(through_level_2, [lifecycle]) == []


@pytest.mark.parametrize(
    ("lifecycle", "place"),
    [
        (
            variants.WaitAdded,
            "this code comes to the wait WC-S3l in the phase level_2 (settle 4).",
        ),
        (
            variants.SettleAdded,
            "this code comes to the wait answers in the phase level_2 (settle 4).",
        ),
        (variants.PhaseMissing, "  this code raises KeyError: <Phase.LEVEL_2: 'level_2'>"),
    ],
    ids=["a wait added", "a settle added", "a phase renamed"],
)
async def test_a_release_that_changes_the_flow_is_told_where_and_what_to_do(
    quiet: None, through_level_2: list[Recorded], lifecycle: type[Any], place: str
) -> None:
    found = await broken(through_level_2, [lifecycle])

    assert len(found) == 2
    words = told(found).splitlines()
    assert words[0].startswith("Complaint of ")
    assert words[0].endswith("does not replay:")
    assert words[1].removeprefix(CAME_TO) == place
    assert "workflow.patched" in words[2]
    assert "a workflow type of its own" in words[2]
    assert "python -m tests.replay.record" in words[3]
    assert words[4] == "  See docs/developer.md, Change a running process."
