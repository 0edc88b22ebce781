"""Temporal holds nothing about people: not in ids, attributes, summaries, details or histories."""

import json
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToJson
from temporalio.client import WorkflowHistory

from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from starter.player.scenario_file import read
from tests.replay.personal import personal_words
from tests.replay.record import roads
from tests.replay.recorded import everything, readable
from tests.replay.stories import CaseTold, Manner, told
from worker.attributes import SEARCH_ATTRIBUTES

STORY = "complaint_to_personalised_services"


def test_the_words_that_are_looked_for_are_those_of_people() -> None:
    words = personal_words(read(roads()[STORY]))

    assert {"Casey Example", "12 Example Street", "Dickson", "555 000 111", "Robin Example"} < words
    assert "Complaint about my child support account" in words
    assert "Four calls without an answer, and the customer went to an MP" in words


@pytest.mark.parametrize("road", sorted(roads()))
def test_recorded_histories_tell_nothing_about_people(road: str) -> None:
    words = personal_words(read(roads()[road]))
    told_of_it = [one for manner in Manner for one in everything(f"{road}{manner}")]
    kept = [readable(one.history) for one in told_of_it]

    assert kept
    assert {word for held in kept for word in words if word in held} == set()


async def test_a_story_leaves_nothing_personal_in_temporal(
    story_ground: PostgresServer, temporal: TemporalServer, tmp_path: Path
) -> None:
    words = personal_words(read(roads()[STORY]))
    async with told(
        roads()[STORY], postgres=story_ground, address=temporal.address, letters=tmp_path
    ) as cases:
        seen = {case.handle.id: await everything_of(case) for case in cases}

    assert len(seen) == 2
    for ref, held in seen.items():
        assert {word for word in words if word.lower() in held.lower()} == set(), ref
        # It was looked where things are: at attributes, summaries and details among others.
        for expected in (
            *("CbPhase", "CbOwner"),
            "settle",
            "What you can do",
            "WC-S3m" if ref.startswith("co") else "CSP-T2-S4",
        ):
            assert expected in held, expected


async def everything_of(case: CaseTold) -> str:
    """Return all that Temporal shows of a case, readable: list, histories, the view in its UI."""
    described = await case.handle.describe()
    details = await case.handle.query("__temporal_workflow_metadata")
    attributes = {pair.key.name: pair.value for pair in described.typed_search_attributes}
    assert attributes.keys() <= SEARCH_ATTRIBUTES.keys() | {"BuildIds"}
    return "\n".join(
        [
            case.handle.id,
            json.dumps(attributes, default=str),
            await described.static_summary() or "",
            await described.static_details() or "",
            json.dumps(details, default=str),
            MessageToJson(described.raw_description),
            *(readable(history) for history in case.runs),
            *(told_beside(history) for history in case.runs),
        ]
    )


def told_beside(history: WorkflowHistory) -> str:
    """Return the summaries of timers and activities, which the UI shows in its list of events."""
    return "\n".join(
        event.user_metadata.summary.data.decode()
        for event in history.events
        if event.HasField("user_metadata")
    )
