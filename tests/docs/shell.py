"""Run the commands of a page as a reader would: in one shell, in order, beside a running stack."""

import re
import subprocess
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Self

MARK = "casebound-docs-done"
ELSEWHERE = "..."  # on a page: some lines are left out here

# What differs from one reader to the next, and the word that stands for it when lines are compared.
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
VARYING = [
    (re.compile(r"^\d+ (?= )"), "<number> "),
    (re.compile(rf"\b\d{{1,2}} (?:{_MONTH}) \d{{4}}\b"), "<date>"),
    (re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} \d{4}\b"), "<day>"),
    (re.compile(r"\b\d\d:\d\d(?::\d\d(?:\.\d+)?)?\b"), "<time>"),
    (re.compile(r"\b(?:AE[DS]T|UTC)\b"), "<zone>"),
    (re.compile(r"\b(?:co|cc|ps|ms|sr|ct|ow)-[a-z2-7]{10}\b"), "<case>"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "<id>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "<address>"),
    (re.compile(r"\b[\d.]+ (seconds|MB)\b"), r"<number> \1"),
    (re.compile(r"\brevision \d+"), "revision <number>"),
    (re.compile(r"\s+"), " "),
]
# A date's working names each day: which ones, and how many, depends on the day that it is.
DAY_BY_DAY = re.compile(r"^ *(?:Day \d+|Skipped): ")
DAY_OFF = re.compile(r";\s+not\s+a\s+working\s+day,[^)]*")  # with it, one line may be two
BOUND = re.compile(r"\b(?:(?:co|cc|ps|ms|sr|ct|ow)-[a-z2-7]{10}|[0-9a-f]{16}|127\.0\.0\.1:\d+)\b")


class Shell:
    """One shell in one folder; what a page calls a case or address becomes the real one."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._real: dict[str, str] = {}
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, words: str) -> tuple[int, list[str]]:
        """Return a command's exit status, and what it said."""
        assert self._process.stdin
        assert self._process.stdout
        real = BOUND.sub(lambda found: self._real.get(found[0], found[0]), words)
        self._process.stdin.write(f"{{ {real}\n}} </dev/null\n")
        self._process.stdin.write(f"s=$?; printf '\\n{MARK} %s\\n' $s; (exit $s)\n")
        self._process.stdin.flush()
        said: list[str] = []
        for line in self._process.stdout:
            if line.startswith(MARK):
                return int(line.removeprefix(MARK)), "\n".join(said).rstrip().split("\n")
            said.append(line.rstrip("\n"))
        raise AssertionError(f"the shell ended in: {real}")

    def learn(self, shown: Sequence[str], said: Sequence[str]) -> None:
        """Remember which case or address a page means, from lines that say the same of both."""
        meant = {plain(line): line for line in said}
        for line in shown:
            pairs = zip(
                BOUND.findall(line), BOUND.findall(meant.get(plain(line), "")), strict=False
            )
            self._real = dict(pairs) | self._real

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)
        assert self._process.stdout
        self._process.stdout.close()


def plain(line: str) -> str:
    """Return a line without what differs from one run to the next."""
    for pattern, word in VARYING:
        line = pattern.sub(word, line)
    return line.strip()


def steady(lines: Sequence[str]) -> list[str]:
    """Return the lines that are there on any day."""
    text = DAY_OFF.sub("", "\n".join(lines))
    return [line for line in text.split("\n") if not DAY_BY_DAY.match(line)]


def misses(shown: Sequence[str], said: Sequence[str]) -> str | None:
    """Return the first line of a page that was not said at its place; None where all were.

    Between two ``...`` stands a block of lines, which must have been said one after the other.
    """
    left, skipping = [plain(line) for line in steady(said)], False
    for block in _blocks(steady(shown)):
        wanted = [plain(line) for line in block]
        places = range(len(left) - len(wanted) + 1) if skipping else range(1)
        at = next((at for at in places if left[at : at + len(wanted)] == wanted), None)
        if at is None:
            return _first_miss(block, left, skipping=skipping)
        left, skipping = left[at + len(wanted) :], True
    if shown and plain(shown[-1]) == ELSEWHERE:
        return None
    return next((line for line in left if line), None)


def _blocks(shown: Sequence[str]) -> list[list[str]]:
    """Part lines at each ``...``; where they begin with one, the first block is empty."""
    found: list[list[str]] = [[]]
    for line in shown:
        if plain(line) == ELSEWHERE:
            found.append([])
        else:
            found[-1].append(line)
    return found


def _first_miss(block: Sequence[str], left: Sequence[str], *, skipping: bool) -> str:
    """Name the line that is not there; the block's first where each is, but not together."""
    pairs = zip_longest(block, left[: len(block)], fillvalue="")
    if skipping:
        return next((line for line in block if plain(line) not in left), block[0])
    return next(line for line, said in pairs if plain(line) != said)
