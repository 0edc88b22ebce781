"""A story is played on servers that run elsewhere, where the environment names them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from stack.build import binaries
from stack.temporal import TemporalServer
from tests.cli.commands import Ran, run_in
from tests.end_to_end.told import Hall
from tests.player.conftest import Written
from tests.player.test_expectations import RECEIVED
from tests.warm import asking

LATER = "  - {at: 2027-03-09T10:00+11:00, check: {case: complaint, phase: assessing}}\n"


async def played(file: Path, hall: Hall, place: str, address: str, warmed: Path) -> Ran:
    """Play a file on a database of the hall and the Temporal server at an address."""
    url = make_url(await hall.empty(place) if place else hall.postgres.app_url)
    owner = url.set(username="casebound_owner")
    return await asyncio.to_thread(
        run_in(file.parent, asking(warmed)),
        *("play", file.name),
        CASEBOUND_TEMPORAL_ADDRESS=address,
        CASEBOUND_TEMPORAL_NAMESPACE="elsewhere",  # where no worker of other tests is
        CASEBOUND_DATABASE_URL=url.render_as_string(),
        CASEBOUND_OWNER_DATABASE_URL=owner.render_as_string(),
    )


async def test_a_server_that_remembers_the_story_plays_it_again(
    stage_hall: Hall, written: Written, warmed: Path
) -> None:
    file = written(RECEIVED + LATER)

    for place in ("elsewhere_one", "elsewhere_two"):
        ran = await played(file, stage_hall, place, stage_hall.address, warmed)
        assert (ran.status, ran.err) == (0, "")


async def test_a_database_with_people_in_it_is_left_alone(
    stage_hall: Hall, written: Written, warmed: Path, cast: None
) -> None:
    ran = await played(written(RECEIVED), stage_hall, "", stage_hall.address, warmed)

    assert ran.status == 2
    assert "set CASEBOUND_DATABASE_URL to an empty database for each, or to none" in ran.err


@pytest.fixture
async def plain_server(tmp_path: Path) -> AsyncIterator[TemporalServer]:
    """A Temporal server as they usually are: one that skips no time."""
    server = TemporalServer(binaries().server, tmp_path, in_memory=True)
    await server.start()
    yield server
    server.kill()


async def test_a_server_that_skips_no_time_is_named_with_what_it_needs(
    stage_hall: Hall, written: Written, warmed: Path, plain_server: TemporalServer
) -> None:
    ran = await played(
        written(RECEIVED + LATER), stage_hall, "elsewhere_plain", plain_server.address, warmed
    )

    assert ran.status == 1
    assert "Failed: Time cannot be skipped in co-" in ran.out
    assert "frontend.WorkflowTimeSkippingEnabled" in ran.out
