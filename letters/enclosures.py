"""What goes along with a letter: a PDF, as it was named, of which every page can be searched."""

import hashlib
from typing import NamedTuple

from domain.letters import LetterError
from letters.render import pages_of


class EnclosureError(LetterError):
    """Something cannot go along with a letter; the words name it by its number alone."""


class Enclosure(NamedTuple):
    """One thing that goes along: what the letter calls it, its pages, and the words of each."""

    name: str
    pdf: bytes
    words: tuple[str, ...]


def enclosure(number: int, name: str, sha256: str, pdf: bytes | None) -> Enclosure:
    """Read what goes along as the ``number``-th, whose hash was taken when it was named.

    Raises:
        EnclosureError: it is not kept any more, is another file now, is no PDF, or has a page
            that nobody can search, such as a scan.
    """
    which = f"enclosure {number}"
    if pdf is None:
        raise EnclosureError(f"{which} is not kept any more: leave it out, or have it filed again")
    if hashlib.sha256(pdf).hexdigest() != sha256:
        raise EnclosureError(f"{which} is not the file that was named: prepare the letter again")
    try:
        words = tuple(pages_of(pdf))
    except Exception:  # noqa: BLE001 - a file from outside breaks its reader in any way it likes
        words = ()
    if not words:
        raise EnclosureError(f"{which} cannot be read as a PDF: leave it out, or file it as one")
    if empty := [page for page, said in enumerate(words, start=1) if not said]:
        raise EnclosureError(
            f"{which} has no words on page {empty[0]}, as a scan has none: nobody can search it "
            "for what its reader may not see. File it as a PDF with words, or leave it out"
        )
    return Enclosure(name, pdf, words)
