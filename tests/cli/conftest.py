from pathlib import Path

import pytest

from tests.cli.commands import Run, run_here


@pytest.fixture
def alone(tmp_path: Path) -> Run:
    """Run commands where nothing runs."""
    return run_here(tmp_path)
