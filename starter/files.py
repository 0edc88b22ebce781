"""Read files that people name. Nothing but a regular file: a pipe would wait for ever."""

import os
import stat
from pathlib import Path


class NoRegularFileError(OSError):
    """A pipe, a device, a folder or a socket stands under the name of a file."""

    def __init__(self) -> None:
        super().__init__("it is no regular file")
        self.strerror = "it is no regular file"


def read_bytes(file: Path, most: int | None = None) -> bytes:
    """Return what a file holds; of a file that is longer than ``most`` one byte more than that.

    Raises:
        OSError: it cannot be read, or is no regular file; ``strerror`` says which.
    """
    with open(file, "rb", opener=_regular) as reading:
        return reading.read(-1 if most is None else most + 1)


def _regular(name: str, flags: int) -> int:
    opened = os.open(name, flags | os.O_NONBLOCK)  # else a pipe is waited for here already
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise NoRegularFileError
    return opened


def read_text(file: Path) -> str:
    """Return the text of a file, whatever ends its lines.

    Raises:
        OSError: it cannot be read, or is no regular file.
        UnicodeDecodeError: it is not UTF-8.
    """
    text = read_bytes(file).decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")
