"""Where the player is tried: small scenarios, written by the tests, on one stack."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from stack.postgres import PostgresServer
from stack.temporal import TemporalServer
from tests.end_to_end.told import Hall

Written = Callable[[str], Path]

HEAD = """\
title: A small case
starts: 2027-03-01T09:00+11:00
customers:
  casey: {programme: child_support, name: Casey Example}
events:
"""


@pytest.fixture(scope="session")
async def stage_hall(
    postgres: PostgresServer, temporal: TemporalServer, tmp_path_factory: pytest.TempPathFactory
) -> Hall:
    """One stack; each scenario gets a database and a namespace of its own there."""
    folder = tmp_path_factory.mktemp("small")
    hall = Hall(postgres, temporal.address, folder, template="player")
    await hall.open()
    return hall


@pytest.fixture
def written(tmp_path: Path, request: pytest.FixtureRequest) -> Written:
    """Write the events of a scenario, or a whole one, to a file of the test's own."""

    def write(events: str) -> Path:
        number = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]
        file = tmp_path / f"small_{number}.yaml"
        file.write_text(events if "starts:" in events else HEAD + events)
        return file

    return write
