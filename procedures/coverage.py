"""Step coverage: the matrix against what the tests of the last run have shown.

A step is covered when every one of its facets was seen in the case database by a test that
passed. Evidence against another matrix, or of a test that is no longer there, is refused.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from procedures.citations import citations
from procedures.evidence import EvidenceError, Line, folder, matrix_hash, read
from procedures.facets import facets
from procedures.matrix import Step, steps

CODE = ("domain", "workflows", "activities")

PROCEDURES = {
    "277-09020010": "Written complaints",
    "277-01100010": "Customer Management Approach",
    "101-17021300": "Personalised Services",
}


class TableCoverage(BaseModel):
    """One table of a procedure; ``missing`` are the ids that are not covered."""

    model_config = ConfigDict(frozen=True)

    procedure: str
    table: str
    entries: int
    covered: int
    missing: list[str]


class StepCoverage(BaseModel):
    """One entry: its facets, each seen or not, where the code cites it, which tests show it."""

    model_config = ConfigDict(frozen=True)

    id: str
    procedure: str
    table: str
    title: str
    kind: str
    covered: bool
    facets: dict[str, bool]
    code: list[str]
    tests: list[str]

    @property
    def missing(self) -> list[str]:
        """The facets that no test has shown."""
        return [facet for facet, shown in self.facets.items() if not shown]


class Coverage(BaseModel):
    """The whole matrix. ``refused`` says, in words, which evidence was not counted."""

    model_config = ConfigDict(frozen=True)

    entries: int
    covered: int
    tables: list[TableCoverage]
    steps: list[StepCoverage]
    refused: list[str]


def of_checkout(root: Path) -> Coverage:
    """Return the coverage of a checkout, by the evidence that its last test run left.

    Raises:
        EvidenceError: there is no evidence, or it cannot be read.
    """
    return coverage(folder(root), [root / name for name in CODE], tests_root=root)


def coverage(
    evidence_dir: Path, code_roots: Sequence[Path], *, tests_root: Path | None = None
) -> Coverage:
    """Join the matrix, the evidence and the code.

    Args:
        evidence_dir: what the tests have left.
        code_roots: the folders in which a citation counts as code.
        tests_root: pytest's root; with it, evidence of tests that are gone is refused.

    Raises:
        EvidenceError: there is no evidence, or it cannot be read.
    """
    if not evidence_dir.is_dir():
        raise EvidenceError(
            f"there is no evidence in {evidence_dir}. Run the tests first: make test"
        )
    lines, refused = _admitted(read(evidence_dir), tests_root)
    cited = citations(code_roots)
    covered = [
        _step(step, lines.get(step.id, []), cited.get(step.id, [])) for step in steps().values()
    ]
    return Coverage(
        entries=len(covered),
        covered=sum(step.covered for step in covered),
        tables=_tables(covered),
        steps=covered,
        refused=refused,
    )


def _admitted(
    lines: list[Line], tests_root: Path | None
) -> tuple[dict[str, list[Line]], list[str]]:
    """Return the lines that count, by step, and why others do not."""
    matrix = matrix_hash()
    counted: dict[str, list[Line]] = {}
    refused: dict[str, None] = {}
    for line in lines:
        if line.matrix != matrix:
            refused[f"{line.test}: shown against matrix {line.matrix}, not {matrix}; run it"] = None
        elif tests_root and not (tests_root / line.test.partition("::")[0]).is_file():
            refused[f"{line.test}: there is no such test any more"] = None
        else:
            counted.setdefault(line.step, []).append(line)
    return counted, list(refused)


def _step(step: Step, lines: list[Line], code: list[str]) -> StepCoverage:
    seen = {line.facet for line in lines}
    shown = {facet: facet in seen for facet in facets(step)}
    return StepCoverage(
        id=step.id,
        procedure=step.procedure,
        table=step.table,
        title=step.title,
        kind=step.kind,
        covered=all(shown.values()),
        facets=shown,
        code=code,
        tests=sorted({line.test for line in lines}),
    )


def _tables(covered: list[StepCoverage]) -> list[TableCoverage]:
    groups: dict[tuple[str, str], list[StepCoverage]] = {}
    for step in covered:
        groups.setdefault((step.procedure, step.table), []).append(step)
    return [
        TableCoverage(
            procedure=procedure,
            table=table,
            entries=len(group),
            covered=sum(step.covered for step in group),
            missing=[step.id for step in group if not step.covered],
        )
        for (procedure, table), group in groups.items()
    ]


def as_text(found: Coverage, *, missing: bool = False) -> str:
    """Return the coverage as a table to read; with ``missing``, each step and what it lacks."""
    lines: list[str] = []
    for procedure, name in PROCEDURES.items():
        lines.append(f"{name} ({procedure})")
        for table in found.tables:
            if table.procedure == procedure:
                lines.append(f"  {table.table:<30} {table.covered:>4} of {table.entries:>4}")
                lines += _lacking(found, table) if missing else []
    lines.append(f"{'All':<32} {found.covered:>4} of {found.entries:>4}")
    lines += (f"not counted: {reason}" for reason in found.refused)
    return "\n".join(lines)


def _lacking(found: Coverage, table: TableCoverage) -> list[str]:
    here = [step for step in found.steps if step.id in set(table.missing)]
    return [f"    {step.id:<18} lacks {', '.join(step.missing)}" for step in here]
