"""What the tests of the case file begin with."""

import pytest

from tests.domain.file.writing import Writer


@pytest.fixture
def writer() -> Writer:
    """A file without a row."""
    return Writer()
