import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack.build import Binaries, binaries


@pytest.fixture(scope="session")
def built() -> Binaries:
    """The real server and UI; `make test` has built them before pytest starts."""
    return binaries()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A stack's data folder.

    Not pytest's own: run by root, pytest closes the folders above that to everybody else, again at
    the start of every other run, and PostgreSQL has to pass through them as somebody else. Its name
    is as awkward as names of folders are.
    """
    with tempfile.TemporaryDirectory(prefix="casebound test, 'é' ") as name:
        yield Path(name)
