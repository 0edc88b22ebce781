"""Build the Temporal server and its UI from their pinned Go modules, once a machine.

``stack/go/go.mod`` and ``go.sum`` name every module by version and hash. The binaries are kept in
the user's cache, outside the checkout, in a folder named by a hash of those files; a folder that
exists is complete. Modules, compiled packages and a fetched toolchain live in a scratch folder that
an interrupted build leaves for the next one, and that a finished build removes.

``python -m stack.build`` builds ahead of time; ``--into`` puts the binaries elsewhere (images).
"""

import argparse
import fcntl
import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import platformdirs

from stack.errors import BuildError, StackError, refusal
from stack.progress import Watcher, shown
from stack.runner import Runner
from stack.toolchain import AGAIN, MODULE, PINS, Toolchain, find

UNFINISHED = ".casebound-unfinished-"
TOOLS = {
    "temporal-server": "go.temporal.io/server/cmd/server",
    "temporal-ui": "github.com/temporalio/ui-server/v2/cmd/server",
    "temporal-sql": "go.temporal.io/server/cmd/tools/sql",
}
WANTED = ("temporal-server", "temporal-ui")  # the schema tool is for Temporal on PostgreSQL
SPACE = 5_000_000_000  # bytes, while it is built; what stays is a thirtieth of that
ELSEWHERE = "set CASEBOUND_CACHE to a folder elsewhere"
ONCE = (
    "The Temporal server and its UI are built from their sources, once on this machine: some "
    "minutes. Stopped with Ctrl-C, the next run goes on."
)
ATTEMPTS = 3  # at fetching modules: what came is kept, so each goes on where the last one stopped


@dataclass(frozen=True)
class Binaries:
    """What a stack runs."""

    server: Path
    ui: Path


@dataclass(frozen=True)
class Building:
    """One build: where it works, what it runs, who is told."""

    go: Toolchain
    scratch: Path
    runner: Runner
    watcher: Watcher

    def build(self, tool: str, out: Path) -> None:
        """Fetch what a tool is made of and compile it into the folder ``out``."""
        self._compile(tool, out, packages=self._fetch(tool))

    def _fetch(self, tool: str) -> int:
        """Fetch the modules of a tool; return how many packages it is made of."""
        self.watcher.stage(f"fetching the modules of {tool} {version_of(tool)}")
        command = ["list", "-deps", "-f", "package {{.ImportPath}}", TOOLS[tool]]
        for attempt in range(1, ATTEMPTS + 1):
            try:
                lines = self._run(command, f"Fetching the modules of {tool}", "go: downloading ")
            except BuildError as error:
                if self.runner.ended:
                    raise
                if attempt == ATTEMPTS:
                    raise BuildError(f"{error}\n{AGAIN}") from None
            else:
                break
        return sum(line.startswith("package ") for line in lines)

    def _compile(self, tool: str, out: Path, packages: int) -> None:
        self.watcher.stage(f"compiling {tool} {version_of(tool)}", packages)
        command = ["build", "-v", "-trimpath", "-ldflags=-s -w", "-o", str(out / tool), TOOLS[tool]]
        self._run(command, f"Compiling {tool}", "")

    def _run(self, command: Sequence[str], what: str, counted: str) -> list[str]:
        """Run ``go``; count the lines that begin with ``counted``."""
        count = 0

        def heard(line: str) -> None:
            nonlocal count
            count += line.startswith(counted)
            self.watcher.count(count)

        environment = self.go.environment(self.scratch)
        return self.runner.run(
            [self.go.go, *command], what=what, cwd=MODULE, env=environment, heard=heard
        )


def cache() -> Path:
    """Return the folder for what is built: ``CASEBOUND_CACHE``, else one in the user's cache."""
    named = os.environ.get("CASEBOUND_CACHE")
    return Path(named).expanduser() if named else Path(platformdirs.user_cache_dir("casebound"))


def version_of(tool: str) -> str:
    """Return the version of a tool's module, e.g. ``1.32.2``, from the module file."""
    for pin in re.finditer(r"^\s+(\S+) v(\S+)", (MODULE / "go.mod").read_text(), re.MULTILINE):
        if TOOLS[tool].startswith(f"{pin[1]}/"):
            return pin[2]
    raise BuildError(f"{MODULE / 'go.mod'} does not pin {TOOLS[tool]}. Restore the file.")


def binaries(*, runner: Runner | None = None, watcher: Watcher | None = None) -> Binaries:
    """Return the server and the UI; build them first where this machine has not yet.

    Minutes at the first call, nothing afterwards. Two processes that need them wait for each other.

    Args:
        runner: lets another thread end the build.
        watcher: is told the progress; by default it is shown on standard error.

    Raises:
        BuildError: no toolchain, no connection, no room, or a failed compilation.
    """
    home = cache() / f"temporal-{key()}"
    with _in_words():
        if not home.is_dir():
            runner = runner or Runner()
            with nullcontext(watcher) if watcher else shown() as told, _alone(runner, told):
                if not home.is_dir():
                    told.note(ONCE)
                    build_into(home, WANTED, runner, told)
    return Binaries(home / "temporal-server", home / "temporal-ui")


def build_into(home: Path, tools: Sequence[str], runner: Runner, watcher: Watcher) -> None:
    """Build ``tools`` into a new folder ``home``, which appears when all of them are there."""
    scratch = cache() / "scratch"
    if not scratch.exists():
        _check_space()
    shutil.rmtree(scratch / "temporary", ignore_errors=True)  # what a killed compiler left
    (scratch / "temporary").mkdir(parents=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    for abandoned in home.parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(abandoned)
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=home.parent))
    try:
        building = Building(find(scratch, runner, watcher), scratch, runner, watcher)
        for tool in tools:
            building.build(tool, unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(home)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(scratch)


def _check_space() -> None:
    free = shutil.disk_usage(cache()).free
    if free < SPACE:
        raise BuildError(
            f"Building the Temporal server takes {SPACE / 1e9:.1f} GB for some minutes; {cache()} "
            f"has {free / 1e9:.1f} GB free. Free some, or {ELSEWHERE}."
        )


def key() -> str:
    """Return the name of what would be built now: the pins, the toolchain's and the machine."""
    digest = hashlib.sha256(f"{sys.platform} {platform.machine()} {WANTED}".encode())
    for source in (MODULE / "go.mod", MODULE / "go.sum", PINS):
        digest.update(source.read_bytes() if source.exists() else b"")
    return digest.hexdigest()[:16]


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what the system refuses to the block: a full disk, a folder of somebody else's."""
    try:
        yield
    except OSError as error:
        raise BuildError(refusal(error, ELSEWHERE)) from error


@contextmanager
def _alone(runner: Runner, watcher: Watcher) -> Iterator[None]:
    """Hold the cache's lock. The kernel gives it back when the process ends, however it ends."""
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "lock").open("w") as lock:
        waited = False
        while not _locked(lock):
            if not waited:
                watcher.stage("waiting for another run that builds the Temporal server")
            waited = True
            runner.pause(0.2)
        yield


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main() -> None:
    """Build ahead of time, into the cache or elsewhere."""
    parser = argparse.ArgumentParser(prog="python -m stack.build", description=main.__doc__)
    parser.add_argument("--into", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--tools", nargs="+", choices=sorted(TOOLS), default=WANTED)
    wanted = parser.parse_args()
    try:
        if wanted.into:
            runner = Runner()
            with _in_words(), shown() as watcher, _alone(runner, watcher):
                build_into(wanted.into.absolute(), wanted.tools, runner, watcher)
        else:
            binaries()
    except StackError as error:
        sys.stderr.write(f"casebound: {error}\n")
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.exit("casebound: interrupted. The next run goes on where this one stopped.")


if __name__ == "__main__":
    main()
