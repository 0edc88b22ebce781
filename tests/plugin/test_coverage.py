"""Coverage: the matrix against a folder of evidence and a folder of code."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from procedures.citations import citations
from procedures.coverage import Coverage, StepCoverage, as_text, coverage, of_checkout
from procedures.coverage_page import page
from procedures.coverage_reference import OUTPUT, STATEMENTS, source
from procedures.evidence import EvidenceError, Line, folder, forget, keep, matrix_hash, read
from procedures.matrix import steps
from tests.plugin.proof import Proof

HERE = "tests/test_here.py"


def line(step: str, facet: str, test: str = f"{HERE}::test_it", matrix: str | None = None) -> Line:
    return Line(
        test=test,
        step=step,
        facet=facet,
        case="co-1",
        sequence=1,
        matrix=matrix or matrix_hash(),
    )


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one file of code, one of tests, and evidence of two tests."""
    monkeypatch.delenv("CASEBOUND_EVIDENCE", raising=False)
    for name in ("domain", "workflows", "activities", "tests"):
        (tmp_path / name).mkdir()
    (tmp_path / "domain" / "clock.py").write_text(
        '"""Mentions WC-S3m in passing."""\n\n'
        'CLOCK = "WC-S3n"\nASKS = {"WC-S3f.owner": "see WC-S3m"}\n\n\n'
        'def rule() -> None:\n    """Apply it.\n\n    Source: WC-S3j, reading A02.\n    """\n'
    )
    (tmp_path / "domain" / "step_ids.py").write_text('STEPS = ("WC-S3a",)\n')
    (tmp_path / HERE).write_text("def test_it() -> None: ...\n")
    evidence = tmp_path / "coverage-evidence"
    keep(evidence, "one", [line("WC-S3n", "armed"), line("WC-S3n", "met")])
    keep(evidence, "two", [line("WC-S3n", "passed", f"{HERE}::test_late[a]"), line("WC-S1b", "x")])
    return tmp_path


def of(found: Coverage, step: str) -> StepCoverage:
    return next(one for one in found.steps if one.id == step)


def test_a_step_is_covered_when_every_facet_is_shown(checkout: Path) -> None:
    found = of_checkout(checkout)

    clock = of(found, "WC-S3n")
    assert clock.covered
    assert clock.facets == {"armed": True, "met": True, "passed": True}
    assert clock.tests == [f"{HERE}::test_it", f"{HERE}::test_late[a]"]
    assert (found.entries, found.covered) == (584, 1)


def test_a_facet_that_is_not_shown_is_named(checkout: Path) -> None:
    keep(checkout / "coverage-evidence", "two", [])

    found = of_checkout(checkout)

    assert of(found, "WC-S3n").missing == ["passed"]
    assert "WC-S3n             lacks passed" in as_text(found, missing=True)


def test_a_facet_that_the_step_does_not_have_shows_nothing(checkout: Path) -> None:
    assert of(of_checkout(checkout), "WC-S1b").missing == ["moved"]


def test_evidence_against_another_matrix_is_refused(checkout: Path) -> None:
    other = [line("WC-S1b", "moved", matrix="another")]
    keep(checkout / "coverage-evidence", "three", other)

    found = of_checkout(checkout)

    assert not of(found, "WC-S1b").covered
    assert found.refused == [
        f"{HERE}::test_it: shown against matrix another, not {matrix_hash()}; run it"
    ]
    assert "not counted: tests/test_here.py::test_it: shown against" in as_text(found)


def test_evidence_of_a_test_file_that_is_gone_is_refused(checkout: Path) -> None:
    keep(
        checkout / "coverage-evidence", "three", [line("WC-S1b", "moved", "tests/old.py::test_it")]
    )

    found = of_checkout(checkout)

    assert not of(found, "WC-S1b").covered
    assert found.refused == ["tests/old.py::test_it: there is no such test any more"]


def test_tables_count_their_entries_and_name_what_is_missing(checkout: Path) -> None:
    found = of_checkout(checkout)

    table = next(one for one in found.tables if one.table == "Written complaints received")
    assert (table.procedure, table.entries, table.covered) == ("277-09020010", 26, 1)
    assert len(table.missing) == 25
    assert "WC-S3n" not in table.missing
    assert sum(one.entries for one in found.tables) == 584
    assert "  Written complaints received       1 of   26" in as_text(found).splitlines()


def test_code_is_cited_by_literals_and_sources_only(checkout: Path) -> None:
    assert citations([checkout / "domain"]) == {
        "WC-S3n": ["domain/clock.py:3"],
        "WC-S3f": ["domain/clock.py:4"],
        "WC-S3j": ["domain/clock.py:8"],
    }


def test_the_json_has_the_public_shape(checkout: Path) -> None:
    found = of_checkout(checkout).model_dump()

    assert {"entries", "covered", "tables", "steps"} <= found.keys()
    assert {"procedure", "table", "entries", "covered", "missing"} == found["tables"][0].keys()
    assert {"id", "kind", "covered", "code", "tests"} <= found["steps"][0].keys()


def test_without_evidence_the_words_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="Run the tests first: make test"):
        coverage(tmp_path / "none", [])


def test_evidence_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"test": 1}\n')

    with pytest.raises(EvidenceError, match=r"one\.jsonl, line 1"):
        read(tmp_path)


def test_evidence_goes_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CASEBOUND_EVIDENCE", raising=False)
    assert folder(tmp_path) == tmp_path / "coverage-evidence"

    monkeypatch.setenv("CASEBOUND_EVIDENCE", str(tmp_path / "other"))
    assert folder(tmp_path) == tmp_path / "other"


def test_tests_that_left_their_file_are_forgotten(tmp_path: Path) -> None:
    for test in ("a.py::test_stays", "a.py::test_went", "b.py::test_elsewhere"):
        keep(tmp_path, test, [line("WC-S3n", "met", test)])

    forget(tmp_path, {"a.py"}, {"a.py::test_stays"})

    assert {one.test for one in read(tmp_path)} == {"a.py::test_stays", "b.py::test_elsewhere"}


# ---------------------------------------------------------------------------- the page


class _Reader(HTMLParser):
    """Checks that elements nest, and collects the rows of steps."""

    EMPTY = {"meta", "input", "br"}  # noqa: RUF012 - read only

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: dict[str, str | None] = {}
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.outside += [str(given[name]) for name in ("src", "href") if name in given]
        if tag == "tr" and "id" in given:
            self.rows[str(given["id"])] = given["data-state"]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_shows_every_step_and_needs_no_other_file(checkout: Path) -> None:
    text = page(of_checkout(checkout))

    reader = _Reader()
    reader.feed(text)
    assert reader.open == []
    assert reader.rows.keys() == steps().keys()
    assert reader.rows["WC-S3n"] == "covered"
    assert reader.rows["WC-S3m"] == "open"
    assert set(reader.outside) == {"#steps"}
    assert "prefers-color-scheme: dark" in text


def test_the_page_shows_words_as_words(checkout: Path) -> None:
    found = of_checkout(checkout)
    strange = found.steps[0].model_copy(update={"title": "<script>alert(1)</script>"})

    text = page(found.model_copy(update={"steps": [strange], "refused": ["<b>old</b>"]}))

    assert "<script>alert" not in text
    assert "&lt;b&gt;old" in text


# ---------------------------------------------------------------------------- the reference


def test_the_reference_is_up_to_date() -> None:
    text = OUTPUT.read_text(encoding="utf-8")

    assert text == source(), "run python -m procedures.coverage_reference"


def test_the_reference_names_every_statement() -> None:
    named = {
        part.split("(")[0].strip("`") for words, _ in STATEMENTS for part in words.split(", `")
    }
    stated = {name for name in vars(Proof) if not name.startswith("_")}

    assert named == stated - {"begins", "cases", "messages", "check"}
