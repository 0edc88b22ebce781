"""What can go wrong with the parts of one machine.

StackError            a part cannot be had, did not start or ended by itself; exit status 3
+-- BuildError        the Temporal server or its UI could not be built
+-- DataInUseError    another process works on the data directory
"""

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


class StackError(Exception):
    """A part of the stack is not there. The message says which, why, and what to do next."""

    exit_status = 3


class BuildError(StackError):
    """A binary could not be built. What was fetched and compiled is kept for the next run."""


class DataInUseError(StackError):
    """Two stacks on one data directory would write over each other."""


def refusal(error: OSError, elsewhere: str) -> str:
    """Say what the operating system refused; ``elsewhere`` is how to use another folder."""
    path = error.filename or "The disk"
    if error.errno in FULL:
        return f"{path}: no space is left there. Free some, or {elsewhere}."
    if error.errno in CLOSED:
        return f"{path}: this user may not write there. Correct its rights, or {elsewhere}."
    return f"{path}: {error.strerror or error}. Correct that, or {elsewhere}."
