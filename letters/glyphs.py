"""Which characters the letters' fonts have: a page cannot show any other.

Typst would say that one is missing, but neither in which field nor which, and it repeats the text.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from domain.letters import LetterFields

FONTS = Path(__file__).with_name("fonts")


def faults(fields: LetterFields) -> Iterator[str]:
    """Say of each field which character of it no page can show: the first, and no other word."""
    for field, text in fields.texts():
        if (letter := next((one for one in text if not _shown(one)), None)) is not None:
            name = unicodedata.name(letter, "a character without a name")
            code = f"U+{ord(letter):04X} ({name})"
            yield f"{field} holds {code}, which the letter's font does not have"


def _shown(letter: str) -> bool:
    """Tell whether the fonts have a character, or the parts that it can be put together from."""
    parts = unicodedata.normalize("NFD", letter)
    return letter == "\n" or ord(letter) in known() or all(ord(part) in known() for part in parts)


@cache
def known() -> frozenset[int]:
    """Return the characters that every weight of the font has."""
    return frozenset.intersection(*(_characters(font) for font in FONTS.glob("*.ttf")))


def _characters(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as read:
        return frozenset(read.getBestCmap() or ())
