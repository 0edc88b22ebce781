"""A case that continues as new at every phase is the same case; some day each of them does."""

from pathlib import Path

from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from tests.replay.record import roads
from tests.replay.stories import Manner, told


async def test_a_case_that_continues_as_new_at_every_phase_tells_the_same_story(
    story_ground: PostgresServer, temporal: TemporalServer, tmp_path: Path
) -> None:
    async with told(
        roads()["answered_on_the_last_day"],
        postgres=story_ground,
        address=temporal.address,
        letters=tmp_path,
        manner=Manner.CONTINUED,
    ) as cases:
        assert [len(case.runs) > 5 for case in cases] == [True]
