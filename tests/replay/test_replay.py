"""Open cases go on under this code: every history that was kept replays."""

from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType

from tests.replay.changes import level_2_as, waiting_once_more
from tests.replay.record import MORE, road_of, roads
from tests.replay.recorded import Recorded, doubles, everything
from tests.replay.replaying import Broken, broken
from tests.replay.stories import Manner
from tests.workflows.looking import builds
from worker.registration import LIFECYCLES

PASSED_THROUGH = {"received"}  # nothing waits there, so that no case stands there
RECORD = "record it: python -m tests.replay.record"


@pytest.fixture(scope="module")
def kept() -> list[Recorded]:
    found = everything()
    assert found, f"there are no histories; {RECORD}"
    return found


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


@pytest.mark.parametrize("road", MORE)
def test_a_case_that_a_release_met_is_on_its_build_from_the_next_phase_on(
    kept: list[Recorded], road: str
) -> None:
    runs = [builds(one.history) for one in kept if one.road == f"{road}{Manner.RELEASED}"]

    assert [len(run) for run in runs] == [2, 1]
    assert runs[0] == [f"{runs[1][0]}-before", runs[1][0]]


@pytest.mark.parametrize(
    "lifecycle",
    [each.lifecycle for each in LIFECYCLES],
    ids=lambda lifecycle: lifecycle.of.name,
)
def test_every_phase_is_on_a_road_that_was_recorded(kept: list[Recorded], lifecycle: Any) -> None:
    come_to = {
        event.activity_task_scheduled_event_attributes.activity_id.split(".")[1]
        for one in kept
        if one.type == lifecycle.of.name
        for event in one.history.events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    }

    missed = {str(phase) for phase in lifecycle.phases} - come_to - PASSED_THROUGH

    assert not missed, f"no recorded case came to {sorted(missed)}: add a road, and {RECORD}"


def test_no_two_histories_show_the_same() -> None:
    assert [one.file for one in doubles()] == []


def test_every_road_was_recorded(kept: list[Recorded]) -> None:
    missing = roads().keys() - {road_of(one.road) for one in kept}

    assert not missing, f"never recorded: {sorted(missing)}; {RECORD}"


async def test_a_change_that_open_cases_do_not_stand_is_told_with_its_place_and_what_to_do(
    quiet: None, kept: list[Recorded], monkeypatch: pytest.MonkeyPatch
) -> None:
    level_2_as(waiting_once_more)(monkeypatch)

    found = await broken([one for one in kept if one.road == "level_2_through_an_mp"])

    assert [each.recorded.type for each in found] == ["Complaint"]
    words = told(found).splitlines()
    assert words[0].startswith("Complaint of level_2_through_an_mp, recorded with")
    assert words[0].endswith("does not replay:")
    assert words[1] == (
        "  it came to the wait WC-S3m in the phase level_2 (settle 8); "
        "this code comes to the wait WC-S3l in the phase level_2 (settle 8)."
    )
    assert "case.patched" in words[2]
    assert "a workflow type of its own" in words[2]
    assert "python -m tests.replay.record" in words[3]
    assert words[4] == "  See docs/developer.md, Change a running process."
