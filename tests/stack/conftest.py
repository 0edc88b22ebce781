from pathlib import Path

import pytest

from stack.build import Binaries, binaries


@pytest.fixture(scope="session")
def built() -> Binaries:
    """The real server and UI; `make test` has built them before pytest starts."""
    return binaries()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stack's data folder, which the user that PostgreSQL runs as may pass through."""
    tmp_path.chmod(0o711)
    return tmp_path
