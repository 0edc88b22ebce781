"""A ``casebound`` for a reader's shell that is there at once.

In a process of its own every command reads the whole product anew, a second each. Here one process
has read it, and becomes each command by a fork: with the words, the folder, the environment and the
ends of whoever calls. Nothing of one command is left to the next.
"""

import json
import os
import pkgutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.docs.pages import ROOT

MOST = 1 << 20  # bytes: the words and the environment of a command
# Stands in the place of the command; it needs the standard library alone. A function comes before
# whatever an environment that is activated puts on the path.
CALLER = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as there:
    there.connect(sys.argv[1])
    told = json.dumps([sys.argv[2:], os.getcwd(), dict(os.environ)])
    socket.send_fds(there, [told.encode()], [0, 1, 2])
    there.shutdown(socket.SHUT_WR)
    status = there.recv(16)
sys.exit(int(status))
"""


@contextmanager
def warm(folder: Path, environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Serve commands while this lasts; yields what a shell of bash must have in its environment."""
    at, caller = folder / "warm.socket", folder / "warm.py"
    caller.write_text(CALLER)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(at))
        listening.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.docs.warm", str(listening.fileno())],
            cwd=ROOT,
            env=dict(environment),
            pass_fds=[listening.fileno()],
        )
    try:
        called = f"'{sys.executable}' -IS '{caller}' '{at}'"
        yield {"BASH_FUNC_casebound%%": f'() {{ {called} "$@"; }}'}
    finally:
        process.kill()
        process.wait()


def serve(listening: socket.socket) -> None:
    """Become what each caller asks for, and tell how it ended."""
    while True:
        calling, _ = listening.accept()
        with calling:
            told, ends, _, _ = socket.recv_fds(calling, MOST, 3)
            while more := calling.recv(MOST):
                told += more
            child = os.fork()
            if not child:
                listening.close()
                calling.close()
                words, folder, environment = json.loads(told)
                become(words, folder, environment, ends)
            for end in ends:
                os.close(end)
            _, status = os.waitpid(child, 0)
            calling.sendall(str(os.waitstatus_to_exitcode(status) % 256).encode())


def become(words: list[str], folder: str, environment: dict[str, str], ends: list[int]) -> None:
    """Be a command, and end as it does."""
    from starter.cli import main

    for number, end in enumerate(ends):
        os.dup2(end, number)
        os.close(end)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["casebound", *words]
    try:
        main()
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else int(ended.code is not None))


def read_the_product() -> None:
    """Read what commands need, of which most is read by a command only as it begins."""
    rooms = ("starter.cli", "starter.doors", "starter.administration", "worker")
    for room in rooms:
        for module in pkgutil.iter_modules(import_module(room).__path__, f"{room}."):
            import_module(module.name)


if __name__ == "__main__":
    read_the_product()
    serve(socket.socket(fileno=int(sys.argv[1])))
