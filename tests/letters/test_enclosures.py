"""What goes along with a letter: a PDF that is what was named, and that can be searched."""

import hashlib
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from domain.letters import LetterFieldsError
from domain.personalised_services.letters import AFTER_CONTACT_LETTER
from letters.enclosures import EnclosureError, enclosure
from letters.gallery import sample
from letters.render import render

EARLIER = render(AFTER_CONTACT_LETTER, sample(AFTER_CONTACT_LETTER.name))


def scanned() -> bytes:
    """Return a letter with a page behind it that has no words, as a scan has none."""
    pages = PdfWriter(BytesIO(EARLIER.pdf))
    pages.add_blank_page(width=595, height=842)
    kept = BytesIO()
    pages.write(kept)
    return kept.getvalue()


def locked() -> bytes:
    """Return a PDF that opens with a password only."""
    pages = PdfWriter(BytesIO(EARLIER.pdf))
    pages.encrypt("secret")
    kept = BytesIO()
    pages.write(kept)
    return kept.getvalue()


def sha256(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


def test_an_earlier_letter_goes_along_as_it_is_with_the_words_of_each_page() -> None:
    found = enclosure(1, "Our letter", EARLIER.sha256, EARLIER.pdf)

    assert (found.name, found.pdf) == ("Our letter", EARLIER.pdf)
    assert len(found.words) == len(PdfReader(BytesIO(EARLIER.pdf)).pages)
    assert "about our contact with you" in found.words[0]


@pytest.mark.parametrize(
    ("pdf", "words"),
    [
        (b"%PDF-1.7 is not all that makes one", "enclosure 2 cannot be read as a PDF"),
        (b"\x89PNG a picture", "enclosure 2 cannot be read as a PDF"),
        (b"", "enclosure 2 cannot be read as a PDF"),
        (locked(), "enclosure 2 cannot be read as a PDF"),
        (scanned(), "enclosure 2 has no words on page 2, as a scan has none"),
    ],
    ids=["broken", "a picture", "nothing", "locked", "a scan"],
)
def test_what_nobody_can_search_does_not_go_along(pdf: bytes, words: str) -> None:
    with pytest.raises(EnclosureError, match=words):
        enclosure(2, "A file", sha256(pdf), pdf)


def test_what_is_not_kept_any_more_does_not_go_along() -> None:
    with pytest.raises(EnclosureError, match="enclosure 1 is not kept any more: leave it out"):
        enclosure(1, "A file", EARLIER.sha256, None)


def test_another_file_than_the_one_that_was_named_does_not_go_along() -> None:
    with pytest.raises(EnclosureError, match="enclosure 1 is not the file that was named"):
        enclosure(1, "A file", sha256(b"as it was"), EARLIER.pdf)


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"thing": "the one of november"}, "no letter of this case that was sent, and no document"),
        ({"thing": "0" * 64, "media_type": "image/png"}, "is no PDF: nothing else goes along"),
    ],
    ids=["unknown", "another type"],
)
def test_what_cannot_be_named_says_what_can_go_along(named: dict[str, str], words: str) -> None:
    data = sample(AFTER_CONTACT_LETTER.name).model_dump() | {"enclosures": (named,)}

    with pytest.raises(LetterFieldsError, match=words) as refused:
        AFTER_CONTACT_LETTER.fill(data)

    assert "november" not in str(refused.value)
