"""The pages hold together: links lead somewhere, excerpts are what stands in the code."""

import re
from enum import EnumType, StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import cast

import pytest

from domain import file, issues
from domain.file.catalogue import ACTS
from domain.file.kinds import KINDS
from domain.roles import Role
from tests.docs.pages import PAGES, ROOT, Block, anchors, blocks, links, name
from worker.attributes import SEARCH_ATTRIBUTES

EXCERPTS = [block for page in PAGES for block in blocks(page) if block.language == "python"]
VARIABLE = re.compile(r"\bCASEBOUND_[A-Z_]*[A-Z]\b")
DECISIONS = ROOT / "docs" / "decisions"
PUTTING_RIGHT = ("corrected", "entered_in_error", "moved", "added_to")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = [link for link in links(page) if not leads_somewhere(page, link)]

    assert broken == []


def leads_somewhere(page: Path, link: str) -> bool:
    if link.startswith("https://"):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("block", EXCERPTS, ids=lambda block: block.place)
def test_an_excerpt_is_what_stands_in_the_code(block: Block) -> None:
    first, _, excerpt = block.text.partition("\n")

    source = (ROOT / first.removeprefix("# ")).read_text(encoding="utf-8")

    assert excerpt in source


def test_the_index_of_decisions_has_every_decision_the_newest_first() -> None:
    listed = re.findall(r"^\| \[\d{4}\]\(([^)]+)\)", index(), re.MULTILINE)

    assert listed == sorted((file.name for file in DECISIONS.glob("0*.md")), reverse=True)


def index() -> str:
    return (DECISIONS / "README.md").read_text(encoding="utf-8")


def test_the_operators_page_has_every_variable_that_the_code_reads() -> None:
    rooms = ("worker", "starter", "stack", "procedures", "deploy", "docker-compose.yml")
    sources = [file for room in rooms for file in files_in(ROOT / room)]
    read = {name for file in sources for name in VARIABLE.findall(file.read_text("utf-8"))}

    assert {name for name in read if f"`{name}`" not in operator_page()} == set()


def files_in(room: Path) -> list[Path]:
    wanted = {".py", ".yml", ".yaml", ".sh", ".env"}
    return [file for file in (room, *room.rglob("*")) if file.suffix in wanted]


def operator_page() -> str:
    return (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")


def test_the_developers_page_has_every_folder_of_tests() -> None:
    page = (ROOT / "docs" / "developer.md").read_text(encoding="utf-8")
    folders = {file.parent for file in (ROOT / "tests").glob("*/**/test_*.py")}

    rooms = {folder.relative_to(ROOT).parts[1] for folder in folders}
    assert {room for room in rooms if f"| `tests/{room}` |" not in page} == set()


@pytest.mark.parametrize("attribute", SEARCH_ATTRIBUTES)
def test_the_operators_page_has_every_search_attribute(attribute: str) -> None:
    assert f"| `{attribute}` |" in operator_page()


def test_the_glossary_has_every_role() -> None:
    assert [role for role in Role if f"| `{role.value}` |" not in glossary()] == []


def test_the_glossary_has_every_kind_and_every_act_of_the_case_file() -> None:
    """A line for each; putting right is the same for every kind, and is told once."""
    acts = {act for act in ACTS if act.partition(".")[2] not in PUTTING_RIGHT}

    assert {word for word in (*KINDS, *acts) if f"| `{word}` |" not in glossary()} == set()
    assert {word for word in PUTTING_RIGHT if f"`{word}`" not in glossary()} == set()


def test_the_glossary_has_every_word_that_a_row_of_the_file_may_be() -> None:
    modules = [
        import_module(f"domain.file.{module.name}") for module in iter_modules(file.__path__)
    ]
    words = {
        word
        for module in (*modules, issues)
        for each in vars(module).values()
        if isinstance(each, EnumType) and each.__module__ == module.__name__
        for word in cast("type[StrEnum]", each)
    }

    assert {word.value for word in words if f"`{word}`" not in glossary()} == set()


def glossary() -> str:
    return (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_page_is_reached_from_the_index(page: Path) -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        if here in reached or here.suffix != ".md" or not here.exists():
            continue
        reached.add(here)
        waiting += [(here.parent / link.partition("#")[0]).resolve() for link in links(here)]

    assert page in reached
