"""The words of one document: text, pages of a PDF, Word files and their like, e-mails.

Whatever part of it has no words that are found here is noted, and never an error: a file from
outside breaks its reader, and a person looks into it then.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipFile, ZipInfo

import structlog

from domain.standing.unsearched import Unsearched

MOST_PAGES = 300  # of one document: reading takes a hundredth of a second each
MOST_CHARACTERS = 2_000_000  # of one text
MOST_UNPACKED = 20_000_000  # bytes of what is in a packed document, besides its pictures
MOST_PICTURES = 60_000_000  # bytes of those
MOST_PARTS = 2_000  # of a packed document
DEEPEST = 5  # e-mails within e-mails
MOST_UNREADABLE = 0.1  # of the characters of what is said to be text

_WORDS, _GAPS = (
    tuple(
        f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}" for name in each
    )
    for each in (("t", "delText"), ("p", "br", "tab", "cr"))
)

log = structlog.get_logger()


@dataclass
class Looked:
    """What is written in a document, and why that is not all of it, where it is not."""

    said: list[str] = field(default_factory=list)
    missed: list[Unsearched] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Note a text, or as much of it as is searched."""
        self.said.append(text[:MOST_CHARACTERS])
        if len(text) > MOST_CHARACTERS:
            self.missed.append(Unsearched.TOO_LONG)


def look(media_type: str, data: bytes) -> Looked:
    """Return the words of a document, by what it is rather than by what it is called."""
    found = Looked()
    _look(found, media_type, data, 0)
    return found


def _look(found: Looked, media_type: str, data: bytes, depth: int) -> None:
    try:
        _read(found, media_type, data, depth)
    except Exception as error:  # noqa: BLE001 - a file from outside breaks its reader
        log.info("document_not_read", media_type=media_type, fault=type(error).__name__)
        found.missed.append(Unsearched.DAMAGED)


def _read(found: Looked, media_type: str, data: bytes, depth: int) -> None:
    if data.startswith(b"%PDF-") or media_type == "application/pdf":
        _pdf(found, data)
    elif data.startswith(b"PK\x03\x04"):
        _packed(found, data)
    elif data.startswith(b"{\\rtf"):
        _rich_text(found, data)
    elif media_type == "message/rfc822":
        _mail(found, message_from_bytes(data, policy=policy.default), depth)
    elif media_type.startswith("image/"):
        found.missed.append(Unsearched.PICTURE)
    else:
        _text(found, media_type, data)


def _text(found: Looked, media_type: str, data: bytes) -> None:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    told = media_type.startswith("text/")
    unreadable = text.count("\ufffd") + text.count("\0")
    if unreadable > (len(text) * MOST_UNREADABLE if told else 0):
        found.missed.append(Unsearched.DAMAGED if told else Unsearched.UNKNOWN)
    found.say(_without_tags(text) if media_type == "text/html" else text)


# ---------------------------------------------------------------------------- pages


def _pdf(found: Looked, data: bytes) -> None:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        found.missed.append(Unsearched.LOCKED)
        return
    pages = list(islice(reader.pages, MOST_PAGES))
    texts = [page.extract_text() for page in pages]
    # One text of all pages: what is said may go over the end of one.
    found.say(" ".join(texts))
    for said in (*(reader.get_form_text_fields() or {}).values(), *_notes(pages)):
        found.say(str(said or ""))
    if reader.attachments:
        found.missed.append(Unsearched.UNKNOWN)
    if len(reader.pages) > MOST_PAGES:
        found.missed.append(Unsearched.TOO_LONG)
    if not all(text.strip() for text in texts) or not texts:
        found.missed.append(Unsearched.NO_TEXT)
    if any(len(page.images) for page in pages):
        found.missed.append(Unsearched.PICTURE)


def _notes(pages: Iterable[Any]) -> Iterator[object]:
    """Yield what stands in notes that were put on pages."""
    for page in pages:
        for note in page.annotations or ():
            yield note.get_object().get("/Contents")


# ---------------------------------------------------------------------------- word processors


def _packed(found: Looked, data: bytes) -> None:
    """Read a Word file; of what is packed otherwise nothing. How much it unpacks to is seen before.

    A part that lies about its size is cut where it said that it ends, and then is damaged.
    """
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        pictures = [part for part in parts if part.filename.startswith("word/media/")]
        besides = [part for part in parts if part not in pictures]
        if not any(part.filename == "word/document.xml" for part in parts):
            found.missed.append(Unsearched.UNKNOWN)
        elif (
            len(parts) > MOST_PARTS
            or sum(part.file_size for part in besides) > MOST_UNPACKED
            or sum(part.file_size for part in pictures) > MOST_PICTURES
        ):
            found.missed.append(Unsearched.TOO_LONG)
        elif archive.testzip():
            found.missed.append(Unsearched.DAMAGED)
        else:
            _word(found, data)
            found.missed += [Unsearched.PICTURE] * bool(pictures)
            found.missed += [Unsearched.UNKNOWN] * any(map(_embedded, besides))


def _embedded(part: ZipInfo) -> bool:
    """Tell whether a part is something else that was put into a Word file, such as a sheet."""
    name = part.filename
    return name.startswith("word/") and not name.endswith((".xml", ".rels", ".odttf", "/"))


def _word(found: Looked, data: bytes) -> None:
    """Read every part that people write in: text and its tables, headers, notes and comments."""
    from docx.opc.package import OpcPackage
    from docx.oxml import parse_xml

    for part in OpcPackage.open(BytesIO(data)).iter_parts():
        if part.partname.startswith("/word/") and part.partname.endswith(".xml"):
            found.say("".join(_written(parse_xml(part.blob))).strip())


def _written(part: Any) -> Iterator[str]:
    """Yield what a part says; what its runs are does not part a word, and what is struck counts."""
    for element in part.iter(*_WORDS, *_GAPS):
        yield element.text or "" if element.tag in _WORDS else " "


def _rich_text(found: Looked, data: bytes) -> None:
    from striprtf.striprtf import rtf_to_text

    if b"\\pict" in data:
        found.missed.append(Unsearched.PICTURE)
    if len(data) > MOST_CHARACTERS:  # its reader is slow
        found.missed.append(Unsearched.TOO_LONG)
        return
    written = data.decode("cp1252", errors="replace")
    found.say(rtf_to_text(written, errors="replace"))  # type: ignore[no-untyped-call]  # untyped


# ---------------------------------------------------------------------------- e-mails


def _mail(found: Looked, mail: Message, depth: int) -> None:
    found.say(str(mail.get("subject", "")))
    for part in mail.walk():
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        payload = part.get_payload(decode=True)
        held = payload if isinstance(payload, bytes) else b""
        if part.get_content_maintype() == "text":
            _part(found, part, held)
        elif depth < DEEPEST:
            _look(found, part.get_content_type(), held, depth + 1)
        else:
            found.missed.append(Unsearched.TOO_LONG)


def _part(found: Looked, part: EmailMessage, held: bytes) -> None:
    """Read words in the letters that the e-mail says they are in, and else as a text is read."""
    try:
        text = part.get_content()
    except (LookupError, UnicodeError):
        _text(found, "text/plain", held)
        return
    if "\0" in text:
        found.missed.append(Unsearched.DAMAGED)
    found.say(_without_tags(text) if part.get_content_type() == "text/html" else text)


def _without_tags(page: str) -> str:
    words = _Words()
    words.feed(page)
    words.close()
    return re.sub(r"\s+", " ", "".join(words.said))


class _Words(HTMLParser):
    """Collects what a page shows; a tag within a sentence does not part it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser gives them
        if tag in ("p", "br", "div", "li", "td", "tr"):
            self.said.append(" ")
