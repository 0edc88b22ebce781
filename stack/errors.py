"""What can go wrong with the parts of one machine.

StackError            a part cannot be had, did not start or ended by itself; exit status 3
+-- BuildError        the Temporal server or its UI could not be built
+-- DataInUseError    another process works on the data directory
"""


class StackError(Exception):
    """A part of the stack is not there. The message says which, why, and what to do next."""

    exit_status = 3


class BuildError(StackError):
    """A binary could not be built. What was fetched and compiled is kept for the next run."""


class DataInUseError(StackError):
    """Two stacks on one data directory would write over each other."""
