"""Render one letter of each kind with sample data, for people to look at.

Run as ``python -m letters.gallery FOLDER``; the folder gets one PNG for each page.
"""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from domain.catalogue import CASE_TYPES, LETTERS, SETTINGS
from domain.complaints.settings import REVIEW_WAYS
from domain.letters import LetterFields
from letters.render import page_images

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> LetterFields:
    """Return the sample fields of one kind, from the file of its name in ``letters/samples``.

    What the settings say of it is as it stands while an agency has set nothing.
    """
    return LETTERS[name].fill(_read("shared") | _of_the_settings(name) | _read(name))


def _of_the_settings(name: str) -> dict[str, Any]:
    of = next(each for each in CASE_TYPES.values() if LETTERS[name] in each.letters)
    lines: Any = SETTINGS[of.contact].default
    found = {"contact": lines["child_support"]}
    if "review" in LETTERS[name].fields.model_fields:
        ways: Any = SETTINGS[REVIEW_WAYS].default
        found |= {"review": tuple(ways.values()), "hears_by": date(2026, 12, 17)}
    return found


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
