"""A case that continues as new at every phase is the same case; some day each of them does."""

from pathlib import Path

import pytest

from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from tests.replay.record import CONTINUED, roads
from tests.replay.stories import told


@pytest.mark.parametrize("road", CONTINUED)
async def test_a_case_that_continues_as_new_at_every_phase_tells_the_same_story(
    story_ground: PostgresServer, temporal: TemporalServer, tmp_path: Path, road: str
) -> None:
    async with told(
        roads()[road],
        postgres=story_ground,
        address=temporal.address,
        letters=tmp_path,
        continued=True,
    ) as cases:
        assert [len(case.runs) > 5 for case in cases] == [True]
