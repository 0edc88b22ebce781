"""Run the commands of a page as a reader would: in one shell, in order, beside a running stack."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

MARK = "casebound-docs-done"
ELSEWHERE = "..."  # on a page: some lines are left out here

# What differs from one reader to the next, and the word that stands for it when lines are compared.
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
VARYING = [
    (re.compile(rf"\b\d{{1,2}} (?:{_MONTH}) \d{{4}}\b"), "<date>"),
    (re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} \d{4}\b"), "<day>"),
    (re.compile(r"\b\d\d:\d\d(?::\d\d(?:\.\d+)?)?\b"), "<time>"),
    (re.compile(r"\bAE[DS]T\b"), "<zone>"),
    (re.compile(r"\b(?:co|cc|ps|ms|sr|ct|ow)-[a-z2-7]{10}\b"), "<case>"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "<id>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "<address>"),
    (re.compile(r"\b[\d.]+ (seconds|MB)\b"), r"<number> \1"),
    (re.compile(r"\brevision \d+"), "revision <number>"),
    (re.compile(r"\s+"), " "),
]
BOUND = re.compile(r"\b(?:(?:co|cc|ps|ms|sr|ct|ow)-[a-z2-7]{10}|[0-9a-f]{16})\b")


class Shell:
    """One shell in one folder; what a page calls a case becomes the case that is really there."""

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
        """Remember which case a page means, from lines that say the same of both."""
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
        self._process.wait(10)
        assert self._process.stdout
        self._process.stdout.close()


def plain(line: str) -> str:
    """Return a line without what differs from one run to the next."""
    for pattern, word in VARYING:
        line = pattern.sub(word, line)
    return line.strip()


def misses(shown: Sequence[str], said: Sequence[str]) -> str | None:
    """Return the first line of a page that was not said at its place; None where all were."""
    left, skipping = [plain(line) for line in said], False
    for line in shown:
        wanted = plain(line)
        if wanted == ELSEWHERE:
            skipping = True
            continue
        if skipping and wanted in left:
            left = left[left.index(wanted) :]
        if not left or left[0] != wanted:
            return line
        left, skipping = left[1:], False
    return None if skipping or not any(left) else left[0]
