"""What is written in documents that come with a message: text, pages of a PDF, e-mails.

Only to look for words in it: it is neither kept nor shown. What cannot be read here, such as a scan
or a locked file, says nothing; people see it as they always did.
"""

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from io import BytesIO
from itertools import islice

import structlog
from pypdf import PdfReader

from starter.doors.sent import Attachment

MOST_PAGES = 300  # of one document: reading takes a hundredth of a second each
MOST_CHARACTERS = 2_000_000  # of one text
DEEPEST = 5  # e-mails within e-mails

log = structlog.get_logger()


def words_of(attachments: Iterable[Attachment]) -> list[str]:
    """Return what is written in documents, in their order; one that is faulty says nothing."""
    return [text for each in attachments for text in _readable(each.media_type, each.data)]


def _readable(media_type: str, data: bytes, depth: int = 0) -> list[str]:
    try:
        return [text[:MOST_CHARACTERS] for text in _texts(media_type, data, depth)]
    except Exception as error:  # noqa: BLE001 - a file from outside breaks its reader
        log.info("document_not_read", media_type=media_type, fault=type(error).__name__)
        return []


def _texts(media_type: str, data: bytes, depth: int) -> Iterator[str]:
    if data.startswith(b"%PDF-") or media_type == "application/pdf":
        # One text of all pages: what is said may go over the end of one.
        yield " ".join(
            page.extract_text() for page in islice(PdfReader(BytesIO(data)).pages, MOST_PAGES)
        )
    elif media_type == "message/rfc822":
        yield from _of_mail(message_from_bytes(data, policy=policy.default), depth)
    elif media_type == "text/html":
        yield _without_tags(_decoded(data))
    elif media_type.startswith("text/"):
        yield _decoded(data)


def _of_mail(mail: Message, depth: int) -> Iterator[str]:
    yield str(mail.get("subject", ""))
    for part in mail.walk():
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        sort = part.get_content_type()
        if part.get_content_maintype() == "text":
            text = part.get_content()
            yield _without_tags(text) if sort == "text/html" else text
        elif depth < DEEPEST:
            payload = part.get_payload(decode=True)
            yield from _readable(sort, payload if isinstance(payload, bytes) else b"", depth + 1)


def _decoded(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if wide else "utf-8-sig", errors="replace")


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
