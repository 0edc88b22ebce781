"""The player does not wait for ever: it says what is pending, and what failed last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from starter.player import stage
from starter.player.files import failure_of
from starter.player.performance import Performance
from starter.player.scenario_file import read
from tests.end_to_end.told import Hall
from tests.player.conftest import Written
from tests.player.test_expectations import RECEIVED
from tests.workflows.looking import until


@asynccontextmanager
async def staged(hall: Hall, file: Path, place: str, limit: float) -> AsyncIterator[Performance]:
    """A small scenario, about to be played with some seconds of patience."""
    async with stage.staged(
        read(file),
        file.parent,
        await hall.empty(place),
        await hall.client(place),
        name=place,
        tell=lambda _: None,
        limit=limit,
    ) as performance:
        yield performance


@pytest.fixture
def scenario(written: Written) -> Path:
    return written(RECEIVED)


async def test_at_the_limit_it_says_what_is_pending_and_what_failed_last(
    stage_hall: Hall, scenario: Path
) -> None:
    """The application may write no timeline here, so that no settle can succeed."""
    async with staged(stage_hall, scenario, "failing", limit=4) as performance:
        url = make_url(stage_hall.postgres.owner_url).set(database="player_failing")
        owner = await asyncpg.connect(
            url.set(drivername="postgresql").render_as_string(hide_password=False)
        )
        await owner.execute("revoke insert on timeline from casebound_app")
        await owner.close()

        failure = await failure_of(performance, 90)
        if "failed last" not in (failure or ""):  # a slow machine has not tried it by then
            failure = await until(lambda: tried_in_vain(performance), "a settle has failed")

    assert failure
    assert failure.startswith("The stack did not come to rest within 2 seconds:\n")
    assert "complaint.received for co-" in failure
    assert "has no status" in failure
    assert "activity settle, attempt " in failure
    assert "failed last: settle co-" in failure
    assert "The case database refused (SQLSTATE 42501" in failure
    assert "Casey" not in failure


async def tried_in_vain(performance: Performance) -> str | None:
    said = await performance.barrier.report("The stack did not come to rest within 2 seconds")
    return said if "failed last" in said else None


async def test_the_whole_story_has_a_limit_of_real_time(stage_hall: Hall, scenario: Path) -> None:
    async with staged(stage_hall, scenario, "hurried", limit=30) as performance:
        failure = await failure_of(performance, 0.0)

    assert failure
    assert failure.startswith("not done after 0 seconds of real time:\n")
