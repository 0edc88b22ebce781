"""One stack on one data folder, and where others find what runs there."""

import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from stack.child import Child
from stack.errors import DataInUseError

SECONDS_TO_CLAIM = 60.0  # a folder that is younger may be about to be claimed


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a running stack are. ``ui_url`` is None where it has no UI."""

    database_url: str
    owner_url: str
    temporal_address: str
    namespace: str
    ui_url: str | None


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold a data folder. The kernel lets go of it when the process ends, however it ends.

    Raises:
        DataInUseError: a living process holds it.
    """
    with (folder / "claim").open("a+") as claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            claim.seek(0)
            raise DataInUseError(
                f"{folder} is in use by process {claim.read().strip() or 'unknown'}. Stop it "
                "(Ctrl-C where it runs), or name another folder with --data."
            ) from None
        claim.truncate(0)
        claim.write(str(os.getpid()))
        claim.flush()
        try:
            yield
        finally:
            _file(folder).unlink(missing_ok=True)


def clear_abandoned(place: Path, beginning: str) -> None:
    """Remove the temporary folders in ``place`` whose processes were killed, with what runs there.

    Only this user's; a folder that cannot be removed stays.
    """
    for folder in place.glob(f"{beginning}*"):
        with suppress(OSError):
            found = folder.stat()
            old = time.time() - found.st_mtime > SECONDS_TO_CLAIM
            if not old or found.st_uid != os.geteuid():
                continue
            with (folder / "claim").open() as claim:
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for noted in folder.glob("*.pid"):
                    left = Child(noted.stem, folder, noted.stem, stop_signal=signal.SIGINT)
                    left.end_leftover()
                shutil.rmtree(folder)


def publish(folder: Path, addresses: Addresses) -> None:
    """Write down where the parts are, for other commands on this machine."""
    unfinished = _file(folder).with_suffix(".unfinished")
    unfinished.touch(mode=0o600)  # the URL of a database elsewhere has a password in it
    unfinished.write_text(json.dumps(asdict(addresses), indent=2))
    unfinished.rename(_file(folder))


def running(folder: Path) -> Addresses | None:
    """Return the addresses of the stack that runs on a data folder, or None where none does."""
    try:
        with (folder / "claim").open() as claim:
            fcntl.flock(claim, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        if _file(folder).exists():
            return Addresses(**json.loads(_file(folder).read_text()))
    return None  # nobody holds it, or who does has not got everything up yet


def _file(folder: Path) -> Path:
    return folder / "addresses.json"
