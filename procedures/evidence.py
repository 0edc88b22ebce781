"""Evidence: what tests that passed have shown of the steps, one line a facet.

A test has one file, replaced each time it runs and removed when it fails. Every line names the
matrix that it was shown against; against another matrix it proves nothing.
"""

import hashlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from procedures.matrix import MATRIX_FILE

FOLDER_VARIABLE = "CASEBOUND_EVIDENCE"
FOLDER = "coverage-evidence"


class Line(BaseModel):
    """One facet of one step, seen in the case database by a test that passed.

    ``case`` and ``sequence`` name the line of the timeline; both are None for a message that no
    case took, and ``sequence`` alone where a door refused it before the case saw it.
    """

    model_config = ConfigDict(frozen=True)

    test: str
    step: str
    facet: str
    case: str | None
    sequence: int | None
    matrix: str


class EvidenceError(Exception):
    """A file of evidence cannot be read."""


def matrix_hash() -> str:
    """Return the hash that identifies the present matrix, as a case keeps it too."""
    return hashlib.sha256(MATRIX_FILE.read_bytes()).hexdigest()[:12]


def folder(root: Path) -> Path:
    """Return where evidence goes: ``CASEBOUND_EVIDENCE``, else a folder under ``root``."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else root / FOLDER


def keep(into: Path, test: str, lines: Iterable[Line]) -> None:
    """Replace what ``test`` has shown so far; without lines nothing is left of it."""
    file = into / f"{hashlib.sha256(test.encode()).hexdigest()[:20]}.jsonl"
    text = "".join(f"{line.model_dump_json()}\n" for line in lines)
    if not text:
        file.unlink(missing_ok=True)
        return
    into.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


def forget(of: Path, files: Collection[str], tests: Collection[str]) -> None:
    """Remove what tests of some files have shown that are not among ``tests`` any more."""
    for file in of.glob("*.jsonl"):
        tests_of = {line.test for line in _lines(file)}
        if any(test.partition("::")[0] in files and test not in tests for test in tests_of):
            file.unlink()


def read(from_: Path) -> list[Line]:
    """Return every line in a folder, in a fixed order.

    Raises:
        EvidenceError: a line cannot be read; the words name its file and number.
    """
    return [line for file in sorted(from_.glob("*.jsonl")) for line in _lines(file)]


def _lines(file: Path) -> list[Line]:
    texts = file.read_text(encoding="utf-8").splitlines()
    return [_line(file, number, text) for number, text in enumerate(texts, start=1)]


def _line(file: Path, number: int, text: str) -> Line:
    try:
        return Line.model_validate_json(text)
    except ValidationError:
        raise EvidenceError(
            f"{file.name}, line {number}, is no evidence. Remove the file and run its test again."
        ) from None
