"""Render one letter of each kind with sample data, for people to look at.

Run as ``python -m letters.gallery FOLDER``; the folder gets one PNG for each page.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from domain.catalogue import LETTERS
from domain.letters import LetterFields
from letters.render import page_images

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> LetterFields:
    """Return the sample fields of one kind, from the file of its name in ``letters/samples``."""
    return LETTERS[name].fill(_read("shared") | _read(name))


def _read(name: str) -> dict[str, Any]:
    fields: dict[str, Any] = yaml.safe_load((SAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))
    return fields


def main(folder: Path) -> None:
    """Write the page images of every kind into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in LETTERS.items():
        for number, image in enumerate(page_images(kind, sample(name)), start=1):
            (folder / f"{name}-{number}.png").write_bytes(image)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
