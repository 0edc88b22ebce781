"""Free ports of the loopback."""

import random
import socket
from collections.abc import Iterable

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


def free_ports(count: int, preferred: Iterable[int] = ()) -> list[int]:
    """Return ``count`` different free ports, the ``preferred`` ones first where they are free."""
    found = [port for port in preferred if is_free(port)][:count]
    candidates = random.SystemRandom().sample(RANGE, len(RANGE))
    while len(found) < count:
        port = candidates.pop()
        if port not in found and is_free(port):
            found.append(port)
    return found


def free_port(preferred: int | None = None) -> int:
    """Return the preferred port if it is free, else any other."""
    return free_ports(1, [] if preferred is None else [preferred])[0]
