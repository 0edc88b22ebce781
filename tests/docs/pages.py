"""Read the pages of the documentation: their blocks of code, their links, their headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]

FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code: its page, the line of its fence, its language, its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{name(self.page)}:{self.line}"


@dataclass(frozen=True)
class Command:
    """A command as a page shows it; ``output`` is None where it shows none."""

    place: str
    words: str
    output: list[str] | None = None


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            page=page,
            line=text.count("\n", 0, found.start()) + 1,
            language=found[2],
            text=re.sub(rf"^{found[1]}", "", found[3], flags=re.MULTILINE),
        )
        for found in FENCE.finditer(text)
    ]


def commands(page: Path) -> list[Command]:
    """Return every command of a page, in order."""
    return [
        command
        for block in blocks(page)
        if block.language in ("sh", "console")
        for command in _commands(block)
    ]


def _commands(block: Block) -> Iterator[Command]:
    if block.language == "sh":
        joined = re.sub(r"\\\n\s*", "", block.text)
        yield from (Command(block.place, line) for line in joined.splitlines() if line.strip())
        return
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        words, *output = part.rstrip("\n").split("\n")
        while words.endswith("\\"):
            words = words.removesuffix("\\") + output.pop(0).strip()
        yield Command(block.place, words, output)


def links(page: Path) -> list[str]:
    """Return the targets of a page's links, those in blocks of code left out."""
    return LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as web pages make them."""
    found = HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in found}
