"""Pins are whole, and each direct dependency has its reason."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETS = sorted(path.stem for path in (ROOT / "requirements").glob("*.in"))


def direct(name: str) -> set[str]:
    """The packages that a set asks for by name."""
    lines = (ROOT / "requirements" / f"{name}.in").read_text().split("\n")
    return {bare(line) for line in lines if line and not line.startswith("-r ")}


def bare(requirement: str) -> str:
    return re.split(r"[\[=<>~ ]", requirement, maxsplit=1)[0].lower()


@pytest.mark.parametrize("name", SETS)
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    pins = (ROOT / "requirements" / f"{name}.txt").read_text()
    pinned = set(re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==", pins, re.MULTILINE))

    assert {name.replace(".", "-") for name in direct(name)} <= pinned
    for requirement in re.split(r"\n(?=\S)", pins.strip()):
        assert "--hash=sha256:" in requirement


def test_the_package_asks_for_what_runs_and_for_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert {bare(dependency) for dependency in project["dependencies"]} == direct("runtime")


def test_every_direct_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    named = set(re.findall(r"^\| ([a-z][a-z0-9.-]+) ", reasons, re.MULTILINE))

    assert named - {"package", "module"} == set().union(*map(direct, SETS))
