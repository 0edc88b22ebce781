"""Reads and writes of the case database are two rooms: a query cannot write by mistake."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

QUERIES = Path(__file__).parents[2] / "database" / "queries"
STATEMENTS = {"insert", "update", "delete"}
ACTS = {"add", "add_all", "merge", "delete", "flush"}


def writing(source: str) -> Iterator[str]:
    """Name what in a module changes or locks rows."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=module, names=names) if module:
                if module.startswith("sqlalchemy"):
                    yield from (name.name for name in names if name.name in STATEMENTS)
                if module.startswith("database.writes"):
                    yield module
            case ast.Attribute(attr="with_for_update"):
                yield "with_for_update"
            case ast.Attribute(value=ast.Name(id="db"), attr=act) if act in ACTS:
                yield f"db.{act}"


@pytest.mark.parametrize("module", sorted(QUERIES.glob("*.py")), ids=lambda module: module.stem)
def test_queries_only_read(module: Path) -> None:
    assert list(writing(module.read_text())) == []


@pytest.mark.parametrize(
    "line",
    [
        "from sqlalchemy import func, update",
        "from sqlalchemy.dialects.postgresql import insert",
        "from database.writes.timeline import locked",
        "select(Case).with_for_update()",
        "db.add(Case())",
    ],
)
def test_a_query_that_writes_is_noticed(line: str) -> None:
    assert list(writing(line))
