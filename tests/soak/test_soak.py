"""Kills at random moments, at a small size; ``make soak`` is the same with a thousand."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.flood import flood
from tests.soak.soak import soak


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL, run by root as somebody else, can pass through."""
    with tempfile.TemporaryDirectory(prefix="casebound-soak-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


async def test_whatever_is_killed_every_case_comes_to_its_end_once(
    folder: Path, warmed: Path
) -> None:
    report = await soak(folder, kills=6, seed=20270108, tell=lambda _: None, warmed=warmed)

    assert report.broken == []
    assert {part.partition("-")[0] for part in report.kills} == {
        "postgres",
        "temporal",
        "worker",
        "forwarder",
    }
    assert all(rule.looked_at for rule in report.checked if "open twice" not in rule.words)


async def test_everything_that_one_case_is_told_counts_once(folder: Path, warmed: Path) -> None:
    found = await flood(folder, messages=300, tell=lambda _: None, warmed=warmed)

    assert found.broken == []
    assert found.repeated
    assert found.runs
