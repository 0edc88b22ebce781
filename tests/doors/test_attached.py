"""What is written in a document that comes with a message is looked through as the message is."""

import functools
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from io import BytesIO
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text

from domain.personalised_services.letters import AFTER_CONTACT_LETTER
from domain.standing.unsearched import Unsearched
from letters.gallery import sample
from letters.render import page_images, render
from starter.doors.attached import search
from starter.doors.caller import Authentication, Caller
from starter.doors.door import Door
from starter.doors.reading import Readings
from starter.doors.searchable import MOST_CHARACTERS, MOST_PICTURES, MOST_UNPACKED
from starter.doors.sent import Attachment
from tests.doors.seeing import Seen, Sessions
from tests.sending import done, sent

WORDS = "Nobody helps me. I want to die."
SPLIT = "<w:r><w:t>Nobody helps me. I want to </w:t></w:r><w:r><w:b/><w:t>die.</w:t></w:r>"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

NOTHING: Mapping[str, bytes] = MappingProxyType({})
PASTED = "media/image1.png"
SORTS = "".join(
    f'<Default Extension="{name}" ContentType="{sort}"/>'
    for name, sort in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    )
)


@functools.cache
def pdf(words: str = WORDS) -> bytes:
    fields = sample(AFTER_CONTACT_LETTER.name).model_dump() | {"message": words}
    return render(AFTER_CONTACT_LETTER, AFTER_CONTACT_LETTER.fill(fields)).pdf


@functools.cache
def scan() -> bytes:
    """Return a page that is a picture of words."""
    from PIL import Image

    (first, *_) = page_images(AFTER_CONTACT_LETTER, sample(AFTER_CONTACT_LETTER.name))
    out = BytesIO()
    Image.open(BytesIO(first)).convert("RGB").save(out, "PDF")
    return out.getvalue()


def pasted() -> bytes:
    """Return a page with words and a picture."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.pages[0].merge_page(PdfReader(BytesIO(scan())).pages[0])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def filled(*, holding: bool = False) -> bytes:
    """Return a page with a note on it; ``holding`` has a file in it, too."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Nothing else."))))
    writer.add_annotation(0, Text(rect=(50, 50, 90, 90), text=WORDS))
    if holding:
        writer.add_attachment("a.bin", b"1")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def lying() -> bytes:
    """Return a Word file of which a part unpacks to more than it says."""
    whole, size = word(parts={PASTED: b"0" * 1_000_000}), (1_000_000).to_bytes(4, "little")
    assert whole.count(size) == 2  # where the part stands, and in the list of parts
    return whole.replace(size, (1_000).to_bytes(4, "little"))


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.encrypt("a word that nobody has", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def word(
    body: str = f"<w:p>{SPLIT}</w:p>", *, header: str = "", parts: Mapping[str, bytes] = NOTHING
) -> bytes:
    """Return a Word file with a body, a header, and further parts by their names."""
    relations = '<Relationships xmlns="%srelationships">%s</Relationships>'
    one = f'<Relationship Id="r1" Type="{OFFICE}%s" Target="%s"/>'
    main, above = one % ("officeDocument", "word/document.xml"), one % ("header", "header1.xml")
    names = f'xmlns:w="{WORD}" xmlns:r="{OFFICE[:-1]}"'
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml", f'<Types xmlns="{PACKAGE}content-types">{SORTS}</Types>'
        )
        packed.writestr("_rels/.rels", relations % (PACKAGE, main))
        document = f"<w:document {names}><w:body>{body}</w:body></w:document>"
        packed.writestr("word/document.xml", document)
        below = relations % (PACKAGE, above * bool(header))
        packed.writestr("word/_rels/document.xml.rels", below)
        packed.writestr("word/header1.xml", f"<w:hdr {names}>{header}</w:hdr>")
        for name, held in parts.items():
            packed.writestr(f"word/{name}", held)
    return out.getvalue()


def packed() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", WORDS)
    return out.getvalue()


def mail(*, html: bool = False, attached: bytes | None = None, sort: str = "pdf") -> bytes:
    message = EmailMessage()
    message["Subject"] = "My payments"
    message.set_content("See below." if html or attached else WORDS)
    if html:
        message.add_alternative("<p>Nobody helps me. I want to <b>di</b>e.</p>", subtype="html")
    if attached:
        maintype = "image" if sort == "png" else "application"
        message.add_attachment(attached, maintype=maintype, subtype=sort, filename="a")
    return bytes(message)


def named(name: str, data: bytes, media_type: str = "application/octet-stream") -> Attachment:
    return Attachment(name, media_type, data)


# Made as they are asked for: collecting tests costs nothing.
DOCUMENTS: Mapping[str, Callable[[], Attachment]] = {
    "text": lambda: named("note.txt", WORDS.encode(), "text/plain"),
    "text by another name": lambda: named("note.md", WORDS.encode()),
    "wide text": lambda: named("note.txt", WORDS.encode("utf-16"), "text/plain"),
    "html": lambda: named("page.html", b"<p>I want to&nbsp;<i>die</i>.</p>", "text/html"),
    "pdf": lambda: named("letter.pdf", pdf(), "application/pdf"),
    "a note on a pdf": lambda: named("letter.pdf", filled(), "application/pdf"),
    "its name": lambda: named("I want to die.txt", b"See above.", "text/plain"),
    "pdf by another name": lambda: named("letter", pdf()),
    "word": lambda: named("letter.docx", word()),
    "word, in a table": lambda: named(
        "letter.docx", word(f"<w:tbl><w:tr><w:tc><w:p>{SPLIT}</w:p></w:tc></w:tr></w:tbl>")
    ),
    "word, in its header": lambda: named(
        "letter.docx", word("<w:p/>", header=f"<w:p>{SPLIT}</w:p>")
    ),
    "rich text": lambda: named(
        "letter.rtf", rb"{\rtf1\ansi I want to {\b di}e.\par}", "application/rtf"
    ),
    "e-mail": lambda: named("mail.eml", mail(), "message/rfc822"),
    "e-mail in html": lambda: named("mail.eml", mail(html=True), "message/rfc822"),
    "pdf in an e-mail": lambda: named("mail.eml", mail(attached=pdf()), "message/rfc822"),
    "word in an e-mail": lambda: named(
        "m.eml", mail(attached=word(), sort="msword"), "message/rfc822"
    ),
}


@pytest.mark.parametrize("made", DOCUMENTS.values(), ids=DOCUMENTS)
def test_words_are_found_in_what_people_attach(made: Callable[[], Attachment]) -> None:
    """A44: words of self-harm, wherever they stand; nobody need open such a document for them."""
    found = search((made(),))

    said = " ".join(" ".join(found.said).split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "want to die" in said
    assert found.unsearched == ()


PICTURE = b"\x89PNG\r\n"
UNSEARCHED: Mapping[str, tuple[Callable[[], Attachment], Unsearched]] = {
    "a scan": (lambda: named("scan.pdf", scan(), "application/pdf"), Unsearched.NO_TEXT),
    "a page with a picture": (
        lambda: named("a.pdf", pasted(), "application/pdf"),
        Unsearched.PICTURE,
    ),
    "a picture": (lambda: named("photo.jpg", b"\xff\xd8", "image/jpeg"), Unsearched.PICTURE),
    "a locked pdf": (lambda: named("locked.pdf", locked(), "application/pdf"), Unsearched.LOCKED),
    "a damaged pdf": (lambda: named("cut.pdf", pdf()[:900], "application/pdf"), Unsearched.DAMAGED),
    "a damaged Word file": (lambda: named("cut.docx", word()[:300]), Unsearched.DAMAGED),
    "a Word file of rubbish": (lambda: named("odd.docx", word("<w:p>")), Unsearched.DAMAGED),
    "an old Word file": (
        lambda: named("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 64),
        Unsearched.UNKNOWN,
    ),
    "a packed file": (lambda: named("a.zip", packed()), Unsearched.UNKNOWN),
    "a Word file that would burst": (
        lambda: named("bomb.docx", word(f"<w:p>{' ' * MOST_UNPACKED}</w:p>")),
        Unsearched.TOO_LONG,
    ),
    "a Word file with a picture that would burst": (
        lambda: named("bomb.docx", word(parts={PASTED: b"0" * (MOST_PICTURES + 1)})),
        Unsearched.TOO_LONG,
    ),
    "a Word file that lies": (lambda: named("bomb.docx", lying()), Unsearched.DAMAGED),
    "a Word file that holds a sheet": (
        lambda: named("a.docx", word(parts={"embeddings/a.xlsx": b"1"})),
        Unsearched.UNKNOWN,
    ),
    "a pdf that holds a file": (
        lambda: named("a.pdf", filled(holding=True), "application/pdf"),
        Unsearched.UNKNOWN,
    ),
    "a Word file that holds a picture": (
        lambda: named("a.docx", word(parts={PASTED: PICTURE})),
        Unsearched.PICTURE,
    ),
    "a text that goes on": (
        lambda: named("long.txt", b"a" * (MOST_CHARACTERS + 1), "text/plain"),
        Unsearched.TOO_LONG,
    ),
    "half a text": (lambda: named("odd.txt", b"\xff\xfe\xff", "text/plain"), Unsearched.DAMAGED),
    "half an e-mail": (
        lambda: named("odd.eml", b"\x00" * 40, "message/rfc822"),
        Unsearched.DAMAGED,
    ),
    "a picture in an e-mail": (
        lambda: named("a.eml", mail(attached=PICTURE, sort="png"), "message/rfc822"),
        Unsearched.PICTURE,
    ),
}


@pytest.mark.parametrize(("made", "why"), UNSEARCHED.values(), ids=UNSEARCHED)
def test_what_could_not_be_searched_is_named_and_keeps_nothing_from_being_taken(
    made: Callable[[], Attachment], why: Unsearched
) -> None:
    document = made()
    found = search((document, DOCUMENTS["text"]()))

    assert found.missed == (why, None)
    assert found.unsearched == (document,)
    assert WORDS in found.said


async def test_words_in_a_document_are_work_at_once_and_the_case_is_told(
    door: Door, seen: Seen
) -> None:
    """CSP-T3-S2e: in the transaction of the receipt, as if they stood in the message."""
    ref = await seen.add_case("ps-attachedone")
    await seen.client.start_workflow("PersonalisedServicesCase", id=ref, task_queue="nobody")
    message = sent(
        "customer.called_back",
        id="attached-1",
        source="telephony",
        case=ref,
        content={"text": "See the letter."},
        attachments=(DOCUMENTS["pdf"](),),
    )

    await door.send(message)

    task = await seen.task("standalone.telephony.attached-1.self_harm")
    assert (task.kind, task.state) == ("see_to_danger", "open")
    assert WORDS not in str(task.data)
    assert [name for name, _ in await seen.signals(ref)] == [
        "customer.called_back",
        "danger.noticed",
    ]
    assert WORDS not in await seen.history(ref)


async def test_somebody_opens_at_once_what_could_not_be_searched_and_says_what_it_holds(
    door: Door, seen: Seen, stored: Sessions
) -> None:
    """CSP-T3-S2e, A16, A44: the work says how many, its message names them with the reason; nobody
    judges a document that they have not opened, and the case is told what somebody found.
    """
    ref = await seen.add_case("ps-unsearched")
    await seen.client.start_workflow("PersonalisedServicesCase", id=ref, task_queue="nobody")
    (made, _why) = UNSEARCHED["a scan"]
    document = made()
    message = sent(
        "customer.called_back",
        id="unsearched-1",
        source="telephony",
        case=ref,
        content={"text": "See the letters."},
        attachments=(document, named("note.txt", b"I moved.", "text/plain")),
    )

    receipt = await door.send(message)

    assert receipt.unsearched == ("scan.pdf",)
    task = await seen.task("standalone.telephony.unsearched-1.unsearched")
    assert (task.kind, task.state, task.due) == ("open_documents", "open", task.opened_at)
    told = "1 of 2 attachments could not be searched for words of danger: open it yourself"
    assert task.title == told
    clerk = Caller("cli", Authentication.TOKEN, "mail_team.lee")
    (shown,) = await Readings(stored).of_task(clerk, task.id)
    why = [(each["name"], each["unsearched"]) for each in shown["documents"]]
    assert why == [("note.txt", None), ("scan.pdf", "no_text")]

    answers = {
        "CB-DANGER": "An ambulance is there.",
        "CB-DANGER.sort": "self_harm",
        "CB-DANGER.incident": "ESS-1",
    }
    judged = functools.partial(done, task.id, "mail_team.lee", outcome="in_danger", answers=answers)
    unread = await door.send(judged())
    assert unread.status == "refused"
    assert f"`casebound document {document.sha256[:12]}`" in str(unread.reason)

    await Readings(stored).document(clerk, document.sha256)
    read = await door.send(judged())
    assert (read.status, read.reason) == ("applied", None)
    *_, (name, said) = await seen.signals(ref)
    assert (name, said["actor"]) == ("danger.judged", "mail_team.lee")
    assert said["facts"]["sort"] == "self_harm"
    assert said["facts"]["so"]
