"""Every step that anything cites exists; the generated list of steps is up to date."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from procedures.generate import KIT_STEPS, OUTPUT, source
from procedures.matrix import steps

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"build", "dist", "node_modules"}
KINDS = {".py", ".yaml", ".yml", ".md", ".typ", ".toml"}

# The id of an entry; words may also speak of a whole step or table: CSP-T6-S1k, CSP-T6-S1, CSP-T6.
CITED = re.compile(r"\b(?:BG|WC|CMA|CLK|CSP|RES|CB)-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")

ENTRIES = {*steps(), *KIT_STEPS}
WHOLE_TABLES = {"-".join(entry.split("-")[:2]) for entry in ENTRIES}
WHOLE_STEPS = {entry.rstrip("abcdefghijklmnopqrstuvwxyz").rstrip("-") for entry in ENTRIES}

KNOWN = ENTRIES | WHOLE_STEPS | WHOLE_TABLES


def files() -> list[Path]:
    return [
        file
        for file in sorted(ROOT.rglob("*"))
        if file.suffix in KINDS and not _hidden(file.relative_to(ROOT))
    ]


def _hidden(file: Path) -> bool:
    return any(part.startswith(".") or part in ELSEWHERE for part in file.parts)


def cited(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        yield from ((number, found) for found in CITED.findall(line))


def literals(text: str) -> Iterator[tuple[int, str]]:
    """Yield each string that is an id, or a question's key that begins with one."""
    if not CITED.search(text):
        return
    found: list[ast.Constant] = []
    parts: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            parts.update(map(id, node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node)
    for node in found:
        step = str(node.value).split(".")[0]
        if id(node) not in parts and CITED.fullmatch(step):
            yield node.lineno, step


def test_the_generated_list_of_steps_is_up_to_date() -> None:
    assert OUTPUT.read_text(encoding="utf-8") == source(), "run python -m procedures.generate"


def test_every_cited_step_exists() -> None:
    astray = [
        f"{file.relative_to(ROOT)}:{line}: {step}"
        for file in files()
        for line, step in cited(file.read_text(encoding="utf-8"))
        if step not in KNOWN
    ]

    assert astray == []


def test_every_step_that_code_or_a_test_names_is_an_entry() -> None:
    astray = [
        f"{file.relative_to(ROOT)}:{line}: {step}"
        for file in files()
        if file.suffix == ".py"
        for line, step in literals(file.read_text(encoding="utf-8"))
        if step not in ENTRIES
    ]

    assert astray == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('STEP = "NO-SUCH-STEP"', []),
        ('"""Table 6: CSP-T6-S1."""', []),
        ('STEP = "CSP-T6-S1k"', ["CSP-T6-S1k"]),
        ('ASKS = {"WC-S3f.owner": 1}', ["WC-S3f"]),
    ],
    ids=["no id", "in words", "an entry", "a question"],
)
def test_literals_are_told_from_words(text: str, found: list[str]) -> None:
    assert [step for _, step in literals(text)] == found


def test_a_step_that_does_not_exist_is_noticed() -> None:
    unknown = next(iter(steps())) + "zz"

    assert list(cited(f"See {unknown}.")) == [(1, unknown)]
    assert unknown not in KNOWN
