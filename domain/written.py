"""What people write, as a page can show it. Doors and letters read it by the same types.

What a letter would refuse, no door takes: names, lines of an address, words of a letter.
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

LONGEST_LINE = 200
LONGEST_PROSE = 20_000
LINE_BREAKS = {"\r\n": "\n", "\N{LINE SEPARATOR}": "\n", "\N{PARAGRAPH SEPARATOR}": "\n\n"}


def printable(text: str) -> str:
    """Normalise text to what a page can show.

    Invisible formatting characters go: they could reverse or hide what a reader sees.

    Raises:
        ValueError: nothing is left of it, or it holds a control character.
    """
    for written, meant in LINE_BREAKS.items():
        text = text.replace(written, meant)
    text = unicodedata.normalize("NFC", text.replace("\t", " "))
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text.replace("\n", "")):
        raise ValueError("holds a control character")
    if not text:
        raise ValueError("is empty")
    return text


def sentence(text: str | None, before: str = "") -> str | None:
    """Return words as a sentence: whole ones as they are, a part of one with what goes ``before``.

    Officers write either, and nothing stands in a letter as a fragment.
    """
    words = (text or "").strip()
    if not words:
        return None
    if words.endswith(_ENDS):
        return words
    whole = f"{before} {words}" if before else f"{words[0].upper()}{words[1:]}"
    return f"{whole.rstrip(',;:')}."


def one_line(text: str) -> str:
    """Return a text that has one line.

    Raises:
        ValueError: it has more.
    """
    if "\n" in text:
        raise ValueError("must be one line")
    return text


_ENDS = (".", "!", "?", "\N{RIGHT DOUBLE QUOTATION MARK}", ")")

Line = Annotated[
    str, Field(max_length=LONGEST_LINE), AfterValidator(printable), AfterValidator(one_line)
]
Prose = Annotated[str, Field(max_length=LONGEST_PROSE), AfterValidator(printable)]
