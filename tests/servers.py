"""Which tests need servers, so that the others can be run alone: ``make quick``.

What is not found here, because a command that it runs brings a stack up, is marked where it stands.
"""

import pytest

STARTS = {"postgres", "temporal", "up", "said_by_up"}  # fixtures that start some
# What starts a stack in the test itself.
STACKS = (
    "tests/end_to_end/",
    "tests/processes/",
    "tests/soak/test_soak.py",
    "tests/stack/",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts a server, by what it asks for or by where it stands."""
    for item in items:
        if STARTS & set(getattr(item, "fixturenames", ())) or item.nodeid.startswith(STACKS):
            item.add_marker("servers")
