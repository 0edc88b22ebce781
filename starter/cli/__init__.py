"""The command line. Heavy imports stay inside the commands, so that help comes at once."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

# Each declares its commands, in the order of the help.
MODULES = (
    "cases",
    "work",
    "reading",
    "letters",
    "acting",
    "assigning",
    "notes",
    "knowing",
    "admin",
    "running",
    "scenarios",
    "checking",
    "repairing",
)


def main() -> None:
    """Run the command line of this process; whatever happens, nobody sees a traceback."""
    gc.disable()  # what is imported stays: to look for rubbish in it took a fifth of the start
    try:
        from starter.cli.telling import last_resort

        last_resort()
        status = run()
    except KeyboardInterrupt:  # while modules were still being read
        status = 130
    leave(status)


def run(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; every error is told in plain words.

    ``words`` are those after ``casebound``; the process's own where they are not given.
    """
    from starter.cli.app import app
    from starter.cli.telling import told

    def command() -> object:
        for module in MODULES:
            import_module(f"starter.cli.{module}")
        return app(words, prog_name="casebound", standalone_mode=False)

    return told(command)


def leave(status: int) -> None:
    """End the process with a status.

    Temporal's client has threads of its own that may still run. Where one of them lets go of
    the interpreter while that shuts down, the process dies with another status than this one;
    so with the client loaded the shutdown is left out.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if "temporalio.bridge" in sys.modules:
        os._exit(status)
    sys.exit(status)
