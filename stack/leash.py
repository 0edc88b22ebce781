"""Start a program that ends when its parent does, however the parent ends.

Run as a script in between: it takes on another user where asked, has the kernel promise a signal
for the day the parent is gone, then becomes the program. A script rather than a hook between fork
and exec, because a hook would run Python in the child of a process with many threads. The kernel
forgets the promise when a process changes its user, hence the order.

Linux only keeps such promises; elsewhere the program is merely started, and what a killed parent
left behind is ended at the next start by its pid file (``stack.child``).

The promise is tied to the *thread* that started the program: start from one that lasts.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def leashed(
    command: Sequence[str | Path],
    *,
    death_signal: signal.Signals = signal.SIGKILL,
    user: tuple[int, int] | None = None,
) -> list[str]:
    """Return the command line that starts ``command`` on a leash.

    Args:
        command: the program and its arguments.
        death_signal: what the program gets when this process is gone.
        user: uid and gid to run as; needs root.
    """
    uid, gid = user or (-1, -1)
    options = [str(os.getpid()), str(int(death_signal)), str(uid), str(gid)]
    return [sys.executable, "-I", "-S", __file__, *options, *map(str, command)]


def main(arguments: Sequence[str]) -> None:
    """Become the program; does not return."""
    parent, death_signal, uid, gid = map(int, arguments[:4])
    command = list(arguments[4:])
    if sys.platform == "linux":
        # Loaded first: the other user may not be allowed to read this interpreter's library.
        import ctypes

        promise = ctypes.CDLL(None).prctl
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        promise(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it went before the promise was made
            sys.exit(1)
    try:
        os.execv(command[0], command)  # noqa: S606  the stack's own command
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
