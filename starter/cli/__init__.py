"""The command line. Heavy imports stay inside the commands, so that help comes at once."""

import sys
from importlib import import_module

MODULES = (
    "cases",
    "work",
    "letters",
    "knowing",
)  # each declares its commands, in the order of the help


def main() -> None:
    """Run the command line; every error is told in plain words, and none as a traceback."""
    from starter.cli.app import app
    from starter.cli.telling import told

    for module in MODULES:
        import_module(f"starter.cli.{module}")
    sys.exit(told(lambda: app(standalone_mode=False)))
