"""Where the code cites a step: its id as a literal, or in the ``Source:`` of a docstring."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from procedures.matrix import steps

GENERATED = "step_ids.py"  # it lists every id, which says nothing
SOURCE_LINE = re.compile(r"^\s*Source:(.*)$", re.MULTILINE)
WORD = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+")


def citations(roots: Iterable[Path]) -> dict[str, list[str]]:
    """Return the places, as ``file:line``, at which each step is cited under some folders."""
    found: dict[str, list[str]] = {}
    for root in roots:
        for file in sorted(root.rglob("*.py")):
            if file.name != GENERATED:
                for step, line in dict.fromkeys(_cited(file)):
                    place = f"{file.relative_to(root.parent).as_posix()}:{line}"
                    found.setdefault(step, []).append(place)
    return found


def _cited(file: Path) -> Iterator[tuple[str, int]]:
    """Yield each step that a file cites, with the line; a question's key may add a suffix."""
    matrix = steps()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = [node.value.split(".")[0]]
            for source in SOURCE_LINE.findall(node.value):
                words += WORD.findall(source)
            yield from ((word, node.lineno) for word in words if word in matrix)
