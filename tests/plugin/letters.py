"""Find letters: the PDF that was made, its text, and who stands behind it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader

from database.models import Letter
from procedures.matrix import steps
from procedures.records import letter_named
from tests.plugin.finders import Found, Place
from tests.plugin.story import Entry, Story


@dataclass(frozen=True)
class Wanted:
    """What a test says of a letter; None and empty say nothing."""

    contains: tuple[str, ...]
    lacks: tuple[str, ...]
    state: str
    approved_by: str | None
    signed_by: str | None
    channel: str | None
    copies: int | None


def letter(story: Story, step: str, wanted: Wanted) -> Found:
    """A letter of the step whose PDF is the one that was hashed, approved and signed."""
    for row, entry in _of(story, step):
        faults = list(_faults(story, row, wanted, step))
        if faults:
            yield f"letter {row.id} ({row.state}): {'; '.join(faults)}"
        else:
            yield Place(entry.case, entry.sequence)


def stopped(story: Story, step: str, because: str) -> Found:
    """A letter of the step that did not go, for a reason."""
    for entry in story.about(step, "refused"):
        if entry.data.get("stopped") and because in entry.words:
            yield Place(entry.case, entry.sequence)


def _of(story: Story, step: str) -> Iterator[tuple[Letter, Entry]]:
    """Yield each letter of a step with the last line about it that counts."""
    last: dict[str, Entry] = {}
    for entry in story.lines():
        row = story.letters.get(str(entry.data.get("letter")))
        if row and step in (row.step, entry.step):
            last[row.id] = entry
    return ((story.letters[key], entry) for key, entry in last.items())


def _faults(story: Story, row: Letter, wanted: Wanted, step: str) -> Iterator[str]:
    if not story.settled(row):
        yield "no settle and no delivery wrote it as it stands"
    kind = letter_named(steps()[step])
    if kind not in (None, row.kind):
        yield f"it is a {row.kind}, not the {kind} that the entry names"
    if row.state != wanted.state:
        yield f"it is {row.state}, not {wanted.state}"
    if row.pdf is None or hashlib.sha256(row.pdf).hexdigest() != row.sha256:
        yield "there is no PDF with the hash that it states"
        return
    text = text_of(row.pdf)
    yield from (f"the text lacks {words!r}" for words in wanted.contains if words not in text)
    yield from (f"the text contains {words!r}" for words in wanted.lacks if words in text)
    yield from _people(story, row, wanted)
    if wanted.channel not in (None, row.channel):
        yield f"it goes by {row.channel}"
    if wanted.copies not in (None, len(row.copies)):
        yield f"it has {len(row.copies)} copies"


def _people(story: Story, row: Letter, wanted: Wanted) -> Iterator[str]:
    if wanted.approved_by:
        if not story.holds(row.approved_by, wanted.approved_by):
            yield f"it was approved by {row.approved_by}"
        if row.approved_sha256 != row.sha256:
            yield "the PDF is not the one that was approved"
    if wanted.signed_by and not story.holds(row.signed_by, wanted.signed_by):
        yield f"it was signed by {row.signed_by}"


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF on one line."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
