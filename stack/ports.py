"""Free ports of the loopback."""

import secrets
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain

from stack.errors import StackError
from stack.progress import say

# Temporal on PostgreSQL keeps ports as smallint, so none may be above 32767; those that the kernel
# hands out by itself all are.
RANGE = range(10_000, 32_000)
HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Say whether nothing answers on a port and a server could listen there."""
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as probe:
        # As the servers do: what a closed server's connections left behind is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@contextmanager
def reserved(*wanted: Sequence[int]) -> Iterator[list[int]]:
    """Keep free ports from every other stack until servers listen on them.

    Without it two stacks that start at the same moment would choose the same port, and one would
    talk to the other's server. The mark is the UDP port of the same number, which the servers of a
    stack do not use: the kernel gives it to one process of the machine only, and takes it back.

    Args:
        wanted: for each port those to try before any other.

    Yields:
        As many different ports.
    """
    with ExitStack() as marks:
        yield [_reserve(ports, marks) for ports in wanted]


def free_port() -> int:
    """Return a port that is free now."""
    with reserved([]) as (port,):
        return port


def say_if_moved(usual: int | None, port: int, whose: str) -> None:
    """Say on the screen that a server does not listen where it usually does."""
    if usual not in (None, port):
        say(f"port {usual} is taken, so {whose} listens on {port}")


def _reserve(wanted: Sequence[int], marks: ExitStack) -> int:
    first = secrets.randbelow(len(RANGE))  # stacks that start at once begin at different ones
    for port in chain(wanted, RANGE[first:], RANGE[:first]):
        mark = _marked(port)
        if mark is not None:
            marks.enter_context(mark)
            if is_free(port):
                return port
    raise StackError(
        f"No port between {RANGE.start} and {RANGE.stop} of this machine is free. End what listens."
    )


def _marked(port: int) -> socket.socket | None:
    mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        mark.bind((HOST, port))
    except OSError:
        mark.close()
        return None
    return mark
