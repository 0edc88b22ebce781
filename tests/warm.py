"""A ``casebound`` that is there at once.

In a process of its own every command reads the whole product anew, which takes a processor longer
than most of what is then done. Here one process has read it, and becomes each command by a fork:
with the words, the folder, the environment and the ends of whoever calls. Each is a process that
may be killed, and nothing of one is left to the next.
"""

import gc
import json
import os
import pkgutil
import select
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST = 1 << 20  # bytes: the words and the environment of a command
LETTERS = 10  # of a process id, and of how it ended
# Stands in the place of the command; it needs the standard library alone.
CALLER = f"""
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as there:
    there.connect(sys.argv[1])
    told = json.dumps([sys.argv[2:], os.getcwd(), dict(os.environ)])
    socket.send_fds(there, [told.encode()], [0, 1, 2])
    there.shutdown(socket.SHUT_WR)
    there.recv({LETTERS}, socket.MSG_WAITALL)
    status = there.recv({LETTERS}, socket.MSG_WAITALL)
sys.exit(int(status))
"""


@contextmanager
def warm(folder: Path) -> Iterator[Path]:
    """Serve commands while this lasts; yields where they are asked for."""
    at = folder / "warm.socket"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(at))
        listening.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", str(listening.fileno())],
            cwd=ROOT,
            stdin=subprocess.PIPE,  # whose end says that this process is gone
            pass_fds=[listening.fileno()],
        )
    with process:
        try:
            yield at
        finally:
            process.kill()


def asking(at: Path) -> list[str]:
    """Return the command line that asks for a command; its words follow."""
    caller = at.with_suffix(".py")
    caller.write_text(CALLER)
    return [sys.executable, "-IS", str(caller), str(at)]


def in_bash(at: Path) -> dict[str, str]:
    """Return what a shell of bash must have in its environment to ask for commands.

    A function comes before whatever an environment that is activated puts on the path.
    """
    return {"BASH_FUNC_casebound%%": f'() {{ {shlex.join(asking(at))} "$@"; }}'}


class Forked:
    """A command that was asked for; what it writes is read from ``stdout``.

    It is as a ``subprocess.Popen`` is, whose child it is not.
    """

    def __init__(
        self, at: Path, words: tuple[str, ...], folder: Path, environment: Mapping[str, str]
    ) -> None:
        reading, writing = os.pipe()
        self.stdout = os.fdopen(reading, encoding="utf-8")
        self._status: int | None = None
        self._there = socket.socket(socket.AF_UNIX)
        self._there.connect(str(at))
        told = json.dumps([words, str(folder), dict(environment)])
        with Path(os.devnull).open("rb") as nothing, os.fdopen(writing, "wb"):
            ends = [nothing.fileno(), writing, writing]
            socket.send_fds(self._there, [told.encode()], ends)
        self._there.shutdown(socket.SHUT_WR)
        self.pid = int(self._there.recv(LETTERS, socket.MSG_WAITALL))

    def poll(self) -> int | None:
        """Return how it ended; None while it has not."""
        try:
            return self.wait(0)
        except BlockingIOError:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, once it has; after so many seconds it is an error."""
        if self._status is None:
            self._there.settimeout(timeout)
            self._status = int(self._there.recv(LETTERS))
            self._there.close()
        return self._status

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, which: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, which)


def serve(listening: socket.socket) -> None:
    """Have a process look after each caller, for as long as somebody is there who may call."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for whoever runs the tests
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how those ended
    while listening in select.select([listening, sys.stdin], [], [])[0]:
        calling, _ = listening.accept()
        with calling:
            if not os.fork():
                listening.close()
                try:
                    look_after(calling)
                finally:
                    os._exit(0)


def look_after(calling: socket.socket) -> None:
    """Become what a caller asks for, and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told, ends, _, _ = socket.recv_fds(calling, MOST, 3)
    while more := calling.recv(MOST):
        told += more
    child = os.fork()
    if not child:
        calling.close()
        words, folder, environment = json.loads(told)
        become(words, folder, environment, ends)
    for end in ends:
        os.close(end)
    calling.sendall(str(child).rjust(LETTERS).encode())
    _, status = os.waitpid(child, 0)
    calling.sendall(str(os.waitstatus_to_exitcode(status)).rjust(LETTERS).encode())


def become(words: list[str], folder: str, environment: dict[str, str], ends: list[int]) -> None:
    """Be a command, and end as it does."""
    from starter.cli import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
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
    gc.disable()
    rooms = ("starter.cli", "starter.doors", "starter.administration", "worker")
    for room in rooms:
        for module in pkgutil.iter_modules(import_module(room).__path__, f"{room}."):
            import_module(module.name)
    gc.freeze()


if __name__ == "__main__":
    read_the_product()
    serve(socket.socket(fileno=int(sys.argv[1])))
