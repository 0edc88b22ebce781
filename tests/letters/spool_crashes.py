"""Kill a real process at every step of a put, and tell what the print room was given.

Run as a script with a folder and a stride. One process is killed by SIGKILL at each point in
turn; a second one, which repeats the put, is killed at every stride-th point (1 is every one);
a third finishes. The print room takes what is visible in between, or not. Prints one JSON line
for each such run: whether it takes, the points, what it was given, and what is left.

The points are the audit events of the interpreter: it reports every opening, renaming and
removing of a file just before it does it, so the product's code runs unchanged.
"""

import hashlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from domain.letters import Addressee
from letters.delivery import Posting, PrintSpool
from letters.enclosures import Enclosure

LETTER = "ps-m3t8zc5h1r.l1"
MAIN = Posting(
    to=Addressee(name="Casey Lee", lines=("1 Example St", "DICKSON ACT 2602")),
    pdf=b"%PDF main",
    pages=1,
    enclosures=(Enclosure("An earlier letter", b"%PDF earlier", ("Its words",)),),
)
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}


def put_until(spool: Path, point: int | None) -> bool:
    """Put the letter in a process of its own, killed at its point; tell whether it finished."""
    process = os.fork()
    if process == 0:
        if point is not None:
            sys.addaudithook(_killer(spool, point))
        PrintSpool(spool).put(LETTER, MAIN)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def _killer(spool: Path, point: int) -> Callable[[str, tuple[object, ...]], None]:
    left = point

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        touches = any(str(spool) in str(argument) for argument in arguments)
        if event in EVENTS and touches:
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    return hook


def visible(spool: Path) -> list[tuple[str, bool]]:
    """List the envelopes that the print room sees: the name, and whether each PDF is right."""
    found = []
    for manifest in sorted(spool.glob("*.json")):
        said = json.loads(manifest.read_bytes())
        whole = all(_right(spool / each["file"], each["sha256"]) for each in _in(said))
        found.append((manifest.stem, whole))
    return found


def _in(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [manifest, *manifest["enclosures"]]


def _right(pdf: Path, sha256: str) -> bool:
    return pdf.exists() and hashlib.sha256(pdf.read_bytes()).hexdigest() == sha256


def take(spool: Path) -> list[tuple[str, bool]]:
    """Take every envelope away, as the print room does."""
    taken = visible(spool)
    for name, _ in taken:
        manifest = spool / f"{name}.json"
        for each in _in(json.loads(manifest.read_bytes())):
            (spool / each["file"]).unlink()
        manifest.unlink()
    return taken


def story(spool: Path, points: Sequence[int], *, taking: bool) -> tuple[bool, dict[str, object]]:
    """Crash at each point, then finish; tell whether the last crash came too late to happen."""
    spool.mkdir()
    given: list[tuple[str, bool]] = []
    finished = False
    for point in points:
        finished = put_until(spool, point)
        if taking:
            given += take(spool)
    put_until(spool, None)
    given += take(spool)
    left = sorted(str(file.relative_to(spool)) for file in spool.rglob("*") if file.is_file())
    shutil.rmtree(spool)
    said = {"taking": taking, "points": points, "given": sorted(given), "left": left}
    return finished, said


def main(folder: Path, stride: int) -> None:
    """Go on until neither process reaches its point any more."""
    for taking in (False, True):
        for first in count():
            finished, said = story(folder / "spool", (first,), taking=taking)
            print(json.dumps(said))  # noqa: T201  # the script's answer
            if finished:
                break
            for second in count(first % stride, stride):
                finished, said = story(folder / "spool", (first, second), taking=taking)
                print(json.dumps(said))  # noqa: T201  # the script's answer
                if finished:
                    break


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
