"""Free ports of the loopback."""

import random
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

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
def reserved(count: int, preferred: int | None = None, *, whose: str = "") -> Iterator[list[int]]:
    """Keep free ports from every other stack until servers listen on them.

    Without it two stacks that start at the same moment would choose the same port, and one would
    talk to the other's server. The mark is the UDP port of the same number, which the servers of a
    stack do not use: the kernel gives it to one process of the machine only, and takes it back.

    Args:
        count: how many.
        preferred: the first of them where it is free; where it is not, that is said on the screen.
        whose: the server that gets them, as a sentence about it goes on.

    Yields:
        ``count`` different ports.
    """
    with ExitStack() as marks:
        found: list[int] = []
        for port in _candidates(preferred):
            if len(found) == count:
                break
            mark = _marked(port)
            if mark is not None:
                marks.enter_context(mark)
                if is_free(port):
                    found.append(port)
        if found and preferred not in (None, found[0]):
            say(f"port {preferred} is taken, so {whose} listens on {found[0]}")
        yield found


def free_port() -> int:
    """Return a port that is free now."""
    with reserved(1) as (port,):
        return port


def _candidates(preferred: int | None) -> Iterable[int]:
    others = random.SystemRandom().sample(RANGE, len(RANGE))
    return others if preferred is None else [preferred, *others]


def _marked(port: int) -> socket.socket | None:
    mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        mark.bind((HOST, port))
    except OSError:
        mark.close()
        return None
    return mark
