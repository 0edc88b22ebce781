"""Make the PDF of a letter: PDF/UA-1, the same bytes for the same fields, on every machine.

The fields travel to Typst as JSON in an input, never as code. Only the fonts beside this file
are used. The creation time in the PDF is midnight UTC of the letter's own date.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typst
from pydantic import BaseModel, ConfigDict

from domain.letters import Addressee, LetterError, LetterFields, LetterKind
from domain.roles import ROLE_WORDS
from letters import glyphs
from letters.glyphs import FONTS

if TYPE_CHECKING:  # every process imports this; few make letters
    from pypdf import PdfReader

TEMPLATES = Path(__file__).with_name("templates")
PREVIEW_PPI = 110
LETTERS_AT_WORK = 64  # whose words are kept at hand
WRITE_OTHERWISE = (
    "Write it in Latin, Greek or Cyrillic letters: a person's name or address in what is known of "
    "them, other words in the answers to the task."
)


class RenderError(LetterError):
    """A letter cannot be made from its fields; the words hold nothing of their content."""


class Rendered(BaseModel):
    """A finished PDF, its hash, and how many pages it has."""

    model_config = ConfigDict(frozen=True)

    pdf: bytes
    sha256: str
    pages: int


def render(kind: LetterKind, fields: LetterFields, *, copy_to: Addressee | None = None) -> Rendered:
    """Make the PDF of a letter.

    ``copy_to`` makes the copy for a nominee: a sheet with their address before the same words,
    without the customer's own address and without what is enclosed.
    Takes some tens of milliseconds; in a running event loop use ``render_in_thread``.

    Raises:
        RenderError: names each field that holds a character which the letter's font does not
            have, and the character.
    """
    (pdf,) = _compile(kind, fields, copy_to, "pdf")
    return Rendered(pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), pages=len(_read(pdf).pages))


async def render_in_thread(
    kind: LetterKind, fields: LetterFields, *, copy_to: Addressee | None = None
) -> Rendered:
    """Make the PDF of a letter in a worker thread."""
    return await asyncio.to_thread(render, kind, fields, copy_to=copy_to)


def page_images(kind: LetterKind, fields: LetterFields) -> list[bytes]:
    """Make a PNG of each page, for people to look at."""
    return list(_compile(kind, fields, None, "png"))


def text_of(pdf: bytes) -> str:
    """Read the words of a PDF, a line for each page, with every run of white space as one space."""
    return "\n".join(pages_of(pdf))


@lru_cache(maxsize=LETTERS_AT_WORK)
def pages_of(pdf: bytes) -> tuple[str, ...]:
    """Read the words of each page of a PDF, with every run of white space as one space.

    A letter is read when it is made, signed and sent: reading takes as long as all the rest.
    """
    return tuple(
        re.sub(r"\s+", " ", page.extract_text().replace("\N{ZERO WIDTH SPACE}", "")).strip()
        for page in _read(pdf).pages
    )


def _read(pdf: bytes) -> "PdfReader":
    from pypdf import PdfReader

    return PdfReader(BytesIO(pdf))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _compile(
    kind: LetterKind,
    fields: LetterFields,
    copy_to: Addressee | None,
    form: Literal["pdf", "png"],
) -> Sequence[bytes]:
    # A compiler of its own for each call: one may not be shared between threads, and with the
    # fonts already read it costs nothing.
    compiler = typst.Compiler(TEMPLATES / kind.template, root=TEMPLATES, font_paths=_fonts())
    if found := list(glyphs.faults(fields)):
        raise RenderError(f"{_not_made(kind)} {'; '.join(found)}. {WRITE_OTHERWISE}")
    midnight = datetime.combine(fields.dated, time(), tzinfo=UTC)
    try:
        made = compiler.compile(
            format=form,
            ppi=PREVIEW_PPI,
            sys_inputs={"letter": json.dumps(_inputs(kind, fields, copy_to))},
            pdf_standards=["ua-1"],
            timestamp=int(midnight.timestamp()),
        )
    except typst.TypstError:
        raise RenderError(
            f"{_not_made(kind)} its template {kind.template} does not accept the fields. "
            "Report it to support."
        ) from None  # Typst's own text repeats what could not be shown
    return made if isinstance(made, list) else [made or b""]


def _not_made(kind: LetterKind) -> str:
    return f"Letter {kind.name} ({kind.step}) cannot be made:"


def _inputs(
    kind: LetterKind, fields: LetterFields, copy_to: Addressee | None
) -> Mapping[str, object]:
    signatory = fields.signatory
    data = fields.model_dump() | {
        "title": kind.title,
        "signatory": signatory.model_dump() | {"title": ROLE_WORDS[signatory.role]},
        "carrier": copy_to.model_dump() if copy_to else None,
    }
    if copy_to:
        # Where the customer is found serves to write to the customer alone, and what is enclosed
        # goes to them alone.
        data |= {"to": {"name": fields.to.name, "lines": ()}, "enclosures": ()}
    return {name: _worded(value) for name, value in data.items()}


def _worded(value: object) -> object:
    """Turn dates into words that no line break parts, all through the fields."""
    match value:
        case date():
            return "\N{NO-BREAK SPACE}".join(
                (str(value.day), _MONTHS[value.month - 1], str(value.year))
            )
        case str():
            return _LONG_WORD.sub(_breakable, value)
        case dict():
            return {key: _worded(part) for key, part in value.items()}
        case list() | tuple():
            return [_worded(part) for part in value]
        case _:
            return value


# Not from the machine's locale: the bytes must be the same everywhere.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# Nothing parts a long address of a web page by itself: it would run off the paper.
_LONG_WORD = re.compile(r"\S{36,}")
_PIECE = 12


def _breakable(word: re.Match[str]) -> str:
    whole = word.group()
    pieces = (whole[start : start + _PIECE] for start in range(0, len(whole), _PIECE))
    return "\N{ZERO WIDTH SPACE}".join(pieces)
